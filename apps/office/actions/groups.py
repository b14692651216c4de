"""What touches a group's lists, lessons and timetable at once; the rows themselves are written by their own apps."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from apps.core.history import attributed, bulk_update_tracked, delete_tracked
from apps.office.queries.groups import last_records
from apps.school.actions import groups as school_groups
from apps.school.enums import GroupKind, ServiceKind, TermKind
from apps.school.models import (
    Course,
    GroupMembership,
    SchoolClass,
    StudyGroup,
    Subject,
    TermScheme,
)
from apps.school.queries.groups import halves_of
from apps.school.rules.levels import parse_levels
from apps.timetable.models import TimetableEntry


@transaction.atomic
def make_group(*, values: Mapping, course: Mapping | None, by) -> StudyGroup:
    """A group and, if asked for, its page with its teacher, or nothing of it at all."""
    group = school_groups.save_group(**values, by=by)
    if course:
        school_groups.open_group_course(group=group, **course, by=by)
    return group


@transaction.atomic
def split_class(
    *,
    school_class: SchoolClass,
    subject: Subject,
    new_halves: Mapping[str, str],
    chosen: Iterable[tuple[int, str]],
    starts_on: dt.date,
    seen: int,
    by,
):
    """Divide a class; halves that do not exist yet are made with their pages. # STR-08

    Args:
        new_halves: mark of a new half on the form → its name.
        chosen: pairs of pupil and half, a half being a group's key as text or a mark of ``new_halves``.

    Raises:
        RuleViolation, Conflict: as :func:`apps.school.actions.groups.divide_class`.
    """
    chosen = list(chosen)
    groups = {str(group.pk): group for group in halves_of(school_class, subject, starts_on)}
    recorded = last_records([group.pk for group in groups.values()], starts_on)
    taken = {half for _student, half in chosen}
    for mark, name in new_halves.items():
        if mark in taken:
            groups[mark] = _make_half(school_class, subject, name, by=by)
    return school_groups.divide_class(
        school_class=school_class, subject=subject, groups=groups.values(), starts_on=starts_on, seen=seen, by=by,
        chosen=[(student, groups[half].pk if half in groups else 0) for student, half in chosen], recorded=recorded,
    )  # fmt: skip


def _make_half(school_class: SchoolClass, subject: Subject, name: str, *, by) -> StudyGroup:
    """A subgroup with a page like its sister's, else like the whole class's; who teaches it is the deputy's to say."""
    group = school_groups.save_group(
        year=school_class.year, name=name, kind=GroupKind.SUBGROUP, subject=subject, classes=[school_class], by=by
    )
    like = (
        Course.objects.filter(Q(study_group__home_class=school_class) | Q(school_class=school_class), subject=subject)
        .order_by("school_class", "pk")
        .first()
    )
    scheme = like.term_scheme if like else _scheme_of(school_class)
    if scheme is not None:
        school_groups.open_group_course(
            group=group, subject=subject, term_scheme=scheme, scale=like.scale if like else subject.scale,
            kind=like.kind if like else ServiceKind.CORE, hours=like.hours_per_week if like else 0, by=by,
        )  # fmt: skip
    return group


def _scheme_of(school_class: SchoolClass) -> TermScheme | None:
    schemes = TermScheme.objects.filter(year=school_class.year_id).exclude(kind=TermKind.YEAR).order_by("pk")
    return next((one for one in schemes if school_class.level in parse_levels(one.levels)), None)


@transaction.atomic
def remove_member(*, membership: GroupMembership, last_day: dt.date, seen_end: dt.date | None, by) -> None:
    """A pupil leaves a group, unless records of later days would be left behind."""
    key = membership.student_id, membership.study_group_id
    recorded = last_records([membership.study_group_id], last_day + school_groups.ONE_DAY).get(key)
    school_groups.end_membership(membership=membership, last_day=last_day, seen_end=seen_end, recorded=recorded, by=by)


@transaction.atomic
def close_group(*, group: StudyGroup, last_day: dt.date, by) -> None:
    """A group stops: lists and teachers end, its hours leave the timetable; lessons held stay."""
    school_groups.end_group(group=group, last_day=last_day, by=by)
    beyond = Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)
    rows = list(TimetableEntry.objects.filter(beyond, course__study_group=group).order_by("pk"))
    with attributed(by=by):
        begun = [row for row in rows if row.starts_on <= last_day]
        for row in begun:
            row.ends_on = last_day
        bulk_update_tracked(begun, ["ends_on"])
        delete_tracked([row for row in rows if row.starts_on > last_day])
