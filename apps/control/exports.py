"""Workbooks of the control lists: the same rows as on the screen (contract 10)."""

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet

from .enums import DebtKind
from .queries.board import Board
from .queries.debts import DebtLine
from .queries.teachers import TeacherLine


def debts_table(lines: list[DebtLine]) -> OutSheet:
    """One row per lesson; a column per kind of lack says what is lacking."""
    kinds = [str(kind.label).capitalize() for kind in DebtKind]
    titles = [
        _("Дата"),
        _("Урок"),
        _("Класс, группа"),
        _("Предмет"),
        _("Учитель"),
        *kinds,
        _("Дней просрочки"),
    ]
    return OutSheet(_("Долги журнала"), titles, [_debt_row(line) for line in lines], (11, 7, 18, 28, 24))


def _debt_row(line: DebtLine) -> list:
    lacking = [_lacking(line, kind) for kind in DebtKind]
    return [line.held_on, line.number, line.audience.name, line.subject, line.teacher, *lacking, line.days]


def _lacking(line: DebtLine, kind: DebtKind) -> str:
    labels = [lack.label if kind == DebtKind.GRADES else _("нет") for lack in line.lacks if lack.kind == kind]
    return "; ".join(labels)


def teachers_table(lines: list[TeacherLine]) -> OutSheet:
    """One row per teacher."""
    titles = [
        _("Учитель"),
        _("Уроков проведено"),
        _("Тема вовремя"),
        _("Тема позже срока"),
        _("Темы нет"),
        _("Посещаемость не отмечена"),
        _("Задание указано, %"),
    ]
    rows = [
        [line.name, line.due, line.in_time, line.late, line.missing, line.unconfirmed, line.homework_percent]
        for line in lines
    ]
    return OutSheet(_("Учителя"), titles, rows, (30,))


def board_table(term, found: Board) -> OutSheet:
    """One row per course of the board."""
    titles = [_("Класс"), _("Предмет"), _("Группа"), _("Учитель"), _("Состояние")]
    rows = [
        [row.school_class.name if row.school_class else "", chip.subject, chip.group, chip.teachers, chip.state.label]
        for row in found.rows
        for chip in row.chips
    ]
    return OutSheet(str(term), titles, rows, (8, 30, 20, 28, 28))
