"""Weeks of the timetable as workbooks: the same cells as on the screen (contract 10)."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from apps.core.tables import OutSheet, write_xlsx
from apps.office.queries.week import Filled, Time, Week
from apps.office.queries.week_html import kind_word, room_name
from apps.school.models import SchoolClass


def week_workbook(name: str, week: Week, of: str) -> bytes:
    """One sheet: rows are lessons, columns are days."""
    titles = [_("Урок"), _("Время"), *(str(WEEKDAYS[day.weekday]) for day in week.days)]
    rows = [
        [time.number, _clock(time), *(_cell(week.lessons(day.weekday, time), of) for day in week.days)]
        for time in week.times
    ]
    return write_xlsx([OutSheet(name, titles, rows, (6, 13, *(34 for _day in week.days)))])


def school_workbook(weeks: list[tuple[SchoolClass, Week]]) -> bytes:
    """The school's week: rows are days and lessons, columns are classes; then a sheet for each class."""
    slots = sorted(
        {(day.weekday, time.ring, time.number) for _one, week in weeks for day in week.days for time in week.times}
    )
    titles = [_("День"), _("Урок"), *(one.name for one, _week in weeks)]
    rows = []
    for weekday, ring, number in slots:
        cells = [_cell(week.cells.get((weekday, ring, number), []), "school") for _one, week in weeks]
        rows.append([str(WEEKDAYS[weekday]), number, *cells])
    return write_xlsx([OutSheet(_("Вся школа"), titles, rows, (13, 6, *(22 for _one in weeks)))])


def _clock(time: Time) -> str:
    return f"{time.starts}–{time.ends}" if time.starts else ""


def _cell(lines: list[Filled], of: str) -> str:
    return "; ".join(_text(line, of) for line in lines)


def _text(line: Filled, of: str) -> str:
    teachers = ", ".join(one.name.replace("\u00a0", " ") for one in (line.teacher, line.second) if one)
    room = room_name(line.room_name) if line.room_name else ""
    week = _("%s-я неделя") % line.week if line.week else ""
    audience = line.audience if of in ("teacher", "room") or line.group else ""
    subject = line.short if of == "school" else line.subject
    parts = [audience, subject, kind_word(line.kind), "" if of in ("teacher", "school") else teachers]
    parts += ["" if of == "room" else room, week]
    return ", ".join(part for part in parts if part)
