"""Days on which the school works, and limits that move to the next of them (P-13, C-31)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .levels import parse_levels


@dataclass(frozen=True)
class DaysOff:
    """Holidays of a year as (first day, last day, name, levels; no levels: the whole school)."""

    blocks: tuple[tuple[dt.date, dt.date, str, frozenset[int]], ...] = ()

    @classmethod
    def of(cls, holidays: Iterable) -> "DaysOff":
        """From Holiday rows."""
        return cls(tuple((row.starts_on, row.ends_on, row.name, parse_levels(row.levels)) for row in holidays))

    def name_on(self, day: dt.date, level: int) -> str:
        """Name of the holiday on ``day`` for a level, or an empty string."""
        for first, last, name, levels in self.blocks:
            if first <= day <= last and (not levels or level in levels):
                return name
        return ""


def is_school_day(day: dt.date, *, level: int, days_per_week: int, days_off: DaysOff) -> bool:
    """Whether a class of the level with a five- or six-day week has lessons on ``day`` (STR-02, STR-16)."""
    return day.weekday() < days_per_week and not days_off.name_on(day, level)


def next_school_day(day: dt.date, *, level: int, days_per_week: int, days_off: DaysOff) -> dt.date:
    """``day`` itself if it is a school day, else the next one; looks at most half a year ahead. # P-13"""
    for step in range(183):
        candidate = day + dt.timedelta(days=step)
        if is_school_day(candidate, level=level, days_per_week=days_per_week, days_off=days_off):
            return candidate
    return day
