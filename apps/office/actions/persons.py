"""Steps of the office that need several actions of the school, or facts of the floors above it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.school.actions.movement import record_movement, undo_movement
from apps.school.actions.people import join_family, save_representative, save_student
from apps.school.actions.roll_requests import grant_request, open_request
from apps.school.enums import MovementKind
from apps.school.models import Guardianship, Movement, Representative, RollRequest, Student

from ..queries.persons import records_since


@transaction.atomic
def enrol_new_student(*, values: Mapping, arrival: Mapping, by) -> Student:
    """A pupil nobody knew, with the arrival by an order: both or neither. # STR-03, STR-17

    Raises:
        RuleViolation: what the card's or the movement's rules refuse.
    """
    student = save_student(values=values, by=by)
    record_movement(student=student, kind=MovementKind.ARRIVAL, by=by, **arrival)
    return student


@transaction.atomic
def add_to_family(
    *, student: Student, values: Mapping, guardianship: Mapping, by, known: Representative | None = None
) -> Guardianship:
    """A representative of the pupil: a known person, or a new one with these values. # I-18

    Raises:
        RuleViolation: what the card's or the family's rules refuse.
    """
    person = known or save_representative(values=values, by=by)
    return join_family(student=student, representative=person, values=guardianship, by=by)


@transaction.atomic
def take_movement_back(*, movement: Movement, order_number: str, order_on, by) -> Movement:
    """Undo a movement while nothing was written in the class it led to. # I-04

    Raises:
        RuleViolation: grades or absences stand there already, or what the movement's rules refuse.
    """
    if movement.to_class_id:
        count = records_since(movement.student, movement.to_class, movement.effective_on)
        if count:
            values = {"name": movement.to_class.name, "count": count}
            text = _("В %(name)s у ученика уже есть записи (%(count)d): вместо отмены оформите обратное движение.")
            raise RuleViolation(text % values)
    return undo_movement(movement=movement, order_number=order_number, order_on=order_on, by=by)


@transaction.atomic
def grant_arrival(*, request: RollRequest, decision: str, values: Mapping, arrival: Mapping, by) -> Student:
    """A class teacher reported somebody new: card, arrival and decision in one step. # STR-19

    Raises:
        RuleViolation: what the card's or the movement's rules refuse.
        Conflict: somebody has decided meanwhile.
    """
    open_request(request)
    student = save_student(values=values, by=by)
    movement = {**arrival, "student": student, "kind": MovementKind.ARRIVAL}
    grant_request(request=request, decision=decision, movement=movement, by=by)
    return student
