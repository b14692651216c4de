"""Who sits in a class or a course, on any date (decision 5)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.core.compiled import Compiled
from apps.core.memo import remembered

from ..models import Course, Enrolment, GroupMembership, Student


@dataclass(frozen=True)
class RollEntry:
    """A pupil of a course with the days of membership, both ends inclusive."""

    student: Student
    spans: tuple[tuple[dt.date, dt.date | None], ...]

    def on(self, day: dt.date) -> bool:
        """Whether the pupil belongs to the course on ``day`` (I-05)."""
        return any(first <= day and (last is None or day <= last) for first, last in self.spans)

    def within(self, first: dt.date, last: dt.date) -> bool:
        """Whether the pupil belongs to the course on a day of first…last."""
        return any(start <= last and (end is None or first <= end) for start, end in self.spans)


def _in_order(rows: QuerySet) -> QuerySet:
    return rows.select_related("student").order_by("student__sort_key", "student_id", "starts_on")


_in_class = Compiled(lambda pk: _in_order(Enrolment.objects.filter(school_class_id=pk)), int)
_in_group = Compiled(lambda pk: _in_order(GroupMembership.objects.filter(study_group_id=pk)), int)


@remembered
def course_roll(course: Course) -> list[RollEntry]:
    """Everyone who was ever in the course's class or group, in the order of the list; one query."""
    if course.school_class_id:
        return _entries(_in_class(course.school_class_id))
    return _entries(_in_group(course.study_group_id))


def students_of_class(school_class_id: int) -> list[RollEntry]:
    """Everyone who was ever in the class; one query."""
    return _entries(_in_class(school_class_id))


def _entries(rows: list) -> list[RollEntry]:
    students, spans = {}, {}
    for row in rows:
        students[row.student_id] = row.student
        spans.setdefault(row.student_id, []).append((row.starts_on, row.ends_on))
    return [RollEntry(student, tuple(spans[pk])) for pk, student in students.items()]


def courses_of_volume(school_class_id: int) -> QuerySet[Course]:
    """Courses whose pages belong to the class's volume: its own and its subgroups' (P-17), in curriculum order."""
    return (
        Course.objects.filter(Q(school_class_id=school_class_id) | Q(study_group__home_class_id=school_class_id))
        .select_related("subject", "school_class", "study_group", "term_scheme")
        .order_by("subject__position", "subject__name", "study_group__name", "pk")
    )
