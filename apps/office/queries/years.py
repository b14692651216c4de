"""Which school year a page of the year desk is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from apps.school.models import AcademicYear
from apps.school.queries import current_year


@dataclass(frozen=True)
class YearChoice:
    """The year of a page and all years to choose from.

    Attributes:
        year: the year shown, None in a school without any.
        years: all years, the latest first.
        is_present: whether it is the year of today.
        may_change: a year that has ended is only read (I-24).
    """

    year: AcademicYear | None
    years: tuple[AcademicYear, ...]
    is_present: bool
    may_change: bool


def year_choice(asked: str | None, today: dt.date) -> YearChoice:
    """The year asked for by its key, else the present one; two queries."""
    years = tuple(AcademicYear.objects.order_by("-starts_on"))
    present = current_year(today)
    year = next((one for one in years if asked and str(one.pk) == asked), present)
    return YearChoice(year, years, is_present=year == present, may_change=year is not None and today <= year.ends_on)


def year_to_continue(today: dt.date) -> AcademicYear | None:
    """The last year that has begun and has classes: what a new year is made from."""
    begun = AcademicYear.objects.filter(starts_on__lte=today, classes__isnull=False)
    return begun.order_by("-starts_on", "pk").first()
