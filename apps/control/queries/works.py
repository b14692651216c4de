"""Works that everyone writes and whose grades are overdue (CTL-02, GRD-03…06)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from apps.attendance.enums import AbsenceKind
from apps.attendance.models import Absence
from apps.core import clock
from apps.lessons.models import Assessment, CourseTerm, Grade, Lesson
from apps.lessons.rules import deadlines
from apps.school.enums import Scale
from apps.school.models import Enrolment
from apps.school.queries import group_places, study_forms
from apps.school.queries.own_plans import OwnPlans, plans_of_year
from apps.school.queries.releases import Releases

from ..rules import days_overdue
from .audience import Audiences

# Late pupils wrote the work; the others owe no grade in this column.
AWAY = (
    AbsenceKind.ABSENT,
    AbsenceKind.ILL,
    AbsenceKind.VALID,
    AbsenceKind.UNEXCUSED,
    AbsenceKind.RELEASED,
)


@dataclass(frozen=True)
class OverdueWork:
    """A column whose grades are overdue."""

    lesson_pk: int
    label: str
    days: int


def overdue_works(lessons: QuerySet[Lesson], audiences: Audiences, norms, free, now: dt.datetime) -> list[OverdueWork]:
    """Columns past the limit of their kind of work in which somebody owes a grade; five queries.

    Who is counted: on the roll that day and still here today, without grade, debt «.» and absence. # CTL-02, P-14
    Read as sets rather than as one correlated query: databases choose the wrong index for that one.
    """
    overdue = []
    for column in _columns(lessons):
        due = _due(column, audiences, norms, free)
        if due < now:
            overdue.append((column, days_overdue(due, now)))
    columns = [column for column, _days in overdue]
    settled, rolls = _Settled(columns), _Rolls(columns, clock.local_date(now))
    works = []
    for column, days in overdue:
        owing = len(rolls.on(column) - settled.of(column))
        if owing:
            works.append(OverdueWork(column.lesson_id, _label(column.work_kind.name, owing), days))
    return works


def _columns(lessons: QuerySet[Lesson]) -> QuerySet[Assessment]:
    """Columns of kinds that demand grades, in graded terms of graded courses (P-01)."""
    ungraded = CourseTerm.objects.filter(course=OuterRef("course"), term=OuterRef("lesson__term"), is_graded=False)
    return (
        Assessment.objects.filter(~Exists(ungraded), lesson__in=lessons, work_kind__demands_grades=True)
        .exclude(course__scale=Scale.NONE)
        .select_related("work_kind", "lesson", "course__study_group")
        .order_by("lesson__held_on", "lesson__number", "position", "pk")
    )


def _due(column: Assessment, audiences: Audiences, norms, free) -> dt.datetime:
    course = column.course
    audience = audiences.of(course.school_class_id, course.study_group_id, None)
    return deadlines.grades_due(
        column.lesson.held_on,
        column.work_kind,
        norms,
        level=audience.level,
        days_per_week=audience.days_per_week,
        days_off=free,
    )


def _label(work: str, owing: int) -> str:
    text = ngettext("%(work)s: нет отметки у %(count)d", "%(work)s: нет отметок у %(count)d", owing)
    return text % {"work": work, "count": owing}


class _Settled:
    """Pupils of whom a column asks nothing more: graded, owing work openly, or away that lesson; two queries."""

    def __init__(self, columns: list[Assessment]):
        self._graded, self._away = defaultdict(set), defaultdict(set)
        graded = Grade.objects.filter(cell__assessment__in=[column.pk for column in columns]).order_by("pk")
        for column_pk, student_pk in graded.values_list("cell__assessment_id", "student_id"):
            self._graded[column_pk].add(student_pk)
        away = Absence.objects.filter(lesson__in={column.lesson_id for column in columns}, kind__in=AWAY).order_by("pk")
        for lesson_pk, student_pk in away.values_list("lesson_id", "student_id"):
            self._away[lesson_pk].add(student_pk)

    def of(self, column: Assessment) -> set[int]:
        """Pupils settled in the column."""
        return self._graded[column.pk] | self._away[column.lesson_id]


class _Rolls:
    """Pupils of the columns' classes and groups who are still here today; five queries.

    Individual plans are heeded, released pupils and those who learn elsewhere owe nothing (STR-09, I-06, P-16).
    """

    def __init__(self, columns: list[Assessment], today: dt.date):
        here = Q(ends_on=None) | Q(ends_on__gte=today)
        classes = {column.course.school_class_id for column in columns} - {None}
        groups = {column.course.study_group_id for column in columns} - {None}
        self._classes, self._groups = defaultdict(list), defaultdict(list)
        year = columns[0].course.year_id if columns else None
        self._own = plans_of_year(year) if year else OwnPlans()
        self._released = Releases(column.course_id for column in columns)
        self._forms = study_forms()
        rows = Enrolment.objects.filter(here, school_class__in=classes).order_by("pk")
        for class_pk, *place in rows.values_list("school_class_id", "student_id", "starts_on"):
            self._classes[class_pk].append(place)
        for one in group_places(groups=groups):
            if one.is_graded and (one.ends_on is None or one.ends_on >= today):
                self._groups[one.study_group_id].append((one.student_id, one.starts_on))

    def on(self, column: Assessment) -> set[int]:
        """The roll of the column's day."""
        course, day = column.course, column.lesson.held_on
        places = (
            self._classes[course.school_class_id] if course.school_class_id else self._groups[course.study_group_id]
        )
        members = {student_pk for student_pk, starts_on in places if starts_on <= day}
        found = self._own.on_day(course.pk, course.subject_id, members, day)
        at_home = self._forms.owing_nothing(day) - self._own.guests(course.pk)
        return found - self._released.on(course.pk, day) - at_home
