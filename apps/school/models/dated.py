"""Dated rows: what holds from a day to a day, both inclusive."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows by the day on which they hold."""

    def on(self, day: dt.date):
        """Rows that hold on ``day``."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def within(self, first: dt.date, last: dt.date):
        """Rows that hold on at least one day of first…last."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)


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
