"""The register of movements as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.tables import OutSheet, write_csv, write_xlsx
from apps.school.models import Movement


def _titles() -> list[str]:
    return [
        _("С какого дня"), _("Ученик"), _("Движение"), _("Из класса"), _("В класс"), _("Откуда / куда"),
        _("Приказ №"), _("Дата приказа"), _("Отмена"), _("Внёс"), _("Внесено"),
    ]  # fmt: skip


def _row(row: Movement) -> list:
    undone = getattr(row, "undone_by", None)
    note = ""
    if row.undoes_id:
        note = _("отменяет приказ № %s") % row.undoes.order_number
    elif undone:
        note = _("отменено приказом № %s") % undone.order_number
    return [
        row.effective_on, row.student.full_name, row.get_kind_display(), row.from_class.name if row.from_class else "",
        row.to_class.name if row.to_class else "", row.elsewhere, row.order_number, row.order_on, note,
        str(row.recorded_by or ""), timezone.localtime(row.recorded_at),
    ]  # fmt: skip


def movements_xlsx(rows: Iterable[Movement]) -> bytes:
    """One sheet, a record a line."""
    widths = (12, 34, 14, 10, 10, 26, 12, 12, 26, 30, 17)
    return write_xlsx([OutSheet(_("Движение"), _titles(), [_row(row) for row in rows], widths, text_columns=(6,))])


def movements_csv(rows: Iterable[Movement]) -> bytes:
    """The same lines for other programs."""
    return write_csv(_titles(), [_row(row) for row in rows])
