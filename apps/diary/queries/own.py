"""What is a pupil's own: the classes and groups of each day, and through them courses and lessons (DIA-06)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from apps.core.compiled import Compiled
from apps.school.enums import GroupKind
from apps.school.models import Course, Enrolment, GroupMembership, IndividualPlanLine, Student, StudyGroup
from apps.school.queries import Place, places_of_student
from apps.school.queries.own_plans import OwnPlans, plans_of_student
from apps.school.rules.spans import common, holds


@dataclass(frozen=True)
class Belonging:
    """The pupil's places in classes and in study groups that touch a span of days."""

    enrolments: list[Enrolment]
    memberships: list[Place]
    plans: OwnPlans
    student_pk: int
    subjects: dict[int, int]  # course → subject; read only for a pupil with a plan of the own

    def filter(self, prefix: str = "") -> Q:
        """A filter on courses, ``prefix`` being the way to them: what may be the pupil's on a day of the span."""
        return (
            Q(**{f"{prefix}school_class__in": {row.school_class_id for row in self.enrolments}})
            | Q(**{f"{prefix}study_group__in": {row.study_group_id for row in self.memberships}})
            | Q(**{f"{prefix}pk__in": self._elsewhere()})
        )

    def _elsewhere(self) -> set[int]:
        """Courses of other classes to which an individual plan sends the pupil (STR-09)."""
        own = self.plans.plans.get(self.student_pk, ())
        return {course for plan in own for course in plan.courses.values() if course}

    def has(self, course_pk: int, class_pk: int | None, group_pk: int | None, day: dt.date) -> bool:
        """Whether the lesson of a class's or a group's course on that day is the pupil's.

        On the roll of the class; or in the group, and on the roll of some class; as an individual plan allows.
        """
        places = [row.school_class_id for row in self.enrolments if row.holds_on(day)]
        if class_pk:
            is_member = class_pk in places
        else:
            is_member = bool(places) and any(
                row.study_group_id == group_pk and row.holds_on(day) for row in self.memberships
            )
        return holds(self._adjusted(course_pk, ((day, day),) if is_member else ()), day)

    def touches(self, course: Course, first: dt.date, last: dt.date) -> bool:
        """Whether the course was the pupil's on a day of first…last."""
        if course.school_class_id:
            places = [row for row in self.enrolments if row.school_class_id == course.school_class_id]
        else:
            places = [row for row in self.memberships if row.study_group_id == course.study_group_id]
        spans = self._adjusted(course.pk, tuple((row.starts_on, row.ends_on) for row in places))
        return bool(common(spans, (first, last)))

    def _adjusted(self, course_pk: int, spans):
        if not self.plans.plans:
            return spans
        return self.plans.spans(course_pk, self.subjects.get(course_pk, 0), self.student_pk, spans)

    def class_on(self, day: dt.date):
        """The class of that day, else the one nearest to it in the span, else None."""
        if not self.enrolments:
            return None
        return min(self.enrolments, key=lambda row: _distance(row, day)).school_class


_enrolments = Compiled(
    lambda student, first, last: (
        Enrolment.objects.within(first, last)
        .filter(student_id=student)
        .select_related("school_class__year")
        .order_by("starts_on", "pk")
    ),
    int,
    dt.date,
    dt.date,
)


def ever_own(student_pk: int, prefix: str) -> Q:
    """A filter on courses for compiled reads: what was the pupil's on any day, to be sifted by :class:`Belonging`."""
    listed = GroupMembership.objects.filter(student_id=student_pk)
    sets = StudyGroup.objects.filter(kind=GroupKind.CLASS_SET, classes__enrolments__student_id=student_pk)
    elsewhere = IndividualPlanLine.objects.filter(plan__student_id=student_pk, course__isnull=False)
    return (
        Q(**{f"{prefix}school_class__in": Enrolment.objects.filter(student_id=student_pk).values("school_class")})
        | Q(**{f"{prefix}study_group__in": listed.values("study_group")})
        | Q(**{f"{prefix}study_group__in": sets.values("pk")})
        | Q(**{f"{prefix}pk__in": elsewhere.values("course")})
    )


def _distance(row: Enrolment, day: dt.date) -> int:
    if row.holds_on(day):
        return 0
    return abs((row.starts_on if day < row.starts_on else row.ends_on) - day).days


def belonging(student: Student, first: dt.date, last: dt.date) -> Belonging:
    """The pupil's places within first…last; three queries, five for a pupil with an individual plan."""
    found = Belonging(
        _enrolments(student.pk, first, last),
        places_of_student(student.pk, first, last),
        plans_of_student(student.pk),
        student.pk,
        {},
    )
    if found.plans.plans:
        found.subjects.update(Course.objects.filter(found.filter()).values_list("pk", "subject_id"))
    return found
