"""Courses made from the plan, and who teaches them from when to when (STR-15)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, delete_tracked
from apps.core.seen import check_unmoved

from ..enums import GroupKind, Scale, TermKind
from ..models import Course, SchoolClass, StaffMember, StudyGroup, Subject, TeachingAssignment, TermScheme
from ..queries.load import load_of
from ..rules.levels import parse_levels
from ..rules.load import check_assignment, check_no_overlap
from ..rules.plans import hours_text
from .grants import rebuild_school_grants

_KINDS_IN_ORDER = (TermKind.QUARTER, TermKind.TRIMESTER, TermKind.HALF_YEAR, TermKind.YEAR)


@transaction.atomic
def create_planned_courses(year, day: dt.date, *, by, school_class: SchoolClass | None = None) -> list[Course]:
    """Make the courses that the plan asks for and the year does not have; running it again makes nothing.

    A subject that the plan divides gets its subgroups (those that exist, else new ones with empty lists), a subject
    with different hours by profile a group per profile.

    Raises:
        RuleViolation: a level without terms.
    """
    load = load_of(year, day)
    schemes = list(TermScheme.objects.filter(year=year).order_by("pk"))
    subjects = {subject.pk: subject for subject in Subject.objects.order_by("pk")}
    groups = defaultdict(list)
    for group in StudyGroup.objects.filter(year=year, home_class__isnull=False).order_by("name"):
        groups[group.home_class_id, group.subject_id].append(group)
    classes = {one.pk: one for one in load.classes if school_class is None or one.pk == school_class.pk}
    new: list[Course] = []
    with attributed(by=by, reason=_("Создано по учебному плану")):
        for key in sorted(load.cells, key=lambda key: (classes[key[0]].name if key[0] in classes else "", key[1])):
            cell, one = load.cells[key], classes.get(key[0])
            if one is None or cell.parts or cell.demand is None:
                continue
            subject = subjects[cell.subject_pk]
            facts = {
                "year": year,
                "subject": subject,
                "term_scheme": scheme_of_level(schemes, one.level),
                "scale": Scale.NONE if one.level == 1 else subject.scale,  # P-01
            }
            for audience, hours in _audiences(one, subject, cell.demand, groups[key], year):
                new.append(Course(**facts, **audience, hours_per_week=hours))
        return bulk_create_tracked(Course, new)


def scheme_of_level(schemes: Iterable[TermScheme], level: int) -> TermScheme:
    """The division of the year for a level: quarters, trimesters and half-years before a whole year.

    Raises:
        RuleViolation: none is written for the level.
    """
    fitting = [one for one in schemes if level in parse_levels(one.levels)]
    if not fitting:
        raise RuleViolation(_("Для %d-й параллели не заданы учебные периоды.") % level)
    return min(fitting, key=lambda one: _KINDS_IN_ORDER.index(one.kind))


def _audiences(school_class, subject, demand, groups: list[StudyGroup], year) -> list[tuple[dict, Decimal]]:
    """(class or group of the course, hours) for a demand nobody serves yet."""
    if len(demand.variants) > 1:
        return [
            ({"study_group": _group(school_class, subject, year, f"{hours_text(hours)} ч", GroupKind.PROFILE)}, hours)
            for hours in demand.variants
        ]
    if not groups and demand.groups > 1:
        groups = [
            _group(school_class, subject, year, str(number), GroupKind.SUBGROUP)
            for number in range(1, demand.groups + 1)
        ]
    if groups:
        return [({"study_group": group}, demand.hours) for group in groups]
    return [({"school_class": school_class}, demand.hours)]


def _group(school_class, subject, year, ending: str, kind: str) -> StudyGroup:
    name = f"{school_class.name} {subject.short_name} {ending}"[:80]
    group = StudyGroup.objects.filter(year=year, name=name).first()
    if group is None:
        group = StudyGroup(year=year, name=name, kind=kind, subject=subject, home_class=school_class)
        group.save()
        group.classes.add(school_class)
    return group


@transaction.atomic
def assign_teacher(
    course: Course, *, staff: StaffMember, hours: Decimal, starts_on: dt.date, ends_on: dt.date | None = None, by
) -> TeachingAssignment:
    """Give a teacher hours of a course from a day on.

    Raises:
        RuleViolation: see :mod:`apps.school.rules.load`.
    """
    check_assignment(staff, course.year, hours=hours, starts_on=starts_on, ends_on=ends_on)
    check_no_overlap(starts_on, ends_on, course.assignments.filter(staff=staff))
    row = TeachingAssignment(course=course, staff=staff, hours_per_week=hours, starts_on=starts_on, ends_on=ends_on)
    with attributed(by=by):
        row.save()
    rebuild_school_grants()
    return row


@transaction.atomic
def change_assignment(
    assignment: TeachingAssignment, *, hours: Decimal, starts_on: dt.date, ends_on: dt.date | None, by, seen=None
) -> TeachingAssignment:
    """Change hours and days of an assignment.

    Raises:
        RuleViolation: see :mod:`apps.school.rules.load`.
        Conflict: somebody changed it meanwhile.
    """
    row = TeachingAssignment.objects.select_related("course__year", "staff").get(pk=assignment.pk)
    check_unmoved(row, seen)
    check_assignment(row.staff, row.course.year, hours=hours, starts_on=starts_on, ends_on=ends_on)
    check_no_overlap(starts_on, ends_on, row.course.assignments.filter(staff=row.staff).exclude(pk=row.pk))
    row.hours_per_week, row.starts_on, row.ends_on = hours, starts_on, ends_on
    with attributed(by=by):
        row.save()
    rebuild_school_grants()
    return row


@transaction.atomic
def end_assignment(assignment: TeachingAssignment, *, last_day: dt.date, by) -> None:
    """The teacher has the course until ``last_day``; one that would not have begun by then is taken away."""
    row = TeachingAssignment.objects.get(pk=assignment.pk)
    with attributed(by=by):
        if last_day < row.starts_on:
            delete_tracked([row])
        elif row.ends_on is None or row.ends_on > last_day:
            row.ends_on = last_day
            row.save()
    rebuild_school_grants()
