"""The rows of a school's workbook: one frozen class per sheet, columns declared beside their fields.

The reader, the template and the manual of the import are all made from these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, time
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from apps.core import cells as plain
from apps.core.tables import header_key
from apps.office.imports import cells
from apps.office.imports.cells import ClassName
from apps.office.imports.columns import Column, Fault, Origin, SheetRow, column


@dataclass(frozen=True)
class PersonRow(SheetRow):
    """Common to sheets of people: the name in three columns or one."""

    last_name: str = column(
        "Фамилия",
        plain.read_name,
        limit=80,
        required=True,
        aliases="фамилия сотрудника|фамилия ученика|lastname|last name|surname",
    )
    first_name: str = column("Имя", plain.read_name, limit=80, required=True, aliases="firstname|first name|given name")
    patronymic: str = column(
        "Отчество", plain.read_name, limit=80, aliases="отчество при наличии|patronymic|middle name"
    )

    @property
    def full_name(self) -> str:
        """«Фамилия Имя Отчество»."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))


_SINCE = "с|дата начала|начало действия"
_UNTIL = "по|дата окончания|окончание действия"


def _order(row, first: str, last: str):
    start, end = getattr(row, first), getattr(row, last)
    if start and end and end < start:
        yield last, _("Конец раньше начала.")


@dataclass(frozen=True)
class StaffRow(PersonRow):
    """Сотрудники."""

    number: str = column(
        "Табельный №", plain.read_text, limit=30, aliases="табельный|таб номер|таб №|staff number",
        example="001",
    )  # fmt: skip
    birth_date: date | None = column(
        "Дата рождения", cells.read_birth_date, aliases="др|дата рожд|д р|birth date|dob|dob d", empty=None
    )
    position: str = column("Должность", plain.read_text, aliases="position", example="учитель математики")
    roles: tuple[str, ...] = column(
        "Роли", cells.read_roles, aliases="роль|права", empty=(), example="учитель",
        hint="учитель; заместитель; директор; администратор; секретарь — через точку с запятой",
    )  # fmt: skip
    login: str = column("Логин", cells.read_login, limit=60, aliases="имя пользователя|login|username")
    email: str = column("E-mail", cells.read_email, aliases="email|почта|электронная почта|эл почта|адрес эл почты")
    phone: str = column(
        "Телефон", cells.read_phone, limit=40, aliases="тел|моб телефон|мобильный|мобильный телефон|phone"
    )
    starts_on: date | None = column("Работает с", plain.read_date, aliases="принят|дата приема|принят с", empty=None)
    ends_on: date | None = column("Работает по", plain.read_date, aliases="уволен|дата увольнения", empty=None)

    def problems(self):
        """The last day of work is not before the first."""
        yield from _order(self, "starts_on", "ends_on")


@dataclass(frozen=True)
class ClassRow(SheetRow):
    """Классы."""

    school_class: ClassName | None = column("Класс", cells.read_class, required=True, empty=None, example="7А")
    level: int | None = column("Параллель", cells.read_level, required=True, empty=None, example=7)
    class_teacher: str = column(
        "Классный руководитель", plain.read_text, limit=250, aliases="кл рук|классный рук|кл руководитель",
        hint="ФИО или табельный номер",
    )  # fmt: skip
    shift: int | None = column("Смена", cells.read_shift, empty=None, example=1)
    days_per_week: int | None = column(
        "Дней в неделе", cells.read_number_between(5, 6), aliases="учебных дней|дней в неделю", empty=None, example=5
    )
    room: str = column("Кабинет", plain.read_text, limit=30, aliases="каб", example="21")

    def problems(self):
        """«7А» stands in level 7."""
        if self.school_class and self.level and self.school_class.level != self.level:
            yield "level", _("Параллель не совпадает с номером класса.")


