"""The calendar of a school year for its page: schemes, blocks, and every day of the year with its meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from apps.school.enums import HolidayKind, TermKind
from apps.school.models import AcademicYear, Holiday, SchoolClass, Term, TermScheme, WorkingDay
from apps.school.rules.dates import DaysOff, is_school_day
from apps.school.rules.levels import parse_levels

DAY = dt.timedelta(days=1)
STRENGTH = (HolidayKind.PUBLIC, HolidayKind.BREAK, HolidayKind.DAY_OFF)  # which name a day bears


@dataclass(frozen=True)
class DayCell:
    """A day of the year view.

    Attributes:
        kind: ``study``, ``break``, ``public``, ``day_off``, ``worked``, ``weekend`` or ``outside``.
        shade: 1 or 2 in turn with the terms, 0 outside.
        label: what the day is, in words.
    """

    day: dt.date
    kind: str
    shade: int
    label: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as weeks of seven days; None before its first and after its last day."""

    name: str
    weeks: tuple[tuple[DayCell | None, ...], ...]


@dataclass(frozen=True)
class TermLine:
    """A term with its school days and weeks for a five-day week."""

    term: Term
    days: int
    weeks: int


@dataclass(frozen=True)
class SchemeCard:
    """A scheme with its terms and the number of courses that follow it."""

    scheme: TermScheme
    terms: tuple[TermLine, ...]
    courses: int


@dataclass(frozen=True)
class HolidayLine:
    """A block with its number of days."""

    block: Holiday
    days: int
    levels: str


@dataclass(frozen=True)
class WorkingLine:
    """A transferred day in words."""

    row: WorkingDay
    weekday: str
    levels: str


@dataclass(frozen=True)
class CalendarPage:
    """Everything that the page of the calendar shows."""

    schemes: tuple[SchemeCard, ...]
    chosen: TermScheme | None
    holidays: tuple[HolidayLine, ...]
    working_days: tuple[WorkingLine, ...]
    months: tuple[Month, ...]
    bare_levels: tuple[int, ...]


def calendar_page(year: AcademicYear, today: dt.date, scheme_pk: str | None = None) -> CalendarPage:
    """The calendar of a year; six queries."""
    schemes = list(
        TermScheme.objects.filter(year=year)
        .annotate(course_count=Count("courses", filter=Q(courses__year=year)))
        .prefetch_related("terms")
        .order_by("pk")
    )
    schemes.sort(key=lambda scheme: min(parse_levels(scheme.levels), default=99))
    holidays = list(Holiday.objects.filter(year=year).order_by("starts_on", "pk"))
    worked = list(WorkingDay.objects.filter(year=year).order_by("held_on", "pk"))
    calendar = DaysOff.of(holidays, worked)
    classes = list(SchoolClass.objects.filter(year=year).values_list("level", "days_per_week").order_by("level"))
    chosen = next((one for one in schemes if str(one.pk) == scheme_pk), next(iter(schemes), None))
    covered = set().union(*(parse_levels(one.levels) for one in schemes if one.terms.all()))
    return CalendarPage(
        tuple(_card(scheme, calendar) for scheme in schemes),
        chosen,
        tuple(HolidayLine(row, (row.ends_on - row.starts_on).days + 1, _dash(row.levels)) for row in holidays),
        tuple(WorkingLine(row, str(WEEKDAYS[row.as_weekday]).lower(), _dash(row.levels)) for row in worked),
        tuple(_months(year, chosen, calendar, holidays, _week(classes, chosen), today)),
        tuple(sorted({level for level, _days in classes} - covered)),
    )


def _dash(levels: str) -> str:
    return levels.replace("-", "–").replace(",", ", ")


def _week(classes: list[tuple[int, int]], scheme: TermScheme | None) -> int:
    levels = parse_levels(scheme.levels) if scheme else frozenset()
    return max((days for level, days in classes if not levels or level in levels), default=5)


def _card(scheme: TermScheme, calendar: DaysOff) -> SchemeCard:
    level = min(parse_levels(scheme.levels), default=1)
    lines = []
    for term in sorted(scheme.terms.all(), key=lambda term: term.number):
        run = [term.starts_on + DAY * step for step in range((term.ends_on - term.starts_on).days + 1)]
        held = [day for day in run if is_school_day(day, level=level, days_per_week=5, days_off=calendar)]
        lines.append(TermLine(term, len(held), len({day.isocalendar()[:2] for day in held})))
    return SchemeCard(scheme, tuple(lines), scheme.course_count)


def _months(year, scheme, calendar: DaysOff, holidays: Sequence[Holiday], week: int, today: dt.date) -> list[Month]:
    level = min(parse_levels(scheme.levels), default=1) if scheme else 1
    terms = sorted(scheme.terms.all(), key=lambda term: term.number) if scheme else []
    day, months = year.starts_on.replace(day=1), []
    while day <= year.ends_on:
        following = (day + dt.timedelta(days=31)).replace(day=1)
        cells: list[DayCell | None] = [None] * day.weekday()
        for step in range((following - day).days):
            cells.append(_cell(day + DAY * step, year, terms, calendar, holidays, level, week, today))
        cells += [None] * (-len(cells) % 7)
        name = f"{MONTHS[day.month]} {day.year}".capitalize()
        months.append(Month(name, tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))))
        day = following
    return months


def _cell(day, year, terms, calendar: DaysOff, holidays, level: int, week: int, today: dt.date) -> DayCell:
    term = next((one for one in terms if one.starts_on <= day <= one.ends_on), None)
    shade = 1 + (term.number + 1) % 2 if term else 0
    kind, label = _meaning(day, year, term, calendar, holidays, level, week)
    return DayCell(day, kind, shade if kind in ("study", "worked") else 0, label, day == today)


def _meaning(day, year, term, calendar: DaysOff, holidays, level: int, week: int) -> tuple[str, str]:
    if not year.starts_on <= day <= year.ends_on:
        return "outside", _("вне учебного года")
    moved = calendar.worked_as(day, level)
    if moved is not None:
        return "worked", _("рабочий день по расписанию: %s") % str(WEEKDAYS[moved]).lower()
    blocks = [one for one in holidays if one.starts_on <= day <= one.ends_on]
    blocks = [one for one in blocks if not one.levels or level in parse_levels(one.levels)]
    if blocks:
        strongest = min(
            blocks, key=lambda one: (HolidayKind.PUBLIC, HolidayKind.BREAK, HolidayKind.DAY_OFF).index(one.kind)
        )
        return str(strongest.kind), strongest.name
    if term is None:
        return "outside", _("вне учебных периодов")
    if day.weekday() >= week:
        return "weekend", _("выходной")
    return "study", term_title(term)


def term_title(term: Term) -> str:
    """«2 четверть»; a year is only «год»."""
    kind = term.scheme.kind
    return str(TermKind(kind).label) if kind == TermKind.YEAR else f"{term.number} {TermKind(kind).label}"
