"""What is a pupil's own: the classes and groups of each day, and through them courses and lessons (DIA-06)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from apps.school.models import Course, Enrolment, Student
from apps.school.queries import Place, group_places


@dataclass(frozen=True)
class Belonging:
    """The pupil's places in classes and in study groups that touch a span of days."""

    enrolments: list[Enrolment]
    memberships: list[Place]

    def filter(self, prefix: str = "") -> Q:
        """A filter on courses, ``prefix`` being the way to them: what may be the pupil's on a day of the span."""
        return Q(**{f"{prefix}school_class__in": {row.school_class_id for row in self.enrolments}}) | Q(
            **{f"{prefix}study_group__in": {row.study_group_id for row in self.memberships}}
        )

    def has(self, class_pk: int | None, group_pk: int | None, day: dt.date) -> bool:
        """Whether the lesson of a class's or a group's course on that day is the pupil's.

        On the roll of the class; or in the group, and on the roll of some class.
        """
        places = [row.school_class_id for row in self.enrolments if row.holds_on(day)]
        if class_pk:
            return class_pk in places
        return bool(places) and any(row.study_group_id == group_pk and row.holds_on(day) for row in self.memberships)

    def touches(self, course: Course, first: dt.date, last: dt.date) -> bool:
        """Whether the course was the pupil's on a day of first…last."""
        if course.school_class_id:
            places = [row for row in self.enrolments if row.school_class_id == course.school_class_id]
        else:
            places = [row for row in self.memberships if row.study_group_id == course.study_group_id]
        return any(row.starts_on <= last and (row.ends_on is None or first <= row.ends_on) for row in places)

    def class_on(self, day: dt.date):
        """The class of that day, else the one nearest to it in the span, else None."""
        if not self.enrolments:
            return None
        return min(self.enrolments, key=lambda row: _distance(row, day)).school_class


def _distance(row: Enrolment, day: dt.date) -> int:
    if row.holds_on(day):
        return 0
    return abs((row.starts_on if day < row.starts_on else row.ends_on) - day).days


def belonging(student: Student, first: dt.date, last: dt.date) -> Belonging:
    """The pupil's places within first…last; two queries."""
    return Belonging(
        list(
            Enrolment.objects.filter(student=student)
            .within(first, last)
            .select_related("school_class__year")
            .order_by("starts_on", "pk")
        ),
        group_places(student=student, span=(first, last)),
    )
