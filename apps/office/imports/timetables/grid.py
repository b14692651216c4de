"""The timetable as schools hang it on the wall: classes across, days × lessons down (formats.md §5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.core.tables import Book, Row, Sheet, as_text, column_letter, header_key
from apps.office.imports.cells import parse_class

from .shape import MAX_NUMBER, FileTimetable, Gathering, Slot, name_of
from .week import time_of, weekday_of

CODE = "grid"
HEADER_DEPTH = 20
_INITIALS = r"[А-ЯЁA-Z]\.?\s?[А-ЯЁA-Z]?\.?"
_TEACHER = re.compile(
    r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.?)?(?![а-яё]))"
    r"|(?:[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)"
    r"|(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|инична)(?![а-яё]))"
)
_SURNAME = (
    r"[А-ЯЁ][а-яё]*(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|цкий|ская|цкая|енко|ченко|чук|юк|ян|ец|ман|швили|дзе|берг)"
    r"(?:-[А-ЯЁ][а-яё]+)?"
)
_LONE_SURNAME = re.compile(rf"(?<=\S\s){_SURNAME}(?=\W*$)")  # «Математика Иванова»
_NUMBERED = r"\d{1,4}[-]?[а-яёa-z]?"
_ROOM_WORD = re.compile(
    rf"\(?\b(?:каб(?:инет)?|ауд|к)\b\.?\s*№?\s*({_NUMBERED}(?:\s*,\s*{_NUMBERED})*)\)?", re.IGNORECASE
)
_ROOM_BRACKETS = re.compile(rf"\(\s*({_NUMBERED}(?:\s*[,/]\s*{_NUMBERED})*)\s*\)", re.IGNORECASE)
_ROOM_END = re.compile(rf"(?:^|\s|,)(?:№\s*)?({_NUMBERED}(?:\s*,\s*{_NUMBERED})*)\s*$", re.IGNORECASE)
_HALLS = re.compile(
    r"\b(спорт(?:ивный|\.)?\s?зал|актовый зал|бассейн|с/з|а/з|библиотека|мастерск(?:ая|ие)|стадион)(?=\W|$)",
    re.IGNORECASE,
)
_PART = re.compile(r"\(?\b(\d)\s*-?\s*(?:я\s*)?(?:подгруппа|подгр|под|группа|гр|п/г)\b\.?\)?", re.IGNORECASE)
_HALF = re.compile(r"(?<=[а-яё])/п(?=\s|$)", re.IGNORECASE)
_SAME_AS_LEFT = re.compile(r"[<«←]{2,}")
_EMPTY = re.compile(r"[-–—.\s]*")


@dataclass(frozen=True)
class _Piece:
    """What one part of a cell says."""

    subject: str
    teachers: tuple[str, ...]
    rooms: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class _Head:
    """Where the columns are."""

    row: int
    classes: dict[int, str]
    rooms: dict[int, int]  # class column → its column of rooms
    day: int | None
    number: int | None


def sheets_of(book: Book) -> list[tuple[Sheet, _Head]]:
    """The sheets that look like a grid, with their header."""
    found = ((sheet, _find_head(sheet)) for sheet in book.sheets)
    return [(sheet, head) for sheet, head in found if head is not None]


def read(sheets: Sequence[tuple[Sheet, _Head]]) -> FileTimetable:
    """The lessons of every grid of the file."""
    found = Gathering(CODE)
    for sheet, head in sheets:
        _read_sheet(found, sheet, head)
    return found.done()


def _find_head(sheet: Sheet) -> _Head | None:
    best: _Head | None = None
    for index, row in enumerate(sheet.rows[:HEADER_DEPTH]):
        classes = _class_columns(row)
        if len(classes) > len(best.classes if best else ()):
            best = _head_of(sheet, index, classes)
    return best


def _class_columns(row: Row) -> dict[int, str]:
    """Columns headed by a class name with its letter; bare numbers are lesson numbers."""
    found = {}
    for index, value in enumerate(row.cells):
        name = parse_class(as_text(value)) if isinstance(value, str) else None
        if name and re.search(r"[^\W\d_]", as_text(value)):
            found[index] = name.name
    return found


def _head_of(sheet: Sheet, index: int, classes: dict[int, str]) -> _Head | None:
    row, first = sheet.rows[index], min(classes)
    rooms = {
        column: column + 1
        for column in classes
        if column + 1 not in classes and header_key(row.cell(column + 1)).startswith(("каб", "ауд"))
    }
    below = sheet.rows[index + 1 : index + 80]
    day = next((column for column in range(first) if any(_is_day(line.cell(column)) for line in below)), None)
    number = next((column for column in range(first) if column != day and _looks_numbered(below, column)), None)
    return _Head(row.number, classes, rooms, day, number) if day is not None or number is not None else None


def _is_day(value) -> bool:
    return isinstance(value, str) and len(value) < 40 and weekday_of(value) is not None


def _looks_numbered(rows: Sequence[Row], column: int) -> bool:
    return any(_number(row.cell(column)) is not None for row in rows)


def _number(value) -> int | None:
    """«1», «1.», «1 урок», 1.0 → 1."""
    match = re.match(r"(\d{1,2})(?![\d:])(?!\.\d)\s*(?:-?й|\.|\)|урок|ур|$)", as_text(value).casefold())
    return int(match[1]) if match and int(match[1]) <= MAX_NUMBER else None


def _read_sheet(found: Gathering, sheet: Sheet, head: _Head) -> None:
    weekday = weekday_of(sheet.name) if head.day is None else None
    number: int | None = None
    for row in sheet.rows:
        if row.number <= head.row or _class_columns(row).keys() >= set(list(head.classes)[:2]):
            continue
        told = row.cell(head.day) if head.day is not None else None
        if _is_day(told):
            weekday, number = weekday_of(told), None
        number = _next_number(row, head, number)
        if number is None:
            continue
        left: list[Slot] = []
        for column in sorted(head.classes):
            left = _read_cell(found, sheet, row, head, column, (weekday, number), left)


def _next_number(row: Row, head: _Head, before: int | None) -> int | None:
    """The row's lesson number; a row with a time or with nothing but lessons follows the one above."""
    told = row.cell(head.number) if head.number is not None else None
    if (number := _number(told)) is not None:
        return number
    if not any(as_text(row.cell(column)) for column in head.classes):
        return None if told is None else before
    if told is None and head.number is not None and before is not None:
        return before  # the second line of the same lesson
    is_time = isinstance(told, str) and time_of(told.split("-")[0].strip()) is not None
    return (before or 0) + 1 if is_time or head.number is None or before is None else before