@dataclass(frozen=True)
class StudentRow(PersonRow):
    """Ученики."""

    number: str = column(
        "Личное дело №", plain.read_text, limit=30, example="А-101",
        aliases="личное дело|номер личного дела|л д|№ личного дела|№ л д|id|pid|номер ученика",
    )  # fmt: skip
    birth_date: date | None = column(
        "Дата рождения", cells.read_birth_date, required=True, aliases="др|дата рожд|д р|birth date|birthday|dob|dob d",
        empty=None,
    )  # fmt: skip
    sex: str = column("Пол", cells.read_sex, aliases="sex|gender", example="м")
    school_class: ClassName | None = column("Класс", cells.read_class, required=True, aliases="class", empty=None)
    enrolled_on: date | None = column(
        "Зачислен с", plain.read_date, empty=None,
        aliases="зачислен|дата зачисления|дата поступления|прибыл|entry d|entry date|"
        "дата начала действия приказа на зачисление",
    )  # fmt: skip
    enrolment_order: str = column("Приказ о зачислении", plain.read_text, aliases="приказ зачисления")
    left_on: date | None = column(
        "Выбыл", plain.read_date, empty=None, aliases="дата выбытия|отчислен|выбыл с|exit d|exit date"
    )
    departure_order: str = column("Приказ о выбытии", plain.read_text, aliases="приказ об отчислении")
    login: str = column("Логин", cells.read_login, limit=60, aliases="login|username")

    def problems(self):
        """Arrival before departure, birth before arrival."""
        yield from _order(self, "enrolled_on", "left_on")
        if self.birth_date and self.enrolled_on and self.birth_date >= self.enrolled_on:
            yield "birth_date", _("Дата рождения позже даты зачисления.")


@dataclass(frozen=True)
class RepresentativeRow(PersonRow):
    """Представители."""

    student_number: str = column(
        "Личное дело №", plain.read_text, limit=30, required=True, aliases="личное дело|номер личного дела",
        example="А-101", hint="личное дело ученика",
    )  # fmt: skip
    relation: str = column(
        "Кем приходится", cells.read_relation, empty="other", aliases="родство|степень родства", example="мать"
    )
    phone: str = column("Телефон", cells.read_phone, limit=40, aliases="тел|мобильный|мобильный телефон")
    email: str = column("E-mail", cells.read_email, aliases="email|почта|электронная почта")
    login: str = column("Логин", cells.read_login, limit=60, aliases="login|username")


@dataclass(frozen=True)
class SubjectRow(SheetRow):
    """Предметы."""

    name: str = column(
        "Предмет",
        plain.read_text,
        required=True,
        aliases="название предмета|наименование предмета",
        example="Математика",
    )
    short: str = column("Кратко", plain.read_text, limit=30, aliases="сокращение|краткое название", example="Мат.")
    component: str = column(
        "Часть", cells.read_component, aliases="часть плана", example="обязательная", hint="обязательная / формируемая"
    )
    area: str = column("Область", plain.read_text, aliases="предметная область", example="Математика и информатика")
    scale: str = column(
        "Система оценивания", cells.read_scale, aliases="оценивание|шкала", example="5-балльная",
        hint="5-балльная / зачёт / без отметок",
    )  # fmt: skip


@dataclass(frozen=True)
class GroupRow(SheetRow):
    """Группы."""

    name: str = column(
        "Группа", plain.read_text, limit=80, required=True, aliases="название группы", example="7А англ. 1"
    )
    subject: str = column("Предмет", plain.read_text, required=True, example="Иностранный язык (английский)")
    kind: str = column(
        "Вид", cells.read_group_kind, aliases="вид группы", example="подгруппа",
        hint="подгруппа / поток / электив / факультатив / кружок / внеурочная",
    )  # fmt: skip
    classes: tuple[ClassName, ...] = column(
        "Классы", cells.read_classes, required=True, aliases="класс", empty=(), example="7А"
    )


@dataclass(frozen=True)
class MembershipRow(SheetRow):
    """Состав групп."""

    group: str = column("Группа", plain.read_text, limit=80, required=True, example="7А англ. 1")
    student_number: str = column(
        "Личное дело №",
        plain.read_text,
        limit=30,
        required=True,
        aliases="личное дело|номер личного дела",
        example="А-101",
    )
    starts_on: date | None = column("С", plain.read_date, aliases=_SINCE, empty=None)
    ends_on: date | None = column("По", plain.read_date, aliases=_UNTIL, empty=None)

    def problems(self):
        """The last day is not before the first."""
        yield from _order(self, "starts_on", "ends_on")


