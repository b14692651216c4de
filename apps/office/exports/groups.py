"""Workbooks of study groups: the same rows as on the screen (contract 10)."""

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet
from apps.school.queries.groups import NotAttached


def unattached_table(lines: list[NotAttached]) -> OutSheet:
    """One row per pupil and subject (STR-07)."""
    titles = [_("Класс"), _("Предмет"), _("Фамилия, имя, отчество"), _("Личное дело №"), _("Группы предмета")]
    rows = [
        [
            line.school_class.name, line.subject.name, student.full_name, student.file_no,
            ", ".join(group.name for group in line.groups),
        ]
        for line in lines
        for student in line.students
    ]  # fmt: skip
    return OutSheet(_("Вне групп"), titles, rows, (8, 28, 34, 14, 30), text_columns=(3,))
