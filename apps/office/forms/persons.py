"""Forms of people, classes, movement, requests, duties and lists."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import latest_mark
from apps.core.text import by_look, tidy
from apps.school.enums import MovementKind
from apps.school.models import (
    Duty,
    Enrolment,
    Guardianship,
    Representative,
    SchoolClass,
    StaffMember,
    Student,
    StudyForm,
)
from apps.school.queries.people import working_on
from apps.school.rules.movement import check_order
from apps.school.rules.people import check_birth, check_dates

NAMES = ("last_name", "first_name", "patronymic")


class DateInput(forms.DateInput):
    """A date as browsers pick it."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class Heedful(forms.Form):
    """Rules of the school whose sentence belongs to one field."""

    def heed(self, field: str, rule, *values) -> None:
        """Put the rule's sentence at the field; a field that is wrong already is left alone."""
        if field in self.errors:
            return
        try:
            rule(*values)
        except RuleViolation as error:
            self.add_error(field, str(error))


class Card(Heedful, forms.ModelForm):
    """Values of a row; judging and writing are the action's, so the row itself is not touched here.

    ``seen`` is the row's latest history number when the form was opened.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = latest_mark(self.instance)
        if "email" in self.fields:
            self.fields["email"].label = _("Эл. почта")
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DateInput()
            if name in NAMES:
                field.widget.attrs["autocomplete"] = "off"
            if isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0][0] == "":
                field.choices = [("", _("не указано")), *field.choices[1:]]

    def _post_clean(self):
        """Nothing is written onto the row."""

    def values(self) -> dict:
        """The clean values of the row's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class PersonForm(Card):
    """Name and birth."""

    def clean(self):
        cleaned = super().clean()
        if "birth_on" in self.fields:
            self.heed("birth_on", check_birth, cleaned.get("birth_on"), clock.today())
        return cleaned


class StudentForm(PersonForm):
    """Personal data of a pupil."""

    class Meta:
        model = Student
        fields = (*NAMES, "birth_on", "sex", "file_no", "phone", "email", "address")


class StudentContacts(Card):
    """What the class teacher keeps up to date (STR-18)."""

    class Meta:
        model = Student
        fields = ("phone", "email", "address")


class RepresentativeForm(PersonForm):
    """A representative's data."""

    class Meta:
        model = Representative
        fields = (*NAMES, "phone", "email", "address", "workplace")


class RepresentativeContacts(Card):
    """Contacts of a representative, for the class teacher."""

    class Meta:
        model = Representative
        fields = ("phone", "email", "address", "workplace")


