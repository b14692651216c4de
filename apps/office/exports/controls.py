"""The schedule of control works as a table: the same rows as on the screen."""

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet
from apps.office.queries.controls import WorkLine


def controls_table(lines: list[WorkLine]) -> OutSheet:
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
    return OutSheet(_("График контрольных"), titles, [_row(line) for line in lines], widths)


def _row(line: WorkLine) -> list:
    facts = [line.held_on, line.number, line.audience, line.subject, line.form, line.topic, line.teacher, line.note]
    return [*facts, " ".join(line.warnings)]