def _read_cell(found: Gathering, sheet: Sheet, row: Row, head: _Head, column: int, place, left) -> list[Slot]:
    value = row.cell(column)
    text = str(value) if isinstance(value, str) else as_text(value)
    if _EMPTY.fullmatch(text):
        return []
    where = _("лист «%(sheet)s», клетка %(cell)s") % {
        "sheet": sheet.name,
        "cell": f"{column_letter(column)}{row.number}",
    }
    weekday, number = place
    if weekday is None:
        found.fault(where, _("Непонятно, к какому дню относится клетка."))
        return []
    if _SAME_AS_LEFT.fullmatch(text):
        return _join_left(found, where, left, head.classes[column])
    pieces = parse_cell(text)
    beside = as_text(row.cell(head.rooms[column])) if column in head.rooms else ""
    if beside:
        pieces = _with_rooms(pieces, [part.strip() for part in re.split(r"[,/;\n]", beside) if part.strip()])
    if not pieces:
        found.fault(where, _("Клетка «%s» не понята: в ней нет предмета.") % name_of(text)[:60])
    slots = [
        Slot(
            where, (head.classes[column],), piece.group, name_of(piece.subject), tuple(map(name_of, piece.teachers)),
            name_of(", ".join(piece.rooms)), weekday, number,
        )
        for piece in pieces
    ]  # fmt: skip
    for slot in slots:
        found.add(slot)
    return slots


def _join_left(found: Gathering, where: str, left: list[Slot], name: str) -> list[Slot]:
    """«<<<<»: this class sits in the lesson of the class on the left."""
    if not left:
        found.fault(where, _("Слева нет урока, который продолжает эта клетка."))
    joined = []
    for slot in left:
        both = replace(slot, classes=(*slot.classes, name))
        found.slots = [both if one == slot else one for one in found.slots]
        joined.append(both)
    return joined


def _with_rooms(pieces: list[_Piece], rooms: list[str]) -> list[_Piece]:
    if len(pieces) == len(rooms):
        return [replace(piece, rooms=(room,)) for piece, room in zip(pieces, rooms, strict=True)]
    return [replace(piece, rooms=piece.rooms or tuple(rooms)) for piece in pieces]


