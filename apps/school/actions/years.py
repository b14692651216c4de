"""School years: opened, and moved in their dates while they last."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed
from apps.core.seen import check_unmoved

from ..models import AcademicYear, Term
from ..rules.terms import written_span
from ..rules.years import check_year, check_year_open, year_name


@transaction.atomic
def open_year(*, starts_on: dt.date, ends_on: dt.date, by) -> AcademicYear:
    """A new school year, named by its two calendar years.

    Raises:
        RuleViolation: dates in the wrong order, longer than a year, in the past, or shared with another year.
    """
    check_year(starts_on, ends_on, AcademicYear.objects.order_by("starts_on"))
    year = AcademicYear(name=year_name(starts_on), starts_on=starts_on, ends_on=ends_on)
    check_year_open(year, clock.today())
    if AcademicYear.objects.filter(name=year.name).exists():
        raise RuleViolation(_("Учебный год %s уже заведён.") % year.name)
    with attributed(by=by):
        year.save()
    return year


@transaction.atomic
def change_year(year: AcademicYear, *, starts_on: dt.date, ends_on: dt.date, by, seen: str | None = None) -> None:
    """Other dates of a year that is not over; its terms stay inside.

    Raises:
        RuleViolation: as for a new year; a term would stand outside.
        Conflict: somebody changed it meanwhile.
    """
    check_year_open(year, clock.today())
    check_unmoved(year, seen)
    check_year(starts_on, ends_on, AcademicYear.objects.exclude(pk=year.pk).order_by("starts_on"))
    terms = Term.objects.filter(scheme__year=year).aggregate(first=Min("starts_on"), last=Max("ends_on"))
    if terms["first"] and (terms["first"] < starts_on or terms["last"] > ends_on):
        raise RuleViolation(
            _("Учебные периоды (%s) не помещаются в эти даты.") % written_span(terms["first"], terms["last"])
        )
    year.starts_on, year.ends_on = starts_on, ends_on
    with attributed(by=by):
        year.save()
