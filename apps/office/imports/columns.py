"""How the columns of a sheet are declared beside the fields of its rows; faults of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from apps.core.tables import header_key


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell (or row, sheet, file: then row or column is empty)."""

    sheet: str
    row: int
    column: str
    value: str
    message: str

    def as_dict(self) -> dict:
        """The shape of contract 1."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column, "value": self.value, "message": self.message
        }  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where a row came from: sheet, line, and what its cells held."""

    sheet: str
    number: int
    raw: Mapping[str, str]
    titles: Mapping[str, str]
    bad: frozenset[str] = frozenset()  # fields whose cells could not be read: named already

    def fault(self, name: str, message: str) -> Fault:
        """A fault of the cell of field ``name`` («» for the whole row)."""
        return Fault(self.sheet, self.number, self.titles.get(name, ""), self.raw.get(name, ""), message)


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the field, its Russian title, other names, how it is read.

    A required column must be in the file; ``may_be_empty`` leaves it to the row whether its cell is needed.
    """

    field: str
    title: str
    read: Callable
    required: bool
    aliases: tuple[str, ...]
    example: object
    hint: str
    limit: int
    may_be_empty: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Every header key that means this column."""
        return tuple(header_key(name) for name in (self.title, *self.aliases))


def column(
    title: str,
    read: Callable,
    *,
    required=False,
    may_be_empty=False,
    aliases="",
    example="",
    hint="",
    empty="",
    limit=120,
):
    known = {"title": title, "read": read, "required": required, "example": example, "hint": hint, "limit": limit}
    known["may_be_empty"] = may_be_empty
    known["aliases"] = tuple(filter(None, aliases.split("|")))
    return field(default=empty, metadata=known)


@dataclass(frozen=True)
class SheetRow:
    """A validated row; subclasses declare the columns."""

    origin: Origin

    def fault(self, name: str, message: str) -> Fault:
        """A fault of this row's cell."""
        return self.origin.fault(name, message)

    def problems(self):
        """Yields (field, sentence) for what contradicts itself within the row."""
        return ()
