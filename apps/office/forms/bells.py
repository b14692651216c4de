"""Forms of bells and regimes."""

from __future__ import annotations

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.text import search_key
from apps.office.forms.year import date_field
from apps.school.models import SchoolClass, Student, StudyGroup
from apps.timetable.models import BellSchedule
from apps.timetable.rules.bells import spread_bells

SHIFTS, NUMBERS = (1, 2), range(11)


def _time_field() -> forms.TimeField:
    return forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class BellsForm(forms.Form):
    """A set of bells: begin and end of every lesson number in every shift; an empty line is no lesson."""

    name = forms.CharField(label=_("Название набора"), max_length=60)
    is_default = forms.BooleanField(label=_("Основной набор: по нему идут обычные дни"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for shift in SHIFTS:
            for number in NUMBERS:
                starts, ends = _time_field(), _time_field()
                place = {"shift": shift, "number": number}
                starts.label = _("Смена %(shift)d, урок %(number)d: начало") % place
                ends.label = _("Смена %(shift)d, урок %(number)d: конец") % place
                for field in (starts, ends):
                    field.widget.attrs["aria-label"] = field.label
                self.fields[f"s{shift}_{number}_starts"], self.fields[f"s{shift}_{number}_ends"] = starts, ends

    def shifts(self) -> list[tuple[int, list, bool]]:
        """Shift, its lines (number and the two bound fields), and whether anything stands there, for the page."""
        found = []
        for shift in SHIFTS:
            lines = [(number, self[f"s{shift}_{number}_starts"], self[f"s{shift}_{number}_ends"]) for number in NUMBERS]
            found.append((shift, lines, any(starts.value() or ends.value() for _n, starts, ends in lines)))
        return found

    def clean(self):
        """A lesson has both times or none."""
        given = super().clean()
        for shift in SHIFTS:
            for number in NUMBERS:
                starts, ends = given.get(f"s{shift}_{number}_starts"), given.get(f"s{shift}_{number}_ends")
                if (starts is None) != (ends is None):
                    missing = f"s{shift}_{number}_{'ends' if starts else 'starts'}"
                    if missing not in self.errors:
                        self.add_error(missing, _("Нужны и начало, и конец."))
        return given

    def times(self) -> dict[tuple[int, int], tuple[dt.time, dt.time]]:
        """(shift, number) → begin and end."""
        given, found = self.cleaned_data, {}
        for shift in SHIFTS:
            for number in NUMBERS:
                if given.get(f"s{shift}_{number}_starts"):
                    found[shift, number] = (given[f"s{shift}_{number}_starts"], given[f"s{shift}_{number}_ends"])
        return found


def times_initial(times: dict[tuple[int, int], tuple[dt.time, dt.time]]) -> dict[str, str]:
    """The fields of :class:`BellsForm` for the times of a set."""
    found = {}
    for (shift, number), (starts, ends) in times.items():
        found |= {f"s{shift}_{number}_starts": f"{starts:%H:%M}", f"s{shift}_{number}_ends": f"{ends:%H:%M}"}
    return found


class SpreadForm(forms.Form):
    """What it takes to write the times of a shift down by itself."""

    shift = forms.TypedChoiceField(label=_("Смена"), coerce=int, choices=[(1, "1"), (2, "2")])
    starts = forms.TimeField(label=_("Первый урок в"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Урок, минут"), min_value=15, max_value=120)
    breaks = forms.CharField(label=_("Перемены, минут"), max_length=60, help_text=_("По порядку: 10 15 20 10 …"))
    count = forms.IntegerField(label=_("Уроков"), min_value=1, max_value=10)

    def clean_breaks(self):
        """Whole minutes."""
        pieces = re.findall(r"\d+", self.cleaned_data["breaks"])
        if not pieces or any(int(piece) > 180 for piece in pieces):
            raise forms.ValidationError(_("Напишите длину перемен в минутах через пробел."))
        return [int(piece) for piece in pieces]

    def times(self) -> dict[str, str]:
        """Fields of :class:`BellsForm`; lines beyond the last lesson are emptied."""
        given = self.cleaned_data
        shift = given["shift"]
        spread = spread_bells(given["starts"], minutes=given["minutes"], breaks=given["breaks"], count=given["count"])
        emptied = {f"s{shift}_{number}_{end}": "" for number in NUMBERS for end in ("starts", "ends")}
        return emptied | times_initial({(shift, number): span for number, span in spread.items()})


class BellDayForm(forms.Form):
    """A single date with another set of bells."""

    held_on = date_field(_("Дата"))
    schedule = forms.ModelChoiceField(label=_("Набор звонков"), queryset=BellSchedule.objects.none())
    levels = forms.CharField(
        label=_("Параллели"), max_length=60, required=False, help_text=_("Пусто — вся школа; иначе «1» или «5-9»")
    )
    reason = forms.CharField(label=_("Причина"), max_length=200, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schedule"].queryset = BellSchedule.objects.filter(year=year).order_by("name", "pk")


class RegimeForm(forms.Form):
    """Shift, week and bells from a day on."""

    shift = forms.TypedChoiceField(label=_("Смена"), coerce=int, choices=[(1, "1"), (2, "2")])
    days_per_week = forms.TypedChoiceField(
        label=_("Учебная неделя"), coerce=int, initial=5, choices=[(5, _("5 дней")), (6, _("6 дней"))]
    )
    bells = forms.ModelChoiceField(
        label=_("Набор звонков"), queryset=BellSchedule.objects.none(), required=False, empty_label=_("основной")
    )
    starts_on = date_field(_("С какого дня"))
    ends_on = date_field(_("По какой день"), required=False, help_text=_("Пусто — до конца"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bells"].queryset = BellSchedule.objects.filter(year=year).order_by("name", "pk")


class NewRegimeForm(RegimeForm):
    """A regime of one class, group or pupil."""

    school_class = forms.ModelChoiceField(label=_("Класс"), queryset=SchoolClass.objects.none(), required=False)
    study_group = forms.ModelChoiceField(label=_("Группа"), queryset=StudyGroup.objects.none(), required=False)
    student = forms.CharField(
        label=_("Ученик"), required=False, max_length=120, help_text=_("Фамилия и имя или № личного дела")
    )
    field_order = ["school_class", "study_group", "student"]

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, year=year, **kwargs)
        self.year = year
        classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
        self.fields["school_class"].queryset = classes
        self.fields["study_group"].queryset = StudyGroup.objects.filter(year=year).order_by("name", "pk")

    def clean_student(self):
        """The one pupil meant."""
        text = self.cleaned_data["student"].strip()
        if not text:
            return None
        here = Student.objects.filter(enrolments__school_class__year=self.year).distinct()
        named = here.filter(search_key__startswith=search_key(text)).order_by("sort_key", "pk")
        found = list(here.filter(file_no__iexact=text).order_by("pk")[:2]) or list(named[:4])
        if not found:
            raise forms.ValidationError(_("Такого ученика в этом году нет."))
        if len(found) > 1:
            names = ", ".join(f"{one.full_name} ({one.file_no or '—'})" for one in found[:3])
            raise forms.ValidationError(_("Подходят несколько: %s. Укажите № личного дела.") % names)
        return found[0]

    def clean(self):
        """Exactly one of the three."""
        given = super().clean()
        if not self.errors and sum(bool(given.get(name)) for name in self.field_order) != 1:
            self.add_error("school_class", _("Выберите что-нибудь одно: класс, группу или ученика."))
        return given

    def of(self) -> dict:
        """Whose regime it is."""
        return {name: self.cleaned_data[name] for name in self.field_order if self.cleaned_data.get(name)}
