"""The register of substitutions as a workbook (P-22)."""

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet
from apps.office.queries.days.register import Register


def register_tables(register: Register) -> list[OutSheet]:
    """Two sheets: the lines with a column to sign, and the totals."""
    titles = [
        _("Дата"),
        _("Кто отсутствовал"),
        _("Основание"),
        _("Класс"),
        _("Урок"),
        _("Предмет"),
        _("Кто заменял"),
        _("Вид замены"),
        _("Часов"),
        _("Подпись"),
    ]
    rows = [
        (
            one.held_on,
            one.absent,
            one.basis,
            one.audience,
            one.number,
            one.subject,
            one.substitute,
            one.kind,
            one.hours,
            None,
        )
        for one in register.lines
    ]
    totals = [(one.name, one.lessons, one.hours) for one in register.totals]
    totals.append((_("Всего"), len(register.lines), register.hours))
    return [
        OutSheet(_("Замены"), titles, rows, (11, 22, 30, 14, 6, 28, 22, 24, 7, 14)),
        OutSheet(_("Итоги"), [_("Кто заменял"), _("Уроков"), _("Часов")], totals, (34, 9, 9)),
    ]
