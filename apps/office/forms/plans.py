"""Forms of subjects, curricula, load, individual plans and releases."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import RuleViolation
from apps.core.fields import TableFileField
from apps.school.enums import Scale, ServiceKind, SubjectPart
from apps.school.models import Course, Curriculum, StaffMember, Subject, TermScheme
from apps.school.rules.levels import parse_levels
from apps.school.rules.plans import parse_hours


def day_input() -> forms.DateInput:
    """A field for a date as browsers show it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HoursField(forms.CharField):
    """Hours a week: «3», «0,5»."""

    def __init__(self, **kwargs):
        super().__init__(max_length=6, widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}), **kwargs)

    def clean(self, value):
        """A number of hours, or None where the field may stay empty."""
        text = super().clean(value)
        try:
            hours = parse_hours(text)
        except RuleViolation as error:
            raise forms.ValidationError(str(error)) from error
        if hours is None and self.required:
            raise forms.ValidationError(_("Укажите часы в неделю."))
        return hours


class SubjectFilter(forms.Form):
    """Which part of the plan."""

    part = forms.ChoiceField(
        label=_("Часть учебного плана"), choices=[("", _("все")), *SubjectPart.choices], required=False
    )


class SubjectForm(forms.ModelForm):
    """A subject; without a part it is not saved (STR-10)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Subject
        fields = ("name", "short_name", "part", "area", "scale")
        help_texts = {
            "short_name": _("Для сетки расписания и таблиц: «Рус. яз.». Пусто — первые буквы названия."),
            "area": _("Например: «Математика и информатика»."),
            "scale": _("Для новых предметов в классах; у отдельного класса её можно изменить."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["short_name"].required = False
        self.fields["part"].choices = [("", _("выберите часть")), *SubjectPart.choices]

    def validate_unique(self):
        """The action says it in the school's words."""

    def _post_clean(self):
        """The action writes the row: the instance stays as it was read."""


class CurriculumForm(forms.ModelForm):
    """How a plan is called and for whom it is written."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Curriculum
        fields = ("name", "levels", "profile", "weeks", "order_number")
        help_texts = {
            "name": _("Например: «План 5–9 классов» или «10 класс, технологический профиль»."),
            "levels": _("Для каких параллелей: «5-9» или «10,11»."),
            "profile": _("Для 10–11 классов: естественно-научный, гуманитарный, универсальный… Иначе пусто."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["levels"].required = True

    def clean_levels(self):
        """Levels that can be read."""
        text = self.cleaned_data["levels"]
        try:
            parse_levels(text)
        except RuleViolation as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def validate_unique(self):
        """The action says it in the school's words."""

    def _post_clean(self):
        """The action writes the row."""


