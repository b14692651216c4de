"""The term page's fields as operations of contract 5, and the reopening's date and reason."""

import re
import uuid
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from ..queries.term_page import TermRow

NAMESPACE = uuid.UUID("0d6a3cb4-0f6c-4b0e-8a5a-0b1c86f4f6c4")


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label=_("Причина"), max_length=300)


class ReopeningForm(ReasonForm):
    """Until when a closed term is open, and why."""

    until = forms.DateTimeField(label=_("Открыть до"), input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"])


def term_operations(data: Mapping, rows: tuple[TermRow, ...], *, term_pk: int, fills: bool) -> list[dict]:
    """Operations for the term grades that were changed; with ``fills`` blanks take the suggested value too."""
    operations = []
    for row in rows:
        base = data.get(f"base-{row.student_pk}", "")
        if not re.fullmatch(r"\d{1,9}", base) or data.get(f"keep-{row.student_pk}"):
            continue
        text = data.get(f"grade-{row.student_pk}", "").strip()
        if fills and not text:
            text = row.suggestion.value
        if text != data.get(f"was-{row.student_pk}", ""):
            reason = data.get(f"reason-{row.student_pk}", "").strip()
            key = "|".join((data.get("form_id", ""), str(term_pk), str(row.student_pk), base, text, reason))
            operations.append(
                {
                    "id": str(uuid.uuid5(NAMESPACE, key)),
                    "column": f"term-{term_pk}",
                    "student": row.student_pk,
                    "text": text,
                    "base": int(base),
                    "comment": None,
                    "reason": reason or None,
                }
            )
    return operations
