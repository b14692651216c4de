"""Forms of lists and certificates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.office.forms.persons import DateInput
from apps.office.queries.lists import MAX_BLANKS, Column
from apps.school.models import SchoolClass


class ListForm(forms.Form):
    """Which columns of the list of a class, under which title."""

    title = forms.CharField(label=_("Заголовок"), max_length=120, required=False)
    columns = forms.MultipleChoiceField(label=_("Столбцы"), required=False, widget=forms.CheckboxSelectMultiple)
    blanks = forms.IntegerField(label=_("Пустых столбцов"), min_value=0, max_value=MAX_BLANKS, required=False)

    def __init__(self, *args, columns: list[Column], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(one.code, one.label) for one in columns]


class ClassChoice(forms.Form):
    """A class among those of whom one may make lists."""

    school_class = forms.ModelChoiceField(label=_("Класс"), queryset=SchoolClass.objects.none())

    def __init__(self, *args, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes


class CertificateForm(forms.Form):
    """Number, date and purpose of a paper."""

    number = forms.CharField(label=_("Исходящий №"), max_length=30)
    issued_on = forms.DateField(label=_("Дата"), widget=DateInput())
    purpose = forms.CharField(
        label=_("Для предъявления"), max_length=200, initial=_("по месту требования"),
        help_text=_("Куда: «в отдел социальной защиты», «по месту требования»."),
    )  # fmt: skip

    def clean_issued_on(self):
        """A paper is not dated ahead."""
        day = self.cleaned_data["issued_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Дата ещё не наступила."))
        return day
