"""Forms of timetable files and drafts."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.fields import TableFileField
from apps.office.actions.draft_files import BELLS, FileDesk
from apps.office.actions.draft_match import AGAIN, NEW, SKIP, Line, can_make
from apps.office.actions.draft_school import CLASS, COURSE, KINDS, ROOM, SUBJECT, TEACHER
from apps.school.models import StaffMember
from apps.timetable.rules.building import Limits

# Together they stay below the number of fields that one request may carry.
SHOWN, FOUND_SHOWN = 120, 60


class TimetableFileForm(forms.Form):
    """A timetable file of any known format."""

    file = TableFileField(
        label=gettext_lazy("Файл расписания"),
        help_text=gettext_lazy(
            "XLSX или CSV (список или сетка), aSc Timetables, «Сетевой город», XHSTT, FET; до 20 МБ"
        ),
    )


@dataclass(frozen=True)
class Row:
    """A name of the file with the field of its choice."""

    line: Line
    field: object


@dataclass(frozen=True)
class Section:
    """Names of one kind: those to choose, those found, how many are not shown."""

    kind: str
    title: str
    hint: str
    tick: object
    open: tuple[Row, ...]
    found: tuple[Row, ...]
    hidden: int
    found_in_all: int


def _titles() -> dict[str, tuple[str, str]]:
    return {
        CLASS: (_("Классы"), _("создать недостающие классы")),
        SUBJECT: (_("Предметы"), _("создать недостающие предметы")),
        TEACHER: (_("Учителя"), _("создать карточки недостающих учителей")),
        ROOM: (_("Кабинеты"), _("создать недостающие кабинеты")),
        COURSE: (_("Предметы в классах"), _("создать недостающие: предмет в классе, группу и нагрузку")),
    }


def _hints() -> dict[str, str]:
    return {
        CLASS: _("Уроки класса, который не выбран и не создаётся, в черновик не войдут."),
        SUBJECT: _("Уроки предмета, который не выбран и не создаётся, в черновик не войдут."),
        TEACHER: _("Если учитель не выбран, урок получит учителя по нагрузке, когда он один."),
        ROOM: _("Если кабинет не выбран, урок войдёт в черновик без кабинета."),
        COURSE: _("Чего нет в нагрузке школы: выберите, к какому предмету класса отнести, или создайте."),
    }


class MatchForm(forms.Form):
    """What every name of the file means; fields are numbered by the name's place in the file."""

    def __init__(self, *args, desk: FileDesk, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.lines = {**desk.match.lines, COURSE: desk.match.courses}
        for kind, (_title, tick) in _titles().items():
            self.fields[f"create_{kind}"] = forms.BooleanField(label=tick, required=False, initial=kind in desk.create)
            for line in self._shown(kind):
                self.fields[f"{kind}_{line.index}"] = forms.ChoiceField(
                    label=line.name, choices=_choices(line), required=False, initial=line.choice
                )
        if desk.needs_bells:
            self.fields["create_bells"] = forms.BooleanField(
                label=_("взять звонки из файла: в школе их ещё нет"), required=False, initial=BELLS in desk.create
            )

    def _shown(self, kind: str) -> list[Line]:
        waiting = [line for line in self.lines[kind] if not line.is_found]
        found = [line for line in self.lines[kind] if line.is_found]
        return [*waiting[:SHOWN], *found[:FOUND_SHOWN]]

    def sections(self) -> list[Section]:
        """The form for the page."""
        found = []
        for kind, (title, _tick) in _titles().items():
            rows = [Row(line, self[f"{kind}_{line.index}"]) for line in self._shown(kind)]
            found_in_all = sum(line.is_found for line in self.lines[kind])
            waiting = tuple(row for row in rows if not row.line.is_found)
            known = tuple(row for row in rows if row.line.is_found)
            hidden = len(self.lines[kind]) - found_in_all - len(waiting)
            if rows or kind == COURSE:
                found.append(
                    Section(kind, title, _hints()[kind], self[f"create_{kind}"], waiting, known, hidden, found_in_all)
                )
        return found

    def chosen(self) -> dict[str, dict[str, str]]:
        """Kind → name → choice, as posted."""
        return {
            kind: {
                line.name: self.cleaned_data.get(f"{kind}_{line.index}", "")
                for line in self._shown(kind)
                if f"{kind}_{line.index}" in self.data
            }
            for kind in (*KINDS, COURSE)
        }

    def create(self) -> list[str]:
        """The kinds ticked."""
        return [kind for kind in (*KINDS, COURSE, BELLS) if self.cleaned_data.get(f"create_{kind}")]


def _choices(line: Line) -> list[tuple[str, str]]:
    makes = [(NEW, _("создать"))] if can_make(line.kind, line.name) else []
    if line.is_found:
        return [(line.choice, line.label), (AGAIN, _("выбрать другое…")), *makes, (SKIP, _("не брать"))]
    options = [(str(pk), label) for pk, label in line.options]
    return [("", _("— не выбрано —")), *makes, (SKIP, _("не брать")), *options]


class AcceptForm(forms.Form):
    """From when the draft is the timetable."""

    starts_on = forms.DateField(
        label=gettext_lazy("Действует с"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_whole = forms.BooleanField(
        label=gettext_lazy("Это расписание всей школы: чего в черновике нет, то заканчивается"), required=False
    )
    add_load = forms.BooleanField(
        label=gettext_lazy("Добавить в нагрузку учителей, которых в ней нет"), required=False, initial=True
    )


class DraftFilter(forms.Form):
    """Which class to show and with which day to compare."""

    on = forms.DateField(required=False)
    school_class = forms.IntegerField(required=False)


class BuildForm(forms.Form):
    """What the program that builds a timetable should keep to."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Искать не дольше, минут"), min_value=1, max_value=60, initial=5,
        help_text=gettext_lazy("Обычно хватает нескольких секунд. Что не поместится, будет перечислено."),
    )  # fmt: skip
    student_gaps = forms.IntegerField(
        label=gettext_lazy("Окон у класса в неделю, не больше"), min_value=0, max_value=10, initial=0
    )
    from_first_lesson = forms.BooleanField(
        label=gettext_lazy("Каждый день начинать с первого урока смены"), required=False, initial=True
    )
    teacher_daily = forms.IntegerField(
        label=gettext_lazy("Уроков у учителя в день, не больше"), min_value=1, max_value=14, initial=7
    )
    teacher_gaps = forms.IntegerField(
        label=gettext_lazy("Окон у учителя в неделю, не больше"), min_value=0, max_value=30, required=False,
        help_text=gettext_lazy("Пусто — без ограничения. Чем строже, тем дольше поиск."),
    )  # fmt: skip

    def limits(self) -> Limits:
        """The limits chosen."""
        return Limits(**{name: self.cleaned_data[name] for name in Limits.__dataclass_fields__})


class TeacherChoice(forms.Form):
    """Whose unavailable time is shown."""

    staff = forms.ModelChoiceField(
        label=gettext_lazy("Учитель"), queryset=StaffMember.objects.none(), empty_label=gettext_lazy("— выберите —")
    )

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        working = StaffMember.objects.exclude(works_until__lt=day)
        self.fields["staff"].queryset = working.order_by("sort_key", "pk")
