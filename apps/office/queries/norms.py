"""The norms as lines to read, beside what practice and the regulations say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.translation import gettext as _

from apps.school.models import Norms
from apps.school.queries.year import default_norms
from apps.school.rules.norm_catalogue import GROUPS
from apps.school.rules.presets import PRESETS, Preset

_NOT_LINES = {"id", "valid_from", "order_number", "order_on", "preset"}


@dataclass(frozen=True)
class NormLine:
    """A norm with its name, its value as read, the usual value where it differs, and where it comes from."""

    label: str
    value: str
    usual: str
    source: str


@dataclass(frozen=True)
class LineGroup:
    """A heading and its lines."""

    title: str
    lines: tuple[NormLine, ...]


@dataclass(frozen=True)
class PresetLine:
    """What a regulation says otherwise than the norms in force."""

    label: str
    now: str
    wanted: str
    clause: str


def norm_fields() -> list:
    """The fields of a row of norms that are norms."""
    return [field for field in Norms._meta.fields if field.name not in _NOT_LINES]


def norm_groups(norms: Norms) -> list[LineGroup]:
    """Every norm in its group."""
    usual = default_norms(norms.valid_from)
    return [
        LineGroup(str(group.title), tuple(_line(norms, usual, name, source) for name, source in group.norms))
        for group in GROUPS
    ]


def _line(norms: Norms, usual: Norms, name: str, source: str) -> NormLine:
    field = Norms._meta.get_field(name)
    value, habit = _readable(norms, field), _readable(usual, field)
    return NormLine(str(field.verbose_name), value, habit if habit != value else "", source)


def norm_values(norms: Norms) -> dict:
    """Field → value, to begin a change with."""
    return {field.name: getattr(norms, field.name) for field in norm_fields()}


def preset_lines(preset: Preset, norms: Norms) -> list[PresetLine]:
    """What adopting the preset would change, in the order of the catalogue."""
    wanted = Norms(valid_from=norms.valid_from, **preset.plain())
    found = []
    for group in GROUPS:
        for name, _source in group.norms:
            field = Norms._meta.get_field(name)
            if name in preset.values and getattr(norms, name) != getattr(wanted, name):
                clause = f"{preset.code} {preset.values[name][1]}"
                line = PresetLine(str(field.verbose_name), _readable(norms, field), _readable(wanted, field), clause)
                found.append(line)
    return found


def preset_named(code: str) -> Preset | None:
    """The preset of a code, or None."""
    return PRESETS.get(code)


def _readable(norms: Norms, field) -> str:
    if field.choices:
        return str(getattr(norms, f"get_{field.name}_display")())
    value = getattr(norms, field.name)
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    return localize(value) if value not in ("", None) else "—"


@dataclass(frozen=True)
class Edition:
    """An adopted row and what it changed against the one before it: (name, before, after)."""

    norms: Norms
    changes: tuple[tuple[str, str, str], ...]


def editions() -> list[Edition]:
    """All adopted rows, the latest first, each with its changes; one query."""
    rows = list(Norms.objects.order_by("valid_from"))
    found = [
        Edition(row, _changes(before, row))
        for before, row in zip([default_norms(rows[0].valid_from) if rows else None, *rows], rows, strict=False)
    ]
    return found[::-1]


def _changes(before: Norms, row: Norms) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (str(field.verbose_name), _readable(before, field), _readable(row, field))
        for field in norm_fields()
        if getattr(before, field.name) != getattr(row, field.name)
    )
