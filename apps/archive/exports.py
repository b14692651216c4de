"""The list of volumes as a table: the rows of the screen (ADM-04)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.tables import OutSheet

from .queries.pages import VolumeRow


def volumes_table(title: str, rows: Iterable[VolumeRow]) -> OutSheet:
    """One row per volume."""
    titles = (_("Том"), _("Предметов"), _("Сдано"), _("Принято"), _("Состояние"), _("Документ №"), _("Зафиксирован"))
    return OutSheet(title, titles, [_row(row) for row in rows], widths=(24, 12, 10, 10, 40, 16, 14))


def _row(row: VolumeRow) -> tuple:
    state = row.obstacle
    if row.seal:
        state = _("Зафиксирован")
    elif row.is_running:
        state = _("Печатается")
    elif row.may_seal:
        state = _("Готов к фиксации")
    number, day = (row.seal.number, clock.local_date(row.seal.sealed_at)) if row.seal else ("", None)
    return row.title, row.courses, row.handed_in, row.accepted, state, number, day
