"""Dated lessons from the weekly timetable (decision 3)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

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

from ..models import Assessment, CourseTerm, Lesson, Move, WorkKind
from .work_kinds import ensure_work_kinds

COPIED = ("teacher_id", "room_id", "starts_at", "ends_at", "term_id")


@dataclass(frozen=True)
class Generated:
    """How many lessons were made, brought up to date and taken away."""

    created: int
    changed: int
    removed: int


@dataclass(frozen=True)
class LessonChange:
    """A dated lesson beside what the timetable says.

    Attributes:
        course_id, held_on, number: the slot.
        lesson_id: the lesson that stands there, or None.
        old: its values, or None.
        new: the values by the timetable, or None where the timetable has no lesson.
    """

    course_id: int
    held_on: dt.date
    number: int
    lesson_id: int | None
    old: dict | None
    new: dict | None


@dataclass(frozen=True)
class Preview:
    """What generation would do, each list by date; ``kept`` differ from the timetable and stay: they are recorded."""

    created: list[LessonChange]
    changed: list[LessonChange]
    removed: list[LessonChange]
    kept: list[LessonChange]


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
    with attributed(by=by):
        ensure_work_kinds()
        plan = preview_lessons(year, first=first, last=last)
        created = _create(plan.created)
        changed = _bring_up_to_date(plan.changed)
        removed = _remove(plan.removed)
        _ensure_course_terms(year)
    return Generated(created, changed, removed)


def preview_lessons(year, *, first: dt.date | None = None, last: dt.date | None = None) -> Preview:
    """What :func:`generate_lessons` would do with the same limits; writes nothing.

    Raises:
        RuleViolation: the timetable uses a lesson number that has no bell.
    """
    first, last = max(first or year.starts_on, year.starts_on), min(last or year.ends_on, year.ends_on)
    wanted = _wanted(year, first, last)
    moved = _moved_away(year, first, last)
    today, plan, stands = clock.today(), Preview([], [], [], []), set()
    present = Lesson.objects.filter(course__year=year, held_on__range=(first, last))
    facts = ("pk", "course_id", "held_on", "number", "touched_at", *COPIED)
    for pk, course_id, held_on, number, touched_at, *copied in present.order_by().values_list(*facts):
        slot = (course_id, held_on, number)
        stands.add(slot)
        old, new = dict(zip(COPIED, copied)), wanted.get(slot)
        if old != new and held_on > today:
            whither = plan.kept if touched_at else plan.changed if new else plan.removed
            whither.append(LessonChange(*slot, pk, old, new))
    for slot, new in wanted.items():
        if slot not in stands and slot not in moved:
            plan.created.append(LessonChange(*slot, None, None, new))
    return _in_order(_keep_recorded(plan))


def _moved_away(year, first: dt.date, last: dt.date) -> set[tuple]:
    """Slots whose lesson was moved to another day: it is held there, a second one is not made. # TT-04"""
    moves = Move.objects.filter(lesson__course__year=year, from_on__range=(first, last))
    return set(moves.values_list("lesson__course_id", "from_on", "from_number"))


def _keep_recorded(plan: Preview) -> Preview:
    """An untouched future lesson with a substitution or a cell of the journal stays too."""
    gone = [change.lesson_id for change in plan.removed]
    recorded = Lesson.objects.filter(Q(substitution__isnull=False) | Q(assessments__cells__isnull=False))
    kept = set()
    for start in range(0, len(gone), 500):
        kept.update(recorded.filter(pk__in=gone[start : start + 500]).values_list("pk", flat=True))
    if not kept:
        return plan
    return replace(
        plan,
        removed=[change for change in plan.removed if change.lesson_id not in kept],
        kept=[*plan.kept, *(change for change in plan.removed if change.lesson_id in kept)],
    )


def _in_order(plan: Preview) -> Preview:
    for changes in (plan.created, plan.changed, plan.removed, plan.kept):
        changes.sort(key=lambda change: (change.held_on, change.number, change.course_id))
    return plan


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


def _create(changes: list[LessonChange]) -> int:
    ordinary = WorkKind.objects.get(is_ordinary=True)
    lessons = bulk_create_tracked(
        Lesson,
        [Lesson(course_id=one.course_id, held_on=one.held_on, number=one.number, **one.new) for one in changes],
    )
    bulk_create_tracked(
        Assessment,
        [
            Assessment(lesson=lesson, course_id=lesson.course_id, work_kind=ordinary, is_ordinary=True)
            for lesson in lessons
        ],
    )
    return len(lessons)


def _lessons_of(changes: list[LessonChange]) -> list[Lesson]:
    found = {}
    for start in range(0, len(changes), 500):
        found |= Lesson.objects.in_bulk([change.lesson_id for change in changes[start : start + 500]])
    return [found[change.lesson_id] for change in changes]


def _bring_up_to_date(changes: list[LessonChange]) -> int:
    lessons = _lessons_of(changes)
    for lesson, change in zip(lessons, changes):
        for name in COPIED:
            setattr(lesson, name, change.new[name])
    bulk_update_tracked(lessons, COPIED)
    return len(lessons)


def _remove(changes: list[LessonChange]) -> int:
    """Untouched future lessons carry nothing but their empty ordinary column."""
    gone = _lessons_of(changes)
    for start in range(0, len(gone), 500):
        delete_tracked(Assessment.objects.filter(lesson__in=gone[start : start + 500]))
    for start in range(0, len(gone), 500):
        delete_tracked(gone[start : start + 500])
    return len(gone)


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
