"""The school's clock: the one place that says what day and what time it is.

In the demonstration the date stands still (``settings.DEMO_TODAY``) while the time of day is real.
Imports of history, the demo generator and tests speak about another moment through :func:`at`.
Sessions, throttling and Celery use real time and never come here.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

DEMO_DAY = dt.date(2026, 12, 2)
_moment: ContextVar[dt.datetime | None] = ContextVar("klassny_moment", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC terms of the school's time zone."""
    fixed = _moment.get()
    if fixed is not None:
        return fixed
    real = timezone.now()
    if not settings.DEMO:
        return real
    local = timezone.localtime(real)
    day = settings.DEMO_TODAY or DEMO_DAY
    return moment(day, local.timetz().replace(tzinfo=None))


def today() -> dt.date:
    """Today's date in the school's time zone."""
    return local_date(now())


def local_date(at_moment: dt.datetime) -> dt.date:
    """The school's calendar date of an aware datetime."""
    return timezone.localtime(at_moment).date()


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """An aware datetime of the school's wall clock."""
    return timezone.make_aware(dt.datetime.combine(day, time))


@contextmanager
def at(fixed: dt.datetime) -> Iterator[None]:
    """Everything inside happens at the aware datetime ``fixed``.

    Raises:
        ValueError: a naive datetime.
    """
    if timezone.is_naive(fixed):
        raise ValueError("clock.at() needs an aware datetime")
    token = _moment.set(fixed)
    try:
        yield
    finally:
        _moment.reset(token)