class StaffForm(PersonForm):
    """An employee's data; ``teaches`` gives a new account the role."""

    teaches = forms.BooleanField(label=_("Ведёт уроки (роль учителя)"), required=False, initial=True)

    class Meta:
        model = StaffMember
        fields = (
            *NAMES, "personnel_no", "job_title", "birth_on", "phone", "email", "works_from", "works_until", "subjects",
        )  # fmt: skip
        labels = {"subjects": _("Может вести")}
        widgets = {"subjects": forms.CheckboxSelectMultiple}
        help_texts = {
            "works_until": _("Последний рабочий день. После него сотрудника нельзя выбрать, роли заканчиваются."),
            "subjects": _("Кроме предметов своей нагрузки: так подбирается замена."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            del self.fields["teaches"]
        self.fields["subjects"].queryset = self.fields["subjects"].queryset.order_by("position", "name")

    def clean(self):
        cleaned = super().clean()
        self.heed("works_until", check_dates, cleaned.get("works_from"), cleaned.get("works_until"))
        return cleaned

    def values(self) -> dict:
        """Without the subjects: they are a list of their own."""
        return {name: value for name, value in super().values().items() if name != "subjects"}


class GuardianshipForm(Card):
    """Who somebody is to the pupil, from when to when, and whether the diary is open."""

    class Meta:
        model = Guardianship
        fields = ("relation", "starts_on", "ends_on", "has_access", "basis")
        help_texts = {
            "has_access": _("Снимите, если права ограничены: представитель останется в списке, но ничего не увидит."),
            "basis": _("Реквизиты решения, заявления или приказа. Без существа дела."),
        }

    def clean(self):
        cleaned = super().clean()
        self.heed("ends_on", check_dates, cleaned.get("starts_on"), cleaned.get("ends_on"))
        if cleaned.get("has_access") is False and not tidy(cleaned.get("basis", "")):
            self.add_error(
                "basis", _("Укажите основание, по которому ограничен доступ: решение суда, заявление, приказ.")
            )
        return cleaned


class EndForm(forms.Form):
    """Why something ends at once."""

    basis = forms.CharField(label=_("Основание"), max_length=200)


class ClassForm(Card):
    """A class of the year."""

    letter = forms.CharField(label=_("Литера"), max_length=10, required=False)
    level = forms.IntegerField(label=_("Параллель"), min_value=1, max_value=12)
    shift = forms.TypedChoiceField(label=_("Смена"), coerce=int, choices=[(1, "1"), (2, "2"), (3, "3")])
    days_per_week = forms.TypedChoiceField(label=_("Дней в неделе"), coerce=int, choices=[(5, "5"), (6, "6")])

    class Meta:
        model = SchoolClass
        fields = ("level", "letter", "shift", "days_per_week", "room")
        labels = {"room": _("Кабинет")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = self.fields["room"].queryset.filter(is_closed=False).order_by("name")
        self.fields["room"].label, self.fields["room"].empty_label = _("Кабинет"), _("не закреплён")

    def clean_letter(self):
        """Upper case, Russian look-alikes."""
        return by_look(tidy(self.cleaned_data["letter"])).upper()


class ClassTeacherForm(Heedful):
    """Who leads the class from which day on."""

    starts_on = forms.DateField(label=_("С какого дня"), widget=DateInput())
    staff = forms.ModelChoiceField(
        label=_("Классный руководитель"), queryset=StaffMember.objects.none(), empty_label=_("выберите")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = working_on(clock.today())


class OrderForm(Heedful):
    """Number and date of an order."""

    order_number = forms.CharField(label=_("Номер приказа"), max_length=40)
    order_on = forms.DateField(label=_("Дата приказа"), widget=DateInput())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("order_number") and cleaned.get("order_on"):
            self.heed("order_on", check_order, cleaned["order_number"], cleaned["order_on"], clock.today())
        return cleaned


class MovementForm(OrderForm):
    """A movement of one pupil: what, from which day, by which order."""

    to_class = forms.ModelChoiceField(
        label=_("В класс"), queryset=SchoolClass.objects.none(), empty_label=_("выберите")
    )
    effective_on = forms.DateField(label=_("С какого дня"), widget=DateInput())
    elsewhere = forms.CharField(label=_("Откуда прибыл"), max_length=200, required=False)

    def __init__(self, *args, kind: str, year, but_class: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == MovementKind.DEPARTURE:
            del self.fields["to_class"]
            self.fields["elsewhere"].label = _("Куда выбыл")
            self.fields["effective_on"].label = _("Первый день, когда ученика нет в школе")
        else:
            classes = SchoolClass.objects.filter(year=year).exclude(pk=but_class)
            self.fields["to_class"].queryset = classes.order_by("level", "letter", "pk")
        if kind == MovementKind.TRANSFER:
            del self.fields["elsewhere"]
            self.fields["effective_on"].label = _("Первый день в новом классе")
        self.order_fields(["to_class", "effective_on", "order_number", "order_on", "elsewhere"])


class MovementFilter(forms.Form):
    """Which movements: days, class, kind."""

    first = forms.DateField(label=_("С"), required=False, widget=DateInput())
    last = forms.DateField(label=_("По"), required=False, widget=DateInput())
    kind = forms.ChoiceField(label=_("Вид"), required=False, choices=[("", _("все виды")), *MovementKind.choices])
    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("все классы")
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
        self.fields["school_class"].queryset = classes


class StudentChoice(forms.ModelChoiceField):
    """Pupils by their short names."""

    def label_from_instance(self, obj):
        """Фамилия Имя."""
        return obj.short_name


class RequestForm(forms.Form):
    """What the class teacher reports."""

    kind = forms.ChoiceField(
        label=_("Что изменилось"), required=False,
        choices=[("", _("другое: данные, группы, ошибка в списке")), *MovementKind.choices],
    )  # fmt: skip
    student = StudentChoice(
        label=_("Ученик"), queryset=Student.objects.none(), required=False, empty_label=_("новый или весь класс"),
    )  # fmt: skip
    effective_on = forms.DateField(label=_("С какого дня"), required=False, widget=DateInput())
    text = forms.CharField(label=_("Подробности"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, school_class, **kwargs):
        super().__init__(*args, **kwargs)
        here = Enrolment.objects.on(clock.today()).filter(school_class=school_class).values("student_id")
        self.fields["student"].queryset = Student.objects.filter(pk__in=here).order_by("sort_key", "pk")

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in (MovementKind.TRANSFER, MovementKind.DEPARTURE) and not cleaned.get("student"):
            self.add_error("student", _("Выберите ученика."))
        if kind and not cleaned.get("effective_on") and "effective_on" not in self.errors:
            self.add_error("effective_on", _("Укажите, с какого дня."))
        return cleaned


class DecisionForm(forms.Form):
    """What the office answers."""

    decision = forms.CharField(
        label=_("Ответ классному руководителю"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class StudyFormForm(Card):
    """A form of study by an order (P-16)."""

    class Meta:
        model = StudyForm
        fields = ("mode", "starts_on", "ends_on", "order_number", "order_on", "note")

    def clean(self):
        cleaned = super().clean()
        self.heed("ends_on", check_dates, cleaned.get("starts_on"), cleaned.get("ends_on"))
        if cleaned.get("order_number") and cleaned.get("order_on"):
            self.heed("order_on", check_order, cleaned["order_number"], cleaned["order_on"], clock.today())
        return cleaned


class DutyForm(Card):
    """Who answers for what by which order (ADM-12)."""

    class Meta:
        model = Duty
        fields = ("staff", "kind", "starts_on", "ends_on", "order_number", "order_on", "note")
        labels = {"staff": _("Сотрудник")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = working_on(clock.today())
        mine = StaffMember.objects.filter(pk=self.instance.staff_id)
        self.fields["staff"].label, self.fields["staff"].empty_label = _("Сотрудник"), _("выберите")
        self.fields["staff"].queryset = (now | mine).order_by("sort_key", "pk")

    def clean(self):
        cleaned = super().clean()
        self.heed("ends_on", check_dates, cleaned.get("starts_on"), cleaned.get("ends_on"))
        if cleaned.get("order_number") and cleaned.get("order_on"):
            self.heed("order_on", check_order, cleaned["order_number"], cleaned["order_on"], clock.today())
        return cleaned
