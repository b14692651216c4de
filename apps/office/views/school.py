"""The start page of the administrator, the school's name."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms import ProfileForm
from apps.office.queries.desk import sections_for
from apps.office.queries.overview import counts
from apps.office.queries.persons import open_requests
from apps.office.queries.readiness import readiness
from apps.office.queries.years import year_choice
from apps.school.actions.norms import save_profile
from apps.school.queries import profile


@never_cache
def start(request):
    """Whether the year is ready, section by section; below, the way to every section of the desk (STR-20)."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    choice = year_choice(request.GET.get("year"), today)
    page = {
        "choice": choice, "year": choice.year, "counts": counts(choice.year, today),
        "readiness": readiness(choice.year, today) if choice.year else None, "sections": sections_for(request.user),
        "may_manage": permissions.can_manage_school(request.user), "may_plan": permissions.can_plan(request.user),
        "open_requests": open_requests(),
    }  # fmt: skip
    return render(request, "office/start.html", page)


@never_cache
def school_profile(request):
    """How the school is called; the administrator changes it."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    present = profile()
    if request.method == "POST":
        permissions.demand_manager(request.user)
    form = ProfileForm(request.POST or None, instance=present)
    if request.method == "POST" and form.is_valid():
        save_profile(values=form.cleaned_data, by=request.user)
        messages.success(request, _("Сведения о школе сохранены."))
        return redirect("office:profile")
    page = {"form": form, "profile": present, "may_manage": permissions.can_manage_school(request.user)}
    return render(request, "office/profile.html", page)
