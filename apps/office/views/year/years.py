"""The school year itself: opened, and its dates changed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.office import permissions
from apps.office.forms.year import YearForm, usual_dates
from apps.school.actions.years import change_year, open_year
from apps.school.models import AcademicYear


@never_cache
def new_year(request):
    """The first year of a school, or one more."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = YearForm(request.POST or None, initial=usual_dates(clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            year = open_year(
                starts_on=form.cleaned_data["starts_on"], ends_on=form.cleaned_data["ends_on"], by=request.user
            )
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Учебный год %s заведён. Теперь — учебные периоды.") % year.name)
            return redirect(f"{reverse('office:start')}?year={year.pk}")
    return render(request, "office/year/year.html", {"form": form})


@never_cache
def year(request, pk):
    """Other dates of a year."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(AcademicYear, pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    initial = {"starts_on": found.starts_on, "ends_on": found.ends_on, "seen": seen_of(found)}
    form = YearForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_year(
                found, starts_on=given["starts_on"], ends_on=given["ends_on"], by=request.user, seen=given["seen"]
            )
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Даты учебного года сохранены."))
            return redirect(f"{reverse('office:start')}?year={found.pk}")
    return render(request, "office/year/year.html", {"form": form, "year": found})
