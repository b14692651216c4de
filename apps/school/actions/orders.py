"""What the director gives by an order with dates: forms of study (P-16) and duties (ADM-12)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, check_unchanged, delete_tracked
from apps.core.text import tidy

from ..models import Duty, StaffMember, Student, StudyForm
from ..rules.movement import check_order
from ..rules.people import check_dates, check_works_on


def _fill(row, values: Mapping) -> None:
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    check_order(row.order_number, row.order_on, clock.today())
    check_dates(row.starts_on, row.ends_on)


def _overlapping(rows, row):
    return rows.exclude(pk=row.pk).within(row.starts_on, row.ends_on or dt.date.max).order_by("pk").first()


@transaction.atomic
def save_study_form(
    *, student: Student, values: Mapping, by, study_form: StudyForm | None = None, seen: int | None = None
) -> StudyForm:
    """A form of study from a day on by an order, or changed dates of a known one. # P-16

    Raises:
        RuleViolation: no order, dates out of order, or another form of study on one of the days.
        Conflict: somebody changed it meanwhile.
    """
    row = study_form or StudyForm(student=student)
    check_unchanged(row, seen)
    _fill(row, values)
    other = _overlapping(StudyForm.objects.filter(student=student), row)
    if other is not None:
        values = {"mode": other.get_mode_display(), "day": f"{other.starts_on:%d.%m.%Y}"}
        raise RuleViolation(_("С %(day)s уже записано «%(mode)s»: сначала закройте эту запись датой.") % values)
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def save_duty(*, values: Mapping, by, duty: Duty | None = None, seen: int | None = None) -> Duty:
    """Who answers for what from a day on, by an order; several may share a duty. # ADM-12

    Raises:
        RuleViolation: no order, dates out of order, not in service, or the same duty of the same person twice.
        Conflict: somebody changed it meanwhile.
    """
    row = duty or Duty()
    check_unchanged(row, seen)
    _fill(row, values)
    staff: StaffMember = row.staff
    check_works_on(staff, row.starts_on)
    if _overlapping(Duty.objects.filter(staff=staff, kind=row.kind), row) is not None:
        raise RuleViolation(_("Эта обязанность у сотрудника на эти дни уже есть."))
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def end_duty(*, duty: Duty, by, ends_on: dt.date | None = None) -> None:
    """The duty ends: after a day, by default from this moment on; one that has not begun is taken back."""
    ends_on = ends_on or clock.today() - dt.timedelta(days=1)
    with attributed(by=by):
        if duty.starts_on > ends_on:
            delete_tracked([duty])
        else:
            duty.ends_on = ends_on
            duty.save()
