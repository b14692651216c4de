"""Dated rows: what holds from a day to a day, both inclusive."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows by the day on which they hold."""

    def on(self, day: dt.date):
        """Rows that hold on ``day``."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def within(self, first: dt.date, last: dt.date):
        """Rows that hold on at least one day of first…last."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)


class YearlyQuerySet(DatedQuerySet):
    """Rows of one school year: without an end they hold until the next year begins, and nobody has to end them (I-24).

    The model names the way to its year in ``year_path``.
    """

    def _before_the_next_year(self, day: dt.date):
        from .year import AcademicYear  # the year's module knows nothing of dated rows, and they belong to a year

        path = self.model.year_path
        begun = AcademicYear.objects.filter(starts_on__gt=OuterRef(f"{path}__starts_on"), starts_on__lte=day)
        return self.filter(Q(ends_on__isnull=False) | ~Exists(begun))

    def on(self, day: dt.date):
        """Rows that hold on ``day``."""
        return super().on(day)._before_the_next_year(day)

    def within(self, first: dt.date, last: dt.date):
        """Rows that hold on at least one day of first…last."""
        return super().within(first, last)._before_the_next_year(first)


class Dated(models.Model):
    """Holds from ``starts_on`` to ``ends_on`` inclusive; no end means until further notice."""

    starts_on = models.DateField(_("с"))
    ends_on = models.DateField(_("по"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        """Whether the row holds on ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def dates_in_order(name: str) -> models.CheckConstraint:
    """The constraint that a dated row does not end before it starts."""
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name)
