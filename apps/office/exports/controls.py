"""The schedule of control works as a workbook: the same rows as on the screen."""

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet, write_xlsx
from apps.office.queries.controls import WorkLine


def controls_workbook(lines: list[WorkLine]) -> bytes:
    """One row per work."""
    titles = [
        _("Дата"),
        _("Урок"),
        _("Класс, группа"),
        _("Предмет"),
        _("Форма контроля"),
        _("Тема"),
        _("Учитель"),
        _("Примечание"),
        _("Расходится с регламентом"),
    ]
    widths = (11, 6, 16, 26, 24, 40, 22, 20, 40)
    return write_xlsx([OutSheet(_("График контрольных"), titles, [_row(line) for line in lines], widths)])


def _row(line: WorkLine) -> list:
    facts = [line.held_on, line.number, line.audience, line.subject, line.form, line.topic, line.teacher, line.note]
    return [*facts, " ".join(line.warnings)]
