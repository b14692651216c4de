"""Arrival, transfer and departure of pupils by an order; taken back only by another record (STR-17, I-04)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import actions as accounts
from apps.accounts.enums import Role
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_update_tracked, delete_tracked
from apps.core.text import tidy
from apps.core.versions import hold

from ..enums import MovementKind
from ..models import Enrolment, GroupMembership, Movement, SchoolClass, Student
from ..rules.movement import (
    ONE_DAY,
    check_arrival,
    check_leaving,
    check_order,
    check_transfer,
    check_undo,
    check_within_year,
)


@transaction.atomic
def record_movement(
    *,
    student: Student,
    kind: str,
    effective_on: dt.date,
    order_number: str,
    order_on: dt.date,
    by,
    to_class: SchoolClass | None = None,
    year=None,
    elsewhere: str = "",
) -> Movement:
    """Write the movement and change the enrolments with it; places in groups of the old class end.

    Args:
        effective_on: the first day of the new state: of the new class, or without the school.
        year: the school year of a departure; elsewhere it is the new class's.
        elsewhere: from where the pupil comes or where to.

    Raises:
        RuleViolation: no order, outside the year, no class, or the pupil is not where the movement begins.
    """
    check_order(order_number, order_on, clock.today())
    if to_class is None and kind != MovementKind.DEPARTURE:
        raise RuleViolation(_("Выберите класс."))
    year = to_class.year if to_class and kind != MovementKind.DEPARTURE else year
    check_within_year(effective_on, year)
    hold(student)
    enrolments = _enrolments(student, year)
    movement = Movement(
        student=student, kind=kind, effective_on=effective_on, order_number=tidy(order_number), order_on=order_on,
        elsewhere=tidy(elsewhere), recorded_by=by, recorded_at=clock.now(),
    )  # fmt: skip
    with attributed(by=by, reason=order_text(movement)):
        if kind == MovementKind.ARRIVAL:
            check_arrival(enrolments, effective_on)
            _close_former_years(student, effective_on)
            movement.enrolment = _enrol(movement, to_class)
            if student.user_id:
                accounts.assign_role(user=student.user, role=Role.STUDENT, by=by)
        elif kind == MovementKind.TRANSFER:
            _leave(movement, check_transfer(enrolments, effective_on, to_class), to_class)
            movement.enrolment = _enrol(movement, to_class)
        else:
            movement.enrolment = _leave(movement, check_leaving(enrolments, effective_on), None)
        movement.to_class = to_class if kind != MovementKind.DEPARTURE else None
        movement.save()
    return movement


def _enrolments(student: Student, year) -> list[Enrolment]:
    rows = Enrolment.objects.filter(student=student, school_class__year=year).select_related("school_class")
    return list(rows.order_by("starts_on", "pk"))


def order_text(movement: Movement) -> str:
    """«12-у от 15.11.2026»: the order as the enrolment's columns and the papers write it."""
    values = {"number": movement.order_number, "day": f"{movement.order_on:%d.%m.%Y}"}
    return _("пр. № %(number)s от %(day)s") % values


def _enrol(movement: Movement, to_class: SchoolClass) -> Enrolment:
    return Enrolment.objects.create(
        student=movement.student,
        school_class=to_class,
        starts_on=movement.effective_on,
        arrival_order=order_text(movement),
    )


def _close_former_years(student: Student, day: dt.date) -> None:
    """An enrolment of a former year that nobody ended is over when the pupil arrives anew."""
    open_rows = Enrolment.objects.filter(student=student, ends_on=None, school_class__year__ends_on__lt=day)
    for row in open_rows.select_related("school_class__year").order_by("pk"):
        row.ends_on = row.school_class.year.ends_on
        row.save()


def _leave(movement: Movement, here: Enrolment, to_class: SchoolClass | None) -> Enrolment:
    """The enrolment and the places in groups that the new class does not take part in end the day before."""
    last = movement.effective_on - ONE_DAY
    movement.from_class = here.school_class
    here.ends_on, here.departure_order = last, order_text(movement)
    here.left_to = movement.elsewhere if to_class is None else to_class.name
    here.save()
    places = GroupMembership.objects.filter(student=movement.student).within(movement.effective_on, dt.date.max)
    if to_class is not None:
        places = places.filter(study_group__classes=here.school_class).exclude(study_group__classes=to_class)
    delete_tracked(places.filter(starts_on__gte=movement.effective_on))
    running = list(places.filter(starts_on__lt=movement.effective_on).order_by("pk"))
    for place in running:
        place.ends_on = last
    bulk_update_tracked(running, ["ends_on"])
    return here


@transaction.atomic
def undo_movement(*, movement: Movement, order_number: str, order_on: dt.date, by) -> Movement:
    """A new record that takes the movement back: the enrolments stand as before it. # I-04

    Raises:
        RuleViolation: no order, undone already, or the pupil has moved since.
    """
    check_order(order_number, order_on, clock.today())
    hold(movement.student)
    movement = Movement.objects.select_related("student", "from_class", "to_class", "enrolment").get(pk=movement.pk)
    standing = Movement.objects.filter(student=movement.student_id, undoes=None, undone_by=None, pk__gt=movement.pk)
    check_undo(movement, list(standing.order_by("pk")[:1]))
    record = Movement(
        student=movement.student, kind=_OPPOSITE[movement.kind], effective_on=movement.effective_on,
        order_number=tidy(order_number), order_on=order_on, from_class=movement.to_class, to_class=movement.from_class,
        undoes=movement, recorded_by=by, recorded_at=clock.now(),
    )  # fmt: skip
    with attributed(by=by, reason=order_text(record)):
        if movement.kind != MovementKind.DEPARTURE:
            _unenrol(movement)
        if movement.kind != MovementKind.ARRIVAL:
            record.enrolment = _return(movement)
        record.save()
    return record


_OPPOSITE = {
    MovementKind.ARRIVAL: MovementKind.DEPARTURE,
    MovementKind.DEPARTURE: MovementKind.ARRIVAL,
    MovementKind.TRANSFER: MovementKind.TRANSFER,
}


def _unenrol(movement: Movement) -> None:
    """The new class never had the pupil; neither had its groups. Records of movement stay without the enrolment."""
    arrived = movement.enrolment
    speaking = list(Movement.objects.filter(enrolment=arrived).order_by("pk"))
    for row in speaking:
        row.enrolment = None
    bulk_update_tracked(speaking, ["enrolment"])
    places = GroupMembership.objects.filter(student=movement.student, starts_on__gte=movement.effective_on)
    delete_tracked(places.filter(study_group__classes=arrived.school_class_id))
    delete_tracked([arrived])


def _return(movement: Movement) -> Enrolment:
    """The old enrolment and the places in groups that ended with it run on."""
    last = movement.effective_on - ONE_DAY
    here = Enrolment.objects.get(student=movement.student, school_class=movement.from_class, ends_on=last)
    here.ends_on, here.departure_order, here.left_to = None, "", ""
    here.save()
    reason, again = order_text(movement), []
    for place in GroupMembership.objects.filter(student=movement.student, ends_on=last).order_by("pk"):
        latest, *before = place.history.order_by("-history_id")[:2]
        if before and latest.history_change_reason == reason:
            place.ends_on = before[0].ends_on
            again.append(place)
    bulk_update_tracked(again, ["ends_on"])
    return here
