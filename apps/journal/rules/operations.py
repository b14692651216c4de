"""What an operation on a cell must look like, and when a correction needs a reason (contract 5, P-08)."""

import datetime as dt
import hashlib
import json
import re
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.payloads import is_text
from apps.lessons.enums import TermState
from apps.lessons.rules.cells import CellText

MAX_OPERATIONS = 500
MAX_TEXT, MAX_COMMENT, MAX_REASON = 60, 300, 300
COLUMN = re.compile(r"(?P<kind>a|term-)(?P<pk>[1-9]\d{0,17})")


class InvalidOperation(Exception):
    """The operation cannot be understood; the message is a sentence."""


@dataclass(frozen=True)
class Payload:
    """One operation as the client sent it, checked for shape."""

    id: uuid.UUID
    column: str
    student: int
    text: str
    base: int
    comment: str | None
    reason: str
    assessment_pk: int | None
    term_pk: int | None

    @property
    def digest(self) -> str:
        """SHA-256 of everything the operation says; the same id must say the same."""
        said = [self.column, self.student, self.text, self.base, self.comment, self.reason]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_payload(raw) -> Payload:
    """Check the shape of one operation.

    Raises:
        InvalidOperation: with the sentence for the answer.
    """
    if not isinstance(raw, dict):
        raise InvalidOperation(_("Операция должна быть объектом."))
    try:
        identity = uuid.UUID(raw["id"]) if isinstance(raw.get("id"), str) else None
    except ValueError:
        identity = None
    if identity is None:
        raise InvalidOperation(_("У операции нет правильного номера."))
    found = COLUMN.fullmatch(raw["column"]) if isinstance(raw.get("column"), str) else None
    if found is None:
        raise InvalidOperation(_("Такой колонки в журнале нет."))
    student, base = raw.get("student"), raw.get("base")
    if not _whole(student) or not _whole(base) or not 0 <= base < 2**31 or not 0 < student < 2**63:
        raise InvalidOperation(_("Операция без ученика или без номера правки."))
    text = _line(raw.get("text"), MAX_TEXT, _("Запись длиннее %d знаков."))
    comment = (
        None if raw.get("comment") is None else _line(raw["comment"], MAX_COMMENT, _("Комментарий длиннее %d знаков."))
    )
    reason = "" if raw.get("reason") is None else _line(raw["reason"], MAX_REASON, _("Причина длиннее %d знаков."))
    pk = int(found["pk"])
    is_term = found["kind"] == "term-"
    return Payload(
        id=identity,
        column=raw["column"],
        student=student,
        text=text,
        base=base,
        comment=comment,
        reason=reason.strip(),
        assessment_pk=None if is_term else pk,
        term_pk=pk if is_term else None,
    )


def _whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _line(value, limit: int, too_long: str) -> str:
    if not is_text(value):
        raise InvalidOperation(_("В операции ожидался текст."))
    if len(value) > limit:
        raise InvalidOperation(too_long % limit)
    return value


def is_correction(before: CellText, after: CellText) -> bool:
    """Whether something that stood is changed or taken away; an addition or a reason of absence is none."""
    kept = after.grades[: len(before.grades)]
    return kept != before.grades or (before.is_absent and not after.is_absent)


def reason_is_needed(
    state: TermState, *, corrects: bool, changed_at: dt.datetime | None, norms, now: dt.datetime
) -> bool:
    """A reason is demanded after the day of entry, and for everything in a reopened term. # P-08, AUD-02"""
    if state == TermState.REOPENED:
        return True
    if not corrects or changed_at is None:
        return False
    return (clock.local_date(now) - clock.local_date(changed_at)).days >= norms.reason_after_days
