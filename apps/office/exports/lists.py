"""A list of a class as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.core.tables import OutSheet

from ..queries.lists import ClassList


def list_table(found: ClassList) -> OutSheet:
    """Numbered lines; the blank columns stay blank."""
    titles = ["№", *found.titles, *("" for _number in found.blank_range)]
    rows = [[number, *row] for number, row in enumerate(found.rows, 1)]
    widths = [5, 36, *(24 for _title in found.titles[1:]), *(4 for _number in found.blank_range)]
    texts = tuple(range(1, len(found.titles) + 1))
    name = _("%(name)s класс") % {"name": found.school_class.name}
    return OutSheet(name, titles, rows, widths, text_columns=texts)
