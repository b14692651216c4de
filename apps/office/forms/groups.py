"""Forms of study groups: the group, its page, its list, the division of a class."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.text import key_of
from apps.school.enums import GroupKind, Scale, ServiceKind
from apps.school.models import SchoolClass, StaffMember, Student, StudyGroup, Subject, TermScheme


def date_input() -> forms.DateInput:
    """The browser's own date field."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _classes_of(year):
    return SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")


def _subjects():
    return Subject.objects.order_by("position", "name", "pk")


class GroupFilter(forms.Form):
    """Groups of a kind, a class, a subject."""

    kind = forms.ChoiceField(label=_("Вид"), required=False)
    school_class = forms.ModelChoiceField(
        label=_("Класс"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("все классы")
    )
    subject = forms.ModelChoiceField(
        label=_("Предмет"), queryset=Subject.objects.none(), required=False, empty_label=_("все предметы")
    )
    ended = forms.BooleanField(label=_("закончившие работу"), required=False)

    def __init__(self, *args, year, led: set[int] | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("все виды")), *GroupKind.choices]
        classes = _classes_of(year)
        self.fields["school_class"].queryset = classes if led is None else classes.filter(pk__in=led)
        used = StudyGroup.objects.filter(year=year)
        subjects = _subjects().filter(study_groups__in=used) | _subjects().filter(courses__study_group__in=used)
        self.fields["subject"].queryset = subjects.distinct()


class GroupForm(forms.Form):
    """A group: what it is called, of which kind, from which classes."""

    name = forms.CharField(label=_("Название"), max_length=80, help_text=_("Например: 7А англ. 1, Шахматы, 10 профиль"))
    kind = forms.ChoiceField(label=_("Вид группы"), choices=GroupKind.choices)
    subject = forms.ModelChoiceField(
        label=_("Предмет"),
        queryset=Subject.objects.none(),
        required=False,
        empty_label=_("не выбран"),
        help_text=_("Для класса-комплекта — первый из предметов; остальные добавляются на его странице."),
    )
    classes = forms.ModelMultipleChoiceField(
        label=_("Классы"), queryset=SchoolClass.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self._year = year
        self.fields["classes"].queryset = _classes_of(year)
        self.fields["subject"].queryset = _subjects()

    def values(self) -> dict:
        """What the action takes: a class set has no subject of its own."""
        data = self.cleaned_data
        is_set = data["kind"] == GroupKind.CLASS_SET
        return {
            "year": self._year, "name": data["name"], "kind": data["kind"],
            "subject": None if is_set else data["subject"], "classes": list(data["classes"]),
        }  # fmt: skip


class PageForm(forms.Form):
    """The journal page of a group and its teacher."""

    subject = forms.ModelChoiceField(label=_("Предмет"), queryset=Subject.objects.none(), empty_label=_("не выбран"))
    term_scheme = forms.ModelChoiceField(
        label=_("Учебные периоды"), queryset=TermScheme.objects.none(), empty_label=None
    )
    scale = forms.ChoiceField(label=_("Система оценивания"), choices=Scale.choices)
    kind = forms.ChoiceField(label=_("Вид занятий"), choices=ServiceKind.choices)
    hours = forms.DecimalField(
        label=_("Часов в неделю"), min_value=0, max_value=40, max_digits=4, decimal_places=1, initial=1
    )
    teacher = forms.ModelChoiceField(
        label=_("Учитель"), queryset=StaffMember.objects.none(), required=False, empty_label=_("назначить позже")
    )
    starts_on = forms.DateField(label=_("Ведёт с"), widget=date_input())

    def __init__(self, *args, year, subject: Subject | None = None, asks_subject: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self._subject = subject
        self.fields["subject"].queryset = _subjects()
        if not asks_subject:
            del self.fields["subject"]
        self.fields["term_scheme"].queryset = TermScheme.objects.filter(year=year).order_by("pk")
        self.fields["teacher"].queryset = StaffMember.objects.order_by("sort_key", "pk")

    def values(self, subject: Subject | None = None) -> dict:
        """What the action takes."""
        data = self.cleaned_data
        return {**data, "subject": subject or self._subject or data.get("subject")}


class NewPageForm(PageForm):
    """The page offered together with a new group; it may be left for later."""

    make = forms.BooleanField(label=_("Сразу завести страницу журнала"), required=False, initial=True)
    field_order = ("make", "term_scheme", "scale", "kind", "hours", "teacher", "starts_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, asks_subject=False, **kwargs)
        if self.is_bound and not self.data.get(self.add_prefix("make")):
            for field in self.fields.values():
                field.required = False

    def values(self, subject: Subject | None = None) -> dict | None:
        """What the action takes; None when no page is wanted."""
        values = super().values(subject)
        return values if values.pop("make") else None


class SearchForm(forms.Form):
    """Pupils of the group's classes by name."""

    q = forms.CharField(label=_("Фамилия или имя"), required=False, max_length=100)


class MembersForm(forms.Form):
    """Pupils to put on the list: ticked, or pasted as a list of names."""

    students = forms.ModelMultipleChoiceField(label="", queryset=Student.objects.none(), required=False)
    names = forms.CharField(
        label=_("Или вставьте список имён"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("По одному в строке: «Ёлкина Катя», «Елкина К. К.»."),
    )
    starts_on = forms.DateField(label=_("В группе с"), widget=date_input())

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["students"].queryset = Student.objects.filter(pk__in=[one.student.pk for one in candidates])


class EndForm(forms.Form):
    """The last day of a place in a group, or of the group."""

    last_day = forms.DateField(label=_("Последний день"), widget=date_input())
    seen_end = forms.DateField(required=False, widget=forms.HiddenInput)


class AttachForm(forms.Form):
    """One pupil into one group from a day on."""

    student = forms.ModelChoiceField(queryset=Student.objects.all())
    group = forms.ModelChoiceField(queryset=StudyGroup.objects.all())


class DayForm(forms.Form):
    """The day of which a report speaks."""

    on = forms.DateField(label=_("На день"), required=False, widget=date_input())


class SplitForm(forms.Form):
    """The division of a class: who sits where is read from the radios, which stand one per pupil."""

    starts_on = forms.DateField(label=_("Делится с"), widget=date_input())
    seen = forms.IntegerField(widget=forms.HiddenInput)
    names = forms.CharField(
        label=_("Список имён"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    target = forms.CharField(required=False, max_length=20)
    arrange = forms.ChoiceField(
        required=False, choices=[(code, code) for code in ("", "alphabet", "sex", "names", "clear")]
    )

    def pairs(self) -> list[tuple[int, str]]:
        """Pupil and half as they came, a pupil twice when the request says so; empty halves left out."""
        found = []
        for name in self.data:
            pk = key_of(name.removeprefix("half-")) if name.startswith("half-") else None
            if pk is not None:
                found += [(pk, mark) for mark in self.data.getlist(name) if mark]
        return found

    def new_names(self) -> dict[str, str]:
        """Names of halves that do not exist yet."""
        found = {name.removeprefix("name-"): self.data[name] for name in self.data if name.startswith("name-new")}
        return {mark: text.strip()[:80] for mark, text in found.items() if text.strip()}
