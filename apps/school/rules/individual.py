"""What an individual plan and a release must say (STR-09, I-06)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def _overlap(row, other) -> bool:
    return row.starts_on <= (other.ends_on or dt.date.max) and other.starts_on <= (row.ends_on or dt.date.max)


def _check_days(row, year) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise RuleViolation(_("Последний день раньше первого."))
    if not year.starts_on <= row.starts_on <= year.ends_on:
        raise RuleViolation(_("Эти дни вне учебного года."))


def check_plan(row, year, *, subjects: Sequence[int], others: Iterable) -> None:
    """A plan has an order, days in the year, subjects once each, and is alone on its days.

    Raises:
        RuleViolation: the first thing that is wrong.
    """
    if not row.order_number:
        raise RuleViolation(_("Укажите номер приказа."))
    _check_days(row, year)
    if not subjects:
        raise RuleViolation(_("Впишите часы хотя бы одного предмета."))
    if len(set(subjects)) < len(subjects):
        raise RuleViolation(_("Предмет указан дважды."))
    if any(_overlap(row, other) for other in others):
        raise RuleViolation(_("На эти дни у ученика уже есть другой индивидуальный план: сначала закончите его."))


def check_release(row, year, *, others: Iterable) -> None:
    """A release has a basis and days in the year, and is alone on its days.

    Raises:
        RuleViolation: the first thing that is wrong.
    """
    if not row.basis:
        raise RuleViolation(_("Укажите основание: приказ или справку, без диагноза."))
    _check_days(row, year)
    if any(_overlap(row, other) for other in others):
        raise RuleViolation(_("На эти дни ученик уже освобождён от этого предмета."))
