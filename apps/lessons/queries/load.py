"""What a change of teacher would do to the dated lessons."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from apps.core import clock
from apps.school.models import TeachingAssignment
from apps.timetable.models import TimetableEntry

from ..models import Lesson


@dataclass(frozen=True)
class HandOverPreview:
    """Lessons that would follow to the new teacher, lessons that stay as they are, places in the week."""

    following: int
    first: dt.date | None
    last: dt.date | None
    staying: int
    slots: int


def hand_over_preview(assignment: TeachingAssignment, on: dt.date) -> HandOverPreview:
    """Count them; two queries."""
    first = max(on, assignment.starts_on)
    rows = Lesson.objects.filter(course=assignment.course_id, teacher=assignment.staff_id, held_on__gte=first)
    days, staying = [], 0
    for day, touched in rows.order_by("held_on", "number").values_list("held_on", "touched_at"):
        if touched is None and day > clock.today():
            days.append(day)
        else:
            staying += 1
    mine = Q(teacher=assignment.staff_id) | Q(second_teacher=assignment.staff_id)
    slots = TimetableEntry.objects.filter(mine, course=assignment.course_id).within(first, dt.date.max).count()
    return HandOverPreview(len(days), min(days, default=None), max(days, default=None), staying, slots)
