"""Versioned rows: a counter that every accepted edit raises, compared before writing (decision 12).

Rows without a counter are held while they are judged and written, see :func:`hold`.
"""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from .errors import Conflict


class Versioned(models.Model):
    """A row whose edits state the version they were made on."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


def write_untracked(rows: models.QuerySet, **values) -> int:
    """UPDATE of columns that leave no history: counters, marks and rows of models without one (decision 12).

    Returns:
        How many rows were written.

    Raises:
        TypeError: one of the columns is a tracked fact.
    """
    history = getattr(rows.model, "history", None)
    tracked = {field.name for field in history.model.tracked_fields} if history is not None else set()
    if facts := tracked & values.keys():
        raise TypeError(f"facts leave history rows, they are not updated in bulk: {', '.join(sorted(facts))}")
    return rows.update(**values)


def hold(row: models.Model) -> None:
    """From here to the end of the transaction nobody else who holds this row goes on: what is judged now, stands.

    Whatever is judged is read after this call. On SQLite every transaction stands alone anyway (``IMMEDIATE``).
    """
    held = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).order_by()
    list(held.values_list("pk"))


def raise_versions(rows: Sequence[Versioned], *, batch_size: int = 100, **values) -> None:
    """Raise the version of saved rows of one model from where it was read, and write untracked ``values`` beside it.

    Raises:
        Conflict: one of them no longer stands at the version it was read with.
    """
    for start in range(0, len(rows), batch_size):
        part = rows[start : start + batch_size]
        standing = Q()
        for row in part:
            standing |= Q(pk=row.pk, version=row.version)
        known = type(part[0])._base_manager.filter(standing)
        if write_untracked(known, version=F("version") + 1, **values) != len(part):
            raise Conflict()
    for row in rows:
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
