"""The lesson form: plain fields for topic and homework, and the roster's cells as operations of contract 5."""

import re
import uuid
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import WebLinkField
from apps.lessons.enums import HomeworkState

from ..actions.lessons import LessonEntry
from ..queries.lesson_page import LessonPage, RosterCell, RosterRow
from .uploads import FilesField

REASONS = (
    ("", _("выберите причину")),
    (_("Описка"), _("описка")),
    (_("Пересдача"), _("пересдача")),
    (_("Апелляция"), _("апелляция")),
    (_("Другая причина"), _("другая причина")),
)  # P-08
NAMESPACE = uuid.UUID("6f2c7f43-2a3a-4f0e-9f53-6f0f6d8f2c11")


class LessonForm(forms.Form):
    """Topic, attendance as a fact, homework. The cells are read by :func:`operations_of`."""

    topic = forms.CharField(
        label=_("Тема урока"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    all_present = forms.BooleanField(label=_("Все присутствуют"), required=False)
    reason = forms.ChoiceField(label=_("Причина исправления"), choices=REASONS, required=False)
    homework = forms.ChoiceField(label=_("Домашнее задание"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Что сделать: страницы, номера, упражнения"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due = forms.ChoiceField(label=_("К уроку"), required=False)
    # A text field: the mouse wheel never changes what was typed.
    minutes = forms.IntegerField(
        label=_("Минут (необязательно)"),
        min_value=1,
        max_value=240,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"}),
    )
    files = FilesField(label=_("Файлы"), required=False)
    link = WebLinkField(
        label=_("Ссылка на дистанционный урок"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # JRN-11

    def __init__(self, *args, page: LessonPage, **kwargs):
        super().__init__(*args, initial=page.fields, **kwargs)
        choices = [(HomeworkState.SET, _("Задано")), (HomeworkState.NOTHING, _("Ничего не задано"))]
        if page.lesson.homework_state == HomeworkState.UNKNOWN:
            choices.append((HomeworkState.UNKNOWN, _("Пока не записано")))
        self.fields["homework"].choices = choices
        self.fields["due"].choices = page.due_choices
        self.fields["files"].limit_mb = page.upload_limit_mb
        self._page = page

    def entry(self) -> LessonEntry:
        """What was said, for ``save_lesson``; only after the form was found valid."""
        said = self.cleaned_data
        return LessonEntry(
            operations=operations_of(self.data, self._page, reason=str(said["reason"])),
            topic=" ".join(said["topic"].split()),
            topic_base=self.data.get("topic_base", ""),
            confirms_attendance=said["all_present"],
            is_held=self.data.get("do") == "held",
            homework=said["homework"],
            text=_lines(said["text"]),
            text_base=_lines(self.data.get("text_base", "")),
            due_lesson_id=int(said["due"]) if said["due"] else None,
            minutes=said["minutes"],
            files=tuple(said["files"]),
            link=said["link"] if "link" in self.data else None,
            dropped=tuple(int(pk) for pk in self.data.getlist("drop") if re.fullmatch(r"\d{1,18}", pk)),
        )


def _lines(text: str) -> str:
    """Browsers send line ends in their own way."""
    return text.replace("\r\n", "\n").strip()


def typed_text(data: Mapping, row: RosterRow, cell: RosterCell) -> str:
    """The whole text of a cell as the form says it: sign, minutes and grades joined."""
    grades = data.get(cell.name, "").strip()
    return " ".join(part for part in (typed_sign(data, row) if cell.is_ordinary else "", grades) if part)


def typed_sign(data: Mapping, row: RosterRow) -> str:
    """The pressed sign with its minutes: «н», «о10» or an empty string."""
    sign = data.get(f"sign-{row.student_pk}", "")
    minutes = data.get(f"minutes-{row.student_pk}", "").strip()
    return sign + minutes if sign == "о" else sign


def operations_of(data: Mapping, page: LessonPage, *, reason: str) -> list[dict]:
    """Operations for the cells that differ from what stood there when the form was shown (contract 5).

    The identifier follows from the form and what it says: the same form sent twice is applied once, and the same
    form sent with other values is another operation on the old version.
    """
    operations = []
    for row in page.rows:
        for cell in row.cells:
            base = data.get(f"base-{cell.name}", "")
            if cell.name not in data or not re.fullmatch(r"\d{1,9}", base) or data.get(f"keep-{cell.name}"):
                continue
            text = typed_text(data, row, cell)
            if text != data.get(f"was-{cell.name}", ""):
                key = "|".join((data.get("form_id", ""), cell.column, str(row.student_pk), base, text, reason))
                operations.append(
                    {
                        "id": str(uuid.uuid5(NAMESPACE, key)),
                        "column": cell.column,
                        "student": row.student_pk,
                        "text": text,
                        "base": int(base),
                        "comment": None,
                        "reason": reason or None,
                    }
                )
    return operations
