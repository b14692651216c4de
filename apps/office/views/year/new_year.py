"""The new year from the last one: choose, look at counts and names, then make it (I-24)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.new_year import NewYearForm, usual_choice
from apps.office.queries.new_year import pupils_of_year
from apps.office.queries.years import year_to_continue
from apps.timetable.actions.new_year import carry_over


@never_cache
def from_last(request):
    """GET: what to carry over. POST: counts and names to tick; confirmed: the year is made."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    old = year_to_continue(clock.today())
    if old is None:
        return render(request, "office/year/new_year.html", {"old": None})
    form = NewYearForm(request.POST or None, initial=usual_choice(old))
    page = {"form": form, "old": old}
    if request.method == "POST" and form.is_valid():
        staying, leaving = request.POST.getlist("staying"), request.POST.getlist("leaving")
        choice, is_confirmed = form.choice(staying, leaving), "confirmed" in request.POST
        try:
            carried = carry_over(old, choice=choice, by=request.user, dry_run=not is_confirmed)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            if is_confirmed:
                messages.success(request, _("Учебный год %s сделан из прошлого.") % carried.year.name)
                return redirect(f"{reverse('office:start')}?year={carried.year.pk}")
            page |= {"carried": carried, "counts": sorted(carried.counts.items()), "choice": choice}
            page["classes"] = pupils_of_year(old, carried.promoted)
    return render(request, "office/year/new_year.html", page)
