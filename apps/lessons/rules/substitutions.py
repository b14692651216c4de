"""Who stands in for whom, by what right and for how long (TT-03, TT-05, TT-06, C-16, I-12, P-22)."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation

from ..enums import SubstitutionKind, SubstitutionState

# Another subject is no substitution of the lesson itself: that one is cancelled, the hour is held elsewhere.
HOLDING_KINDS = tuple(kind for kind in SubstitutionKind if kind != SubstitutionKind.OTHER)
# Who holds these has lessons of his or her own at the same time.
BESIDE_OWN_LESSON = frozenset({SubstitutionKind.JOINED, SubstitutionKind.TWO_CLASSES})


def standing(lesson):
    """The confirmed substitution by which another teacher holds this very lesson, or None.

    Args:
        lesson: with ``substitution`` fetched.
    """
    row = getattr(lesson, "substitution", None)
    return row if row is not None and row.state == SubstitutionState.CONFIRMED and row.kind in HOLDING_KINDS else None


def holder(lesson):
    """Who holds the lesson: the substitute, else its teacher (TT-05). ``lesson`` with ``substitution`` fetched."""
    row = standing(lesson)
    return row.substitute if row else lesson.teacher


def right_begins_to_count(today: dt.date, norms) -> dt.date:
    """The oldest day of a lesson, or of its registration, from which the substitute's right reaches today. # I-12"""
    return today - dt.timedelta(days=norms.substitute_grace_days)


def right_ends_on(substitution, norms) -> dt.date:
    """The last day on which the substitute may write.

    The grace runs from the lesson's day; from the day of registration or confirmation where that came later, so that
    a claim confirmed on the next morning is not empty. # I-12, C-16
    """
    registered = clock.local_date(substitution.decided_at or substitution.registered_at)
    return max(substitution.lesson.held_on, registered) + dt.timedelta(days=norms.substitute_grace_days)


def state_token(lesson) -> str:
    """What a form has seen of the lesson's place and holder; a difference is somebody else's change.

    Args:
        lesson: with ``substitution`` fetched.
    """
    row = getattr(lesson, "substitution", None)
    seen = [lesson.held_on, lesson.number, int(lesson.is_cancelled)]
    if row is not None:
        seen += [row.substitute_id, row.kind, row.state, f"{row.hours:.1f}"]
    return ".".join(str(one) for one in seen)


def check_seen(lesson, seen: str | None) -> None:
    """Nobody changed the lesson's place or holder since the form was shown; None asks for no check.

    Raises:
        Conflict: somebody did.
    """
    if seen is not None and seen != state_token(lesson):
        raise Conflict(_("Пока страница была открыта, этот урок изменили. Посмотрите, что стоит теперь."))


def check_substitute(lesson, substitute, absent_on: bool) -> None:
    """Another person, who works here on that day and is not away. # STR-14

    Raises:
        RuleViolation: otherwise.
    """
    if substitute.pk == lesson.teacher_id:
        raise RuleViolation(_("Этот учитель и так ведёт урок."))
    if substitute.works_until and substitute.works_until < lesson.held_on:
        raise RuleViolation(_("%s к этому дню уже не работает.") % substitute)
    if substitute.works_from and substitute.works_from > lesson.held_on:
        raise RuleViolation(_("%s в этот день ещё не работает.") % substitute)
    if absent_on:
        raise RuleViolation(_("%s в этот день отсутствует.") % substitute.initials_name)


def check_kind(kind: str, own_lesson) -> None:
    """A free teacher for most kinds; for joined subgroups and two classes one with a lesson at that time. # P-22

    Args:
        own_lesson: what the substitute holds at that time already, or None.

    Raises:
        RuleViolation: otherwise.
    """
    if kind in BESIDE_OWN_LESSON:
        if own_lesson is None:
            raise RuleViolation(_("В это время у учителя нет своего урока: выберите другой вид замены."))
    elif own_lesson is not None:
        words = {"course": own_lesson.course, "number": own_lesson.number}
        raise RuleViolation(_("В это время учитель ведёт %(number)d-й урок: %(course)s.") % words)


def check_claim(lesson, present, norms, today: dt.date) -> None:
    """A teacher says «I hold this lesson»: where the norms allow it, near the day, where nobody stands yet. # C-16

    Args:
        lesson: the lesson.
        present: its Substitution row or None.

    Raises:
        RuleViolation: otherwise.
    """
    if not norms.substitution_self_claim:
        raise RuleViolation(_("По регламенту школы замены вносит только заместитель директора."))
    if lesson.held_on > today:
        raise RuleViolation(_("Замену на будущий день вносит заместитель директора."))
    if lesson.held_on < right_begins_to_count(today, norms):
        raise RuleViolation(_("Срок, за который можно заявить замену, прошёл: обратитесь к заместителю директора."))
    if present is not None and present.state != SubstitutionState.DECLINED:
        raise RuleViolation(_("На этот урок уже есть замена: %s.") % present.substitute.initials_name)


class Fit(IntEnum):
    """How well somebody fits a lesson, the best first (P-22)."""

    SAME_KNOWS = 0
    SAME = 1
    QUALIFIED = 2
    JOINED = 3
    OTHER = 4
    FREE = 5
    BUSY = 6


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a lesson.

    Attributes:
        staff: the employee.
        fit: how well.
        has_gap: has a lesson before and after that hour: is in the school anyway.
        load: lessons of that day.
        kind: the kind of substitution that would be registered.
        course: for another subject, the own course that takes the hour.
    """

    staff: object
    fit: Fit
    has_gap: bool
    load: int
    kind: str
    course: object = None

    @property
    def order(self) -> tuple:
        """The best first; of equals who is here anyway, then who has fewer lessons that day."""
        return (self.fit, not self.has_gap, self.load == 0, self.load, self.staff.sort_key, self.staff.pk)
