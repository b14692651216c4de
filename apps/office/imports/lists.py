"""One list of pupils or staff as schools have it: any header line, mapped columns, the class told or read above."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from apps.core.tables import Book, Row, Sheet, Unreadable, as_text, find_header, header_key, read_book
from apps.office.imports.cells import ClassName, parse_class
from apps.office.imports.reading import Reading, read_sheet
from apps.office.imports.rows import BY_KEY, Fault, PersonRow, columns_of, known_headers

#: Kinds of lists by the names of commands and addresses → sheets of the workbook.
KINDS = {
    "students": "students",
    "staff": "staff",
    "representatives": "representatives",
    "classes": "classes",
    "subjects": "subjects",
    "plans": "plans",
    "groups": "groups",
    "memberships": "memberships",
    "load": "load",
    "timetable": "entries",
}


HEADER_DEPTH = 30


def read_list(book: Book, kind: str, *, class_name: str = "", mapping: Mapping[str, str] | None = None) -> Reading:
    """Rows and faults of the list; ``mapping`` is column name → field (Russian title or code name; empty: unneeded)."""
    reading = Reading()
    spec = BY_KEY[KINDS[kind]]
    sheet = next((sheet for sheet in book.sheets if sheet.rows), None)
    if sheet is None:
        reading.faults.append(Fault("", 0, "", "", _("В файле нет ни одной строки.")))
        return reading
    if sum(1 for each in book.sheets if each.rows) > 1:
        reading.warnings.append(_("В книге несколько листов: прочитан первый, «%s».") % sheet.name)
    sheet = replace(sheet, name=spec.name)
    fields = _mapped_fields(spec, mapping or {}, reading)
    given = _given_class(sheet, class_name, reading) if kind == "students" else {}
    if reading.faults:
        return reading
    header = read_sheet(sheet, spec, reading, mapping=fields, given=given)
    if header is not None:
        for key in fields:
            if key not in {header_key(title) for title in header.titles.values()}:
                message = _("В файле нет столбца, который назван в сопоставлении.")
                reading.faults.append(Fault(sheet.name, header.row, key, "", message))
    return reading


def _mapped_fields(spec, mapping: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """Header key → field, empty for a column that is not needed; a field that does not exist is a fault."""
    known = known_headers(spec.row)
    codes = {column.field for column in columns_of(spec.row)} | {"full_name"}
    found = {}
    for title, name in mapping.items():
        field = name if not name or name in codes else known.get(header_key(name))
        if field is None:
            titles = ", ".join(f"«{column.title}»" for column in columns_of(spec.row))
            message = _("Нет такого поля. Возможны: %s.") % titles
            reading.faults.append(Fault("", 0, title, name, message))
        else:
            found[header_key(title)] = field
    return found


def _given_class(sheet: Sheet, class_name: str, reading: Reading) -> dict[str, ClassName]:
    """The class told by the caller, or written above the header («Класс: 7А»)."""
    if class_name:
        found = parse_class(class_name)
        if found is None:
            reading.faults.append(Fault("", 0, "", class_name, _("Класс не понят: напишите его как «7А».")))
            return {}
        return {"school_class": found}
    for row in sheet.rows[:10]:
        for index, value in enumerate(row.cells[:3]):
            name, _colon, rest = as_text(value).partition(":")
            if header_key(name) in ("класс", "class"):
                found = parse_class(rest or as_text(row.cell(index + 1)))
                if found:
                    return {"school_class": found}
    return {}


@dataclass(frozen=True)
class MappingChoice:
    """Column names of a file, the fields they may mean, and what they mean now (column name → field)."""

    titles: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""


def mapping_choice(data: bytes, name: str, kind: str, mapping: Mapping[str, str]) -> MappingChoice:
    """What can be mapped in a list; nothing for a workbook of the school or an unreadable file."""
    rows = first_rows(data, name) if kind in KINDS else ()
    if not rows:
        return MappingChoice()
    spec = BY_KEY[KINDS[kind]]
    told = {**known_headers(spec.row), **_mapped_fields(spec, mapping, Reading())}
    known = {key: target for key, target in told.items() if target}
    header = find_header(rows, known)
    titles = titles_of(next(row for row in rows if row.number == header.row) if header else _likely_header(rows))
    fields = tuple((column.field, column.title) for column in columns_of(spec.row))
    if issubclass(spec.row, PersonRow):
        fields = (("full_name", _("ФИО")), *fields)
    chosen = {title: known.get(header_key(title), "") for title in titles}
    return MappingChoice(titles, fields, chosen, signature(titles))


def first_rows(data: bytes, name: str) -> tuple[Row, ...]:
    """The lines of a list among which its column names stand; none of a file that cannot be read."""
    try:
        book = read_book(data, name)
    except Unreadable:
        return ()
    return next((sheet.rows for sheet in book.sheets if sheet.rows), ())[:HEADER_DEPTH]


def titles_of(row: Row) -> tuple[str, ...]:
    """The column names of a line, each once."""
    return tuple(dict.fromkeys(text for text in map(as_text, row.cells) if text))


def signature(titles: tuple[str, ...]) -> str:
    """By which a header is known again: the names of its columns in their order."""
    return hashlib.sha256("\n".join(map(header_key, titles)).encode()).hexdigest()


def _likely_header(rows: tuple[Row, ...]) -> Row:
    """Of a file none of whose columns is known: the first line that has the most different words."""
    return max(rows, key=lambda row: len({text for text in map(as_text, row.cells) if any(map(str.isalpha, text))}))