def parse_cell(text: str) -> list[_Piece]:
    """The lessons of one cell: one, or one for every part of the class.

    «Математика Иванова И.И. 21»; «Англ. язык (305,307)»; «Информатика, Труд (320,110)»; two lines or «/» for
    two halves; «ин/п 56 хим/п 24».
    """
    parts = [piece for line in text.splitlines() for piece in _split_line(line)]
    merged: list[_Piece] = []
    for part in parts:
        piece = _parse_piece(part)
        if merged and merged[-1].teachers and re.fullmatch(_SURNAME, piece.subject):
            piece = replace(piece, subject="", teachers=(piece.subject,))
        if not piece.subject and merged and not _is_other_half(piece, merged[-1]):
            merged[-1] = replace(
                merged[-1],
                teachers=merged[-1].teachers + piece.teachers,
                rooms=merged[-1].rooms + piece.rooms,
                group=merged[-1].group or piece.group,
            )
        elif not piece.subject and merged:
            merged.append(replace(piece, subject=merged[-1].subject))
        elif piece.subject:
            merged.append(piece)
    pieces = [half for piece in merged for half in _halves(piece)]
    if len(pieces) > 1:
        pieces = [replace(piece, group=piece.group or str(place)) for place, piece in enumerate(pieces, start=1)]
    return pieces


def _is_other_half(piece: _Piece, before: _Piece) -> bool:
    """A part without a subject whose teacher (or group) stands beside another one is the other half of the class."""
    return bool((piece.teachers and before.teachers) or (piece.group and before.group))


def _split_line(line: str) -> Iterator[str]:
    """Parts of a line: at « / », and after every «…/п»."""
    if len(_HALF.findall(line)) > 1 or (_HALF.search(line) and " / " not in line):
        start = 0
        for match in re.finditer(r"(?:/п)(?:\s+\d{1,4}[а-яё]?)?", line, re.IGNORECASE):
            yield _HALF.sub("", line[start : match.end()])
            start = match.end()
        if line[start:].strip():
            yield line[start:]
        return
    guarded = re.sub(r"\b(с|а|п)/(з|г)\b", r"\1|\2", line, flags=re.IGNORECASE)
    for part in re.split(
        r"\s/\s|(?<=\d)/(?=\s*[А-ЯЁ])|(?<=[).])/(?=\s*[А-ЯЁ])|(?<=[а-яё])/\s*(?=[А-ЯЁ][а-яё]{2})", guarded
    ):
        if part.strip():
            yield part.replace("|", "/").strip()


def _parse_piece(text: str) -> _Piece:
    rest, rooms, group = text, [], ""
    if match := _PART.search(rest):
        group, rest = match[1], _cut(rest, match)
    teachers = [match[0].strip() for match in _TEACHER.finditer(rest)]
    rest = _TEACHER.sub(" ", rest)
    for pattern in (_ROOM_WORD, _ROOM_BRACKETS, _HALLS, _ROOM_END):
        while match := pattern.search(rest):
            rooms += [part.strip() for part in re.split(r"[,]", match[1]) if part.strip()]
            rest = _cut(rest, match)
    if not teachers and (match := _LONE_SURNAME.search(rest)):
        teachers, rest = [match[0]], _cut(rest, match)
    subject = re.sub(r"\s+", " ", re.sub(r"\(\W*\)", " ", rest)).strip(" ,.;:–—-/")
    if subject and rest.strip().endswith(".") and not rest.strip().endswith(".."):
        subject += "."
    if not re.search(r"[^\W\d_]", subject):
        subject = ""
    return _Piece(subject, tuple(teachers), tuple(rooms), group)


def _cut(text: str, match: re.Match) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _halves(piece: _Piece) -> list[_Piece]:
    """One part with two rooms or two teachers is two halves of the class."""
    subjects = [part.strip() for part in re.split(r",\s*(?![^()]*\))", piece.subject) if part.strip()]
    if len(subjects) > 1 and len(subjects) == len(piece.rooms):
        return [
            replace(piece, subject=subject, rooms=(room,), teachers=piece.teachers[index : index + 1])
            for index, (subject, room) in enumerate(zip(subjects, piece.rooms, strict=True))
        ]
    if len(piece.teachers) > 1 and len(piece.teachers) == len(piece.rooms):
        return [
            replace(piece, teachers=(teacher,), rooms=(room,))
            for teacher, room in zip(piece.teachers, piece.rooms, strict=True)
        ]
    if len(piece.rooms) > 1 and len(piece.teachers) < 2:
        return [replace(piece, rooms=(room,)) for room in piece.rooms]
    if len(piece.teachers) > 1 and len(piece.rooms) < 2:
        return [replace(piece, teachers=(teacher,)) for teacher in piece.teachers]
    return [piece]
