"""Individual study plans and releases, each by an order or a certificate (STR-09, I-06)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import tidy

from ..models import Course, Enrolment, GroupMembership, IndividualPlan, IndividualPlanLine, Release, Student
from ..rules.individual import check_plan, check_release


@dataclass(frozen=True)
class PlanLine:
    """A subject of a plan; ``course_pk`` None: in the pupil's own class or group."""

    subject_pk: int
    hours: Decimal
    course_pk: int | None = None


@transaction.atomic
def save_individual_plan(
    *,
    student: Student,
    year,
    values: Mapping,
    lines: Iterable[PlanLine],
    by,
    plan: IndividualPlan | None = None,
    seen: str | None = None,
) -> IndividualPlan:
    """Hold a pupil's own plan: from its first day the pupil is in the journals of its subjects and in no others.

    Args:
        values: starts_on, ends_on, order_number, order_on, note.

    Raises:
        RuleViolation: see :func:`check_plan`, or a course teaches another subject.
        Conflict: somebody changed the plan meanwhile.
    """
    row = IndividualPlan.objects.get(pk=plan.pk) if plan else IndividualPlan(year=year, student=student)
    if plan:
        check_unmoved(row, seen)
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    lines = list(lines)
    others = IndividualPlan.objects.filter(student=student).exclude(pk=row.pk)
    check_plan(row, year, subjects=[line.subject_pk for line in lines], others=others)
    wanted = _settled(student, year, row.starts_on, lines)
    reason = _("Приказ № %s") % row.order_number
    with attributed(by=by, reason=reason):
        row.save()
        _write_lines(row, wanted)
    return row


def _settled(student: Student, year, day: dt.date, lines: list[PlanLine]) -> dict[int, PlanLine]:
    """Lines by subject; a course in which the pupil sits anyway is no course elsewhere, so that transfers carry it."""
    courses = Course.objects.filter(year=year).in_bulk({line.course_pk for line in lines if line.course_pk})
    classes = set(Enrolment.objects.on(day).filter(student=student).values_list("school_class_id", flat=True))
    groups = set(GroupMembership.objects.on(day).filter(student=student).values_list("study_group_id", flat=True))
    settled = {}
    for line in lines:
        course = courses.get(line.course_pk)
        if line.course_pk and (course is None or course.subject_id != line.subject_pk):
            raise RuleViolation(_("Выбранный класс не ведёт этот предмет."))
        if course and (course.school_class_id in classes or course.study_group_id in groups):
            line = PlanLine(line.subject_pk, line.hours)
        settled[line.subject_pk] = line
    return settled


def _write_lines(plan: IndividualPlan, wanted: dict[int, PlanLine]) -> None:
    present = {line.subject_id: line for line in plan.lines.order_by("pk")}
    changed = []
    for subject_pk, line in present.items():
        want = wanted.get(subject_pk)
        if want and (line.hours_per_week, line.course_id) != (want.hours, want.course_pk):
            line.hours_per_week, line.course_id = want.hours, want.course_pk
            changed.append(line)
    delete_tracked([line for subject_pk, line in present.items() if subject_pk not in wanted])
    bulk_update_tracked(changed, ["hours_per_week", "course"])
    new = [
        IndividualPlanLine(plan=plan, subject_id=pk, hours_per_week=line.hours, course_id=line.course_pk)
        for pk, line in wanted.items()
        if pk not in present
    ]
    bulk_create_tracked(IndividualPlanLine, new)


@transaction.atomic
def release_student(
    *, student: Student, course: Course, starts_on: dt.date, ends_on: dt.date | None, basis: str, by
) -> Release:
    """Release a pupil from a course: present, not graded, not demanded a grade. # P-04, I-06

    Raises:
        RuleViolation: see :func:`check_release`.
    """
    row = Release(student=student, course=course, starts_on=starts_on, ends_on=ends_on, basis=tidy(basis))
    check_release(row, course.year, others=Release.objects.filter(student=student, course=course))
    with attributed(by=by, reason=row.basis):
        row.save()
    return row


@transaction.atomic
def end_release(release: Release, *, last_day: dt.date, by) -> None:
    """The release holds until ``last_day``; one that would not have begun by then is taken away."""
    row = Release.objects.get(pk=release.pk)
    with attributed(by=by):
        if last_day < row.starts_on:
            delete_tracked([row])
        else:
            row.ends_on = last_day
            row.save()
