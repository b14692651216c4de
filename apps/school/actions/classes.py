"""Classes of a year and their class teachers; the rights of a class teacher follow at once."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import actions as accounts
from apps.accounts.enums import Role
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, check_unchanged, delete_tracked
from apps.core.text import tidy

from ..models import AcademicYear, ClassTeacher, SchoolClass, StaffMember
from ..rules.classes import check_class_teacher, class_name
from ..rules.people import check_dates, check_works_on
from .grants import rebuild_school_grants


@transaction.atomic
def save_class(
    *, school_class: SchoolClass | None = None, year: AcademicYear | None = None, values: Mapping, by,
    seen: int | None = None,
) -> SchoolClass:  # fmt: skip
    """A new class of the year, or changed data of a known one. # STR-04

    Raises:
        RuleViolation: another class of the year has this name.
        Conflict: somebody changed it meanwhile.
    """
    row = school_class or SchoolClass(year=year)
    check_unchanged(row, seen)
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    row.name = class_name(row.level, row.letter)
    if SchoolClass.objects.filter(year=row.year, name=row.name).exclude(pk=row.pk).exists():
        raise RuleViolation(_("Класс %(name)s в %(year)s году уже есть.") % {"name": row.name, "year": row.year})
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def appoint_class_teacher(
    *, school_class: SchoolClass, staff: StaffMember, starts_on: dt.date, ends_on: dt.date | None = None, by
) -> ClassTeacher:
    """The employee leads the class from a day on; whoever led it before ends the day before. # STR-04

    Raises:
        RuleViolation: not in service that day, dates out of order or outside the year, a later appointment stands.
    """
    check_dates(starts_on, ends_on)
    check_works_on(staff, starts_on)
    with attributed(by=by):
        for former in ClassTeacher.objects.on(starts_on).filter(school_class=school_class).exclude(staff=staff):
            if former.starts_on < starts_on:
                _end(former, starts_on - dt.timedelta(days=1), by=by)
        others = list(ClassTeacher.objects.filter(school_class=school_class).select_related("staff").order_by("pk"))
        check_class_teacher(starts_on, ends_on, school_class.year, others)
        row = ClassTeacher.objects.create(school_class=school_class, staff=staff, starts_on=starts_on, ends_on=ends_on)
        if staff.user_id:
            accounts.assign_role(
                user=staff.user, role=Role.CLASS_TEACHER, by=by, starts_on=max(starts_on, clock.today())
            )
    rebuild_school_grants()
    return row


@transaction.atomic
def end_class_teacher(*, class_teacher: ClassTeacher, by, ends_on: dt.date | None = None) -> None:
    """The employee leads the class no longer: after a day, by default from this moment on. # STR-04

    Raises:
        RuleViolation: it has ended already.
    """
    ends_on = ends_on or clock.today() - dt.timedelta(days=1)
    if class_teacher.ends_on and class_teacher.ends_on <= ends_on:
        raise RuleViolation(_("Классное руководство уже закончилось."))
    with attributed(by=by):
        _end(class_teacher, ends_on, by=by)
    rebuild_school_grants()


def _end(row: ClassTeacher, ends_on: dt.date, *, by) -> None:
    """An appointment that has not begun is taken back; the role ends with the last class."""
    if row.starts_on > ends_on:
        delete_tracked([row])
    else:
        row.ends_on = ends_on
        row.save()
    still = ClassTeacher.objects.filter(staff=row.staff_id).exclude(ends_on__lte=ends_on).exists()
    if row.staff.user_id and not still:
        accounts.end_role(user=row.staff.user, role=Role.CLASS_TEACHER, by=by, ends_on=ends_on)
