"""Bells and regimes for their page: sets with clock times, single dates, and what every class works by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.dates import WEEKDAYS_ABBR

from apps.school.models import AcademicYear, SchoolClass
from apps.timetable.models import Bell, BellDay, BellSchedule, Regime, TimetableEntry
from apps.timetable.queries.regimes import BellBook, Regimes


@dataclass(frozen=True)
class SetCard:
    """A set: shift → its bells in order."""

    schedule: BellSchedule
    shifts: tuple[tuple[int, tuple[Bell, ...]], ...]


@dataclass(frozen=True)
class ClassLine:
    """What a class works by on the day, and when its lessons end on each day of the week by the timetable."""

    school_class: SchoolClass
    shift: int
    days_per_week: int
    bells: str
    ends: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BellsPage:
    """Everything that the page of bells shows."""

    sets: tuple[SetCard, ...]
    days: tuple[BellDay, ...]
    regimes: tuple[Regime, ...]
    classes: tuple[ClassLine, ...]


def bells_page(year: AcademicYear, day: dt.date) -> BellsPage:
    """Sets, dates, regimes and classes; a dozen queries whatever the school's size."""
    in_order = Prefetch("bells", Bell.objects.order_by("shift", "number"))
    sets = list(BellSchedule.objects.filter(year=year).prefetch_related(in_order).order_by("-is_default", "name", "pk"))
    regimes = Regime.objects.within(year.starts_on, year.ends_on).select_related(
        "school_class", "study_group", "student", "bells"
    )
    return BellsPage(
        tuple(_card(one) for one in sets),
        tuple(BellDay.objects.filter(schedule__year=year).select_related("schedule").order_by("held_on", "pk")),
        tuple(regimes.order_by("school_class__level", "school_class__letter", "study_group__name", "starts_on", "pk")),
        tuple(_class_lines(year, min(max(day, year.starts_on), year.ends_on), {one.pk: one.name for one in sets})),
    )


def _card(schedule: BellSchedule) -> SetCard:
    by_shift = defaultdict(list)
    for bell in schedule.bells.all():
        by_shift[bell.shift].append(bell)
    return SetCard(schedule, tuple((shift, tuple(bells)) for shift, bells in sorted(by_shift.items())))


def _class_lines(year: AcademicYear, day: dt.date, names: dict[int, str]) -> list[ClassLine]:
    regimes, book = Regimes(year), BellBook(year)
    last = _last_numbers(year, day)
    found = []
    for one in SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"):
        pattern = regimes.of_class(one, day)
        bells = book.usual(pattern)
        ends = [
            (str(WEEKDAYS_ABBR[weekday]), f"{bells[number].ends_at:%H:%M}" if number in bells else "?")
            for weekday, number in sorted(last[one.pk].items())
        ]
        name = names.get(pattern.bells_id, "") if pattern.bells_id else ""
        found.append(ClassLine(one, pattern.shift, pattern.days_per_week, name, tuple(ends)))
    return found


def _last_numbers(year: AcademicYear, day: dt.date) -> dict[int, dict[int, int]]:
    """Class → weekday → number of its last lesson, subgroups included."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    entries = TimetableEntry.objects.on(day).filter(course__year=year).order_by("pk")
    facts = ("course__school_class_id", "course__study_group__home_class_id", "weekday", "number")
    for own, home, weekday, number in entries.values_list(*facts):
        if school_class := own or home:
            found[school_class][weekday] = max(number, found[school_class].get(weekday, 0))
    return found
