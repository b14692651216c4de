"""Grants that follow from the school's facts: assignments, class teachers, families (decision 6)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.core import clock
from apps.core.grants import differences, permission_named, project

from ..models import ClassGrant, ClassTeacher, CourseGrant, Guardianship, Student, StudentGrant, TeachingAssignment


def _holding(rows: QuerySet, day: dt.date) -> QuerySet:
    """Rows that hold on ``day`` or begin later: a grant narrows lists, the gate asks for the day."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def wanted_grants(day: dt.date) -> list[tuple[type, str, set[tuple[int, int]]]]:
    """What the facts say: (grant model, codename, pairs of user and object)."""
    teaching = _holding(TeachingAssignment.objects.filter(staff__user__isnull=False), day)
    leading = _holding(ClassTeacher.objects.filter(staff__user__isnull=False), day)
    caring = _holding(Guardianship.objects.reading().filter(representative__user__isnull=False), day)
    own = Student.objects.filter(user__isnull=False)
    return [
        (CourseGrant, "fill_course", set(teaching.values_list("staff__user_id", "course_id"))),
        (ClassGrant, "lead_class", set(leading.values_list("staff__user_id", "school_class_id"))),
        (
            StudentGrant,
            "follow_student",
            set(caring.values_list("representative__user_id", "student_id"))
            | {(user, pk) for user, pk in own.values_list("user_id", "pk")},
        ),
    ]


@transaction.atomic
def rebuild_school_grants() -> int:
    """Make the grants equal to today's facts; returns how many rows were changed. Safe to run twice."""
    return sum(project(model, codename, pairs) for model, codename, pairs in wanted_grants(clock.today()))


def school_grant_faults() -> list[str]:
    """Where the grants differ from today's facts, as lines for ``rebuild_grants --check``."""
    faults = []
    for model, codename, pairs in wanted_grants(clock.today()):
        permission = permission_named(model._meta.get_field("content_object").related_model, codename)
        missing, superfluous = differences(model, permission, pairs)
        faults += [f"{codename}: user {user} lacks object {obj}" for user, obj in sorted(missing)]
        faults += [f"{codename}: superfluous grant row {pk}" for pk in superfluous]
    return faults
