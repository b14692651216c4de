"""Forms of the year desk: the year itself, its calendar, bells and regimes."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _


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
