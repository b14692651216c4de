"""Days on which the school works, and limits that move to the next of them (P-13, C-31)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .levels import parse_levels


@dataclass(frozen=True)
class DaysOff:
    """The calendar of a year: when the school rests, and on which days off it works after all (I-03).

    Attributes:
        blocks: holidays as (first day, last day, name, levels; no levels: the whole school).
        worked: transferred days as (day, the weekday whose timetable holds, levels).
    """

    blocks: tuple[tuple[dt.date, dt.date, str, frozenset[int]], ...] = ()
    worked: tuple[tuple[dt.date, int, frozenset[int]], ...] = ()

    @classmethod
    def of(cls, holidays: Iterable, working_days: Iterable = ()) -> "DaysOff":
        """From Holiday and WorkingDay rows."""
        return cls(
            tuple((row.starts_on, row.ends_on, row.name, parse_levels(row.levels)) for row in holidays),
            tuple((row.held_on, row.as_weekday, parse_levels(row.levels)) for row in working_days),
        )

    def worked_as(self, day: dt.date, level: int) -> int | None:
        """The weekday whose timetable holds on a transferred day; None on any other day."""
        for held_on, weekday, levels in self.worked:
            if held_on == day and (not levels or level in levels):
                return weekday
        return None

    def name_on(self, day: dt.date, level: int) -> str:
        """Name of the holiday on ``day`` for a level, or an empty string; a transferred day is no holiday."""
        if self.worked and self.worked_as(day, level) is not None:
            return ""
        for first, last, name, levels in self.blocks:
            if first <= day <= last and (not levels or level in levels):
                return name
        return ""


def is_school_day(day: dt.date, *, level: int, days_per_week: int, days_off: DaysOff) -> bool:
    """Whether a class of the level with a five- or six-day week has lessons on ``day`` (STR-02, STR-16)."""
    return timetable_weekday(day, level=level, days_per_week=days_per_week, days_off=days_off) is not None


def timetable_weekday(day: dt.date, *, level: int, days_per_week: int, days_off: DaysOff) -> int | None:
    """The weekday whose timetable holds on ``day``: its own, another one on a transferred day, none on a day off.

    A transferred day that works by a weekday outside the class's week stays a day off for the class.
    """
    moved = days_off.worked_as(day, level)
    weekday = day.weekday() if moved is None else moved
    return weekday if weekday < days_per_week and not days_off.name_on(day, level) else None


def next_school_day(day: dt.date, *, level: int, days_per_week: int, days_off: DaysOff) -> dt.date:
    """``day`` itself if it is a school day, else the next one; looks at most half a year ahead. # P-13"""
    for step in range(183):
        candidate = day + dt.timedelta(days=step)
        if is_school_day(candidate, level=level, days_per_week=days_per_week, days_off=days_off):
            return candidate
    return day


def school_days_later(day: dt.date, count: int, *, level: int, days_per_week: int, days_off: DaysOff) -> dt.date:
    """The ``count``-th school day after ``day``; ``day`` itself for 0. # C-31"""
    for _step in range(count):
        following = day + dt.timedelta(days=1)
        day = next_school_day(following, level=level, days_per_week=days_per_week, days_off=days_off)
    return day


def due_on_day_of_next_month(last: dt.date, day: int) -> dt.date:
    """Day ``day`` of the month after that of ``last``, or the last day of a shorter month. # C-30, ARC-01"""
    first = (last.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    shortest = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(day, shortest.day))
