"""Pupils with a study plan of their own: in the journals of its subjects and in no others of the class (STR-09)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from apps.core.compiled import Compiled

from ..models import Enrolment, IndividualPlan
from ..rules.spans import Span, common, holds, joined, without


@dataclass(frozen=True)
class OwnPlan:
    """One plan: its days, and subject → the course elsewhere in the school (None: in the own class or group)."""

    span: Span
    courses: Mapping[int, int | None]


@dataclass(frozen=True)
class OwnPlans:
    """Plans by pupil, and on which days those who sit in another class's course are on the school's roll."""

    plans: Mapping[int, tuple[OwnPlan, ...]] = field(default_factory=dict)
    enrolled: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, course_pk: int, subject_pk: int, student_pk: int, base: Iterable[Span]) -> tuple[Span, ...]:
        """Days of a pupil in a course, ``base`` being those by class or group."""
        own = self.plans.get(student_pk)
        if not own:
            return tuple(base)
        spans = tuple(base)
        for plan in own:
            if subject_pk in plan.courses and plan.courses[subject_pk] is None:
                continue
            spans = without(spans, plan.span)
            if plan.courses.get(subject_pk) == course_pk:
                spans = joined((*spans, *common(self.enrolled.get(student_pk, ()), plan.span)))
        return spans

    def guests(self, course_pk: int) -> set[int]:
        """Pupils whom a plan sends into the course."""
        return {
            student
            for student, plans in self.plans.items()
            if any(course_pk in plan.courses.values() for plan in plans)
        }

    def on_day(self, course_pk: int, subject_pk: int, members: set[int], day: dt.date) -> set[int]:
        """Pupils of a course on a day, ``members`` being those by class or group."""
        found = set(members)
        for student in self.plans:
            spans = self.spans(course_pk, subject_pk, student, ((day, day),) if student in members else ())
            (found.add if holds(spans, day) else found.discard)(student)
        return found


def plan_rows(which: Q):
    """Lines of plans as :func:`own_plans` takes them."""
    fields = ("pk", "student_id", "starts_on", "ends_on", "lines__subject_id", "lines__course_id")
    return IndividualPlan.objects.filter(which).order_by("starts_on", "pk").values_list(*fields)


_of_year = Compiled(lambda year: plan_rows(Q(year_id=year)), int)
_of_student = Compiled(lambda student: plan_rows(Q(student_id=student)), int)


def plans_of_year(year_pk: int) -> OwnPlans:
    """Plans of everybody in a school year; one query, two where a plan sends somebody into another class's course."""
    return own_plans(_of_year(year_pk))


def plans_of_student(student_pk: int) -> OwnPlans:
    """Plans of one pupil; one query, or two."""
    return own_plans(_of_student(student_pk))


def own_plans(rows: Iterable[tuple]) -> OwnPlans:
    """Plans from their rows in the order of their first days; a query where a plan sends somebody elsewhere."""
    lines: dict[tuple, dict[int, int | None]] = defaultdict(dict)
    for pk, student, first, last, subject, course in rows:
        courses = lines[pk, student, first, last]
        if subject is not None:
            courses[subject] = course
    plans = defaultdict(list)
    for (_pk, student, first, last), courses in lines.items():
        plans[student].append(OwnPlan((first, last), courses))
    guests = {student for student, own in plans.items() if any(any(one.courses.values()) for one in own)}
    enrolled = defaultdict(list)
    if guests:
        places = Enrolment.objects.filter(student__in=guests).order_by("starts_on", "pk")
        for student, first, last in places.values_list("student_id", "starts_on", "ends_on"):
            enrolled[student].append((first, last))
    return OwnPlans(
        {student: tuple(own) for student, own in plans.items()},
        {student: joined(spans) for student, spans in enrolled.items()},
    )
