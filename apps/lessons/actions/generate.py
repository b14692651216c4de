"""Dated lessons from the weekly timetable (decision 3)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.school.models import Course, SchoolClass
from apps.school.queries import days_off
from apps.school.rules.dates import is_school_day
from apps.timetable.models import Bell, TimetableEntry

from ..models import Assessment, CourseTerm, Lesson, WorkKind
from .work_kinds import ensure_work_kinds

COPIED = ("teacher_id", "room_id", "starts_at", "ends_at", "term_id")


@dataclass(frozen=True)
class Generated:
    """How many lessons were made, brought up to date and taken away."""

    created: int
    changed: int
    removed: int


@transaction.atomic
def generate_lessons(year, *, by=None, first: dt.date | None = None, last: dt.date | None = None) -> Generated:
    """Make the dated lessons of a school year agree with its timetable.

    Missing lessons are made; lessons after today that nobody has touched are brought up to date or taken away;
    everything else stays as it is. Running it twice changes nothing.

    Args:
        year: the AcademicYear.
        by: the user, for the history.
        first, last: limits, the whole year by default.

    Raises:
        RuleViolation: the timetable uses a lesson number that has no bell.
    """
    first, last = max(first or year.starts_on, year.starts_on), min(last or year.ends_on, year.ends_on)
    with attributed(by=by):
        ensure_work_kinds()
        wanted = _wanted(year, first, last)
        present = Lesson.objects.filter(course__year=year, held_on__range=(first, last))
        by_slot = {(row.course_id, row.held_on, row.number): row for row in present}
        free = {slot: row for slot, row in by_slot.items() if row.touched_at is None and row.held_on > clock.today()}
        created = _create(slot_values for slot_values in wanted.items() if slot_values[0] not in by_slot)
        changed = _bring_up_to_date(free, wanted)
        removed = _remove([row for slot, row in free.items() if slot not in wanted])
        _ensure_course_terms(year)
    return Generated(created, changed, removed)


def _wanted(year, first: dt.date, last: dt.date) -> dict[tuple, dict]:
    """(course, date, number) → the lesson's values, for every slot of the timetable on a school day."""
    off = days_off(year.pk)
    homes = _home_classes(year)
    bells = {
        (bell.shift, bell.number): bell for bell in Bell.objects.filter(schedule__year=year, schedule__is_default=True)
    }
    entries = defaultdict(list)
    rows = TimetableEntry.objects.filter(course__year=year).select_related("course__term_scheme")
    for entry in rows.prefetch_related("course__term_scheme__terms").order_by("pk"):
        entries[entry.weekday].append((entry, homes[entry.course_id], list(entry.course.term_scheme.terms.all())))
    wanted = {}
    for step in range((last - first).days + 1):
        day = first + dt.timedelta(days=step)
        parity = 1 + ((day - year.starts_on).days + year.starts_on.weekday()) // 7 % 2
        for entry, home, terms in entries[day.weekday()]:
            term = next((term for term in terms if term.starts_on <= day <= term.ends_on), None)
            if (
                term is None
                or not entry.holds_on(day)
                or entry.week not in (0, parity)
                or not is_school_day(day, level=home.level, days_per_week=home.days_per_week, days_off=off)
            ):
                continue
            bell = bells.get((home.shift, entry.number))
            if bell is None:
                raise RuleViolation(
                    _("Для урока № %(number)d (смена %(shift)d) нет звонка.")
                    % {"number": entry.number, "shift": home.shift}
                )
            wanted[entry.course_id, day, entry.number] = {
                "teacher_id": entry.teacher_id,
                "room_id": entry.room_id,
                "starts_at": bell.starts_at,
                "ends_at": bell.ends_at,
                "term_id": term.pk,
            }
    return wanted


def _home_classes(year) -> dict[int, SchoolClass]:
    """Course → the class whose week, shift and holidays it follows."""
    homes = {}
    courses = Course.objects.filter(year=year).select_related("school_class", "study_group__home_class")
    for course in courses.prefetch_related("study_group__classes").order_by("pk"):
        group = course.study_group
        homes[course.pk] = course.school_class or group.home_class or group.classes.all()[0]
    return homes


def _create(slots) -> int:
    ordinary = WorkKind.objects.get(is_ordinary=True)
    lessons = bulk_create_tracked(
        Lesson,
        [Lesson(course_id=course, held_on=day, number=number, **values) for (course, day, number), values in slots],
    )
    bulk_create_tracked(
        Assessment,
        [
            Assessment(lesson=lesson, course_id=lesson.course_id, work_kind=ordinary, is_ordinary=True)
            for lesson in lessons
        ],
    )
    return len(lessons)


def _bring_up_to_date(free: dict[tuple, Lesson], wanted: dict[tuple, dict]) -> int:
    stale = []
    for slot, lesson in free.items():
        values = wanted.get(slot)
        if values and any(getattr(lesson, name) != values[name] for name in COPIED):
            for name in COPIED:
                setattr(lesson, name, values[name])
            stale.append(lesson)
    bulk_update_tracked(stale, COPIED)
    return len(stale)


def _remove(lessons: list[Lesson]) -> int:
    """Untouched future lessons carry nothing but their empty ordinary column and perhaps a substitution."""
    kept = set(
        Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons])
        .filter(Q(substitution__isnull=False) | Q(assessments__cells__isnull=False))
        .values_list("pk", flat=True)
    )
    gone = [lesson for lesson in lessons if lesson.pk not in kept]
    delete_tracked(Assessment.objects.filter(lesson__in=gone))
    return delete_tracked(gone)


def _ensure_course_terms(year) -> None:
    known = set(CourseTerm.objects.filter(course__year=year).values_list("course_id", "term_id"))
    courses = Course.objects.filter(year=year).prefetch_related("term_scheme__terms").order_by("pk")
    bulk_create_tracked(
        CourseTerm,
        [
            CourseTerm(course=course, term=term, is_graded=course.is_graded)
            for course in courses
            for term in course.term_scheme.terms.all()
            if (course.pk, term.pk) not in known
        ],
    )
