"""Pages of the journal as tables: the rows of the screen, numbers as numbers (ADM-04)."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet, Value

from .queries.class_page import ClassPage
from .queries.grid import GridPage
from .queries.grid_facts import CellFacts, Column, GridData, Row
from .queries.term_page import TermPage


def grid_tables(page: GridPage) -> list[OutSheet]:
    """Grades and attendance of the term, and its topics with homework."""
    return [_marks(page.data), _lessons(page)]


def lesson_tables(page: GridPage) -> list[OutSheet]:
    """Topics and homework alone."""
    return [_lessons(page)]


def _marks(data: GridData | None) -> OutSheet:
    if data is None:
        return OutSheet(_("Отметки"), [_("Ученик")])
    titles = [_("Ученик"), *(_title(column) for column in data.columns)]
    if data.has_term_grades:
        titles += [_("Средн."), _("Кол."), str(data.term)]
    rows = [_marks_row(row, data) for row in data.rows]
    return OutSheet(_("Отметки"), titles, rows, widths=(28, *(9 for _column in data.columns)))


def _title(column: Column) -> str:
    day = f"{column.lesson.held_on:%d.%m}"
    return f"{day} {column.kind}" if column.kind else day


def _marks_row(row: Row, data: GridData) -> list[Value]:
    student = row.entry.student
    cells: list[Value] = [student.short_name]
    for column in data.columns:
        cell = data.cells.get((column.pk, student.pk)) or CellFacts()
        absence = data.absences.get((column.lesson.pk, student.pk))
        cells.append(value_of(cell.text or (absence.text if absence else "")))
    if data.has_term_grades:
        said = row.suggestion
        cells += [value_of(said.average_text), said.count or None, value_of(row.term_cell.text)]
    return cells


def _lessons(page: GridPage) -> OutSheet:
    rows = [(line.date_label, line.topic, line.homework, line.note) for line in page.lines]
    titles = (_("Дата"), _("Тема урока"), _("Домашнее задание"), _("Примечание"))
    return OutSheet(_("Темы и задания"), titles, rows, widths=(12, 50, 40, 30))


def term_table(page: TermPage) -> OutSheet:
    """What the grades of the term lead to, and what was given."""
    titles = ("№", _("Ученик"), _("Средн."), _("Отметок"), _("Предлагается"), str(page.term), _("Комментарий"))
    rows = [
        (
            row.number, row.name, value_of(row.suggestion.average_text), row.suggestion.count or None,
            value_of(row.suggestion.value), value_of(row.value), row.comment,
        )
        for row in page.rows
    ]  # fmt: skip
    return OutSheet(_("Отметки за период"), titles, rows, widths=(5, 30))


def class_table(page: ClassPage) -> OutSheet:
    """All subjects of a class on one sheet: what was given, else the average."""
    titles = ("№", _("Ученик"), *(head.label for head in page.heads), _("Примечание"))
    rows = [(row.number, row.name, *(value_of(cell.text) for cell in row.cells), row.note) for row in page.rows]
    return OutSheet(page.school_class.name, titles, rows, widths=(5, 30))


def value_of(text: str) -> Value:
    """A grade or an average as a number where it is one, so that a spreadsheet can count with it."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    return Decimal(text.replace(",", ".")) if re.fullmatch(r"\d+[.,]\d+", text) else text
