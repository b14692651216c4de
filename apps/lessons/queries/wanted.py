"""The dated lessons that the timetable, the calendar, the regimes and the bells ask for."""

import datetime as dt
from collections import defaultdict
from functools import cache

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.school.models import Course, SchoolClass, Term
from apps.school.queries import days_off
from apps.school.rules.dates import timetable_weekday
from apps.timetable.models import TimetableEntry
from apps.timetable.queries.regimes import BellBook, Regimes

COPIED = ("teacher_id", "room_id", "starts_at", "ends_at", "term_id")
Slot = tuple[int, dt.date, int]  # course, date, lesson number


def wanted_lessons(year, first: dt.date, last: dt.date) -> dict[Slot, dict]:
    """The lesson's values for every slot of the timetable on a school day.

    Raises:
        RuleViolation: a lesson number without a bell.
    """
    calendar, regimes, book, homes = days_off(year.pk), Regimes(year), BellBook(year), home_classes(year)
    entries = defaultdict(list)
    rows = TimetableEntry.objects.filter(course__year=year).select_related("course__term_scheme")
    for entry in rows.prefetch_related("course__term_scheme__terms").order_by("pk"):
        entries[entry.course_id].append(entry)

    @cache
    def weekdays(day: dt.date, level: int, days_per_week: int) -> int | None:
        return timetable_weekday(day, level=level, days_per_week=days_per_week, days_off=calendar)

    wanted = {}
    for course_id, lines in entries.items():
        course, home = lines[0].course, homes.get(course_id)
        if home is None:
            continue
        terms = sorted(course.term_scheme.terms.all(), key=lambda term: (term.starts_on, term.number))
        for step in range((last - first).days + 1):
            day = first + dt.timedelta(days=step)
            term = _term_on(terms, day)
            if term is None:
                continue
            pattern = regimes.of_course(course, home, day)
            weekday = weekdays(day, home.level, pattern.days_per_week)
            held = [entry for entry in lines if entry.weekday == weekday and _holds(entry, year, day)]
            bells = book.bells_on(day, home.level, pattern) if held else {}
            for entry in held:
                wanted[course_id, day, entry.number] = _values(entry, term, bells, pattern.shift)
    return wanted


def _holds(entry: TimetableEntry, year, day: dt.date) -> bool:
    parity = 1 + ((day - year.starts_on).days + year.starts_on.weekday()) // 7 % 2
    return entry.week in (0, parity) and entry.holds_on(day)


def _term_on(terms: list[Term], day: dt.date) -> Term | None:
    return next((term for term in terms if term.starts_on <= day <= term.ends_on), None)


def _values(entry: TimetableEntry, term: Term, bells: dict, shift: int) -> dict:
    bell = bells.get(entry.number)
    if bell is None:
        raise RuleViolation(
            _("Для урока № %(number)d (смена %(shift)d) нет звонка.") % {"number": entry.number, "shift": shift}
        )
    return {
        "teacher_id": entry.teacher_id,
        "room_id": entry.room_id,
        "starts_at": bell.starts_at,
        "ends_at": bell.ends_at,
        "term_id": term.pk,
    }


def home_classes(year) -> dict[int, SchoolClass]:
    """Course → the class whose week, shift and holidays it follows; a group without classes has none."""
    homes = {}
    courses = Course.objects.filter(year=year).select_related("school_class", "study_group__home_class")
    for course in courses.prefetch_related("study_group__classes").order_by("pk"):
        group = course.study_group
        home = course.school_class or group.home_class or next(iter(group.classes.all()), None)
        if home is not None:
            homes[course.pk] = home
    return homes
