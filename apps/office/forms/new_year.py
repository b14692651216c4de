"""The form of the new year made from the last one."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import RuleViolation
from apps.core.text import by_look
from apps.office.forms.year import date_field
from apps.school.models import Student
from apps.school.rules.levels import format_levels, parse_levels
from apps.school.rules.new_year import same_day_next_year, usually_leaving
from apps.timetable.actions.new_year import Choice


class NewYearForm(forms.Form):
    """Dates, classes that end, what follows the classes; then the pupils who do not."""

    starts_on = date_field(_("Первый день нового года"))
    ends_on = date_field(_("Последний день"))
    leaving_levels = forms.CharField(
        label=_("Какие параллели выпускаются"), max_length=30, required=False,
        help_text=_("Например: 9,11. Одиннадцатые классы выпускаются всегда, остальные переходят дальше."),
    )  # fmt: skip
    first_classes = forms.CharField(
        label=_("Новые первые классы"), max_length=120, required=False, help_text=_("Через запятую: 1А, 1Б")
    )
    carries_leaders = forms.BooleanField(label=_("Классные руководители идут за классом"), required=False)
    carries_teaching = forms.BooleanField(label=_("Предметы, группы и нагрузка идут за классом"), required=False)
    carries_plans = forms.BooleanField(label=_("Учебные планы — копией"), required=False)

    def clean_leaving_levels(self):
        """A set of levels."""
        try:
            return parse_levels(self.cleaned_data["leaving_levels"])
        except RuleViolation as error:
            raise forms.ValidationError(str(error)) from error

    def clean_first_classes(self):
        """Names of the first level."""
        names = [by_look(piece.strip().upper()) for piece in self.cleaned_data["first_classes"].split(",")]
        names = [name for name in names if name]
        if odd := [name for name in names if not re.fullmatch(r"1\S{0,10}", name) or re.match(r"1\d", name)]:
            raise forms.ValidationError(_("Не похоже на первый класс: %s.") % ", ".join(odd))
        return tuple(dict.fromkeys(names))

    def choice(self, staying: list[str], leaving: list[str]) -> Choice:
        """What the action takes; ``staying`` and ``leaving`` are ticked keys of pupils."""
        names = ("starts_on", "ends_on", "leaving_levels", "first_classes")
        flags = ("carries_leaders", "carries_teaching", "carries_plans")
        given = {name: self.cleaned_data[name] for name in (*names, *flags)}
        return Choice(staying=_keys(staying), leaving=_keys(leaving), **given)


def _keys(ticked: list[str]) -> frozenset[int]:
    numbers = {int(one) for one in ticked if one.isdecimal() and len(one) < 12}
    return frozenset(Student.objects.filter(pk__in=numbers).values_list("pk", flat=True))


def usual_choice(old) -> dict:
    """What most schools choose."""
    classes = old.classes.order_by("level", "letter", "pk")
    levels = {one.level for one in classes}
    return {
        "starts_on": same_day_next_year(old.starts_on),
        "ends_on": same_day_next_year(old.ends_on),
        "leaving_levels": format_levels(usually_leaving(levels)),
        "first_classes": ", ".join(one.name for one in classes if one.level == 1),
        "carries_leaders": True,
        "carries_teaching": True,
        "carries_plans": True,
    }
