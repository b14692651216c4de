"""When a volume may be printed and sealed, and how the chain of seals is computed: pure functions."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.school.enums import PrintCycle
from apps.school.rules.dates import due_on_day_of_next_month


@dataclass(frozen=True)
class CourseState:
    """What the volume demands of one of its courses: handed in by the teacher, accepted by the deputy."""

    name: str
    is_handed_in: bool
    is_accepted: bool
    reopened_until: dt.datetime | None = None

    def is_reopened(self, now: dt.datetime) -> bool:
        """Whether somebody may write into the term at this moment."""
        return self.reopened_until is not None and now <= self.reopened_until


def not_handed_in(courses: Sequence[CourseState]) -> list[str]:
    """Names of the courses whose teacher has not handed in the term."""
    return [course.name for course in courses if not course.is_handed_in]


def not_accepted(courses: Sequence[CourseState]) -> list[str]:
    """Names of the courses that are handed in but not accepted."""
    return [course.name for course in courses if course.is_handed_in and not course.is_accepted]


def check_may_seal(
    courses: Sequence[CourseState],
    *,
    ends_on: dt.date,
    is_sealed: bool,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Whether the volume of a class and term may be printed and sealed (P-11, P-15, P-17).

    ``courses`` are those of the volume only: groups across classes and extracurricular work never block.

    Raises:
        RuleViolation: with a sentence that names the courses that are not ready.
    """
    if is_sealed:
        raise RuleViolation(_("Этот период класса уже зафиксирован."))
    if not courses:
        raise RuleViolation(_("В этом периоде у класса нет предметов: печатать нечего."))
    if today < ends_on:
        raise RuleViolation(_("Учебный период ещё идёт: фиксация возможна с %s.") % f"{ends_on:%d.%m.%Y}")
    if names := not_handed_in(courses):
        raise RuleViolation(_("Учителя ещё не сдали период: %s.") % ", ".join(names))
    if names := not_accepted(courses):
        raise RuleViolation(_("Период ещё не принят заместителем директора: %s.") % ", ".join(names))
    if names := [course.name for course in courses if course.is_reopened(now)]:
        raise RuleViolation(_("Период открыт для исправления: %s. Дождитесь закрытия.") % ", ".join(names))


def may_seal(*args, **kwargs) -> bool:
    """Whether :func:`check_may_seal` has no objection."""
    try:
        check_may_seal(*args, **kwargs)
    except RuleViolation:
        return False
    return True


def chain_hash(previous: str, number: str, pdf_sha256: str, json_sha256: str, sealed_at: dt.datetime) -> str:
    """Link of the chain: each seal holds the hash of all before it (ARC-10)."""
    moment = sealed_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = "\n".join((previous, number, pdf_sha256, json_sha256, moment))
    return hashlib.sha256(text.encode()).hexdigest()


def print_due_on(ends_on: dt.date, year_ends_on: dt.date, norms) -> dt.date | None:
    """Until when a term's journal is printed; None where it is printed only on demand. # C-08, C-30, ARC-01"""
    if norms.print_cycle == PrintCycle.DEMAND:
        return None
    last = ends_on if norms.print_cycle == PrintCycle.TERM else year_ends_on
    return min(due_on_day_of_next_month(last, norms.print_due_day), bind_due_on(year_ends_on, norms))


def bind_due_on(year_ends_on: dt.date, norms) -> dt.date:
    """Until when the year's journals are sewn and sealed: a day after the year's end. # C-09, ARC-02"""
    due = _day_in(year_ends_on.year, norms)
    return due if due > year_ends_on else _day_in(year_ends_on.year + 1, norms)


def _day_in(year: int, norms) -> dt.date:
    last_of_month = (dt.date(year, norms.bind_due_month, 28) + dt.timedelta(days=4)).replace(day=1)
    return dt.date(year, norms.bind_due_month, min(norms.bind_due_day, (last_of_month - dt.timedelta(days=1)).day))
