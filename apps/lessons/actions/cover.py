"""A teacher's absence with everything that covers it, in one press of a key; and its undoing (P-22)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed
from apps.school.actions.absences import change_absence, record_absence, remove_absence
from apps.school.models import Course, StaffAbsence, StaffMember

from ..models import Lesson, Substitution
from .records import cancel_lesson, restore_lesson
from .substitutions import register_substitution, withdraw_substitution

NOBODY = "нет возможности заменить учителя"  # stands in the diary; by it the undoing finds what was cancelled


@dataclass(frozen=True)
class Choice:
    """What is to become of one lesson: a substitute with a kind, or (without one) a cancellation."""

    lesson: Lesson
    seen: str
    substitute: StaffMember | None = None
    kind: str = ""
    course: Course | None = None


class NotCovered(Exception):
    """Nothing was written; ``faults`` says by lesson why."""

    def __init__(self, faults: dict[int, str]):
        super().__init__(faults)
        self.faults = faults


@transaction.atomic
def cover_absence(
    staff: StaffMember,
    *,
    ground: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    choices: Sequence[Choice],
    by,
    basis: str = "",
    absence: StaffAbsence | None = None,
    seen: str | None = None,
) -> StaffAbsence:
    """Record (or change) the absence and cover its lessons: everything or nothing.

    Raises:
        RuleViolation, Conflict: the absence itself cannot be so.
        NotCovered: with a sentence for every lesson whose choice does not hold.
    """
    if absence is None:
        absence = record_absence(staff, ground=ground, starts_on=starts_on, ends_on=ends_on, basis=basis, by=by)
    else:
        absence = change_absence(absence, ground=ground, ends_on=ends_on, basis=basis, by=by, seen=seen)
    faults = {}
    for choice in choices:
        try:
            with transaction.atomic():
                _carry_out(choice, absence, by)
        except (RuleViolation, Conflict) as refusal:
            faults[choice.lesson.pk] = str(refusal)
    if faults:
        raise NotCovered(faults)
    return absence


def _carry_out(choice: Choice, absence: StaffAbsence, by) -> None:
    if choice.substitute is None:
        cancel_lesson(choice.lesson, reason=NOBODY, by=by, seen=choice.seen)
        return
    register_substitution(
        choice.lesson,
        substitute=choice.substitute,
        kind=choice.kind,
        course=choice.course,
        reason=str(absence.get_ground_display()),
        absence=absence,
        by=by,
        seen=choice.seen,
    )


@transaction.atomic
def undo_absence(absence: StaffAbsence, *, by) -> int:
    """The teacher is here after all: its substitutions go, lessons cancelled for it come back; returns how many.

    Raises:
        RuleViolation: one of the lessons was recorded by its substitute; then only the last day can be changed.
    """
    rows = Substitution.objects.filter(absence=absence).select_related("lesson__term", "lesson__course__subject")
    count = 0
    with attributed(by=by, reason=_("учитель на месте")):
        for row in rows.order_by("pk"):
            withdraw_substitution(row, by=by)
            count += 1
        for lesson in _cancelled_for(absence):
            restore_lesson(lesson, by=by)
            count += 1
        remove_absence(absence, by=by)
    return count


def _cancelled_for(absence: StaffAbsence) -> list[Lesson]:
    """Lessons of the absent teacher that were cancelled from the board because of the absence."""
    rows = Lesson.objects.filter(
        teacher=absence.staff_id, held_on__gte=absence.starts_on, cancelled_at__gte=absence.recorded_at,
        cancel_reason=NOBODY,
    )  # fmt: skip
    if absence.ends_on:
        rows = rows.filter(held_on__lte=absence.ends_on)
    return list(rows.order_by("held_on", "number", "pk"))
