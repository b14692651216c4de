"""Versioned rows: a counter that every accepted edit raises, compared before writing (decision 12)."""

from django.db import models
from django.db.models import F

from .errors import Conflict


class Versioned(models.Model):
    """A row whose edits state the version they were made on."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


def guarded_raise(rows: models.QuerySet, *, base: int, **values) -> None:
    """Raise the version of the one row of ``rows`` from ``base`` and write ``values`` beside it.

    Raises:
        Conflict: the row no longer stands at ``base``.
    """
    if rows.filter(version=base).update(version=F("version") + 1, **values) != 1:
        raise Conflict()
