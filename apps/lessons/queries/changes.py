"""Moves of a course and its days at a distance, in one query (TT-04, JRN-11)."""

import datetime as dt

from django.db.models import Q, Value

from apps.core.compiled import Compiled
from apps.school.models import Course

from ..models import DistanceMode, Lesson, Move
from .moves import Moves

_NOTHING = Value(0)


def _query(course: int, first: dt.date, last: dt.date, modes):
    moves = Move.objects.filter(
        Q(from_on__range=(first, last)) | Q(lesson__held_on__range=(first, last)), lesson__course_id=course
    )
    return moves.values_list("pk", "lesson_id", "from_on", "from_number", "lesson__held_on", "lesson__number").union(
        modes.values_list("pk", _NOTHING, "starts_on", _NOTHING, "ends_on", _NOTHING), all=True
    )


def _modes(first: dt.date, last: dt.date, **whose):
    return DistanceMode.objects.within(first, last).filter(**whose)


_of_class = Compiled(
    lambda course, first, last, pk: _query(course, first, last, _modes(first, last, school_class_id=pk)),
    int,
    dt.date,
    dt.date,
    int,
)
_of_group = Compiled(
    lambda course, first, last, pk: _query(course, first, last, _modes(first, last, school_class__study_groups=pk)),
    int,
    dt.date,
    dt.date,
    int,
)


def changes_of_course(course: Course, first: dt.date, last: dt.date) -> tuple[Moves, list[DistanceMode]]:
    """Moves of the course's lessons, and the dates on which its class (or one of its group) learns at a distance.

    The modes carry their dates only. A lesson's key is never 0: that tells a move from a mode.
    """
    if course.school_class_id:
        rows = _of_class(course.pk, first, last, course.school_class_id)
    else:
        rows = _of_group(course.pk, first, last, course.study_group_id)
    moves, modes = [], []
    for pk, lesson, begins, number, ends, present in sorted(rows, key=lambda row: row[0]):
        if lesson:
            here = Lesson(pk=lesson, held_on=ends, number=present)
            moves.append(Move(pk=pk, lesson=here, from_on=begins, from_number=number))
        else:
            modes.append(DistanceMode(starts_on=begins, ends_on=ends))
    return Moves(moves, first, last), modes
