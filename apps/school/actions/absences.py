"""Absences of employees: recorded, made longer or shorter, taken back (P-22)."""

import datetime as dt

from django.db import transaction

from apps.core import clock
from apps.core.history import attributed, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import tidy

from ..models import StaffAbsence, StaffMember
from ..rules.absences import check_absence

FOREVER = dt.date(9999, 12, 31)


@transaction.atomic
def record_absence(
    staff: StaffMember, *, ground: str, starts_on: dt.date, ends_on: dt.date | None, by, basis: str = ""
) -> StaffAbsence:
    """An employee is away from a day to a day.

    Raises:
        RuleViolation: days in the wrong order, or away on one of them already (named).
    """
    check_absence(staff, starts_on, ends_on, _others(staff, starts_on, ends_on))
    absence = StaffAbsence(
        staff=staff, ground=ground, starts_on=starts_on, ends_on=ends_on, basis=tidy(basis), recorded_by=by,
        recorded_at=clock.now(),
    )  # fmt: skip
    with attributed(by=by):
        absence.save()
    return absence


def _others(staff: StaffMember, starts_on: dt.date, ends_on: dt.date | None, besides: int = 0):
    rows = StaffAbsence.objects.within(starts_on, ends_on or FOREVER).filter(staff=staff)
    return rows.exclude(pk=besides).order_by("starts_on", "pk")


@transaction.atomic
def change_absence(
    absence: StaffAbsence, *, ground: str, ends_on: dt.date | None, by, basis: str = "", seen: str | None = None
) -> StaffAbsence:
    """Another reason, basis or last day; nothing is written where nothing changed.

    Args:
        seen: what the form showed, see ``seen_of``.

    Raises:
        RuleViolation: the last day is before the first, or runs into another absence.
        Conflict: somebody changed it since.
    """
    row = StaffAbsence.objects.select_related("staff").get(pk=absence.pk)
    check_unmoved(row, seen)
    check_absence(row.staff, row.starts_on, ends_on, _others(row.staff, row.starts_on, ends_on, besides=row.pk))
    before = (row.ground, row.ends_on, row.basis)
    row.ground, row.ends_on, row.basis = ground, ends_on, tidy(basis)
    if before != (row.ground, row.ends_on, row.basis):
        with attributed(by=by):
            row.save()
    return row


@transaction.atomic
def remove_absence(absence: StaffAbsence, *, by) -> None:
    """It was recorded by mistake; nothing may rest upon it any more. Its history stays."""
    with attributed(by=by):
        delete_tracked([absence])
