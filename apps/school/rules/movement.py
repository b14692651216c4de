"""Whether an arrival, a transfer or a departure agrees with where the pupil is known to be (STR-17, I-04)."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

ONE_DAY = dt.timedelta(days=1)


def _on(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def check_order(order_number: str, order_on: dt.date | None, today: dt.date) -> None:
    """Every movement has its order, with a date that has come. # I-04

    Raises:
        RuleViolation: no number, no date, or a date to come.
    """
    if not order_number.strip() or order_on is None:
        raise RuleViolation(_("Укажите номер и дату приказа."))
    if order_on > today:
        raise RuleViolation(_("Приказ от %s ещё не издан: проверьте дату.") % _on(order_on))


def check_within_year(day: dt.date, year) -> None:
    """A movement takes effect within the school year.

    Raises:
        RuleViolation: outside of it.
    """
    if not year.starts_on <= day <= year.ends_on:
        values = {"first": _on(year.starts_on), "last": _on(year.ends_on)}
        raise RuleViolation(_("Учебный год идёт с %(first)s по %(last)s: выберите день внутри него.") % values)


def place_on(enrolments: Sequence, day: dt.date):
    """The enrolment that holds on the day, of one pupil's enrolments of one year; None outside all of them."""
    return next((row for row in enrolments if row.holds_on(day)), None)


def check_arrival(enrolments: Sequence, day: dt.date) -> None:
    """Whoever arrives is not on a roll that day or later.

    Raises:
        RuleViolation: with the class and the day.
    """
    for row in enrolments:
        if row.ends_on is None or row.ends_on >= day:
            values = {"name": row.school_class.name, "day": _on(row.starts_on)}
            raise RuleViolation(
                _("Ученик уже числится в %(name)s с %(day)s: для смены класса оформите перевод.") % values
            )


def check_leaving(enrolments: Sequence, day: dt.date):
    """Whoever leaves a class on ``day`` was in it the day before, with nothing decided for later.

    Returns:
        The enrolment that ends the day before.

    Raises:
        RuleViolation: nowhere that day, arrived only that day, or a later movement is known.
    """
    here = place_on(enrolments, day)
    if here is None:
        gone = max((row.ends_on for row in enrolments if row.ends_on and row.ends_on < day), default=None)
        if gone is not None:
            raise RuleViolation(_("Ученик уже выбыл: последний день в школе %s.") % _on(gone))
        raise RuleViolation(_("На %s ученик не числится ни в одном классе: сначала оформите зачисление.") % _on(day))
    if here.starts_on >= day:
        values = {"name": here.school_class.name, "day": _on(here.starts_on)}
        raise RuleViolation(_("В %(name)s ученик только с %(day)s: выберите более поздний день.") % values)
    later = [row for row in enrolments if row.starts_on > day]
    if here.ends_on is not None or later:
        last = here.ends_on or later[0].starts_on - ONE_DAY
        raise RuleViolation(_("Уже записано движение после %s: сначала отмените его.") % _on(last))
    return here


def check_transfer(enrolments: Sequence, day: dt.date, to_class):
    """A transfer leads to another class. # STR-17

    Returns:
        The enrolment that ends the day before.

    Raises:
        RuleViolation: the same class, or as :func:`check_leaving`.
    """
    here = check_leaving(enrolments, day)
    if here.school_class_id == to_class.pk:
        raise RuleViolation(_("Ученик и так в %s: выберите другой класс.") % to_class.name)
    return here


def check_undo(movement, later: Sequence) -> None:
    """Only the last movement of a pupil is undone, once, and an undoing is not undone. # I-04

    Args:
        movement: with ``undone_by`` where there is one.
        later: movements of the pupil recorded after it that stand.

    Raises:
        RuleViolation: otherwise.
    """
    if movement.undoes_id:
        raise RuleViolation(_("Это запись об отмене: вместо её отмены оформите движение заново."))
    if getattr(movement, "undone_by", None) is not None:
        raise RuleViolation(_("Эта запись уже отменена."))
    if later:
        raise RuleViolation(_("После неё есть другое движение этого ученика: сначала отмените его."))
