"""Hours of a plan from a table: a column of subjects and a column per level, as schools and ministries print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.tables import Book, Row, as_text, header_key
from apps.core.text import search_key
from apps.office.imports.rows import Fault
from apps.school.rules.plans import parse_hours

_SUBJECT_TITLES = {"subject", "предмет", "предметы", "учебный предмет", "учебные предметы", "название", "наименование"}
_TOTALS = ("итого", "всего", "максимально", "недельная нагрузка", "учебные недели")
_PASSED_OVER = {"source", "источник", "итого", "всего", "предметная область", "область", "примечание"}
_LEVEL = re.compile(r"(\d{1,2})(?:\s*(?:[а-я]{1,2}|кл|класс|классы))?")


@dataclass(frozen=True)
class PlanRow:
    """A subject of the file with its hours by level."""

    number: int
    name: str
    subject_pk: int | None
    hours: dict[int, Decimal]


@dataclass(frozen=True)
class PlanReading:
    """What a table of hours yields: all rows that can be read and all that is wrong."""

    levels: tuple[int, ...]
    rows: tuple[PlanRow, ...]
    faults: tuple[Fault, ...]
    new_names: tuple[str, ...]


def subject_index(subjects) -> dict[str, int]:
    """Name or short name → key of the subject, for those that name exactly one."""
    found: dict[str, set[int]] = {}
    for subject in subjects:
        names = {subject.name, subject.short_name, re.sub(r"\s*\([^)]*\)", "", subject.name)}
        for name in names:
            found.setdefault(_key(name), set()).add(subject.pk)
    exact = {_key(subject.name): subject.pk for subject in subjects}
    return {key: next(iter(pks)) for key, pks in found.items() if key and len(pks) == 1} | exact


def _key(name: str) -> str:
    return " ".join(re.findall(r"\w+", search_key(name)))


def read_curriculum(book: Book, *, subjects, levels: frozenset[int]) -> PlanReading:
    """Read the first sheet that has a column of subjects.

    Args:
        subjects: subjects of the school.
        levels: levels of the plan; columns of others are a fault.
    """
    for sheet in book.sheets:
        for place, row in enumerate(sheet.rows[:30]):
            header = _header(row)
            if header:
                return _read(sheet.name, row, header, sheet.rows[place + 1 :], subject_index(subjects), levels)
    name = book.sheets[0].name if book.sheets else ""
    message = _("Не найдена строка с названиями столбцов: нужны «Предмет» и номера параллелей — 5, 6, 7…")
    return PlanReading((), (), (Fault(name, 0, "", "", message),), ())


def _header(row: Row) -> tuple[int, dict[int, int]] | None:
    """(column of subjects, column → level), when the row has both."""
    titles = [header_key(cell) for cell in row.cells]
    subject = next((index for index, title in enumerate(titles) if title in _SUBJECT_TITLES), None)
    columns = {}
    for index, title in enumerate(titles):
        found = _LEVEL.fullmatch(title) if index != subject and title not in _PASSED_OVER else None
        if found and 1 <= int(found[1]) <= 12:
            columns[index] = int(found[1])
    return (subject, columns) if subject is not None and columns else None


def _read(sheet: str, header: Row, columns, rows, index: dict[str, int], levels: frozenset[int]) -> PlanReading:
    subject_column, level_columns = columns
    faults: list[Fault] = []
    used = _levels_used(sheet, header, level_columns, levels, faults)
    found: list[PlanRow] = []
    seen: dict[str, int] = {}
    unknown: list[str] = []
    for row in rows:
        name = as_text(row.cell(subject_column))
        if not name or _key(name).startswith(_TOTALS):
            continue
        title = as_text(header.cell(subject_column))
        key = str(index.get(_key(name), _key(name)))
        if key in seen:
            said = _("Этот предмет уже есть в строке %(n)s.") % {"n": seen[key]}
            faults.append(Fault(sheet, row.number, title, name, said))
            continue
        seen[key] = row.number
        if len(name) > 120:
            faults.append(Fault(sheet, row.number, title, name[:60], _("Слишком длинно: не больше 120 знаков.")))
            continue
        pk = index.get(_key(name))
        if pk is None:
            unknown.append(name)
        found.append(PlanRow(row.number, name, pk, _hours(sheet, header, row, used, faults)))
    if not found and not faults:
        faults.append(Fault(sheet, header.number, "", "", _("В таблице нет ни одного предмета.")))
    return PlanReading(tuple(sorted(set(used.values()))), tuple(found), tuple(faults), tuple(unknown))


def _levels_used(sheet: str, header: Row, columns: dict[int, int], levels, faults: list[Fault]) -> dict[int, int]:
    used: dict[int, int] = {}
    for index, level in columns.items():
        title = as_text(header.cell(index))
        if level in used.values():
            faults.append(Fault(sheet, header.number, title, "", _("Такая параллель уже есть левее.")))
        elif level not in levels:
            message = _("План составлен не для этой параллели: измените параллели плана или уберите столбец.")
            faults.append(Fault(sheet, header.number, title, "", message))
        else:
            used[index] = level
    return used


def _hours(sheet: str, header: Row, row: Row, used: dict[int, int], faults: list[Fault]) -> dict[int, Decimal]:
    hours = {}
    for index, level in used.items():
        text = as_text(row.cell(index))
        try:
            value = parse_hours(text)
        except RuleViolation as error:
            faults.append(Fault(sheet, row.number, as_text(header.cell(index)), text, str(error)))
            continue
        if value:
            hours[level] = value
    return hours
