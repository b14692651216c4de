"""Forms of the day's pages: absence, substitution, move, swap, claim, distance mode."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import WebLinkField
from apps.lessons.enums import DistanceGround, SubstitutionKind
from apps.school.enums import AbsenceGround
from apps.school.models import SchoolClass

MAX_DAYS = 31


class DayInput(forms.DateInput):
    """A date with the browser's calendar."""

    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class AbsenceForm(forms.Form):
    """Why and until when a teacher is away."""

    ground = forms.ChoiceField(label=_("Причина"), choices=AbsenceGround.choices)
    last = forms.DateField(label=_("До какого дня, включительно"), widget=DayInput())
    basis = forms.CharField(
        label=_("Основание для табеля"),
        max_length=120,
        required=False,
        help_text=_("Приказ, больничный лист; можно дописать потом."),
    )

    def __init__(self, *args, first: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self._first = first
        self.fields["last"].widget.attrs["min"] = first.isoformat()

    def clean_last(self) -> dt.date:
        """Not before the first day, and not for ever."""
        last = self.cleaned_data["last"]
        if last < self._first:
            raise forms.ValidationError(_("Последний день раньше первого."))
        if last > self._first + dt.timedelta(days=MAX_DAYS):
            raise forms.ValidationError(_("Не больше %d дней за раз: продлите, когда будет известно.") % MAX_DAYS)
        return last


class SubstituteForm(forms.Form):
    """Who stands in, in what way, why, and how many hours are paid. ``who`` is kind, person and course."""

    who = forms.RegexField(r"^[a-z_]+:\d{1,9}(:\d{1,9})?$", label=_("Кто ведёт урок"))
    kind = forms.ChoiceField(
        label=_("Вид замены"), choices=[("", _("как предложено")), *SubstitutionKind.choices], required=False
    )
    reason = forms.CharField(label=_("Причина"), max_length=200)
    hours = forms.DecimalField(
        label=_("Часов к оплате"), min_value=0, max_value=9, decimal_places=1, max_digits=3, initial=Decimal(1)
    )


class CancelForm(forms.Form):
    """Why the lesson does not take place."""

    reason = forms.CharField(
        label=_("Причина отмены"), max_length=200, help_text=_("Её увидят ученики и родители в дневнике.")
    )


class MoveForm(forms.Form):
    """Where to, and why."""

    to_on = forms.DateField(label=_("На какой день"), widget=DayInput())
    to_number = forms.IntegerField(label=_("На какой урок"), min_value=0, max_value=14)
    reason = forms.CharField(label=_("Причина переноса"), max_length=200)
    despite_records = forms.BooleanField(label=_("Записи урока перенести вместе с ним"), required=False)


class SwapForm(forms.Form):
    """With which lesson, and why."""

    other = forms.ChoiceField(label=_("С каким уроком"))
    reason = forms.CharField(label=_("Причина обмена"), max_length=200)
    despite_records = forms.BooleanField(label=_("Записи уроков перенести вместе с ними"), required=False)

    def __init__(self, *args, swaps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", _("выберите урок")), *swaps]


class ClassDayForm(forms.Form):
    """A class's lessons of a day."""

    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), empty_label=_("выберите класс")
    )
    day = forms.DateField(label=_("День"), widget=DayInput())

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).order_by("level", "name", "pk")
        self.fields["school_class"].queryset = classes


class ClaimForm(forms.Form):
    """Which lesson a teacher claims, and why."""

    lesson = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Почему урок ведёте вы"), max_length=200)


class DecisionForm(forms.Form):
    """The deputy's answer to a claim."""

    do = forms.ChoiceField(choices=[("confirm", ""), ("decline", "")])
    kind = forms.ChoiceField(label=_("Вид замены"), choices=SubstitutionKind.choices, required=False)
    reason = forms.CharField(label=_("Почему нет"), max_length=200, required=False)


class DistanceForm(forms.Form):
    """Which classes learn at a distance, when and how (JRN-11)."""

    levels = forms.MultipleChoiceField(
        label=_("Параллели целиком"), widget=forms.CheckboxSelectMultiple, required=False
    )
    classes = forms.ModelMultipleChoiceField(
        label=_("Классы"), queryset=SchoolClass.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    starts_on = forms.DateField(label=_("С какого дня"), widget=DayInput())
    ends_on = forms.DateField(label=_("По какой день, включительно"), widget=DayInput())
    ground = forms.ChoiceField(label=_("Причина"), choices=DistanceGround.choices)
    order_number = forms.CharField(label=_("Приказ №"), max_length=40, required=False)
    link = WebLinkField(label=_("Общая ссылка на уроки"), max_length=500, required=False)
    note = forms.CharField(
        label=_("Порядок работы"),
        max_length=300,
        required=False,
        help_text=_("Например: «По расписанию звонков; задания в дневнике до 9:00»."),
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).order_by("level", "name", "pk")
        self.fields["classes"].queryset = classes
        levels = sorted({one.level for one in classes})
        self.fields["levels"].choices = [(str(level), str(level)) for level in levels]

    def chosen(self) -> list[SchoolClass]:
        """The classes ticked and those of the levels ticked; only after the form was found valid."""
        levels = {int(level) for level in self.cleaned_data["levels"]}
        ticked = {one.pk for one in self.cleaned_data["classes"]}
        return [one for one in self.fields["classes"].queryset if one.pk in ticked or one.level in levels]


class DistanceChangeForm(forms.Form):
    """Another last day, link or instruction."""

    seen = forms.CharField(widget=forms.HiddenInput)
    ends_on = forms.DateField(label=_("По какой день, включительно"), widget=DayInput())
    link = WebLinkField(label=_("Общая ссылка на уроки"), max_length=500, required=False)
    note = forms.CharField(label=_("Порядок работы"), max_length=300, required=False)
