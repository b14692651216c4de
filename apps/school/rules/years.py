"""What a school year must be."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

LONGEST = dt.timedelta(days=366)


def year_name(starts_on: dt.date) -> str:
    """«2026/27» for a year that begins in the second half of 2026 or in the first of 2027."""
    first = starts_on.year if starts_on.month >= 7 else starts_on.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def check_year(starts_on: dt.date, ends_on: dt.date, others: Iterable) -> None:
    """A school year begins before it ends, lasts at most a year and shares no day with another one.

    Raises:
        RuleViolation: with the dates.
    """
    if ends_on <= starts_on:
        raise RuleViolation(_("Учебный год кончается раньше, чем начинается."))
    if ends_on - starts_on > LONGEST:
        raise RuleViolation(_("Учебный год длиннее календарного: проверьте даты."))
    for other in others:
        if starts_on <= other.ends_on and other.starts_on <= ends_on:
            raise RuleViolation(
                _("Даты пересекаются с учебным годом %(name)s (%(first)s–%(last)s).")
                % {
                    "name": other.name,
                    "first": f"{other.starts_on:%d.%m.%Y}",
                    "last": f"{other.ends_on:%d.%m.%Y}",
                }
            )


def check_year_open(year, today: dt.date) -> None:
    """A year that has ended is only read. # I-24, ARC-12

    Raises:
        RuleViolation: the year is over.
    """
    if today > year.ends_on:
        raise RuleViolation(_("Учебный год %s закончился: его можно только читать.") % year.name)
