"""Rows shown again after a refusal: the person's own entry stays in the field, beside the reason why."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.lessons.rules.cells import SIGNS

from ..queries.lesson_page import RosterCell, RosterRow
from ..queries.term_page import TermRow
from .lesson import typed_text

KNOWN_SIGNS = ("", *SIGNS)


def fault_sentence(answer: dict, typed: str) -> str:
    """Why it was not written; a conflict says both values."""
    if answer["status"] != "conflict":
        return answer["message"]
    cell = answer["cell"]
    changed = timezone.localtime(dt.datetime.fromisoformat(cell["changed_at"])) if cell["changed_at"] else None
    words = {
        "there": cell["text"] or _("пусто"),
        "who": cell["changed_by"] or _("другой учитель"),
        "when": f"{changed:%d.%m %H:%M}" if changed else "",
        "typed": typed or _("пусто"),
    }
    said = _("Пока вы писали, здесь появилось «%(there)s» (%(who)s, %(when)s). Вы ввели «%(typed)s».")
    return said % words + " " + _("Сохраните ещё раз, чтобы заменить.")


def keep_label(answer: dict) -> str:
    """Words of the choice to leave what stands there; only a conflict offers it."""
    if answer["status"] != "conflict":
        return ""
    return _("оставить «%s»") % (answer["cell"]["text"] or _("пусто"))


def marked_rows(rows: tuple[RosterRow, ...], data: Mapping, refused: dict, *, keeps_all: bool) -> tuple[RosterRow, ...]:
    """Rows as they stand now, with what was typed in the cells that were refused.

    Args:
        rows: fresh from the database.
        data: the submitted form.
        refused: answers by (column, student).
        keeps_all: nothing was tried (the form itself was at fault): everything typed stays.
    """
    return tuple(_marked_row(row, data, refused, keeps_all) for row in rows)


def _marked_row(row: RosterRow, data: Mapping, refused: dict, keeps_all: bool) -> RosterRow:
    answers = {cell.column: refused.get((cell.column, row.student_pk)) for cell in row.cells}
    restored = [cell for cell in row.cells if cell.name in data and (keeps_all or answers[cell.column])]
    if not restored:
        return row
    cells = tuple(
        _marked_cell(cell, row, data, answers[cell.column]) if cell in restored else cell for cell in row.cells
    )
    if not any(cell.is_ordinary for cell in restored):
        return replace(row, cells=cells)
    sign, minutes = data.get(f"sign-{row.student_pk}", ""), data.get(f"minutes-{row.student_pk}", "")
    return replace(row, cells=cells, sign=sign if sign in KNOWN_SIGNS else "", minutes=minutes)


def _marked_cell(cell: RosterCell, row: RosterRow, data: Mapping, answer: dict | None) -> RosterCell:
    typed = data.get(cell.name, "")
    if answer is None:
        # Nothing was tried: the edit stays on the version it was made on, so that a conflict is still noticed.
        base, was = data.get(f"base-{cell.name}", "0"), data.get(f"was-{cell.name}", "")
        return replace(cell, text=typed, version=int(base) if re.fullmatch(r"\d{1,9}", base) else 0, was=was)
    fault = fault_sentence(answer, typed_text(data, row, cell))
    return replace(cell, text=typed, fault=fault, keep_label=keep_label(answer))


def marked_term_rows(rows: tuple[TermRow, ...], data: Mapping, refused: dict, column: str) -> tuple[TermRow, ...]:
    """The same for the lines of the term page."""
    return tuple(
        replace(
            row,
            typed=data.get(f"grade-{row.student_pk}", "").strip(),
            reason=data.get(f"reason-{row.student_pk}", ""),
            fault=fault_sentence(answer, data.get(f"grade-{row.student_pk}", "")),
            asks_reason=answer["need"] == "reason",
            keep_label=keep_label(answer),
        )
        if (answer := refused.get((column, row.student_pk)))
        else row
        for row in rows
    )
