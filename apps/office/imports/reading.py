"""From the cells of a sheet to validated frozen rows and faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from apps.core.cells import BadCell, calm_case, split_full_name
from apps.core.tables import Book, Header, Row, Sheet, as_text, find_header, header_key
from apps.core.text import by_look, search_key
from apps.office.imports.rows import (
    SHEETS,
    Column,
    Fault,
    Origin,
    PersonRow,
    SheetRow,
    SheetSpec,
    columns_of,
    defaults_of,
    known_headers,
)

WHOLE_SHEET = "*"
_TOTALS = ("итого", "всего")
_NAMES = frozenset({"last_name", "first_name", "patronymic", "full_name"})


@dataclass
class Reading:
    """What a file yields: rows by sheet key, faults, and warnings (sentences).

    ``lines`` are all rows of a sheet in the order of the file: those with faults of their own stand among them, so
    that whatever else is wrong with them is told at the same time.
    """

    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    lines: dict[str, list[SheetRow]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    spoiled: dict[str, set[str]] = field(default_factory=dict)

    def spoil(self, key: str, raw: Mapping[str, str]) -> None:
        """Remember what a rejected row named, so that rows referring to it are not reported as well."""
        texts = {*raw.values(), *_name_forms(raw)}
        self.spoiled.setdefault(key, set()).update(_loose(text) for text in texts if _loose(text))

    def spoil_sheet(self, key: str) -> None:
        """Remember that a whole sheet could not be read."""
        self.spoiled.setdefault(key, set()).add(WHOLE_SHEET)

    def is_spoiled(self, key: str, text: str) -> bool:
        """Whether a rejected row (or sheet) may have defined ``text``; any rejected row where the text is empty."""
        spoiled = self.spoiled.get(key, ())
        if not text:
            return bool(spoiled)
        return WHOLE_SHEET in spoiled or _loose(text) in spoiled

    def of(self, key: str) -> list:
        """Rows of one sheet; empty where the file has none."""
        return self.rows.get(key, [])

    def every(self, key: str) -> list:
        """Rows of one sheet together with the broken ones (``row.origin.bad`` is not empty)."""
        return self.lines.get(key, [])


def _loose(text: str) -> str:
    return re.sub(r"[\W_]+", "", search_key(by_look(text)))


def _name_forms(raw: Mapping[str, str]) -> list[str]:
    """The ways other sheets may name a person: full name, surname and name, surname with initials."""
    names = [raw.get(name, "") for name in ("last_name", "first_name", "patronymic")]
    if not names[0] and raw.get("full_name"):
        names = [*raw["full_name"].split(maxsplit=2), "", "", ""][:3]
    last, first, patronymic = names
    return [" ".join(names), last, f"{last} {first}", f"{last} {first[:1]} {patronymic[:1]}", f"{last} {first[:1]}"]


def read_workbook(book: Book) -> Reading:
    """Read the sheets of formats.md §1а; sheets of other names are passed over with a warning."""
    reading = Reading()
    known = {header_key(name): spec for spec in SHEETS for name in (spec.name, *spec.aliases)}
    for sheet in book.sheets:
        spec = known.get(header_key(sheet.name))
        if spec is None:
            if sheet.rows and header_key(sheet.name) != "как заполнять":
                reading.warnings.append(_("Лист «%(name)s» не нужен для загрузки и пропущен.") % {"name": sheet.name})
        elif spec.key in reading.rows:
            reading.faults.append(Fault(sheet.name, 0, "", "", _("Такой лист уже есть в книге.")))
        elif sheet.rows:
            read_sheet(sheet, spec, reading)
    if not reading.rows and not reading.faults:
        names = ", ".join(f"«{spec.name}»" for spec in SHEETS)
        reading.faults.append(Fault("", 0, "", "", _("В книге нет ни одного листа для загрузки: %s.") % names))
    return reading


def read_sheet(
    sheet: Sheet,
    spec: SheetSpec,
    reading: Reading,
    *,
    mapping: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
) -> Header | None:
    """Read one sheet into ``reading``; ``mapping`` adds header key → field, ``given`` fills fields without a column."""
    given = given or {}
    known = {key: name for key, name in {**known_headers(spec.row), **(mapping or {})}.items() if name}
    header = find_header(sheet.rows, known)
    reading.rows[spec.key], reading.lines[spec.key] = [], []
    if header is None:
        titles = ", ".join(f"«{column.title}»" for column in columns_of(spec.row) if column.required)
        message = _("Не найдена строка с названиями столбцов. Нужны столбцы: %s.") % titles
        reading.faults.append(Fault(sheet.name, sheet.rows[0].number if sheet.rows else 0, "", "", message))
        reading.spoil_sheet(spec.key)
        return None
    if not _check_header(sheet, spec, header, given, reading):
        reading.spoil_sheet(spec.key)
        return header
    reader = _RowReader(sheet.name, spec, header, given)
    for row in sheet.rows:
        if row.number > header.row:
            reader.read(row, reading)
    return header


def _check_header(sheet: Sheet, spec: SheetSpec, header: Header, given, reading: Reading) -> bool:
    present = set(header.columns) | set(given)
    if "full_name" in present:
        present |= {"last_name", "first_name"}
    missing = [column for column in columns_of(spec.row) if column.required and column.field not in present]
    for column in missing:
        message = _("Нет обязательного столбца «%s».") % column.title
        reading.faults.append(Fault(sheet.name, header.row, column.title, "", message))
    for title in header.unknown:
        values = {"sheet": sheet.name, "title": title}
        reading.warnings.append(_("Лист «%(sheet)s»: столбец «%(title)s» не нужен и пропущен.") % values)
    for title in header.doubled:
        message = _("Столбец с таким смыслом уже есть левее.")
        reading.faults.append(Fault(sheet.name, header.row, title, "", message))
    return not missing


class _RowReader:
    """Reads the lines of one sheet below its header."""

    def __init__(self, sheet_name: str, spec: SheetSpec, header: Header, given: Mapping[str, object]):
        self.sheet_name, self.spec, self.header, self.given = sheet_name, spec, header, given
        self.columns = columns_of(spec.row)
        self.titles = {name: header.titles[index] for name, index in header.columns.items()}
        for column in self.columns:
            self.titles.setdefault(column.field, column.title)
        if "full_name" in header.columns and "last_name" not in header.columns:
            self.titles.update(dict.fromkeys(("last_name", "first_name", "patronymic"), self.titles["full_name"]))

    def read(self, row: Row, reading: Reading) -> None:
        """Append the row, or what is wrong with it."""
        cells = {name: row.cell(index) for name, index in self.header.columns.items()}
        raw = {name: as_text(value) for name, value in cells.items()}
        if not any(raw.values()) or self._is_total(raw) or self._is_header_again(row):
            return
        origin = Origin(self.sheet_name, row.number, raw, self.titles)
        faults: list[tuple[str, Fault]] = []
        if raw.get("full_name") and not raw.get("last_name"):
            self._split_name(raw, cells, origin, faults)
        values = {column.field: self._value(column, cells, origin, faults) for column in self.columns}
        bad = {name for name, _fault in faults}
        if issubclass(self.spec.row, PersonRow) and not bad & _NAMES:
            self._calm(values)
        built = self.spec.row(origin=origin, **values)
        for name, message in built.problems():
            if name not in bad:
                bad.add(name)
                faults.append((name, built.fault(name, message)))
        built = replace(built, origin=replace(origin, bad=frozenset(bad)))
        reading.lines[self.spec.key].append(built)
        if faults:
            reading.faults.extend(fault for _name, fault in faults)
            reading.spoil(self.spec.key, raw)
        else:
            reading.rows[self.spec.key].append(built)

    def _value(self, column: Column, cells, origin: Origin, faults: list[tuple[str, Fault]]):
        value = cells.get(column.field)
        if as_text(value) == "":
            given = self.given.get(column.field)
            if given is not None:
                return given
            split_failed = column.field in ("last_name", "first_name") and any(n == "full_name" for n, _f in faults)
            if column.required and not column.may_be_empty and not split_failed:
                faults.append((column.field, origin.fault(column.field, _("Обязательное поле пусто."))))
            return defaults_of(self.spec.row)[column.field]
        try:
            found = column.read(value)
            if isinstance(found, str) and len(found) > column.limit:
                raise BadCell(_("Слишком длинно: не больше %(n)s знаков.") % {"n": column.limit})
            return found
        except BadCell as error:
            faults.append((column.field, origin.fault(column.field, error.message)))
            return defaults_of(self.spec.row)[column.field]

    def _split_name(self, raw, cells, origin: Origin, faults: list[tuple[str, Fault]]) -> None:
        try:
            parts = split_full_name(raw["full_name"])
        except BadCell as error:
            faults.append(("full_name", origin.fault("full_name", error.message)))
            return
        for name, part in zip(("last_name", "first_name", "patronymic"), parts, strict=True):
            cells[name] = part
            raw[name] = raw["full_name"]

    def _calm(self, values: dict) -> None:
        names = ("last_name", "first_name", "patronymic")
        calm = calm_case(*(values[name] for name in names))
        values.update(zip(names, calm, strict=True))

    def _is_total(self, raw: Mapping[str, str]) -> bool:
        filled = [text for text in raw.values() if text]
        return len(filled) <= 3 and any(text.casefold().startswith(_TOTALS) for text in filled)

    def _is_header_again(self, row: Row) -> bool:
        same = [row.cell(index) for index in self.header.titles]
        return [as_text(value) for value in same] == list(self.header.titles.values())


def titles_seen(header: Header | None) -> Iterable[str]:
    """The column names of a file, for the choice of a mapping."""
    return tuple(header.titles.values()) if header else ()
