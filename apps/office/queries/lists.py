"""Lists of a class from chosen columns (P-20); personal data only for those entitled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.school.models import Enrolment, Guardianship, SchoolClass, Student

MAX_BLANKS = 25


@dataclass(frozen=True)
class Column:
    """A column one may choose.

    Attributes:
        code: its name in the address.
        label: its title on paper.
        is_restricted: personal data: only for the office and the class teacher.
        value: the text for a pupil; None for a column to be written in by hand.
    """

    code: str
    label: str
    is_restricted: bool = False
    value: Callable[[Student], str] | None = None


def _parents(student: Student, text: Callable) -> str:
    return "; ".join(filter(None, (text(row) for row in student.family)))


def _age(student: Student, today: dt.date) -> str:
    born = student.birth_on
    return str(today.year - born.year - ((today.month, today.day) < (born.month, born.day))) if born else ""


def columns(today: dt.date) -> list[Column]:
    """Every column, in the order of the paper."""
    return [
        Column("birth", _("Дата рождения"), True, lambda one: f"{one.birth_on:%d.%m.%Y}" if one.birth_on else ""),
        Column("age", _("Лет"), True, lambda one: _age(one, today)),
        Column("sex", _("Пол"), False, lambda one: one.get_sex_display() if one.sex else ""),
        Column("file", _("Личное дело"), True, lambda one: one.file_no),
        Column("phone", _("Телефон ученика"), True, lambda one: one.phone),
        Column("email", _("Почта ученика"), True, lambda one: one.email),
        Column("address", _("Адрес"), True, lambda one: one.address),
        Column("parents", _("Родители"), True, lambda one: _parents(one, lambda row: row.representative.full_name)),
        Column(
            "parent_phones", _("Телефоны родителей"), True, lambda one: _parents(one, lambda row: _called(row))
        ),
        Column("consent", _("Согласие родителя (подпись)")),
        Column("signature", _("Подпись")),
        Column("note", _("Примечание")),
    ]  # fmt: skip


def _called(row: Guardianship) -> str:
    person = row.representative
    return f"{person.phone} ({person.first_name})" if person.phone else ""


@dataclass(frozen=True)
class Preset:
    """A list everybody asks for."""

    code: str
    label: str
    columns: tuple[str, ...]
    blanks: int = 0
    title: str = ""


def presets() -> list[Preset]:
    """The lists everybody asks for."""
    return [
        Preset("grid", _("Пустая сетка"), (), 20, _("Список класса")),
        Preset("phones", _("Телефоны"), ("phone", "parent_phones"), 0, _("Телефоны")),
        Preset("birthdays", _("Дни рождения"), ("birth", "age"), 0, _("Дни рождения")),
        Preset("signatures", _("Под подпись"), ("signature",), 0, _("Ознакомлены")),
        Preset("excursion", _("Экскурсия"), ("birth", "parent_phones", "consent"), 0, _("Список на экскурсию")),
    ]


@dataclass(frozen=True)
class ClassList:
    """A list ready to be shown, printed or written: titles and lines, ``blanks`` narrow columns at the end."""

    school_class: SchoolClass
    title: str
    on: dt.date
    titles: tuple[str, ...]
    by_hand: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    blanks: int

    @property
    def blank_range(self) -> range:
        """As many turns as there are blank columns, for templates."""
        return range(self.blanks)

    @property
    def is_wide(self) -> bool:
        """Whether the paper has to lie on its long side."""
        by_hand = sum(self.by_hand)
        return self.blanks > 20 or len(self.titles) - by_hand + by_hand * 1.5 > 4


def class_list(
    school_class: SchoolClass, chosen: Sequence[Column], *, title: str, blanks: int, today: dt.date
) -> ClassList:
    """The list of today's roll; two queries. Whoever reads no diary stands here all the same: it is the family."""
    family = Guardianship.objects.on(today).select_related("representative").order_by("relation", "pk")
    roll = (
        Enrolment.objects.on(today)
        .filter(school_class=school_class)
        .select_related("student")
        .prefetch_related(Prefetch("student__guardianships", family, to_attr="family"))
        .order_by("student__sort_key", "student_id")
    )
    rows = tuple(
        (row.student.full_name, *(one.value(row.student) if one.value else "" for one in chosen)) for row in roll
    )
    return ClassList(
        school_class=school_class,
        title=title,
        on=today,
        titles=(_("Фамилия, имя, отчество"), *(one.label for one in chosen)),
        by_hand=(False, *(one.value is None for one in chosen)),
        rows=rows,
        blanks=blanks,
    )
