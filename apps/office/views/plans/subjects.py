"""The list of subjects, both parts told apart (STR-10)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.office import permissions
from apps.office.forms.plans import SubjectFilter, SubjectForm
from apps.school.actions.subjects import drop_subject, move_subject, save_subject
from apps.school.models import Subject

FIELDS = ("name", "short_name", "part", "area", "scale")


@never_cache
def index(request):
    """Subjects in the order of the plan, all or of one part."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    form = SubjectFilter(request.GET)
    part = form.cleaned_data["part"] if form.is_valid() else ""
    rows = Subject.objects.order_by("position", "name", "pk")
    rows = rows.filter(part=part) if part else rows
    may_plan = permissions.can_plan(request.user)
    page = {"form": form, "rows": rows, "part": part, "may_plan": may_plan, "may_move": may_plan and not part}
    return render(request, "office/plans/subjects.html", page)


@never_cache
def new(request):
    """A new subject."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, None)


@never_cache
def one(request, pk):
    """Change a subject."""
    permissions.demand_planner(request.user)
    subject = get_object_or_404(Subject, pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, subject)


def _edited(request, subject):
    form = SubjectForm(request.POST or None, instance=subject, initial={"seen": seen_of(subject)})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        seen = form.cleaned_data["seen"] if subject else None
        try:
            saved = save_subject(values=values, subject=subject, seen=seen, by=request.user)
        except RuleViolation as error:
            form.add_error("name", str(error))
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, _("Предмет «%s» сохранён.") % saved.name)
            return redirect("office:subjects")
    return render(request, "office/plans/subject.html", {"form": form, "subject": subject})


@never_cache
def move(request, pk):
    """One place up or down in the order of the plan."""
    permissions.demand_planner(request.user)
    subject = get_object_or_404(Subject, pk=pk)
    if refused := methods(request, "POST"):
        return refused
    move_subject(subject, steps=-1 if request.POST.get("way") == "up" else 1, by=request.user)
    return redirect("office:subjects")


@never_cache
def drop(request, pk):
    """Take away a subject that was never used."""
    permissions.demand_planner(request.user)
    subject = get_object_or_404(Subject, pk=pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        drop_subject(subject, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("office:subject", pk)
    messages.success(request, _("Предмет «%s» убран.") % subject.name)
    return redirect("office:subjects")
