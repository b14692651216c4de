"""What a homework entry must say (HW-01, HW-04)."""

import datetime as dt

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

MAX_MINUTES = 240


def check_homework(text: str, *, set_on: dt.date, due_on: dt.date | None, minutes: int | None) -> None:
    """A task has a text, is due after the lesson it was set at, and takes a believable time.

    Raises:
        RuleViolation: otherwise.
    """
    if not text.strip():
        raise RuleViolation(_("Напишите задание или отметьте «Ничего не задано»."))
    if len(text) > 2000:
        raise RuleViolation(_("Задание длиннее 2000 знаков."))
    if due_on is not None and due_on <= set_on:
        raise RuleViolation(_("Задание сдаётся позже того урока, на котором задано."))
    if minutes is not None and not 1 <= minutes <= MAX_MINUTES:
        raise RuleViolation(_("Время на задание — от 1 до %d минут.") % MAX_MINUTES)
