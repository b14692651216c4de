"""The norms as lines to read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext as _

from apps.school.models import Norms

_NOT_LINES = {"id", "valid_from", "order_number", "order_on", "preset"}


@dataclass(frozen=True)
class NormLine:
    """A norm with its name and value as read."""

    label: str
    value: str


def norm_fields() -> list:
    """The fields of a row of norms that are norms."""
    return [field for field in Norms._meta.fields if field.name not in _NOT_LINES]


def norm_lines(norms: Norms) -> list[NormLine]:
    """Every norm, in the order of the model."""
    return [NormLine(str(field.verbose_name), _readable(norms, field)) for field in norm_fields()]


def norm_values(norms: Norms) -> dict:
    """Field → value, to begin a change with."""
    return {field.name: getattr(norms, field.name) for field in norm_fields()}


def _readable(norms: Norms, field) -> str:
    if field.choices:
        return str(getattr(norms, f"get_{field.name}_display")())
    value = getattr(norms, field.name)
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    return localize(value) if value not in ("", None) else "—"


def adopted_norms() -> QuerySet[Norms]:
    """All rows, the latest first."""
    return Norms.objects.order_by("-valid_from")
