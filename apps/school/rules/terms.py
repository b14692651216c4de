"""What the terms of one scheme must be: in order, inside the year, neither overlapping nor leaving school days out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from ..enums import TermKind
from .dates import DaysOff, is_school_day

HOW_MANY = {TermKind.QUARTER: 4, TermKind.TRIMESTER: 3, TermKind.HALF_YEAR: 2, TermKind.YEAR: 1}
DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """A numbered span of days, both ends inclusive."""

    number: int
    first: dt.date
    last: dt.date


def written_span(first: dt.date, last: dt.date) -> str:
    """A span of days as a sentence names it: «04.11.2026» or «26.10.2026–01.11.2026»."""
    return f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"


def check_terms(spans: Sequence[Span], *, year_starts_on: dt.date, year_ends_on: dt.date) -> None:
    """Terms stand in their order, inside the school year, and share no day. # STR-01

    Raises:
        RuleViolation: with the dates of the first fault.
    """
    for span in spans:
        if span.last <= span.first:
            raise RuleViolation(
                _("Период %(number)s: последний день раньше первого или совпадает с ним (%(days)s).")
                % {"number": span.number, "days": f"{span.first:%d.%m.%Y}–{span.last:%d.%m.%Y}"}
            )
        if span.first < year_starts_on or span.last > year_ends_on:
            raise RuleViolation(
                _("Период %(number)s (%(days)s) выходит за учебный год %(year)s.")
                % {
                    "number": span.number,
                    "days": written_span(span.first, span.last),
                    "year": written_span(year_starts_on, year_ends_on),
                }
            )
    for one, other in pairwise(spans):
        shared = max(one.first, other.first), min(one.last, other.last)
        if shared[0] <= shared[1]:
            raise RuleViolation(
                _("Периоды %(one)s и %(other)s пересекаются: %(days)s.")
                % {"one": one.number, "other": other.number, "days": written_span(*shared)}
            )
        if other.first < one.first:
            raise RuleViolation(
                _("Период %(other)s начинается раньше периода %(one)s: проверьте порядок.")
                % {"one": one.number, "other": other.number}
            )


def spaces_between(spans: Sequence[Span]) -> list[tuple[dt.date, dt.date]]:
    """The spans of days between consecutive terms."""
    found = [(one.last + DAY, other.first - DAY) for one, other in pairwise(sorted(spans, key=lambda span: span.first))]
    return [(first, last) for first, last in found if first <= last]


def gaps(
    spans: Sequence[Span], *, levels: Iterable[int], days_per_week: int, days_off: DaysOff
) -> list[tuple[dt.date, dt.date]]:
    """Between the terms, runs of days that hold a school day of one of the levels; trimmed to the school days."""
    levels, found = tuple(levels), []
    for first, last in spaces_between(spans):
        run = [first + DAY * step for step in range((last - first).days + 1)]
        lost = [
            day
            for day in run
            if any(is_school_day(day, level=level, days_per_week=days_per_week, days_off=days_off) for level in levels)
        ]
        if lost:
            found.append((lost[0], lost[-1]))
    return found


def check_gaps(spans: Sequence[Span], *, levels: Iterable[int], days_per_week: int, days_off: DaysOff) -> None:
    """No school day is left outside the terms. # STR-01

    Raises:
        RuleViolation: with the dates of every gap.
    """
    lost = gaps(spans, levels=levels, days_per_week=days_per_week, days_off=days_off)
    if lost:
        raise RuleViolation(
            _("Учебные дни не входят ни в один период: %s. Это каникулы или ошибка в датах?")
            % ", ".join(written_span(*span) for span in lost),
            need="breaks",
        )
