"""What a set of bells and a regime must be (I-01, STR-16)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

Times = Mapping[tuple[int, int], tuple[dt.time, dt.time]]  # (shift, lesson number) → begin and end


def check_bells(times: Times) -> None:
    """In each shift lessons end after they begin and stand in the order of their numbers without overlap. # I-01

    Raises:
        RuleViolation: the first fault, with shift, numbers and clock times.
    """
    if not times:
        raise RuleViolation(_("Впишите время хотя бы одного урока."))
    for (shift, number), (starts, ends) in sorted(times.items()):
        if ends <= starts:
            raise RuleViolation(
                _("Смена %(shift)d, урок %(number)d: конец (%(ends)s) не позже начала (%(starts)s).")
                % {"shift": shift, "number": number, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
            )
    for shift in sorted({shift for shift, _number in times}):
        numbers = sorted(number for one, number in times if one == shift)
        for one, other in pairwise(numbers):
            if times[shift, other][0] < times[shift, one][1]:
                raise RuleViolation(
                    _("Смена %(shift)d: урок %(other)d (%(starts)s) начинается до конца урока %(one)d (%(ends)s).")
                    % {
                        "shift": shift,
                        "one": one,
                        "other": other,
                        "starts": f"{times[shift, other][0]:%H:%M}",
                        "ends": f"{times[shift, one][1]:%H:%M}",
                    }
                )


def spread_bells(
    starts: dt.time, *, minutes: int, breaks: Iterable[int], count: int, first: int = 1
) -> dict[int, tuple[dt.time, dt.time]]:
    """Times of ``count`` lessons one after another; the last named break repeats. Nothing goes past midnight."""
    moment, found = starts.hour * 60 + starts.minute, {}
    pauses = list(breaks) or [10]
    for place in range(count):
        end = moment + minutes
        if end >= 24 * 60:
            break
        found[first + place] = (dt.time(*divmod(moment, 60)), dt.time(*divmod(end, 60)))
        moment = end + pauses[min(place, len(pauses) - 1)]
    return found


def check_regime(row, others: Iterable) -> None:
    """A regime begins before it ends, and nobody has two at once. # STR-16

    Raises:
        RuleViolation: with the dates of the other one.
    """
    if row.ends_on and row.ends_on < row.starts_on:
        raise RuleViolation(_("Последний день раньше первого."))
    if not 1 <= row.days_per_week <= 7:
        raise RuleViolation(_("В учебной неделе от 1 до 7 дней."))
    for other in others:
        ends_late = other.ends_on is None or other.ends_on >= row.starts_on
        if ends_late and (row.ends_on is None or other.starts_on <= row.ends_on):
            raise RuleViolation(
                _("На эти дни режим уже записан: с %(first)s%(last)s.")
                % {
                    "first": f"{other.starts_on:%d.%m.%Y}",
                    "last": _(" по %s") % f"{other.ends_on:%d.%m.%Y}" if other.ends_on else "",
                }
            )
