"""Forms of the year desk: the year itself, its calendar, bells and regimes."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from apps.core.fields import TableFileField
from apps.school.enums import HolidayKind, TermKind
from apps.school.rules.terms import HOW_MANY

capitalised = lazy(lambda text: str(text).capitalize(), str)


def date_field(label, **more) -> forms.DateField:
    """A date chosen in the browser's calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class YearForm(forms.Form):
    """First and last day of a school year."""

    starts_on = date_field(_("Первый день учебного года"))
    ends_on = date_field(
        _("Последний день"), help_text=_("С экзаменами и практикой; лето можно не включать. Обычно 30 июня.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


def usual_dates(today: dt.date) -> dict[str, dt.date]:
    """1 September to 30 June: of the year that runs, from May on of the next one."""
    first = today.year if today.month >= 5 else today.year - 1
    return {"starts_on": dt.date(first, 9, 1), "ends_on": dt.date(first + 1, 6, 30)}


class SchemeForm(forms.Form):
    """A scheme of terms: levels and the dates of as many terms as the kind has."""

    levels = forms.CharField(label=_("Параллели"), max_length=60, help_text=_("Например: 1-9 или 10,11"))
    fills_gaps = forms.BooleanField(label=_("Дни между периодами записать как каникулы"), required=False)
    moves_courses = forms.BooleanField(
        label=_("Перевести на эти периоды предметы этих параллелей"), required=False,
        help_text=_("Если предметы уже ведутся по другим периодам; сданные периоды перевести нельзя."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.numbers = range(1, HOW_MANY[kind] + 1)
        for number in self.numbers:
            self.fields[f"starts_{number}"] = date_field(_("с"))
            self.fields[f"ends_{number}"] = date_field(_("по"))

    def terms(self) -> list[tuple]:
        """Number, first and last day as bound fields, for the page."""
        return [(number, self[f"starts_{number}"], self[f"ends_{number}"]) for number in self.numbers]

    def dates(self) -> list[tuple[dt.date, dt.date]]:
        """First and last day of each term."""
        given = self.cleaned_data
        return [(given[f"starts_{number}"], given[f"ends_{number}"]) for number in self.numbers]


def usual_terms(kind: str, year) -> dict[str, dt.date]:
    """Dates that most schools have, to begin with: the deputy corrects them."""
    first = year.starts_on.year
    marks = {
        TermKind.QUARTER: ((9, 1, 10, 24), (11, 2, 12, 29), (1, 11, 3, 26), (4, 5, 5, 26)),
        TermKind.TRIMESTER: ((9, 1, 11, 15), (11, 23, 2, 20), (3, 1, 5, 26)),
        TermKind.HALF_YEAR: ((9, 1, 12, 29), (1, 11, 5, 26)),
        TermKind.YEAR: ((9, 1, 5, 26),),
    }[TermKind(kind)]
    found = {}
    for number, (month, day, last_month, last_day) in enumerate(marks, 1):
        found[f"starts_{number}"] = dt.date(first + (month < 7), month, day)
        found[f"ends_{number}"] = dt.date(first + (last_month < 7), last_month, last_day)
    return found


class HolidayForm(forms.Form):
    """A block of the holiday calendar."""

    kind = forms.ChoiceField(label=_("Вид"), choices=HolidayKind.choices)
    name = forms.CharField(label=_("Название"), max_length=100)
    starts_on = date_field(_("Первый день"))
    ends_on = date_field(_("Последний день"), required=False, help_text=_("Пусто — один день"))
    levels = forms.CharField(
        label=_("Параллели"), max_length=60, required=False, help_text=_("Пусто — вся школа; иначе «1» или «5-9»")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict:
        """What the action takes."""
        names = ("kind", "name", "starts_on", "levels", "seen")
        given = self.cleaned_data
        return {name: given[name] for name in names} | {"ends_on": given["ends_on"] or given["starts_on"]}


class WorkingDayForm(forms.Form):
    """A day on which the school works by another weekday's timetable."""

    held_on = date_field(_("Рабочий день"), help_text=_("Например, суббота, на которую перенесены уроки"))
    as_weekday = forms.TypedChoiceField(
        label=_("По расписанию"), coerce=int, choices=[(number, capitalised(WEEKDAYS[number])) for number in range(6)]
    )
    levels = forms.CharField(
        label=_("Параллели"), max_length=60, required=False, help_text=_("Пусто — вся школа; иначе «1» или «5-9»")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class DaysOffFile(forms.Form):
    """A file with a production calendar; on the way to its confirmation the days understood of it."""

    file = TableFileField(
        label=_("Файл"),
        required=False,
        help_text=_("CSV или XLSX: в строке дата и название, например «04.11.2026; День народного единства»."),
    )
    days = forms.CharField(required=False, widget=forms.HiddenInput, strip=False, max_length=200_000)

    def clean(self):
        """Something to read there must be."""
        given = super().clean()
        if not given.get("file") and not given.get("days") and "file" not in self.errors:
            self.add_error("file", _("Выберите файл."))
        return given

    def content(self) -> tuple[bytes, str]:
        """Bytes and name of what is to be read."""
        file = self.cleaned_data.get("file")
        return (file.read(), file.name) if file else (self.cleaned_data["days"].encode(), "days.csv")
