"""Blocks of the holiday calendar: what kind a name speaks of, and what a block must be (STR-02, I-03)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from ..enums import HolidayKind
from .levels import parse_levels
from .terms import written_span


@dataclass(frozen=True)
class Block:
    """Days off of a file: first and last day, name, kind."""

    starts_on: dt.date
    ends_on: dt.date
    name: str
    kind: str


def kind_by_name(name: str) -> HolidayKind:
    """The kind that a name in a file speaks of: «Осенние каникулы», «День Победы», «Выходной», «Карантин»."""
    text = name.casefold()
    if "каникул" in text and "новогодн" not in text:
        return HolidayKind.BREAK
    if text.startswith(("выходной", "нерабоч")):
        return HolidayKind.DAY_OFF
    festive = any(word in text for word in ("каникул", "праздник", "день", "рождество", "новый год"))
    return HolidayKind.PUBLIC if festive else HolidayKind.DAY_OFF


def break_name(first: dt.date) -> str:
    """What a break that begins on the day is called."""
    if first.month in (9, 10, 11):
        return _("Осенние каникулы")
    if first.month in (12, 1):
        return _("Зимние каникулы")
    if first.month == 2:
        return _("Дополнительные каникулы")
    return _("Весенние каникулы") if first.month in (3, 4, 5) else _("Летние каникулы")


def levels_meet(one: str, other: str) -> bool:
    """Whether two texts of levels name a level together; an empty text is the whole school."""
    first, second = parse_levels(one), parse_levels(other)
    return not first or not second or bool(first & second)


def check_within_year(first: dt.date, last: dt.date, year) -> None:
    """The days lie in the school year.

    Raises:
        RuleViolation: with the year's dates.
    """
    if first < year.starts_on or last > year.ends_on:
        raise RuleViolation(
            _("Дни выходят за учебный год %(name)s (%(days)s).")
            % {"name": year.name, "days": written_span(year.starts_on, year.ends_on)}
        )


def check_holiday(block, year, others: Iterable) -> None:
    """A block is in order, inside the year, and no other block of its kind or name has one of its days.

    Args:
        block: the Holiday to be written.
        year: its AcademicYear.
        others: the other Holiday rows of the year.

    Raises:
        RuleViolation: with the dates.
    """
    if block.ends_on < block.starts_on:
        raise RuleViolation(_("Последний день раньше первого."))
    check_within_year(block.starts_on, block.ends_on, year)
    for other in others:
        first, last = max(block.starts_on, other.starts_on), min(block.ends_on, other.ends_on)
        is_same = block.kind == other.kind or block.name.casefold() == other.name.casefold()
        if is_same and first <= last and levels_meet(block.levels, other.levels):
            raise RuleViolation(
                _("Пересекается с записью «%(name)s»: %(days)s.")
                % {"name": other.name, "days": written_span(first, last)}
            )


def check_working_day(row, year, others: Iterable) -> None:
    """A transferred day lies in the year and is named once for a level.

    Raises:
        RuleViolation: with the date.
    """
    check_within_year(row.held_on, row.held_on, year)
    for other in others:
        if other.held_on == row.held_on and levels_meet(row.levels, other.levels):
            raise RuleViolation(_("На %s перенос уже записан.") % f"{row.held_on:%d.%m.%Y}")


def is_known(block: Block, present: Iterable) -> bool:
    """Whether the whole school's blocks hold a day of it already: breaks beside days off count as different things."""
    return any(
        row.starts_on <= block.ends_on
        and block.starts_on <= row.ends_on
        and not row.levels
        and (
            row.name.casefold() == block.name.casefold()
            or (row.kind == HolidayKind.BREAK) == (block.kind == HolidayKind.BREAK)
        )
        for row in present
    )
