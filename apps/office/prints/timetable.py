"""The timetable on A4 landscape: a week of somebody, the wall sheet of the whole school."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR

from apps.core import pdf
from apps.office.queries.week import Filled, Week
from apps.office.queries.week_html import Links, kind_word, week_table
from apps.school.models import SchoolClass

STYLESHEETS = ("css/print/timetable.css",)
CLASSES_PER_SHEET = 8


@dataclass(frozen=True)
class WallRow:
    """A lesson of a day for all classes of a sheet."""

    day: str
    height: int
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WallSheet:
    """A page with some classes side by side."""

    names: tuple[str, ...]
    rows: tuple[WallRow, ...]


def week_pdf(title: str, week: Week, of: str, school) -> bytes:
    """The week of a class, a teacher, a room or a pupil on one page."""
    with translation.override("ru"):
        table = week_table(week, of, Links(is_open=False))
        last = week.days[-1].date
        html = render_to_string(
            "timetable/print/week.html",
            {"title": title, "week": week, "table": table, "school": school, "last": last},
        )
    return _pdf(html)


def school_pdf(weeks: list[tuple[SchoolClass, Week]], day: dt.date, school) -> bytes:
    """The wall sheet: columns are classes, rows are days and lessons; as many pages as the classes need."""
    with translation.override("ru"):
        sheets = [_sheet(weeks[start : start + CLASSES_PER_SHEET]) for start in range(0, len(weeks), CLASSES_PER_SHEET)]
        html = render_to_string("timetable/print/school.html", {"sheets": sheets, "school": school, "day": day})
    return _pdf(html)


def _pdf(html: str) -> bytes:
    return pdf.render_parts([pdf.Part("timetable", html)], stylesheets=STYLESHEETS, processes=1)[0].pdf


def _sheet(weeks: list[tuple[SchoolClass, Week]]) -> WallSheet:
    by_slot = defaultdict(list)
    numbers: dict[int, set[int]] = defaultdict(set)
    for place, (_one, week) in enumerate(weeks):
        for (weekday, _ring, number), lines in week.cells.items():
            by_slot[weekday, number, place] += lines
            numbers[weekday].add(number)
    rows = []
    for weekday in sorted(numbers):
        inside = range(min(1, *numbers[weekday]), max(numbers[weekday]) + 1)
        for number in inside:
            cells = tuple(_cell(by_slot.get((weekday, number, place), [])) for place in range(len(weeks)))
            first = number == inside[0]
            rows.append(WallRow(str(WEEKDAYS_ABBR[weekday]) if first else "", len(inside), number, cells))
    return WallSheet(tuple(one.name for one, _week in weeks), tuple(rows))


def _cell(lines: list[Filled]) -> str:
    """«Англ. яз. 102, 103»: subgroups of one subject share its name."""
    rooms: dict[str, list[str]] = {}
    for line in lines:
        week = f" ({line.week} н.)" if line.week else ""
        kind = "*" if kind_word(line.kind) else ""
        rooms.setdefault(f"{line.short}{kind}{week}", []).append(line.room_name)
    return "; ".join(f"{name} {', '.join(filter(None, places))}".strip() for name, places in rooms.items())
