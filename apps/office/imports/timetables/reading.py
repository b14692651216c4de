"""Recognises a timetable file by its content and reads it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.tables import Unreadable, read_book

from . import asc, fet, grid, netschool, sheet, xhstt
from .shape import FileTimetable
from .xml import read_xml

#: What the formats are called for people.
FORMATS = {
    sheet.CODE: gettext_lazy("список уроков (лист «Расписание»)"),
    grid.CODE: gettext_lazy("сетка расписания Excel"),
    asc.CODE: gettext_lazy("aSc Timetables (XML)"),
    netschool.CODE: gettext_lazy("обмен «Сетевого города» (XML)"),
    xhstt.CODE: gettext_lazy("XHSTT (XML)"),
    fet.CODE: "FET",
}

_ROOTS = {"timetable": asc, "timetableexchange": netschool, "highschooltimetablearchive": xhstt, "fet": fet}


def read_timetable(data: bytes, name: str = "") -> FileTimetable:
    """Read a timetable file of any known format.

    Raises:
        Unreadable: no known format, damaged, too big; the sentence is for the user.
    """
    if not data:
        raise Unreadable(_("Файл пуст."))
    if _is_xml(data):
        root = read_xml(data)
        if root.tag not in _ROOTS:
            message = _("Это XML, но не расписание: понимаются aSc Timetables, «Сетевой город», XHSTT и FET.")
            raise Unreadable(message)
        return _with_lessons(_ROOTS[root.tag].read(root))
    lines = read_book(data, name, keep_lines=True)
    if (found := sheet.sheet_of(lines)) is not None:
        return _with_lessons(sheet.read(found))
    if grids := grid.sheets_of(lines):
        return _with_lessons(grid.read(grids))
    message = _(
        "Расписание в файле не найдено: нужны столбцы «День, Урок, Класс, Предмет» или сетка с классами в шапке."
    )
    raise Unreadable(message)


def _is_xml(data: bytes) -> bool:
    start = data[:600].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return re.match(rb"<(\?xml|!--|!doctype|[a-z])", start, re.IGNORECASE) is not None


def _with_lessons(found: FileTimetable) -> FileTimetable:
    if not found.slots and not found.unplaced:
        reason = found.faults[0].text if found.faults else _("в нём нет ни одного урока.")
        raise Unreadable(_("Файл прочитан, но взять из него нечего: %s") % reason)
    return found
