"""The calendar of the school year: terms, holidays and days off, transferred days, the production calendar."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.office import permissions
from apps.office.forms.year import DaysOffFile, HolidayForm, SchemeForm, WorkingDayForm, usual_terms
from apps.office.imports.days_off import read_days_off
from apps.office.queries.calendar import calendar_page
from apps.office.queries.years import year_choice
from apps.office.views.year.changes import carry_out
from apps.school.actions import calendar as actions
from apps.school.enums import TermKind
from apps.school.models import AcademicYear, Course, Holiday, TermScheme, WorkingDay


@never_cache
def calendar(request):
    """The year at a glance: schemes, blocks, transferred days, every month."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    choice = year_choice(request.GET.get("year"), today)
    page = {"choice": choice, "year": choice.year, "weekday_names": [WEEKDAYS_ABBR[number] for number in range(7)]}
    if choice.year:
        page["calendar"] = calendar_page(choice.year, today, request.GET.get("scheme"))
    page["may_change"] = choice.may_change and permissions.can_plan(request.user)
    return render(request, "office/year/calendar.html", page)


def _back(year: AcademicYear) -> str:
    return f"{reverse('office:calendar')}?year={year.pk}"


def year_of(request) -> AcademicYear:
    """The year a new row belongs to: of the address, else the present one."""
    choice = year_choice(request.GET.get("year"), clock.today())
    if choice.year is None:
        raise Http404
    return choice.year


@never_cache
def scheme(request, pk=None):
    """The levels and dates of a scheme; a new one begins with the usual dates of its kind."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(TermScheme.objects.select_related("year"), pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.year if found else year_of(request)
    asked = request.GET.get("kind")
    kind = found.kind if found else asked if asked in TermKind.values else TermKind.QUARTER
    form = SchemeForm(request.POST or None, kind=kind, initial=_scheme_initial(found, kind, year))
    page = {"form": form, "scheme": found, "year": year, "kind": kind, "back": _back(year), "kinds": TermKind.choices}
    page["title"] = str(TermKind(kind).label)
    if request.method == "POST" and "drop" in request.POST and found:
        if _drop(request, form, lambda: actions.drop_scheme(found, by=request.user, seen=request.POST.get("seen"))):
            return redirect(page["back"])
    elif request.method == "POST" and form.is_valid():
        page["outcome"] = carry_out(
            request, form, year, lambda: _save_scheme(request, form, found, kind, year),
            span=(year.starts_on, year.ends_on), forbids_placeless=True,
        )  # fmt: skip
        if getattr(form, "is_written", False):
            return redirect(page["back"])
    return render(request, "office/year/scheme.html", page)


def _scheme_initial(found: TermScheme | None, kind: str, year: AcademicYear) -> dict:
    if found is None:
        has_courses = Course.objects.filter(year=year).exists()
        return {**usual_terms(kind, year), "fills_gaps": True, "moves_courses": has_courses}
    initial = {"levels": found.levels, "seen": actions.scheme_seen(found)}
    for term in found.terms.order_by("number"):
        initial |= {f"starts_{term.number}": term.starts_on, f"ends_{term.number}": term.ends_on}
    return initial


def _save_scheme(request, form, found: TermScheme | None, kind: str, year: AcademicYear) -> None:
    given = form.cleaned_data
    actions.save_scheme(
        TermScheme.objects.select_related("year").get(pk=found.pk) if found else None,
        year=year, kind=kind, levels=given["levels"], dates=form.dates(), fills_gaps=given["fills_gaps"],
        moves_courses=given["moves_courses"], seen=given["seen"] if found else None, by=request.user,
    )  # fmt: skip


def _drop(request, form, drop) -> bool:
    """Take a row away that concerns no lessons; the form says why not."""
    try:
        drop()
    except (RuleViolation, Conflict) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Удалено."))
    return True


@never_cache
def holiday(request, pk=None):
    """A block of holidays or days off."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(Holiday.objects.select_related("year"), pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.year if found else year_of(request)
    names = ("kind", "name", "starts_on", "ends_on", "levels")
    initial = {name: getattr(found, name) for name in names} | {"seen": seen_of(found)} if found else None
    form = HolidayForm(request.POST or None, initial=initial)
    title = found.name if found else _("Новые каникулы или нерабочие дни")
    return _row_page(request, year, found, form, title, _save_holiday, actions.drop_holiday, _holiday_span)


