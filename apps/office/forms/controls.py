"""Forms of the schedule of control works."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.office.queries.controls import terms_of
from apps.school.models import Course, SchoolClass
from apps.timetable.models import ControlWork


class PeriodChoice(forms.Form):
    """Which period, of which class, seen how."""

    term = forms.ChoiceField(label=_("Период"), required=False)
    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("все классы")
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.terms = terms_of(year)
        self.fields["term"].choices = [
            (term.pk, f"{term} ({term.starts_on:%d.%m} — {term.ends_on:%d.%m})") for term in self.terms
        ]
        classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
        self.fields["school_class"].queryset = classes


class ControlForm(forms.ModelForm):
    """A control work of a class."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ControlWork
        fields = ("course", "held_on", "number", "form", "topic", "note")
        labels = {"course": _("Предмет"), "number": _("Урок по счёту")}
        help_texts = {"number": _("Пусто — урок этого предмета в этот день.")}
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, courses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses
        self.fields["course"].empty_label = _("выберите предмет")
        self.fields["course"].label_from_instance = course_label
        self.fields["number"].widget.attrs |= {"min": 1, "max": 14}

    def validate_unique(self):
        """The action says it in the school's words."""

    def _post_clean(self):
        """The action writes the row."""


def course_label(course: Course) -> str:
    """«Математика», «Английский язык (7А англ. 1)»."""
    return f"{course.subject.name} ({course.study_group.name})" if course.study_group_id else course.subject.name
