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


def _unless(row, other: str, *names: str):
    """Each of the fields is needed where ``other`` does not tell who or what is meant."""
    for name in names:
        if not getattr(row, name) and not getattr(row, other):
            yield name, _("Обязательное поле пусто.")


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
        empty=None, may_be_empty=True, hint="можно не писать, если ученик уже есть в школе под этим номером",
    )  # fmt: skip
    sex: str = column("Пол", cells.read_sex, aliases="sex|gender", example="м")
    school_class: ClassName | None = column(
        "Класс", cells.read_class, required=True, aliases="class", empty=None, may_be_empty=True,
        hint="пусто — только для того, кто уже есть в школе и в этом году не учится",
    )  # fmt: skip
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
    phone: str = column("Телефон ученика", cells.read_phone, limit=40)
    email: str = column("E-mail ученика", cells.read_email, aliases="почта ученика")
    address: str = column("Адрес", plain.read_text, limit=250, aliases="адрес проживания|адрес регистрации")
    login: str = column("Логин", cells.read_login, limit=60, aliases="login|username")

    def problems(self):
        """Arrival before departure, birth before arrival; whoever has no number is known by birth and class."""
        yield from _unless(self, "number", "birth_date", "school_class")
        yield from _order(self, "enrolled_on", "left_on")
        if self.birth_date and self.enrolled_on and self.birth_date >= self.enrolled_on:
            yield "birth_date", _("Дата рождения позже даты зачисления.")


@dataclass(frozen=True)
class RepresentativeRow(PersonRow):
    """Представители."""

    student_number: str = column(
        "Личное дело №", plain.read_text, limit=30, required=True, aliases="личное дело|номер личного дела",
        example="А-101", hint="личное дело ученика; без него — «Ученик»", may_be_empty=True,
    )  # fmt: skip
    student: str = column("Ученик", plain.read_text, limit=250, aliases="фио ученика|ребенок|фио ребенка")
    student_birth: date | None = column("Дата рождения ученика", cells.read_birth_date, empty=None)
    relation: str = column(
        "Кем приходится", cells.read_relation, empty="other", aliases="родство|степень родства", example="мать"
    )
    phone: str = column("Телефон", cells.read_phone, limit=40, aliases="тел|мобильный|мобильный телефон")
    email: str = column("E-mail", cells.read_email, aliases="email|почта|электронная почта")
    address: str = column("Адрес", plain.read_text, limit=250, aliases="адрес проживания")
    workplace: str = column("Место работы", plain.read_text, limit=200, aliases="работа")
    has_access: str = column(
        "Читает дневник", cells.read_yes_no, aliases="доступ к дневнику", example="да",
        hint="да / нет; «нет» — представитель ограничен в правах",
    )  # fmt: skip
    basis: str = column("Основание", plain.read_text, limit=200, hint="решение суда или приказ")
    login: str = column("Логин", cells.read_login, limit=60, aliases="login|username")

    def problems(self):
        """The child is named by the file number or by name."""
        yield from _unless(self, "student", "student_number")


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
    subject: str = column(
        "Предмет", plain.read_text, required=True, example="Иностранный язык (английский)", may_be_empty=True,
        hint="пусто — только у класса-комплекта",
    )  # fmt: skip
    kind: str = column(
        "Вид", cells.read_group_kind, aliases="вид группы", example="подгруппа",
        hint="подгруппа / поток / электив / факультатив / кружок / внеурочная / профильная / проектная / "
        "класс-комплект",
    )  # fmt: skip
    classes: tuple[ClassName, ...] = column(
        "Классы", cells.read_classes, required=True, aliases="класс", empty=(), example="7А"
    )
    ends_on: date | None = column("Действует по", plain.read_date, aliases=_UNTIL, empty=None)

    def problems(self):
        """Only a class set is taught together in several subjects."""
        if not self.subject and self.kind != "class_set":
            yield "subject", _("Обязательное поле пусто.")


@dataclass(frozen=True)
class MembershipRow(SheetRow):
    """Состав групп."""

    group: str = column("Группа", plain.read_text, limit=80, required=True, example="7А англ. 1")
    student_number: str = column(
        "Личное дело №", plain.read_text, limit=30, required=True, aliases="личное дело|номер личного дела",
        example="А-101", hint="без него — «Ученик»", may_be_empty=True,
    )  # fmt: skip
    student: str = column("Ученик", plain.read_text, limit=250, aliases="фио|фио ученика|обучающийся")
    student_birth: date | None = column(
        "Дата рождения", cells.read_birth_date, aliases="дата рождения ученика", empty=None
    )
    starts_on: date | None = column("С", plain.read_date, aliases=_SINCE, empty=None)
    ends_on: date | None = column("По", plain.read_date, aliases=_UNTIL, empty=None)

    def problems(self):
        """The last day is not before the first; the pupil is named by the file number or by name."""
        yield from _order(self, "starts_on", "ends_on")
        yield from _unless(self, "student", "student_number")


