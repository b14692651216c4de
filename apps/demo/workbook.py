"""The blueprint as the workbook that `import_school` reads."""

from __future__ import annotations

from datetime import timedelta

from apps.core.tables import OutSheet, write_xlsx
from apps.demo.blueprint import Blueprint

WEEKDAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
WEEKS = ("обе", "1", "2")
Rows = list[tuple]


def sheets(plan: Blueprint) -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Sheet name -> (headings, rows) in the order in which a person would fill them in."""
    return {**_people(plan), **_teaching(plan), **_calendar(plan)}


def _people(plan: Blueprint) -> dict[str, tuple[tuple[str, ...], Rows]]:
    names = ("Фамилия", "Имя", "Отчество")
    staff = [
        (e.number, *_name(e.person), e.born, e.title, "; ".join(e.roles), e.login, f"{e.login}@school14.example")
        for e in plan.staff
    ]
    classes = [(c.name, c.level, c.leader, 1, 5, c.room) for c in plan.classes]
    pupils = [
        (p.file_number, *_name(p.person), p.born, p.person.sex, p.school_class, p.enrolled_on, p.enrolled_by,
         p.left_on, p.left_by, p.login)
        for p in plan.pupils
    ]  # fmt: skip
    parents = [(r.file_number, *_name(r.person), r.relation, r.phone, r.login) for r in plan.parents]
    return {
        "Сотрудники": (("Табельный №", *names, "Дата рождения", "Должность", "Роли", "Логин", "E-mail"), staff),
        "Классы": (("Класс", "Параллель", "Классный руководитель", "Смена", "Дней в неделе", "Кабинет"), classes),
        "Ученики": (("Личное дело №", *names, "Дата рождения", "Пол", "Класс", "Зачислен с", "Приказ о зачислении",
                     "Выбыл", "Приказ о выбытии", "Логин"), pupils),
        "Представители": (("Личное дело №", *names, "Кем приходится", "Телефон", "Логин"), parents),
    }  # fmt: skip


def _teaching(plan: Blueprint) -> dict[str, tuple[tuple[str, ...], Rows]]:
    subjects = [(s.name, s.short, s.part, s.area, s.scale) for s in plan.subjects]
    groups = [(g.name, g.subject, "подгруппа", g.classes) for g in plan.groups]
    joined = {p.file_number: p.enrolled_on for p in plan.pupils}
    left = {p.file_number: p.left_on for p in plan.pupils}
    members = [(g.name, number, joined[number], left[number]) for g in plan.groups for number in g.members]
    loads = [(row.unit, row.subject, row.teacher, row.hours) for row in plan.loads]
    return {
        "Предметы": (("Предмет", "Кратко", "Часть", "Область", "Система оценивания"), subjects),
        "Группы": (("Группа", "Предмет", "Вид", "Классы"), groups),
        "Состав групп": (("Группа", "Личное дело №", "С", "По"), members),
        "Нагрузка": (("Класс или группа", "Предмет", "Учитель", "Часов в неделю"), loads),
    }


def _calendar(plan: Blueprint) -> dict[str, tuple[tuple[str, ...], Rows]]:
    bells = [("Основной", 1, number, start, end) for number, start, end in plan.bells]
    entries = [
        (WEEKDAYS[e.weekday], e.number, e.unit, e.subject, e.teacher, e.room, WEEKS[e.week]) for e in plan.entries
    ]
    return {
        "Периоды": (("Параллели", "Вид", "Номер", "Начало", "Конец"), list(plan.periods)),
        "Каникулы": (("Название", "Начало", "Конец", "Параллели"), list(plan.holidays)),
        "Звонки": (("Набор", "Смена", "Урок", "Начало", "Конец"), bells),
        "Расписание": (("День", "Урок", "Класс или группа", "Предмет", "Учитель", "Кабинет", "Неделя"), entries),
    }


def _name(person) -> tuple[str, str, str]:
    return person.last_name, person.first_name, person.patronymic


def movement(plan: Blueprint) -> bytes:
    """The workbook of the transfer during the year: the pupil's new class, and the groups left and joined."""
    moved = plan.transfer
    pupil = next(p for p in plan.pupils if p.file_number == moved.file_number)
    last_day = moved.on - timedelta(days=1)
    people = [(pupil.file_number, *_name(pupil.person), pupil.born, moved.to_class, moved.on, moved.order)]
    groups = []
    for group in plan.groups:
        if pupil.file_number in group.members:
            other = next(g for g in plan.groups if g.classes == moved.to_class and g.subject == group.subject)
            groups.append((group.name, pupil.file_number, pupil.enrolled_on, last_day))
            groups.append((other.name, pupil.file_number, moved.on, None))
    names = ("Фамилия", "Имя", "Отчество")
    headings = ("Личное дело №", *names, "Дата рождения", "Класс", "Зачислен с", "Приказ о зачислении")
    return write_xlsx(
        [
            OutSheet("Ученики", headings, people),
            OutSheet("Состав групп", ("Группа", "Личное дело №", "С", "По"), groups),
        ]
    )


def content(plan: Blueprint) -> bytes:
    """The workbook as bytes of an XLSX file."""
    return write_xlsx([OutSheet(name, headings, rows) for name, (headings, rows) in sheets(plan).items()])
