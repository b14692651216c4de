"""What a class, a group or a pupil works by on a day: shift, school week, set of bells (STR-16, I-01)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """Shift, days of the school week and the set of bells (None: the year's default one)."""

    shift: int
    days_per_week: int
    bells_id: int | None = None


def pattern_on(day: dt.date, regimes: Iterable, otherwise: Pattern) -> Pattern:
    """Of dated regimes, in the order of precedence, the first that holds; else ``otherwise``."""
    for row in regimes:
        if row.holds_on(day):
            return Pattern(row.shift, row.days_per_week, row.bells_id)
    return otherwise