_TARGET = "класс / группа|класс|группа|класс группа"


@dataclass(frozen=True)
class LoadRow(SheetRow):
    """Нагрузка."""

    target: str = column("Класс или группа", plain.read_text, required=True, aliases=_TARGET, example="7А")
    subject: str = column("Предмет", plain.read_text, required=True, example="Математика")
    teacher: str = column(
        "Учитель", plain.read_text, limit=250, required=True, aliases="педагог|преподаватель|фио учителя",
        hint="ФИО или табельный номер",
    )  # fmt: skip
    hours: Decimal | None = column(
        "Часов в неделю", cells.read_hours, required=True, aliases="часов|часы|кол во часов|нагрузка|часов нед",
        empty=None, example=5,
    )  # fmt: skip
    starts_on: date | None = column("С", plain.read_date, aliases=_SINCE, empty=None)
    ends_on: date | None = column("По", plain.read_date, aliases=_UNTIL, empty=None)

    def problems(self):
        """The last day is not before the first."""
        yield from _order(self, "starts_on", "ends_on")


@dataclass(frozen=True)
class TermRow(SheetRow):
    """Периоды."""

    levels: tuple[int, ...] = column(
        "Параллели", cells.read_levels, required=True, aliases="параллель|классы", empty=(), example="1-9"
    )
    kind: str = column(
        "Вид", cells.read_term_kind, required=True, aliases="вид периода|период", example="четверть",
        hint="четверть / триместр / полугодие / год",
    )  # fmt: skip
    number: int | None = column("Номер", cells.read_number_between(1, 6), required=True, aliases="№", empty=None)
    starts_on: date | None = column("Начало", plain.read_date, required=True, aliases="с|дата начала", empty=None)
    ends_on: date | None = column("Конец", plain.read_date, required=True, aliases="по|окончание", empty=None)

    def problems(self):
        """A term ends after it begins, and its number fits its kind."""
        yield from _order(self, "starts_on", "ends_on")
        most = {"quarter": 4, "trimester": 3, "half_year": 2, "year": 1}.get(self.kind, 6)
        if self.number and self.number > most:
            yield "number", _("Такого номера у периодов этого вида не бывает: не больше %(n)s.") % {"n": most}


@dataclass(frozen=True)
class HolidayRow(SheetRow):
    """Каникулы."""

    name: str = column(
        "Название", plain.read_text, limit=100, required=True, aliases="каникулы|праздник", example="Осенние каникулы"
    )
    starts_on: date | None = column("Начало", plain.read_date, required=True, aliases="с|дата начала", empty=None)
    ends_on: date | None = column("Конец", plain.read_date, required=True, aliases="по|окончание", empty=None)
    levels: tuple[int, ...] = column(
        "Параллели", cells.read_levels, aliases="параллель|классы", empty=(), hint="пусто — для всех"
    )

    def problems(self):
        """The last day is not before the first."""
        yield from _order(self, "starts_on", "ends_on")


