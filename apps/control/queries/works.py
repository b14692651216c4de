"""Works that everyone writes and whose grades are overdue (CTL-02, GRD-03…06)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from apps.attendance.enums import AbsenceKind
from apps.attendance.models import Absence
from apps.core import clock
from apps.lessons.models import Assessment, CourseTerm, Grade, Lesson
from apps.lessons.rules import deadlines
from apps.school.enums import Scale
from apps.school.models import Enrolment, GroupMembership

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
    """A column whose grades are overdue; ``row`` names its lesson."""

    row: SimpleNamespace
    label: str
    days: int


def _owing(places: QuerySet, today: dt.date, container: str) -> Subquery:
    """Pupils of the roll on the day and still here today who have neither grade, nor debt, nor absence there."""
    graded = Grade.objects.filter(cell__assessment=OuterRef(OuterRef("pk")), student=OuterRef("student"))
    away = Absence.objects.filter(lesson=OuterRef(OuterRef("lesson")), student=OuterRef("student"), kind__in=AWAY)
    roll = places.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        ~Exists(graded),
        ~Exists(away),
        starts_on__lte=OuterRef("lesson__held_on"),
        **{container: OuterRef(f"course__{container}")},
    )
    counted = roll.order_by().values(container).annotate(owing=Count("student", distinct=True))
    return Coalesce(Subquery(counted.values("owing")), Value(0))


def columns_with_owing(lessons: QuerySet[Lesson], today: dt.date) -> QuerySet[Assessment]:
    """Columns of kinds that demand grades, in graded terms of graded courses, with the count of pupils who owe one."""
    ungraded = CourseTerm.objects.filter(course=OuterRef("course"), term=OuterRef("lesson__term"), is_graded=False)
    return (
        Assessment.objects.filter(~Exists(ungraded), lesson__in=lessons, work_kind__demands_grades=True)
        .exclude(course__scale=Scale.NONE)
        .annotate(
            owing=_owing(Enrolment.objects.all(), today, "school_class")
            + _owing(GroupMembership.objects.all(), today, "study_group")
        )
        .filter(owing__gt=0)
    )


def overdue_works(
    lessons: QuerySet[Lesson], audiences: Audiences, norms, free, now: dt.datetime
) -> Iterator[OverdueWork]:
    """Columns past the limit of their kind of work (P-13); one query."""
    columns = (
        columns_with_owing(lessons, clock.local_date(now))
        .select_related(
            "work_kind", "lesson__teacher", "lesson__substitution__substitute", "course__subject", "course__study_group"
        )
        .order_by("lesson__held_on", "lesson__number", "position", "pk")
    )
    for column in columns:
        row = _row(column)
        audience = audiences.of(row.course__school_class_id, row.course__study_group_id, row.course__study_group__name)
        due = deadlines.grades_due(
            row.held_on,
            column.work_kind,
            norms,
            level=audience.level,
            days_per_week=audience.days_per_week,
            days_off=free,
        )
        if due < now:
            yield OverdueWork(row, _label(column), days_overdue(due, now))


def _label(column: Assessment) -> str:
    text = ngettext("%(work)s: нет отметки у %(count)d", "%(work)s: нет отметок у %(count)d", column.owing)
    return text % {"work": column.work_kind.name, "count": column.owing}


def _row(column: Assessment) -> SimpleNamespace:
    """The lesson's facts under the names the list of debts reads them by."""
    lesson, course = column.lesson, column.course
    replaced = getattr(lesson, "substitution", None)
    substitute = replaced.substitute if replaced else None
    return SimpleNamespace(
        pk=lesson.pk,
        held_on=lesson.held_on,
        number=lesson.number,
        course__subject__name=course.subject.name,
        course__school_class_id=course.school_class_id,
        course__study_group_id=course.study_group_id,
        course__study_group__name=course.study_group.name if course.study_group_id else None,
        **_person("teacher", lesson.teacher),
        **_person("substitution__substitute", substitute),
    )


def _person(prefix: str, person) -> dict:
    return {
        f"{prefix}_id": person.pk if person else None,
        f"{prefix}__last_name": person.last_name if person else "",
        f"{prefix}__first_name": person.first_name if person else "",
        f"{prefix}__patronymic": person.patronymic if person else "",
    }
