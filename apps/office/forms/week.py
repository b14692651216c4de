"""Forms of the timetable."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.office.queries.week import classes_of, kinds_in, rooms_of, teachers_of
from apps.school.models import Room, SchoolClass, StaffMember

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WeekChoice(forms.Form):
    """Which date and which kind of lessons; an empty date is today."""

    on = forms.DateField(label=_("На дату"), required=False, widget=DAY)
    kind = forms.ChoiceField(label=_("Занятия"), required=False)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = kinds_in(year)
        if kinds:
            self.fields["kind"].choices = [("", _("все")), *kinds]
        else:
            del self.fields["kind"]


class OwnerChoice(forms.Form):
    """Whose week: the select that leads from one page to the next."""

    owner = forms.ModelChoiceField(queryset=SchoolClass.objects.none(), empty_label=None)

    def __init__(self, *args, of: str, year, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if of == "class":
            field.label, field.queryset = _("Класс"), classes_of(year)
        elif of == "teacher":
            field.label, field.queryset = _("Учитель"), teachers_of(year)
            field.label_from_instance = lambda staff: staff.full_name
        else:
            field.label, field.queryset = _("Кабинет"), rooms_of()


class RoomForm(forms.ModelForm):
    """A room of the register (STR-13)."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Room
        fields = ("name", "seats", "purpose", "lessons_at_once", "is_closed")
        help_texts = {
            "name": _("Номер или название: 21, Спортзал"),
            "lessons_at_once": _("Сколько уроков можно вести сразу: в спортзале бывает 2"),
            "is_closed": _("Такой кабинет нельзя выбрать для урока; прежние записи остаются."),
        }

    def clean_lessons_at_once(self):
        """At least one."""
        count = self.cleaned_data["lessons_at_once"]
        if not 1 <= count <= 20:
            raise forms.ValidationError(_("От 1 до 20."))
        return count


class EntryForm(forms.Form):
    """A lesson of the timetable, completely."""

    weekday = forms.TypedChoiceField(label=_("День"), coerce=int)
    number = forms.IntegerField(label=_("Урок"), min_value=0, max_value=14)
    week = forms.TypedChoiceField(
        label=_("Недели"),
        coerce=int,
        choices=[(0, _("каждую неделю")), (1, _("только 1-я неделя")), (2, _("только 2-я неделя"))],
    )
    teacher = forms.ModelChoiceField(
        label=_("Учитель"),
        queryset=StaffMember.objects.none(),
        error_messages={"required": _("Урок нельзя поставить без учителя.")},
    )
    second_teacher = forms.ModelChoiceField(
        label=_("Второй учитель"), queryset=StaffMember.objects.none(), required=False, empty_label=_("нет")
    )
    room = forms.ModelChoiceField(
        label=_("Кабинет"), queryset=Room.objects.none(), required=False, empty_label=_("не указан")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, year, weekdays, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(
            label=_("Действует с"), widget=DAY, help_text=_("До этого дня остаётся прежнее расписание.")
        )
        self.fields["weekday"].choices = weekdays
        for name in ("teacher", "second_teacher"):
            self.fields[name].queryset = StaffMember.objects.order_by("sort_key", "pk")
            self.fields[name].label_from_instance = lambda staff: staff.full_name
        self.fields["room"].queryset = rooms_of()


class DeskChoice(forms.Form):
    """Whose timetable is changed and from which day."""

    owner = forms.ChoiceField(label=_("Чьё расписание"))

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(label=_("Изменения действуют с"), widget=DAY)
        classes = list(classes_of(year))
        levels = sorted({one.level for one in classes})
        self.fields["owner"].choices = [
            (_("Класс"), [(f"class-{one.pk}", one.name) for one in classes]),
            (_("Вся параллель"), [(f"level-{level}", _("%s-е классы") % level) for level in levels]),
            (_("Учитель"), [(f"teacher-{one.pk}", one.full_name) for one in teachers_of(year)]),
        ]
