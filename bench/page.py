"""The page that is measured: 45 columns and 360 grades for 28 pupils or a few more, as a full term of mathematics has.

A school of the demonstration is in the fifth week of its term; what is missing to a full page is entered as a teacher
would, through further columns and operations. Done once, the page stays in the database of the measurements.
"""

import datetime as dt
import random
import uuid
from itertools import cycle

from django.db.models import Count

from apps.accounts.models import User
from apps.core import clock
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.models import Assessment, Cell, Grade, Lesson, WorkKind
from apps.school.models import Course, Term
from apps.school.queries import course_roll

PUPILS, COLUMNS, GRADES = 28, 45, 360
BATCH = 100


def measured_course(teacher: User) -> Course:
    """The teacher's course whose class is nearest to 28 pupils, its present term filled up to 45 × 360."""
    today = clock.today()
    taught = Course.objects.filter(assignments__staff__user=teacher).select_related("term_scheme").distinct()
    terms = Term.objects.filter(starts_on__lte=today, ends_on__gte=today)
    pages = [(course, terms.get(scheme=course.term_scheme)) for course in taught.order_by("pk")]
    narrow = [page for page in pages if _columns(*page).count() <= COLUMNS]
    course, term = min(narrow, key=lambda page: _distance(_size(page[0], today)))
    _add_columns(course, term, today, teacher)
    _add_grades(course, term, today, teacher)
    return course


def _distance(size: int) -> tuple[bool, int]:
    return size < PUPILS, abs(size - PUPILS)  # rather more pupils than fewer


def _size(course: Course, day: dt.date) -> int:
    return sum(entry.on(day) for entry in course_roll(course))


def _columns(course: Course, term: Term):
    return Assessment.objects.filter(course=course, lesson__term=term, lesson__cancelled_at=None)


def _add_columns(course: Course, term: Term, today: dt.date, teacher: User) -> None:
    missing = COLUMNS - _columns(course, term).count()
    kinds = list(WorkKind.objects.filter(is_ordinary=False).order_by("pk"))
    held = Lesson.objects.filter(course=course, term=term, held_on__lt=today, cancelled_at=None)
    for lesson, kind in zip(cycle(held.order_by("held_on", "number")), kinds * COLUMNS, strict=False):
        if missing <= 0:
            return
        add_assessment(lesson, work_kind=kind, title="", by=teacher)
        missing -= 1


def _add_grades(course: Course, term: Term, today: dt.date, teacher: User) -> None:
    in_term = Grade.objects.filter(cell__assessment__in=_columns(course, term))
    dice, missing = random.Random(7), GRADES - in_term.count()
    written = set(Cell.objects.filter(assessment__in=_columns(course, term)).values_list("assessment", "student"))
    pupils = [entry.student.pk for entry in course_roll(course) if entry.on(term.starts_on) and entry.on(today)]
    columns = _columns(course, term).filter(lesson__held_on__lt=today).annotate(full=Count("cells"))
    free = [
        (column, pupil)
        for column in columns.order_by("full", "pk").values_list("pk", flat=True)
        for pupil in pupils
        if (column, pupil) not in written
    ]
    dice.shuffle(free)
    while missing > 0 and free:
        part, free = free[: min(BATCH, missing)], free[min(BATCH, missing) :]
        answer = apply_operations(course, [_operation(*one, dice) for one in part], by=teacher, wants_rows=False)
        missing -= sum(result["status"] == "saved" for result in answer.results)


def _operation(column: int, pupil: int, dice: random.Random) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "column": f"a{column}",
        "student": pupil,
        "text": dice.choice("23445"),
        "base": 0,
        "comment": None,
        "reason": None,
    }
