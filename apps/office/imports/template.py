"""The empty workbook of formats.md §1а, made from the same declarations as the reader."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet, as_text, write_xlsx
from apps.office.imports.rows import SHEETS, Column, SheetSpec, columns_of


def template() -> bytes:
    """An XLSX with a sheet per kind of row: headings with notes, no data, and a sheet that says how to fill it in."""
    return write_xlsx([_manual(), *(_sheet(spec) for spec in SHEETS)])


def _manual() -> OutSheet:
    lines = [
        _("Заполните нужные листы и загрузите книгу: «Школа» → «Загрузка» или команда import_school."),
        _("Лишние листы можно удалить или оставить пустыми. Порядок столбцов любой, лишние столбцы пропускаются."),
        _("Звёздочкой отмечены обязательные столбцы. ФИО можно писать тремя столбцами или одним — «ФИО»."),
        _("Даты пишите как 01.09.2026. Классы — «7А», параллели — «1-9» или «10,11»."),
        _("Людей различает номер: табельный у сотрудников, личное дело у учеников. Без номера — ФИО и дата рождения."),
        _("Ту же книгу можно исправить и загрузить снова: повтор ничего не удвоит. Пустая клетка ничего не стирает."),
        _("Перед загрузкой показывается, что изменится, и каждая ошибка: лист, строка, столбец."),
    ]
    rows = [(line,) for line in lines]
    rows.append(("",))
    for spec in SHEETS:
        for column in columns_of(spec.row):
            rows.append((f"{spec.name}: {column.title}{' *' if column.required else ''}", _describe(column)))
    return OutSheet(_("Как заполнять"), (_("Как заполнять"), _("Пример и подсказка")), rows, widths=(60, 70))


def _describe(column: Column) -> str:
    example = as_text(column.example)
    return ". ".join(filter(None, (column.hint, _("Например: %s") % example if example else "")))


def _sheet(spec: SheetSpec) -> OutSheet:
    columns = columns_of(spec.row)
    notes = {index: text for index, column in enumerate(columns) if (text := _describe(column))}
    titles = [column.title + (" *" if column.required else "") for column in columns]
    texts = [index for index, column in enumerate(columns) if column.field in _TEXTS]
    return OutSheet(spec.name, titles, notes=notes, text_columns=texts)


#: Columns whose cells Excel must not turn into dates or numbers.
_TEXTS = frozenset({"levels", "number_text", "student_number", "target", "classes", "school_class", "room", "phone"})
