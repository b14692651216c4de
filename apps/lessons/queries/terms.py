"""What stands in a course's term and what is missing before it can be handed in."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Coalesce

from apps.core.compiled import Compiled
from apps.core.memo import remembered
from apps.school.queries import course_roll
from apps.school.queries.releases import released_on

from ..models import CourseTerm, Grade, Lesson, TermGrade


@remembered
def course_term_of(course_id: int, term_id: int) -> CourseTerm | None:
    """The row of a course's term with the names its sentences need, or None."""
    rows = CourseTerm.objects.filter(course_id=course_id, term_id=term_id)
    return rows.select_related("handed_in_by", "accepted_by", "reopened_by").first()


def _graded(course: int, first: dt.date, last: dt.date):
    rows = Grade.objects.filter(course_id=course, held_on__range=(first, last))
    ordered = rows.order_by("held_on", "cell__assessment__lesson__number", "cell__assessment__position", "position")
    weight = Coalesce(F("cell__assessment__work_kind__weight"), Decimal(1))
    return ordered.values_list("student_id", "value", weight)


_all_graded = Compiled(_graded, int, dt.date, dt.date)
_one_graded = Compiled(
    lambda course, first, last, student: _graded(course, first, last).filter(student_id=student),
    int,
    dt.date,
    dt.date,
    int,
)


def graded_values(course_id: int, term, students=None) -> dict[int, list[tuple[str, Decimal]]]:
    """Per student the (value, weight) pairs of the term's current grades in order of date; one query."""
    span = course_id, term.starts_on, term.ends_on
    if students is None:
        rows = _all_graded(*span)
    elif len(students) == 1:
        rows = _one_graded(*span, *students)
    else:
        rows = _graded(*span).filter(student_id__in=students)
    found = defaultdict(list)
    for student, value, factor in rows:
        found[student].append((value, factor))
    return found


@dataclass(frozen=True)
class Missing:
    """What stands in the way of handing in; exactly one of the two links is set where there is a page for it."""

    kind: str  # "topic", "grade" or "debt"
    name: str
    lesson_id: int | None = None
    student_id: int | None = None
    held_on: dt.date | None = None


def term_missing(course, course_term, term, now: dt.datetime) -> list[Missing]:
    """Held lessons without a topic, pupils without a term grade, debts «.» not replaced (P-05, P-11, GRD-08)."""
    found = [
        Missing("topic", "", lesson_id=pk, held_on=day)
        for pk, day in Lesson.objects.filter(
            course_id=course.pk, term_id=term.pk, topic="", cancelled_at=None, held_on__lte=now.date()
        )
        .order_by("held_on", "number")
        .values_list("pk", "held_on")
    ]
    debts = Grade.objects.filter(course_id=course.pk, held_on__range=(term.starts_on, term.ends_on), value=".")
    found += [
        Missing("debt", grade.student.short_name, lesson_id=grade.cell.assessment.lesson_id, held_on=grade.held_on)
        for grade in debts.select_related("student", "cell__assessment").order_by("student__sort_key", "held_on", "pk")
    ]
    if course.is_graded and (course_term is None or course_term.is_graded):
        given = TermGrade.objects.filter(course_id=course.pk, term_id=term.pk).exclude(value="")
        done = set(given.values_list("student_id", flat=True)) | released_on(course.pk, term.ends_on)  # I-06
        found += [
            Missing("grade", entry.student.short_name, student_id=entry.student.pk)
            for entry in course_roll(course)
            if entry.owes_grades(term.ends_on) and entry.student.pk not in done
        ]
    return found