def _save_holiday(request, form, found: Holiday | None, year: AcademicYear) -> None:
    values = form.values()
    if not found:
        values.pop("seen")
    actions.save_holiday(found, year=year, by=request.user, **values)


def _holiday_span(row, form) -> list:
    days = [row.starts_on, row.ends_on] if row else []
    return days + ([form.values()["starts_on"], form.values()["ends_on"]] if form.is_valid() else [])


@never_cache
def working_day(request, pk=None):
    """A transferred day."""
    permissions.demand_planner(request.user)
    found = get_object_or_404(WorkingDay.objects.select_related("year"), pk=pk) if pk else None
    if refused := methods(request, "GET", "POST"):
        return refused
    year = found.year if found else year_of(request)
    names = ("held_on", "as_weekday", "levels")
    initial = {name: getattr(found, name) for name in names} | {"seen": seen_of(found)} if found else None
    form = WorkingDayForm(request.POST or None, initial=initial)
    title = _("Перенос на %s") % f"{found.held_on:%d.%m.%Y}" if found else _("Рабочий день по переносу")
    return _row_page(request, year, found, form, title, _save_working_day, actions.drop_working_day, _working_span)


def _save_working_day(request, form, found: WorkingDay | None, year: AcademicYear) -> None:
    values = dict(form.cleaned_data)
    if not found:
        values.pop("seen")
    actions.save_working_day(found, year=year, by=request.user, **values)


def _working_span(row, form) -> list:
    return ([row.held_on] if row else []) + ([form.cleaned_data["held_on"]] if form.is_valid() else [])


def _row_page(request, year, found, form, title, save, drop, days_of):
    """A form of one row: saved or dropped with its lessons, after a look at what happens to them."""
    page = {"form": form, "row": found, "year": year, "back": _back(year), "back_name": _("Календарь"), "title": title}
    dropping = found is not None and "drop" in request.POST
    if request.method == "POST" and (dropping or form.is_valid()):
        days = days_of(found, form)

        def change():
            row = type(found).objects.select_related("year").get(pk=found.pk) if found else None
            if dropping:
                drop(row, by=request.user, seen=request.POST.get("seen"))
            else:
                save(request, form, row, year)

        page["is_dropping"] = dropping
        page["outcome"] = carry_out(request, form, year, change, span=(min(days), max(days)))
        if getattr(form, "is_written", False):
            return redirect(page["back"])
    return render(request, "office/year/row.html", page)


@never_cache
def import_days_off(request):
    """A production calendar from a file: read, looked at, then written."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = year_of(request)
    form = DaysOffFile(request.POST, request.FILES) if request.method == "POST" else DaysOffFile()
    page = {"form": form, "year": year, "back": _back(year)}
    if request.method == "POST" and form.is_valid():
        reading = read_days_off(*form.content(), year.starts_on, year.ends_on)
        blocks = actions.with_known(reading.blocks(), year)
        new = [block for block, is_new in blocks if is_new]
        page |= {"reading": reading, "blocks": blocks, "new": new}
        if new and not reading.faults:
            page["outcome"] = carry_out(
                request, form, year, lambda: actions.add_days_off(new, year=year, by=request.user),
                span=(new[0].starts_on, new[-1].ends_on), looks_first=True,
            )  # fmt: skip
        if getattr(form, "is_written", False):
            return redirect(page["back"])
    return render(request, "office/year/import.html", page)
