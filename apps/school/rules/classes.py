"""Whether a class and its class teachers agree with one another. # STR-04"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def class_name(level: int, letter: str) -> str:
    """How a class is called: 7А; without a letter: 7."""
    return f"{level}{letter}"


def check_class_teacher(starts_on: dt.date, ends_on: dt.date | None, year, others: Iterable) -> None:
    """A class has one class teacher a day, within its year.

    Raises:
        RuleViolation: outside the year, or a day on which somebody else leads.
    """
    if not year.starts_on <= starts_on <= year.ends_on:
        values = {"first": f"{year.starts_on:%d.%m.%Y}", "last": f"{year.ends_on:%d.%m.%Y}"}
        raise RuleViolation(_("Учебный год идёт с %(first)s по %(last)s: выберите день внутри него.") % values)
    for row in others:
        if (ends_on is None or row.starts_on <= ends_on) and (row.ends_on is None or row.ends_on >= starts_on):
            values = {"name": row.staff.full_name, "day": f"{row.starts_on:%d.%m.%Y}"}
            raise RuleViolation(_("С %(day)s класс уже ведёт %(name)s: выберите более поздний день.") % values)