class CurriculumFileForm(forms.Form):
    """Hours from a file, or pasted from a spreadsheet."""

    file = TableFileField(
        label=_("Файл"),
        required=False,
        help_text=_("XLSX, CSV или TSV: столбец «Предмет» и по столбцу на параллель — 5, 6, 7…"),
    )
    text = forms.CharField(
        label=_("Или вставьте таблицу из Excel"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    add_subjects = forms.BooleanField(
        label=_("Добавить предметы, которых в школе ещё нет (в обязательную часть)"), required=False
    )

    def clean(self):
        """One of the two."""
        found = super().clean()
        if not found.get("file") and not found.get("text", "").strip():
            raise forms.ValidationError(_("Выберите файл или вставьте таблицу."))
        return found


class ChoiceForm(forms.Form):
    """From which day a class or a pupil follows a plan; an empty plan of a pupil means: as the class."""

    curriculum = forms.ModelChoiceField(label=_("Учебный план"), queryset=Curriculum.objects.none(), required=False)
    starts_on = forms.DateField(label=_("С какого дня"), widget=day_input())

    def __init__(self, *args, year, empty="", **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["curriculum"].empty_label = empty or _("выберите")
        self.fields["curriculum"].queryset = Curriculum.objects.filter(year=year).order_by("name", "pk")

    def clean_starts_on(self):
        """A day of the year."""
        return day_of_year(self.cleaned_data["starts_on"], self.year)


def day_of_year(day: dt.date, year) -> dt.date:
    """The day, when the school year holds it."""
    if not year.starts_on <= day <= year.ends_on:
        words = {"first": f"{year.starts_on:%d.%m.%Y}", "last": f"{year.ends_on:%d.%m.%Y}"}
        raise forms.ValidationError(_("Дата вне учебного года: он идёт с %(first)s по %(last)s.") % words)
    return day


class DayForm(forms.Form):
    """On which day the load is looked at."""

    day = forms.DateField(label=_("На день"), required=False, widget=day_input())


class AssignForm(forms.Form):
    """A teacher, hours and from which day; teachers of the subject stand first."""

    staff = forms.ChoiceField(label=_("Учитель"))
    hours = HoursField(label=_("Часов в неделю"))
    starts_on = forms.DateField(label=_("С какого дня"), widget=day_input())
    ends_on = forms.DateField(label=_("По какой день"), required=False, widget=day_input())

    def __init__(self, *args, teachers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("выберите учителя")), *teachers]

    def clean_staff(self):
        """The employee."""
        return StaffMember.objects.get(pk=self.cleaned_data["staff"])


class AssignmentForm(forms.Form):
    """Hours and days of an assignment."""

    hours = HoursField(label=_("Часов в неделю"))
    starts_on = forms.DateField(label=_("С какого дня"), widget=day_input())
    ends_on = forms.DateField(
        label=_("По какой день"), required=False, widget=day_input(), help_text=_("Пусто — до конца года.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class HandOverForm(forms.Form):
    """Who has the course from which day on."""

    staff = forms.ChoiceField(label=_("Новый учитель"))
    on = forms.DateField(label=_("С какого дня"), widget=day_input())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, teachers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("выберите учителя")), *teachers]

    def clean_staff(self):
        """The employee."""
        return StaffMember.objects.get(pk=self.cleaned_data["staff"])


class CourseForm(forms.Form):
    """How a course is graded and when."""

    scale = forms.ChoiceField(label=_("Система оценивания"), choices=Scale.choices)
    term_scheme = forms.ModelChoiceField(
        label=_("Периоды"),
        queryset=TermScheme.objects.none(),
        empty_label=None,
        help_text=_("Предмет на 0,5–1 час можно оценивать по полугодиям и в классе, где четверти."),
    )
    gradeless = forms.MultipleChoiceField(
        label=_("Периоды без отметок"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Например, первая четверть 2 класса: за такой период сдаются темы и посещаемость."),
    )
    kind = forms.ChoiceField(label=_("Вид занятий"), choices=ServiceKind.choices)
    hours_per_week = HoursField(label=_("Часов в неделю"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, course, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["term_scheme"].queryset = TermScheme.objects.filter(year=course.year_id).order_by("kind", "pk")
        self.fields["gradeless"].choices = [(term.pk, str(term)) for term in terms]


class PupilSearch(forms.Form):
    """Whose plan or release it will be."""

    q = forms.CharField(label=_("Имя или номер личного дела"), max_length=100, required=False)


class IndividualPlanForm(forms.Form):
    """Order and days of an individual plan; its subjects are lines of their own."""

    order_number = forms.CharField(label=_("Номер приказа"), max_length=40)
    order_on = forms.DateField(label=_("Дата приказа"), widget=day_input())
    starts_on = forms.DateField(label=_("С какого дня"), widget=day_input())
    ends_on = forms.DateField(
        label=_("По какой день"), required=False, widget=day_input(), help_text=_("Пусто — до конца года.")
    )
    note = forms.CharField(label=_("Примечание"), required=False, max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReleaseForm(forms.Form):
    """From which course a pupil is released, on what ground."""

    course = forms.ModelChoiceField(
        label=_("Предмет"), queryset=Course.objects.none(), empty_label=_("выберите предмет")
    )
    starts_on = forms.DateField(label=_("С какого дня"), widget=day_input())
    ends_on = forms.DateField(label=_("По какой день"), required=False, widget=day_input())
    basis = forms.CharField(
        label=_("Основание"), max_length=200, help_text=_("Приказ или справка с номером и датой. Диагноз не пишите.")
    )

    def __init__(self, *args, courses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses


class LastDayForm(forms.Form):
    """Until which day something holds."""

    last_day = forms.DateField(label=_("Последний день"), widget=day_input())