@dataclass(frozen=True)
class PlanRow(SheetRow):
    """Учебные планы: a line of hours; a plan without hours has one row with the rest empty."""

    name: str = column(
        "Учебный план", plain.read_text, required=True, aliases="план|название плана", example="План 5–9 классов"
    )
    profile: str = column("Профиль", plain.read_text, limit=80, aliases="направление", example="")
    levels: tuple[int, ...] = column(
        "Параллели плана", cells.read_levels, aliases="параллели|классы плана", empty=(), example="5-9",
        hint="пусто — те, что есть в строках",
    )  # fmt: skip
    weeks: int | None = column(
        "Учебных недель", cells.read_number_between(1, 53), aliases="недель", empty=None, example=34
    )
    order: str = column("Приказ", plain.read_text, limit=40, aliases="номер приказа")
    subject: str = column("Предмет", plain.read_text, required=True, may_be_empty=True, example="Математика")
    level: int | None = column(
        "Параллель", cells.read_level, required=True, may_be_empty=True, aliases="класс", empty=None, example=7
    )
    hours: Decimal | None = column(
        "Часов в неделю", cells.read_tenths, required=True, may_be_empty=True, empty=None, example=5,
        aliases="часов|часы|кол во часов|часов нед",
    )  # fmt: skip
    part: str = column("Часть", cells.read_component, aliases="часть плана", hint="пусто — как у предмета")
    groups: int | None = column(
        "Групп в классе", cells.read_number_between(1, 6), aliases="групп|подгрупп", empty=None, example=1
    )

    @property
    def has_line(self) -> bool:
        """Whether the row tells hours of a subject."""
        return bool(self.subject or self.level or self.hours)

    def problems(self):
        """Subject, level and hours go together."""
        if self.has_line:
            for name in ("subject", "level", "hours"):
                if not getattr(self, name):
                    yield name, _("Обязательное поле пусто.")


_TARGET = "класс / группа|класс|группа|класс группа"


@dataclass(frozen=True)
class LoadRow(SheetRow):
    """Нагрузка."""

    target: str = column("Класс или группа", plain.read_text, required=True, aliases=_TARGET, example="7А")
    subject: str = column("Предмет", plain.read_text, required=True, example="Математика")
    teacher: str = column(
        "Учитель", plain.read_text, limit=250, required=True, aliases="педагог|преподаватель|фио учителя",
        hint="ФИО или табельный номер; «вакансия» — учителя пока нет",
    )  # fmt: skip
    hours: Decimal | None = column(
        "Часов в неделю", cells.read_tenths, required=True, aliases="часов|часы|кол во часов|нагрузка|часов нед",
        empty=None, example=5, may_be_empty=True,
    )  # fmt: skip
    starts_on: date | None = column("С", plain.read_date, aliases=_SINCE, empty=None)
    ends_on: date | None = column("По", plain.read_date, aliases=_UNTIL, empty=None)
    kind: str = column(
        "Вид занятий", cells.read_service_kind, example="основные", hint="основные / внеурочные / дополнительные"
    )

    @property
    def is_vacancy(self) -> bool:
        """Whether the hours wait for a teacher."""
        return header_key(self.teacher) == "вакансия"

    def problems(self):
        """The last day is not before the first; a teacher has hours."""
        yield from _order(self, "starts_on", "ends_on")
        if not self.hours and not self.is_vacancy:
            yield "hours", _("Обязательное поле пусто.")


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
    kind: str = column(
        "Вид", cells.read_holiday_kind, example="каникулы", hint="каникулы / праздничный день / нерабочий день"
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
    second_teacher: str = column("Второй учитель", plain.read_text, limit=250)
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
    SheetSpec("plans", "Учебные планы", PlanRow, ("учебный план",)),
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
            item.metadata["may_be_empty"],
        )
        for item in fields(row)
        if "title" in item.metadata
    ]  # fmt: skip
    numbers = [each for each in found if each.field in ("number", "student_number", "student", "student_birth")]
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