@dataclass(frozen=True)
class BellRow(SheetRow):
    """Звонки."""

    schedule: str = column(
        "Набор", plain.read_text, limit=60, required=True, aliases="расписание|набор звонков", example="Обычный день"
    )
    shift: int | None = column("Смена", cells.read_shift, required=True, empty=None, example=1)
    number: int | None = column(
        "Урок", cells.read_number_between(0, 14), required=True, aliases="№ урока|номер урока|номер", empty=None
    )
    starts_at: time | None = column("Начало", plain.read_time, required=True, aliases="с", empty=None)
    ends_at: time | None = column("Конец", plain.read_time, required=True, aliases="по|окончание", empty=None)

    def problems(self):
        """A lesson ends after it begins."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            yield "ends_at", _("Урок кончается раньше, чем начинается.")


@dataclass(frozen=True)
class EntryRow(SheetRow):
    """Расписание."""

    weekday: int | None = column("День", cells.read_weekday, required=True, aliases="день недели", empty=None)
    number: int | None = column(
        "Урок", cells.read_number_between(0, 14), required=True, aliases="№ урока|номер урока|номер", empty=None
    )
    target: str = column("Класс или группа", plain.read_text, required=True, aliases=_TARGET, example="7А")
    subject: str = column("Предмет", plain.read_text, required=True, example="Математика")
    teacher: str = column(
        "Учитель", plain.read_text, limit=250, aliases="педагог|преподаватель", hint="пусто — по нагрузке"
    )
    room: str = column("Кабинет", plain.read_text, limit=30, aliases="каб|аудитория", example="21")
    week: str = column("Неделя", cells.read_week, aliases="неделя 1 2", empty="0", example="обе", hint="обе / 1 / 2")
    starts_on: date | None = column("С", plain.read_date, aliases=_SINCE, empty=None)
    ends_on: date | None = column("По", plain.read_date, aliases=_UNTIL, empty=None)

    def problems(self):
        """The last day is not before the first."""
        yield from _order(self, "starts_on", "ends_on")


@dataclass(frozen=True)
class SheetSpec:
    """A sheet of the workbook: its name, other names it is found by, the class of its rows."""

    key: str
    name: str
    row: type[SheetRow]
    aliases: tuple[str, ...] = ()


#: In the order in which they must be loaded.
SHEETS = (
    SheetSpec("terms", "Периоды", TermRow, ("учебные периоды", "четверти")),
    SheetSpec("holidays", "Каникулы", HolidayRow, ("каникулы и праздники",)),
    SheetSpec("bells", "Звонки", BellRow, ("расписание звонков",)),
    SheetSpec("staff", "Сотрудники", StaffRow, ("учителя", "педагоги", "кадры")),
    SheetSpec("classes", "Классы", ClassRow),
    SheetSpec("students", "Ученики", StudentRow, ("обучающиеся", "контингент")),
    SheetSpec("representatives", "Представители", RepresentativeRow, ("родители", "законные представители")),
    SheetSpec("subjects", "Предметы", SubjectRow),
    SheetSpec("groups", "Группы", GroupRow, ("учебные группы",)),
    SheetSpec("memberships", "Состав групп", MembershipRow, ("состав группы",)),
    SheetSpec("load", "Нагрузка", LoadRow, ("учебная нагрузка", "тарификация")),
    SheetSpec("entries", "Расписание", EntryRow, ("расписание уроков",)),
)
BY_KEY = {spec.key: spec for spec in SHEETS}


@cache
def columns_of(row: type[SheetRow]) -> tuple[Column, ...]:
    """The columns of a row class in the order of the template (names of people after their number)."""
    found = [
        Column(
            item.name, item.metadata["title"], item.metadata["read"], item.metadata["required"],
            item.metadata["aliases"], item.metadata["example"], item.metadata["hint"], item.metadata["limit"],
        )
        for item in fields(row)
        if "title" in item.metadata
    ]  # fmt: skip
    numbers = [each for each in found if each.field in ("number", "student_number")]
    if issubclass(row, PersonRow):
        return (*numbers, *(each for each in found if each not in numbers))
    return tuple(found)


@cache
def known_headers(row: type[SheetRow]) -> Mapping[str, str]:
    """Header key → field, «full_name» for a name in one column."""
    known = {key: each.field for each in columns_of(row) for key in reversed(each.keys)}
    if issubclass(row, PersonRow):
        for name in ("ФИО", "Ф.И.О.", "Фамилия, имя, отчество", "Фамилия имя", "Обучающийся", "Ученик", "Сотрудник"):
            known.setdefault(header_key(name), "full_name")
    return known


@cache
def defaults_of(row: type[SheetRow]) -> Mapping[str, object]:
    """Field → value of an empty cell."""
    return {item.name: item.default for item in fields(row) if item.default is not MISSING}


__all__ = ["SHEETS", "Column", "Fault", "Origin", "SheetRow", "SheetSpec", "columns_of", "known_headers"]
