"""The year, its days off and the norms in force."""

import datetime as dt

from apps.core.compiled import Compiled
from apps.core.memo import remembered

from ..models import AcademicYear, Holiday, Norms, SchoolProfile, Term, WorkingDay
from ..rules.dates import DaysOff

_norms_before = Compiled(
    lambda day: Norms.objects.filter(valid_from__lte=day).order_by("-valid_from")[:1],
    dt.date,
)
_holidays = Compiled(lambda year: Holiday.objects.filter(year_id=year).order_by("starts_on", "pk"), int)
_working_days = Compiled(lambda year: WorkingDay.objects.filter(year_id=year).order_by("held_on", "pk"), int)
_profiles = Compiled(lambda: SchoolProfile.objects.order_by("pk")[:1])


@remembered
def norms_on(day: dt.date) -> Norms:
    """The norms in force on ``day``; before the first approval, the defaults (an unsaved row)."""
    return _norms_before.first(day) or default_norms(day)


def default_norms(day: dt.date) -> Norms:
    """practice.md's defaults as an unsaved row whose numbers are numbers, not the texts of the defaults."""
    norms = Norms(valid_from=day)
    norms.clean_fields(exclude=["valid_from"])
    return norms


def current_year(day: dt.date) -> AcademicYear | None:
    """The school year of ``day``: the one that holds it, else the next to begin, else the last."""
    years = list(AcademicYear.objects.order_by("starts_on"))
    for year in years:
        if day <= year.ends_on:
            return year
    return years[-1] if years else None


def days_off(year_id: int) -> DaysOff:
    """Holidays and transferred days of a school year; two queries."""
    return DaysOff.of(_holidays(year_id), _working_days(year_id))


def profile() -> SchoolProfile:
    """How the school is called; unsaved and empty before it was entered."""
    return _profiles.first() or SchoolProfile()


def term_of(terms: list[Term], day: dt.date) -> Term | None:
    """Of the terms of one scheme, the one of ``day``; in holidays the last one before; else the first."""
    past = [term for term in sorted(terms, key=lambda term: term.starts_on) if term.starts_on <= day]
    return past[-1] if past else min(terms, key=lambda term: term.starts_on, default=None)
