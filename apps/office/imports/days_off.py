"""A production calendar from a file: a date and a name per line; neighbouring days of one name make a block (I-03)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core.cells import BadCell, read_date
from apps.core.tables import Row, Unreadable, as_text, clean, find_header, header_key, read_book, write_csv
from apps.school.rules.holidays import Block, kind_by_name

DATE, NAME, LONGEST_NAME = "date", "name", 100
HEADERS = {
    header_key(title): field_name
    for field_name, titles in {
        DATE: ("date", "дата", "день", "число", "нерабочий день"),
        NAME: ("name", "name_ru", "название", "наименование", "праздник", "событие", "holiday", "описание"),
    }.items()
    for title in titles
}


@dataclass(frozen=True)
class DayFault:
    """A line of the file that cannot be understood."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class DaysReading:
    """What a file says: days off in order, faults, and how many days belong to other years."""

    days: list[tuple[dt.date, str]] = field(default_factory=list)
    faults: list[DayFault] = field(default_factory=list)
    elsewhere: int = 0

    def blocks(self) -> list[Block]:
        """Runs of days with one name."""
        found: list[Block] = []
        for day, name in sorted(self.days):
            last = found[-1] if found else None
            if last and last.name == name and last.ends_on + dt.timedelta(days=1) == day:
                found[-1] = Block(last.starts_on, day, name, last.kind)
            else:
                found.append(Block(day, day, name, kind_by_name(name)))
        return found

    def as_text(self) -> str:
        """The understood days as a file again: what a preview carries to its confirmation."""
        return write_csv(["дата", "название"], sorted(self.days)).decode("utf-8-sig")


def read_days_off(data: bytes, name: str, first: dt.date, last: dt.date) -> DaysReading:
    """Days off of first…last; every fault at once, with row, column and value."""
    reading = DaysReading()
    try:
        sheets = read_book(data, name).sheets
    except Unreadable as error:
        reading.faults.append(DayFault(error.row, "", "", error.message))
        return reading
    rows = sheets[0].rows if sheets else ()
    header = find_header(rows, HEADERS)
    if header is None or DATE not in header.columns:
        reading.faults.append(DayFault(0, "", "", _("Не найден столбец с датами: назовите его «Дата».")))
        return reading
    seen: dict[dt.date, int] = {}
    for row in rows:
        if row.number > header.row:
            _read_row(reading, row, header, seen, first, last)
    if not reading.days and not reading.faults:
        message = _("В файле нет ни одного нерабочего дня этого учебного года.")
        reading.faults.append(DayFault(0, "", "", message))
    return reading


def _read_row(reading: DaysReading, row: Row, header, seen: dict, first: dt.date, last: dt.date) -> None:
    column = header.columns[DATE]
    value = row.cell(column)
    title = header.titles.get(column, "")
    if value in (None, ""):
        reading.faults.append(DayFault(row.number, title, "", _("Дата не указана.")))
        return
    try:
        day = read_date(value)
    except BadCell as error:
        reading.faults.append(DayFault(row.number, title, as_text(value), error.message))
        return
    if day in seen:
        message = _("Этот день уже есть в строке %d.") % seen[day]
        reading.faults.append(DayFault(row.number, title, as_text(value), message))
        return
    seen[day] = row.number
    if not first <= day <= last:
        reading.elsewhere += 1
        return
    name = clean(as_text(row.cell(header.columns[NAME]))) if NAME in header.columns else ""
    reading.days.append((day, name[:LONGEST_NAME] or _("Нерабочий день")))
