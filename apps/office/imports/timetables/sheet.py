"""Our own sheet «Расписание»: a line per lesson (formats.md §1а); foreign lists with the same columns do too."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from apps.core.tables import Book, Sheet, find_header, header_key
from apps.office.imports.cells import parse_class
from apps.office.imports.reading import Reading, read_sheet
from apps.office.imports.rows import BY_KEY, EntryRow, known_headers

from .shape import FileTimetable, Gathering, Slot

CODE = "sheet"
SPEC = BY_KEY["entries"]
_NAMES = {header_key(name) for name in (SPEC.name, *SPEC.aliases)}
_NEEDED = {"weekday", "number", "target", "subject"}


def sheet_of(book: Book) -> Sheet | None:
    """The sheet with the columns of a timetable list: the one of that name, else the first that has them."""
    ordered = sorted(book.sheets, key=lambda sheet: header_key(sheet.name) not in _NAMES)
    for sheet in ordered:
        header = find_header(sheet.rows, known_headers(EntryRow))
        if header is not None and set(header.columns) >= _NEEDED:
            return sheet
    return None


def read(sheet: Sheet) -> FileTimetable:
    """The lines of the sheet."""
    reading = Reading()
    read_sheet(sheet, SPEC, reading)
    found = Gathering(CODE)
    for fault in reading.faults:
        text = f"{fault.column}: {fault.message}" if fault.column else fault.message
        found.fault(_("строка %s") % fault.row, text)
    for text in reading.warnings:
        found.remark("", text)
    rows: list[EntryRow] = reading.of("entries")
    periods = {(row.starts_on, row.ends_on) for row in rows}
    if len(periods) > 1:
        found.remark("", _("В файле строки с разными сроками «С» и «По»: взяты все строки, сроки не взяты."))
    for row in rows:
        found.add(_slot(row))
    return found.done(lessons=len(rows))


def _slot(row: EntryRow) -> Slot:
    classes, group = split_target(row.target)
    teachers = (row.teacher, getattr(row, "second_teacher", ""))
    return Slot(
        _("строка %s") % row.origin.number, classes, group, row.subject, tuple(filter(None, teachers)), row.room,
        row.weekday, row.number, int(row.week),
    )  # fmt: skip


def split_target(text: str) -> tuple[tuple[str, ...], str]:
    """«7А» → the class; «7А англ. 1», «10ЭЮ 1гр» → class and group; «Краеведы» → a group alone."""
    if parse_class(text):
        return (text,), ""
    first, _blank, rest = text.partition(" ")
    if rest and parse_class(first) and re.search(r"[^\W\d_]", first):
        return (first,), text
    return (), text
