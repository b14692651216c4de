"""Whether a teacher may take hours of a course in these days (STR-14, STR-15)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from .plans import MOST_HOURS


def check_assignment(staff, year, *, hours: Decimal | None, starts_on: dt.date, ends_on: dt.date | None) -> None:
    """Hours are hours, the days lie in the year in order, and the employee works in them.

    Raises:
        RuleViolation: the first thing that is wrong, in a sentence.
    """
    if not hours or not 0 < hours <= MOST_HOURS:
        raise RuleViolation(_("Укажите часы в неделю."))
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(_("Последний день раньше первого."))
    if starts_on > year.ends_on or (ends_on or starts_on) < year.starts_on:
        raise RuleViolation(_("Эти дни вне учебного года."))
    if staff.works_until and staff.works_until < starts_on:
        raise RuleViolation(_("%s к этому дню уже не работает.") % staff)
    if staff.works_from and ends_on and ends_on < staff.works_from:
        raise RuleViolation(_("%s в эти дни ещё не работает.") % staff)


def check_no_overlap(starts_on: dt.date, ends_on: dt.date | None, others: Iterable) -> None:
    """The same teacher does not take the same course twice on one day.

    Args:
        others: the teacher's other assignments in the course.

    Raises:
        RuleViolation: the days overlap.
    """
    for other in others:
        if other.starts_on <= (ends_on or dt.date.max) and (other.ends_on is None or starts_on <= other.ends_on):
            raise RuleViolation(_("Этот учитель в эти дни предмет уже ведёт: измените прежнюю нагрузку."))
