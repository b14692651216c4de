"""Bells and regimes: sets of bells, days with other bells, what classes, groups and pupils work by."""

import datetime as dt

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.office import permissions
from apps.office.forms.bells import BellDayForm, BellsForm, NewRegimeForm, RegimeForm, SpreadForm, times_initial
from apps.office.queries.bells import bells_page
from apps.office.queries.years import year_choice
from apps.office.views.year.calendar import year_of
from apps.office.views.year.changes import carry_out
from apps.school.models import AcademicYear
from apps.timetable.actions import bells as actions
from apps.timetable.models import BellDay, BellSchedule, Regime

DAY = dt.timedelta(days=1)
USUAL = {"starts": dt.time(8, 30), "minutes": 40, "breaks": "10 20 20 10", "count": 7, "shift": 1}


@never_cache
def bells(request):
    """All sets, dates with other bells, regimes, and every class with the end of its lessons."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    choice = year_choice(request.GET.get("year"), today)
    page = {"choice": choice, "year": choice.year}
    if choice.year:
        page["bells"] = bells_page(choice.year, today)
    page["may_change"] = choice.may_change and permissions.can_plan(request.user)
    return render(request, "office/year/bells.html", page)


def _page(year: AcademicYear, title: str) -> dict:
    back = f"{reverse('office:bells')}?year={year.pk}"
    return {"year": year, "back": back, "back_name": _("Звонки и режимы"), "title": title}


def _coming(year: AcademicYear) -> tuple[dt.date, dt.date]:
    """The days whose lessons may follow other bells: those after today."""
    return max(clock.today() + DAY, year.starts_on), max(clock.today() + DAY, year.ends_on)


@never_cache
def bell_set(request, pk=None):
    """A set of bells; «Заполнить» writes the times of a shift down by itself."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(BellSchedule.objects.select_related("year"), pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.year if found else year_of(request)
    page = _page(year, found.name if found else _("Новый набор звонков")) | {"row": found, "is_dropping": False}
    page["spread"] = SpreadForm(initial=USUAL, prefix="spread")
    if "fill" in request.POST:
        page |= _filled(request)
        return render(request, "office/year/bell_set.html", page)
    form = page["form"] = BellsForm(request.POST or None, initial=_set_initial(found, year))
    dropping = found is not None and "drop" in request.POST
    if request.method == "POST" and (dropping or form.is_valid()):
        page["is_dropping"] = dropping
        change = (lambda: _drop_set(request, found)) if dropping else (lambda: _save_set(request, form, found, year))
        page["outcome"] = carry_out(request, form, year, change, span=_coming(year))
        if getattr(form, "is_written", False):
            return redirect(page["back"])
    return render(request, "office/year/bell_set.html", page)


def _filled(request) -> dict:
    """The typed set with the times of one shift written down anew."""
    spread = SpreadForm(request.POST, prefix="spread")
    typed = request.POST.dict()
    if spread.is_valid():
        typed |= spread.times()
    return {"spread": spread, "form": BellsForm(initial=typed)}


def _set_initial(found: BellSchedule | None, year: AcademicYear) -> dict:
    if found is None:
        first = not BellSchedule.objects.filter(year=year).exists()
        return {"name": _("Обычный день") if first else "", "is_default": first}
    rows = found.bells.order_by("shift", "number")
    times = {(bell.shift, bell.number): (bell.starts_at, bell.ends_at) for bell in rows}
    named = {"name": found.name, "is_default": found.is_default, "seen": actions.bells_seen(found)}
    return named | times_initial(times)


def _save_set(request, form, found: BellSchedule | None, year: AcademicYear) -> None:
    given = form.cleaned_data
    actions.save_bells(
        BellSchedule.objects.get(pk=found.pk) if found else None, year=year, name=given["name"], times=form.times(),
        is_default=given["is_default"], seen=given["seen"] if found else None, by=request.user,
    )  # fmt: skip


def _drop_set(request, found: BellSchedule) -> None:
    row = BellSchedule.objects.select_related("year").get(pk=found.pk)
    actions.drop_bells(row, by=request.user, seen=request.POST.get("seen"))


@never_cache
def bell_day(request, pk=None):
    """A single date with another set of bells."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(BellDay.objects.select_related("schedule__year"), pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.schedule.year if found else year_of(request)
    names = ("held_on", "schedule", "levels", "reason")
    initial = {name: getattr(found, name) for name in names} | {"seen": seen_of(found)} if found else None
    form = BellDayForm(request.POST or None, initial=initial, year=year)
    title = _("Звонки на %s") % f"{found.held_on:%d.%m.%Y}" if found else _("День с другими звонками")

    def change(dropping: bool) -> None:
        row = BellDay.objects.select_related("schedule__year").get(pk=found.pk) if found else None
        if dropping:
            actions.drop_bell_day(row, by=request.user, seen=request.POST.get("seen"))
        else:
            actions.save_bell_day(row, by=request.user, **form.cleaned_data | ({} if row else {"seen": None}))

    days = [found.held_on] if found else []
    return _one(request, year, found, form, title, change, lambda: [*days, form.cleaned_data["held_on"]], days)


@never_cache
def regime(request, pk=None):
    """Shift, week and bells of a class, a group or a pupil."""
    permissions.demand_planner(request.user)
    rows = Regime.objects.select_related("school_class__year", "study_group__year", "student", "bells")
    found = get_object_or_404(rows, pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = _year_of_regime(request, found)
    names = ("shift", "days_per_week", "bells", "starts_on", "ends_on")
    initial = {name: getattr(found, name) for name in names} | {"seen": seen_of(found)} if found else None
    kind = RegimeForm if found else NewRegimeForm
    form = kind(request.POST or None, initial=initial or {"starts_on": clock.today() + DAY}, year=year)
    title = _("Режим: %s") % _whose(found) if found else _("Новый режим работы")

    def change(dropping: bool) -> None:
        row = rows.get(pk=found.pk) if found else None
        if dropping:
            actions.drop_regime(row, year=year, by=request.user, seen=request.POST.get("seen"))
            return
        given = {name: form.cleaned_data[name] for name in names}
        seen = form.cleaned_data["seen"] if row else None
        actions.save_regime(row, year=year, of={} if row else form.of(), seen=seen, by=request.user, **given)

    whole = [max(clock.today() + DAY, year.starts_on), max(clock.today() + DAY, year.ends_on)]
    return _one(request, year, found, form, title, change, lambda: whole, whole)


def _year_of_regime(request, found: Regime | None) -> AcademicYear:
    owner = found and (found.school_class or found.study_group)
    return owner.year if owner else year_of(request)


def _whose(found: Regime) -> str:
    return str(found.school_class or found.study_group or found.student.full_name)


def _one(request, year, found, form, title, change, days_of, days):
    """A form of one row: saved or dropped with its lessons, after a look at what happens to them."""
    page = _page(year, title) | {"form": form, "row": found, "is_dropping": False}
    dropping = found is not None and "drop" in request.POST
    if request.method == "POST" and (dropping or form.is_valid()):
        span = days if dropping else days_of()
        page["is_dropping"] = dropping
        page["outcome"] = carry_out(request, form, year, lambda: change(dropping), span=(min(span), max(span)))
        if getattr(form, "is_written", False):
            return redirect(page["back"])
    return render(request, "office/year/row.html", page)
