"""The table of the journal page as escaped HTML, joined in Python: the one exception to templates (contract 6)."""

from html import escape
from itertools import groupby

from django.utils.dates import MONTHS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .grid_facts import CellFacts, Column, GridData, Row

READONLY = ' aria-readonly="true"'


def grid_table(data: GridData, *, lesson_url: str) -> SafeString:
    """The whole ``table[data-grid]``; every value that people wrote is escaped.

    Args:
        data: what the table shows.
        lesson_url: address of a lesson's page with 0 in the place of its key.
    """
    pieces = [
        f'<table class="grid" role="grid" data-grid data-course="{data.course.pk}" data-term="{data.term.pk}"'
        f' aria-label="{escape(_("Отметки и посещаемость"))}">',
        _columns(data),
        "<thead>",
        _months(data),
        _days(data, lesson_url),
        "</thead><tbody>",
        *_rows(data),
        "</tbody></table>",
    ]
    return mark_safe("".join(pieces))  # built above from escaped values only


def _columns(data: GridData) -> str:
    marks = ("today" if day == data.today else "future" if day > data.today else "" for day in _dates(data))
    return "<colgroup><col>" + "".join(f'<col class="{mark}">' if mark else "<col>" for mark in marks) + "</colgroup>"


def _dates(data: GridData):
    return (column.lesson.held_on for column in data.columns)


def _months(data: GridData) -> str:
    cells = [f'<tr class="months"><th class="corner" scope="col" rowspan="2">{escape(_("Ученик"))}</th>']
    for (_year, month), columns in groupby(data.columns, key=lambda one: one.lesson.held_on.timetuple()[:2]):
        cells.append(
            f'<th colspan="{len(list(columns))}" scope="colgroup"><span>{escape(str(MONTHS[month]))}</span></th>'
        )
    if data.has_term_grades:
        cells.append(f'<th class="end" colspan="3" scope="colgroup"><span>{escape(_("Итог"))}</span></th>')
    cells.append("</tr>")
    return "".join(cells)


def _days(data: GridData, lesson_url: str) -> str:
    start = _start(data)
    cells = ['<tr class="days">']
    cells += [_day(column, data, lesson_url, column is start) for column in data.columns]
    if data.has_term_grades:
        cells.append(f'<th class="end end-average" scope="col">{escape(_("Средн."))}</th>')
        cells.append(f'<th class="end end-count" scope="col">{escape(_("Кол."))}</th>')
        label = escape(str(data.term))
        closed = f' data-closed="{escape(data.term_closed)}"' if data.term_closed else ""
        cells.append(
            f'<th class="end end-term" scope="col" data-column="term-{data.term.pk}" data-label="{label}"'
            f'{closed} title="{label}">{escape(_("За период"))}</th>'
        )
    cells.append("</tr>")
    return "".join(cells)


def _start(data: GridData) -> Column | None:
    """The column where work begins: today's lesson, else the last one held."""
    held = [column for column in data.columns if column.lesson.held_on <= data.today and column.is_ordinary]
    today = [column for column in held if column.lesson.held_on == data.today]
    return (today or held[-1:] or [None])[0]


def _day(column: Column, data: GridData, lesson_url: str, is_start: bool) -> str:
    lesson = column.lesson
    is_today = lesson.held_on == data.today
    css = ' class="today" aria-current="date"' if is_today else ""
    extra = (" data-ordinary" if column.is_ordinary else "") + (" data-start" if is_start else "")
    closed = f' data-closed="{escape(column.closed)}"' if column.closed else ""
    address = lesson_url.replace("/0/", f"/{lesson.pk}/")
    return (
        f'<th scope="col"{css} data-column="a{column.pk}" data-lesson="{lesson.pk}" data-date="{lesson.held_on}"'
        f' data-label="{escape(column.label)}" title="{escape(lesson.topic)}"{extra}{closed}>'
        f'<a href="{address}" tabindex="-1">{lesson.held_on.day:02d}</a>{_kind(column)}</th>'
    )


def _kind(column: Column) -> str:
    if not column.kind:
        return ""
    if column.weight:
        return f'<span class="kind">{escape(column.kind)}</span>'
    return f'<span class="kind weightless" title="{escape(_("не учитывается в среднем"))}">{escape(column.kind)}</span>'


def _rows(data: GridData) -> list[str]:
    """Rows are the page's bulk: what is the same for a whole column is put together once."""
    empty = [(f'<td data-column="a{one.pk}" data-student="', _empty_tail(one.closed)) for one in data.columns]
    pieces = []
    for row in data.rows:
        pieces += _row(row, data, empty)
    return pieces


def _empty_tail(closed: str) -> str:
    return f'" data-version="0"{READONLY if closed else ""}></td>'


def _row(row: Row, data: GridData, empty: list[tuple[str, str]]) -> list[str]:
    student = row.entry.student
    key, name = student.pk, escape(student.short_name)
    left = "" if row.entry.on(data.today) else ' class="left"'
    note = row.entry.note_on(data.today) if row.entry.forms else ""
    said = f" <small>{escape(note)}</small>" if note else ""
    pieces = [f'<tr data-student="{key}"><th scope="row" data-name="{name}"{left} title="{name}">{name}{said}</th>']
    stays = _stays(row, data)
    for column, (head, tail) in zip(data.columns, empty):
        cell = data.cells.get((column.pk, key))
        here = stays or row.entry.on(column.lesson.held_on)
        if cell is None and here and (column.is_ordinary or (column.lesson.pk, key) not in data.absences):
            pieces.append(f"{head}{key}{tail}")
        else:
            pieces.append(_cell(column, key, cell or CellFacts(), here, data))
    if data.has_term_grades:
        pieces += _ends(row, data)
    pieces.append("</tr>")
    return pieces


def _stays(row: Row, data: GridData) -> bool:
    """Whether the pupil is here on every day of the term, as nearly everybody is."""
    return row.entry.throughout(data.term.starts_on, data.term.ends_on)


def _cell(column: Column, student: int, cell: CellFacts, here: bool, data: GridData) -> str:
    closed = READONLY if column.closed or not here else ""
    shut = "" if here else f' class="shut" data-closed="{escape(_("В этот день ученик здесь не числился."))}"'
    absence = "" if column.is_ordinary else _absence(data.absences.get((column.lesson.pk, student)))
    return (
        f'<td data-column="a{column.pk}" data-student="{student}" data-version="{cell.version}"'
        f"{absence}{_comment(cell)}{shut}{closed}>{escape(cell.text)}</td>"
    )


def _absence(absence: CellFacts | None) -> str:
    return f' data-absence="{absence.text}"' if absence else ""


def _comment(cell: CellFacts) -> str:
    if not cell.comment:
        return ""
    words = escape(cell.comment)
    return f' data-comment="{words}" title="{words}" aria-describedby="grid-has-comment"'


def _ends(row: Row, data: GridData) -> tuple[str, str, str]:
    said, cell, student = row.suggestion, row.term_cell, row.entry.student.pk
    here = row.entry.on(data.term.ends_on)
    closed = READONLY if data.term_closed or not here else ""
    shut = "" if here else f' data-closed="{escape(_("К концу периода ученик здесь не числится."))}"'
    return (
        f'<td class="end end-average" data-average title="{escape(said.explanation)}">{said.average_text}</td>',
        f'<td class="end end-count" data-count>{said.count or ""}</td>',
        f'<td class="end end-term" data-column="term-{data.term.pk}" data-student="{student}"'
        f' data-version="{cell.version}" data-suggested="{escape(said.value)}"{_comment(cell)}{shut}{closed}>'
        f"{escape(cell.text)}</td>",
    )
