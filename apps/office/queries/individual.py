"""Individual plans and releases as the deputy's lists and forms show them (STR-09, I-06)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from apps.core.text import key_of
from apps.school.enums import ServiceKind
from apps.school.models import (
    Course,
    Enrolment,
    GroupMembership,
    IndividualPlan,
    IndividualPlanLine,
    Release,
    SchoolClass,
    Student,
    Subject,
)
from apps.school.queries.plans import demands
from apps.school.rules.plans import hours_text


def individual_plans(year, day: dt.date) -> QuerySet[IndividualPlan]:
    """Plans of the year with their lines and the pupil's class of the day; three queries."""
    lines = IndividualPlanLine.objects.select_related(
        "subject", "course__subject", "course__school_class", "course__study_group"
    ).order_by("subject__position", "subject__name", "pk")
    return (
        IndividualPlan.objects.filter(year=year)
        .select_related("student")
        .prefetch_related(
            Prefetch("lines", lines), Prefetch("student__enrolments", _places(year, day), to_attr="places")
        )
        .order_by("student__sort_key", "student_id", "starts_on")
    )


def _places(year, day: dt.date) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.on(day).filter(school_class__year=year)
    return rows.select_related("school_class").order_by("starts_on")


def releases(year, day: dt.date) -> QuerySet[Release]:
    """Releases of the year that hold or are to come; two queries."""
    return (
        Release.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), course__year=year)
        .select_related("student", "course__subject", "course__school_class", "course__study_group")
        .prefetch_related(Prefetch("student__enrolments", _places(year, day), to_attr="places"))
        .order_by("student__sort_key", "student_id", "starts_on", "pk")
    )


def class_of(student: Student, year, day: dt.date) -> SchoolClass | None:
    """The pupil's class of the day."""
    row = Enrolment.objects.on(day).filter(student=student, school_class__year=year).select_related("school_class")
    found = row.order_by("-starts_on").first()
    return found.school_class if found else None


def own_courses(student: Student, year, day: dt.date) -> QuerySet[Course]:
    """Courses of the pupil's class and groups on the day, in the order of the plan."""
    classes = Enrolment.objects.on(day).filter(student=student, school_class__year=year).values("school_class")
    groups = GroupMembership.objects.on(day).filter(student=student, study_group__year=year).values("study_group")
    return (
        Course.objects.filter(Q(school_class__in=classes) | Q(study_group__in=groups), year=year)
        .select_related("subject", "school_class", "study_group")
        .order_by("subject__position", "subject__name", "pk")
    )


@dataclass(frozen=True)
class SubjectChoice:
    """A line of the plan's form: a subject, its hours, and in which course it may be taught."""

    subject: Subject
    hours: str
    course_pk: int | None
    usual: str  # hours of the class's own plan
    courses: tuple[Course, ...]  # of the school, those in which the pupil sits anyway left out
    has_own: bool  # the pupil's class or group has the subject
    fault: str = ""

    @property
    def hours_name(self) -> str:
        """Name of the field of hours."""
        return f"hours-{self.subject.pk}"

    @property
    def course_name(self) -> str:
        """Name of the field of the course."""
        return f"course-{self.subject.pk}"


def plan_lines(student: Student, year, day: dt.date, *, plan=None, typed=None) -> list[SubjectChoice]:
    """Every subject of the school, those of the pupil's class first; eight queries.

    Args:
        plan: the plan that is edited, or None for a new one.
        typed: name of a field → (text, fault) of what was sent and refused.
    """
    typed = typed or {}
    one = class_of(student, year, day)
    usual = {subject: found.hours for (pk, subject), found in demands(year, day).items() if one and pk == one.pk}
    own = {course.subject_id for course in own_courses(student, year, day)}
    sits = set(own_courses(student, year, day).values_list("pk", flat=True))
    present = {line.subject_id: line for line in plan.lines.all()} if plan else {}
    elsewhere = defaultdict(list)
    courses = Course.objects.filter(year=year, kind=ServiceKind.CORE).exclude(pk__in=sits)
    for course in courses.select_related("subject", "school_class", "study_group").order_by(
        "school_class__level", "school_class__letter", "study_group__name", "pk"
    ):
        elsewhere[course.subject_id].append(course)
    lines = []
    for subject in Subject.objects.order_by("position", "name", "pk"):
        line = present.get(subject.pk)
        hours = hours_text(line.hours_per_week) if line else ""
        text, fault = typed.get(f"hours-{subject.pk}", (hours, ""))
        chosen = typed.get(f"course-{subject.pk}", (str(line.course_id or "") if line else "", ""))[0]
        lines.append(
            SubjectChoice(
                subject,
                text,
                key_of(chosen),
                hours_text(usual.get(subject.pk)),
                tuple(elsewhere[subject.pk]),
                subject.pk in own,
                fault,
            )
        )
    return sorted(lines, key=lambda one: not (one.has_own or one.usual or one.hours))
