"""Rules of control: the days of a report, when a lack is overdue, how a course's term stands on the board."""

import datetime as dt
from dataclasses import dataclass

from apps.core import clock
from apps.lessons.enums import TermState
from apps.lessons.rules import deadlines
from apps.lessons.rules.terms import term_state

from .enums import Span


@dataclass(frozen=True)
class Days:
    """The days of a report; with ``term_ids`` only lessons of these terms (levels end their terms differently)."""

    first: dt.date
    last: dt.date
    term_ids: frozenset[int] | None = None


def days_of_span(span: str, *, today: dt.date, year, terms, first=None, last=None) -> Days:
    """The days that a report is asked for.

    Args:
        span: a Span.
        year: the school year, or None before there is one.
        terms: the terms of all schemes that hold today (in holidays the last ones).
        first, last: the limits of Span.DAYS; a missing one is the year's begin or today.
    """
    monday = today - dt.timedelta(days=today.weekday())
    begin = year.starts_on if year else today
    if span == Span.WEEK:
        return Days(monday, today)
    if span == Span.LAST_WEEK:
        return Days(monday - dt.timedelta(days=7), monday - dt.timedelta(days=1))
    if span == Span.YEAR:
        return Days(begin, today)
    if span == Span.DAYS:
        return Days(max(first or begin, begin), last or today)
    start = min((term.starts_on for term in terms), default=begin)
    return Days(start, today, frozenset(term.pk for term in terms))


def homework_due(lesson, last_bell: dt.time | None, norms, today: dt.date) -> dt.datetime:
    """When the deputy begins to see a lesson without homework: after the teacher's yellow time. # P-13, HW-02

    Of earlier days the last bell need not be known: the yellow time ends on the day itself.
    """
    if lesson.held_on < today:
        return clock.moment(lesson.held_on, deadlines.END_OF_DAY)
    return deadlines.homework_due(lesson, last_bell or lesson.ends_at, norms)


def days_overdue(due: dt.datetime, now: dt.datetime) -> int:
    """Whole days since the day on which a record was due; 0 while it is still in time."""
    return max(0, (clock.local_date(now) - clock.local_date(due)).days) if due < now else 0


def board_state(course_term, term, norms, now: dt.datetime) -> TermState:
    """State on the deputy's board: as the guard sees it, but a hand-in counts before the term's last day too. # P-11"""
    state = term_state(course_term, term, norms, now)
    if state == TermState.OPEN and course_term is not None and course_term.handed_in_at:
        return TermState.HANDED_IN
    return state
