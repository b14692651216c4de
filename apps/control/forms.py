"""The filter of the control lists: text in, clean values out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import DebtKind, Span


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class ReportFilter(forms.Form):
    """Days, class and teacher of a report; what cannot be understood is left out and said."""

    span = forms.ChoiceField(label=_("Срок"), choices=Span.choices, required=False)
    first = forms.DateField(label=_("С"), required=False, widget=DayInput)
    last = forms.DateField(label=_("По"), required=False, widget=DayInput)
    school_class = forms.TypedChoiceField(label=_("Класс"), coerce=int, empty_value=None, required=False)

    default_span = Span.TERM

    def __init__(self, data, *, classes, teachers=()):
        """``classes`` and ``teachers`` are pairs (pk, name); dates given without a span mean the dates."""
        if not data.get("span"):
            data = data.copy()
            data["span"] = Span.DAYS if data.get("first") or data.get("last") else self.default_span
        super().__init__(data)
        self.fields["school_class"].choices = [("", _("все классы")), *classes]
        if "teacher" in self.fields:
            self.fields["teacher"].choices = [("", _("все учителя")), *teachers]
        self.full_clean()
        if self.span_code != Span.DAYS:  # asked for only where they mean something
            del self.fields["first"], self.fields["last"]

    def value(self, name: str):
        """A clean value, or None."""
        return self.cleaned_data.get(name)

    @property
    def span_code(self) -> str:
        """The Span asked for."""
        return self.cleaned_data.get("span") or self.default_span


class DebtFilter(ReportFilter):
    """The filter of the list of debts."""

    teacher = forms.TypedChoiceField(label=_("Учитель"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(required=False, choices=[("", _("все")), *DebtKind.choices], widget=forms.HiddenInput)
    overdue = forms.BooleanField(label=_("только просроченное"), required=False)


class TeachersFilter(ReportFilter):
    """The filter of the report on teachers: a week by default (C-22)."""

    default_span = Span.WEEK
