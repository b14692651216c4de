"""What class teachers report to the office, and what the office decides (STR-19, C-13)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed
from apps.core.text import tidy
from apps.core.versions import hold

from ..enums import MovementKind, RequestState
from ..models import Enrolment, Movement, RollRequest, SchoolClass, Student
from .movement import record_movement


@transaction.atomic
def file_request(
    *, school_class: SchoolClass, text: str, by, student: Student | None = None, kind: str = "",
    effective_on: dt.date | None = None,
) -> RollRequest:  # fmt: skip
    """The class teacher says what has changed; the office sees it at once.

    Raises:
        RuleViolation: nothing said, a pupil of another class, or a movement without its day.
    """
    if not text.strip():
        raise RuleViolation(_("Напишите, что изменилось."))
    if kind in (MovementKind.TRANSFER, MovementKind.DEPARTURE) and student is None:
        raise RuleViolation(_("Выберите ученика."))
    if kind and effective_on is None:
        raise RuleViolation(_("Укажите, с какого дня."))
    if student is not None and not Enrolment.objects.filter(student=student, school_class=school_class).exists():
        raise RuleViolation(_("Этого ученика нет в классе."))
    with attributed(by=by):
        return RollRequest.objects.create(
            school_class=school_class, student=student, kind=kind, effective_on=effective_on, text=tidy(text),
            filed_by=by, filed_at=clock.now(),
        )  # fmt: skip


def open_request(request: RollRequest) -> RollRequest:
    """The request as it stands now, held until it is decided.

    Raises:
        Conflict: somebody has decided meanwhile.
    """
    hold(request)
    row = RollRequest.objects.select_related("student", "school_class__year", "decided_by").get(pk=request.pk)
    if row.state != RequestState.OPEN:
        values = {"state": row.get_state_display(), "who": row.decided_by}
        raise Conflict(_("Заявка уже рассмотрена: %(state)s (%(who)s).") % values, current=row)
    return row


@transaction.atomic
def grant_request(*, request: RollRequest, decision: str, by, movement: Mapping | None = None) -> RollRequest:
    """Do what was asked: with ``movement`` the movement is made in the same step.

    Args:
        movement: arguments of :func:`record_movement`, or None where no movement was asked for.

    Raises:
        RuleViolation: what the movement's rules refuse, or a movement asked for and not given.
        Conflict: somebody has decided meanwhile.
    """
    row = open_request(request)
    if row.kind and movement is None:
        raise RuleViolation(_("Заявка просит движение: укажите приказ."))
    made = record_movement(by=by, **movement) if movement else None
    return _decide(row, RequestState.GRANTED, decision.strip() or _default(made), by=by, movement=made)


def _default(made: Movement | None) -> str:
    if made is None:
        return _("исполнено")
    values = {"number": made.order_number, "day": f"{made.order_on:%d.%m.%Y}"}
    return _("приказ № %(number)s от %(day)s") % values


@transaction.atomic
def decline_request(*, request: RollRequest, decision: str, by) -> RollRequest:
    """Refuse with a reason that the class teacher reads.

    Raises:
        RuleViolation: no reason.
        Conflict: somebody has decided meanwhile.
    """
    row = open_request(request)
    if not decision.strip():
        raise RuleViolation(_("Напишите, почему заявка отклонена: это прочтёт классный руководитель."))
    return _decide(row, RequestState.DECLINED, decision, by=by)


def _decide(row: RollRequest, state: str, decision: str, *, by, movement: Movement | None = None) -> RollRequest:
    row.state, row.decision, row.movement = state, tidy(decision), movement
    row.decided_by, row.decided_at = by, clock.now()
    with attributed(by=by, reason=row.decision):
        row.save()
    return row
