"""Distance mode: which classes, when, why and how (JRN-11)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.lessons.actions.distance import change_distance, remove_distance, set_distance
from apps.lessons.models import DistanceMode
from apps.office import permissions
from apps.office.forms.days import DistanceChangeForm, DistanceForm
from apps.office.queries.days.distance import distance_list
from apps.school.queries import current_year


@never_cache
def distance(request):
    """Modes of the year, and a form for new ones."""
    permissions.demand_reader(request.user)
    if request.method == "POST":
        permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    today = clock.today()
    year = current_year(today)
    form = DistanceForm(request.POST or None, year=year, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        values = {name: said[name] for name in ("starts_on", "ends_on", "ground", "order_number", "link", "note")}
        try:
            made = set_distance(form.chosen(), by=request.user, **values)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            count = ngettext("%d класс", "классов: %d", len(made)) % len(made)
            messages.success(request, _("Дистанционный режим назначен: %s.") % count)
            return redirect("timetable:distance")
    page = {"form": form, "modes": distance_list(year, today), "may_plan": permissions.can_plan(request.user)}
    return render(request, "timetable/days/distance.html", page)


@never_cache
def one_distance(request, pk: int):
    """Another last day, link or instruction; or taken back altogether."""
    permissions.demand_reader(request.user)
    mode = DistanceMode.objects.select_related("school_class__year").filter(pk=pk).first()
    if mode is None:
        raise Http404
    if not permissions.can_plan(request.user):
        raise PermissionDenied
    if refused := methods(request, "GET", "POST"):
        return refused
    if request.POST.get("do") == "remove":
        remove_distance(mode, by=request.user)
        messages.success(request, _("%s: дистанционный режим снят.") % mode.school_class)
        return redirect("timetable:distance")
    initial = {"ends_on": mode.ends_on, "link": mode.link, "note": mode.note, "seen": seen_of(mode)}
    form = DistanceChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_distance(mode, by=request.user, **form.cleaned_data)
        except (RuleViolation, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Сохранено."))
            return redirect("timetable:distance")
    return render(request, "timetable/days/one_distance.html", {"mode": mode, "form": form})
