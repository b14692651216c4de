"""When a course's term is open, and what it says when it is not: the one guard of every writer (P-11, C-25)."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation

from ..enums import TermState

WRITABLE = frozenset({TermState.OPEN, TermState.REOPENED})


def locks_at(term, norms) -> dt.datetime:
    """The moment after which a term is closed whatever its teacher did: 23:59 some days after its end. # GRD-10"""
    return clock.moment(term.ends_on + dt.timedelta(days=norms.final_grace_days), dt.time(23, 59, 59))


def is_past_lock(course_term, term, norms, now: dt.datetime) -> bool:
    """Whether the term closed by its date and nobody reopened it: given back to its teacher it would stay shut."""
    reopened = course_term is not None and course_term.reopened_until and now <= course_term.reopened_until
    return now > locks_at(term, norms) and not reopened


def term_state(course_term, term, norms, now: dt.datetime) -> TermState:
    """State of a course's term.

    Args:
        course_term: the CourseTerm row, or None when nobody wrote one yet.
        term: the Term.
        norms: the norms in force.
        now: aware datetime.
    """
    if course_term is not None:
        if course_term.reopened_until and now <= course_term.reopened_until:
            return TermState.REOPENED
        if course_term.sealed_at:
            return TermState.SEALED
        if course_term.accepted_at:
            return TermState.ACCEPTED
        if course_term.handed_in_at and clock.local_date(now) > term.ends_on:
            return TermState.HANDED_IN
    return TermState.LOCKED if now > locks_at(term, norms) else TermState.OPEN


def check_lesson_writable(course_term, term, norms, now: dt.datetime) -> TermState:
    """Whether lessons of the term take topics, grades, absences and homework now. # JRN-09

    Returns:
        The state, OPEN or REOPENED.

    Raises:
        RuleViolation: with the sentence that says who closed it and how to ask for reopening.
    """
    state = term_state(course_term, term, norms, now)
    if state not in WRITABLE:
        raise RuleViolation(closed_sentence(state, course_term, term, norms))
    return state


def check_term_grade_writable(course_term, term, norms, now: dt.datetime) -> TermState:
    """Whether term grades may be given: from some days before the end, until the teacher hands in. # GRD-09, P-11

    Raises:
        RuleViolation: too early, or closed.
    """
    state = check_lesson_writable(course_term, term, norms, now)
    if state == TermState.OPEN and course_term is not None and course_term.handed_in_at:
        raise RuleViolation(closed_sentence(TermState.HANDED_IN, course_term, term, norms))
    opens_on = term.ends_on - dt.timedelta(days=norms.final_open_days_before - 1)
    if clock.local_date(now) < opens_on:
        raise RuleViolation(_("Отметки за период ставятся с %s.") % f"{opens_on:%d.%m.%Y}")
    return state


def closed_sentence(state: TermState, course_term, term, norms) -> str:
    """Who closed the term, when, and how to ask for reopening."""
    ask = _("Чтобы исправить запись, попросите заместителя директора открыть период.")
    return closed_fact(state, course_term, term, norms) + " " + ask


def closed_fact(state: TermState, course_term, term, norms) -> str:
    """Who closed the term and when: all that the person who reopens terms needs to read."""
    if state == TermState.LOCKED:
        when = f"{timezone.localtime(locks_at(term, norms)):%d.%m.%Y %H:%M}"
        return _("Период закрыт по регламенту %s.") % when
    stamp, person = {
        TermState.HANDED_IN: (course_term.handed_in_at, course_term.handed_in_by),
        TermState.ACCEPTED: (course_term.accepted_at, course_term.accepted_by),
        TermState.SEALED: (course_term.sealed_at, None),
    }[state]
    when = f"{timezone.localtime(stamp):%d.%m.%Y %H:%M}"
    said = {
        TermState.HANDED_IN: _("Период сдан учителем %(when)s (%(who)s)."),
        TermState.ACCEPTED: _("Период принят %(when)s (%(who)s)."),
        TermState.SEALED: _("Период зафиксирован в архиве %(when)s."),
    }[state]
    return said % {"when": when, "who": person}


def is_published(given_at: dt.datetime | None, norms, now: dt.datetime) -> bool:
    """Whether the family may read a term grade yet: at once, or held back by some hours of the norms. # C-06, DIA-18"""
    return given_at is None or now >= given_at + dt.timedelta(hours=norms.final_publish_delay_hours)


def check_reopening(until: dt.datetime, reason: str, norms, now: dt.datetime) -> None:
    """A reopening has a reason, an end in the future, and lasts at most the norm's days. # P-12

    Raises:
        RuleViolation: otherwise.
    """
    if not reason.strip():
        raise RuleViolation(_("Укажите причину, по которой открывается период."))
    if until <= now:
        raise RuleViolation(_("Срок открытия уже прошёл."))
    if until > now + dt.timedelta(days=norms.reopening_max_days):
        raise RuleViolation(_("Период открывается не дольше чем на %d дн.") % norms.reopening_max_days)
