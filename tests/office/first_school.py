"""Two spreadsheets of a small whole school, as its deputy brings them: the workbook and the timetable on the wall.

Three classes of ten, eight people on the staff, everybody invented. 7Б has no halves for English in the workbook and
nobody who teaches it there: that is left to the pages.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import product

from apps.core.tables import OutSheet, write_xlsx

CLASSES = {"5А": ("004", "14"), "7А": ("005", "21"), "7Б": ("002", "22")}
STAFF = (
    ("001", "Орлова", "Марина", "Игоревна", "директор", "директор", ""),
    ("002", "Галкина", "Галина", "Павловна", "заместитель директора", "заместитель", ""),
    ("003", "Ильин", "Игорь", "Сергеевич", "учитель информатики", "администратор", "admin"),
    ("004", "Белова", "Ольга", "Фёдоровна", "учитель русского языка", "", ""),
    ("005", "Арбузов", "Антон", "Петрович", "учитель математики", "", "arbuzov"),
    ("006", "Волкова", "Вера", "Львовна", "учитель английского языка", "", ""),
    ("007", "Громов", "Глеб", "Ильич", "учитель английского языка", "", ""),
    ("008", "Дятлов", "Денис", "Олегович", "учитель физкультуры и географии", "", ""),
)
ENGLISH = "Английский язык"
SUBJECTS = (
    ("Русский язык", "Русский язык и литература"),
    ("Литература", "Русский язык и литература"),
    (ENGLISH, "Иностранные языки"),
    ("Математика", "Математика и информатика"),
    ("Информатика", "Математика и информатика"),
    ("История", "Общественно-научные предметы"),
    ("География", "Общественно-научные предметы"),
    ("Биология", "Естественно-научные предметы"),
    ("Физкультура", "Физическая культура"),
)
#: Subject → (hours in 5, hours in 7, who teaches 5А, who teaches 7А and 7Б); English is taught in halves.
PLAN = {
    "Русский язык": (5, 4, "004", "002"),
    "Литература": (3, 2, "004", "002"),
    ENGLISH: (3, 3, "", ""),
    "Математика": (5, 5, "005", "005"),
    "Информатика": (0, 1, "", "003"),
    "История": (2, 2, "001", "001"),
    "География": (1, 2, "008", "008"),
    "Биология": (1, 1, "003", "003"),
    "Физкультура": (2, 2, "008", "008"),
}
HALVES = ("006", "007")
SURNAMES = "Алёшин Бобров Ветров Гусев Дымов Ежов Журавлёв Зимин Исаев Котов".split()
NAMES = ("Артём", "Борис", "Виктор", "Глеб", "Денис", "Егор", "Захар", "Иван", "Кирилл", "Лев")
FATHERS = {"5А": "Олегович", "7А": "Петрович", "7Б": "Ильич"}
ROOMS = {"5А": "14", "7А": "21", "7Б": "22", "006": "31", "007": "32", "Физкультура": "спортзал"}


def level_of(name: str) -> int:
    """7 of «7А»."""
    return int(name[:-1])


def pupils(name: str) -> list[tuple[str, str, str, str]]:
    """File number, last, first and father's name of the pupils of a class."""
    return [(f"{name}-{at}", last, first, FATHERS[name]) for at, (last, first) in enumerate(zip(SURNAMES, NAMES), 1)]


def _plan_rows() -> list[list]:
    rows = []
    for level, column in ((5, 0), (7, 1)):
        for subject, _area in SUBJECTS:
            if hours := PLAN[subject][column]:
                halves = 2 if subject == ENGLISH else ""
                rows.append(["Основной план", "5-7", 34, subject, level, hours, halves])
    return rows


def _load_rows() -> list[list]:
    rows = []
    for name in CLASSES:
        first = 0 if level_of(name) == 5 else 1
        for subject, facts in PLAN.items():
            if facts[first] and subject != ENGLISH:
                rows.append([name, subject, facts[2 + first], facts[first]])
    halves = [(name, at) for name in ("5А", "7А") for at in (1, 2)]
    return rows + [[f"{name} англ. {at}", ENGLISH, HALVES[at - 1], 3] for name, at in halves]


DAYS_OFF = (
    (dt.date(2026, 11, 4), "День народного единства"),
    (dt.date(2026, 12, 31), "Новогодние каникулы, 31 декабря"),
    (dt.date(2027, 1, 1), "Новогодние каникулы, 1 января"),
    (dt.date(2027, 1, 7), "Рождество Христово"),
    (dt.date(2027, 2, 22), "Перенос выходного дня, февраль"),
    (dt.date(2027, 2, 23), "День защитника Отечества"),
    (dt.date(2027, 3, 8), "Международный женский день"),
    (dt.date(2027, 5, 3), "Праздник Весны и Труда"),
    (dt.date(2027, 5, 10), "Перенос выходного дня, май"),
)


def school_book() -> bytes:
    """The school's workbook: everything but the terms, the bells, the timetable, and the halves of 7Б."""
    people = [(name, one) for name in CLASSES for one in pupils(name)]
    halves = [[f"{name} англ. {at}", ENGLISH, "подгруппа", name] for name in ("5А", "7А") for at in (1, 2)]
    members = [
        [f"{name} англ. {1 + (at >= 5)}", one[0]] for name in ("5А", "7А") for at, one in enumerate(pupils(name))
    ]
    births = {name: dt.date(2026 - 7 - level_of(name), 3, 12) for name in CLASSES}
    sheets = {
        "Сотрудники": (
            ["Табельный №", "Фамилия", "Имя", "Отчество", "Должность", "Роли", "Логин"],
            [list(row) for row in STAFF],
        ),
        "Классы": (
            ["Класс", "Параллель", "Классный руководитель", "Смена", "Дней в неделе", "Кабинет"],
            [[name, level_of(name), teacher, 1, 5, room] for name, (teacher, room) in CLASSES.items()],
        ),
        "Ученики": (
            ["Личное дело №", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс"],
            [[*one, births[name], "м", name] for name, one in people],
        ),
        "Представители": (
            ["Личное дело №", "Фамилия", "Имя", "Отчество", "Кем приходится", "Телефон"],
            [
                [one[0], f"{one[1]}а", "Елена", "Юрьевна", "мать", f"+7 900 {100 + at}-00-11"]
                for at, (_name, one) in enumerate(people)
            ],
        ),
        "Каникулы": (
            ["Название", "Начало", "Конец", "Вид"],
            [[name, day, day, "праздничный день"] for day, name in DAYS_OFF],
        ),
        "Предметы": (["Предмет", "Область"], [list(row) for row in SUBJECTS]),
        "Учебные планы": (
            [
                "Учебный план", "Параллели плана", "Учебных недель", "Предмет", "Параллель", "Часов в неделю",
                "Групп в классе",
            ],
            _plan_rows(),
        ),
        "Группы": (["Группа", "Предмет", "Вид", "Классы"], halves),
        "Состав групп": (["Группа", "Личное дело №"], members),
        "Нагрузка": (["Класс или группа", "Предмет", "Учитель", "Часов в неделю"], _load_rows()),
    }  # fmt: skip
    return write_xlsx([OutSheet(name, titles, rows) for name, (titles, rows) in sheets.items()])


DAYS, LESSONS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница"), 6


def placed() -> dict[tuple[int, int, str], str]:
    """A week without clashes: (weekday, lesson, class) → subject. Each hour goes to the first free slot."""
    found: dict[tuple[int, int, str], str] = {}
    busy: set[tuple[int, int, str]] = set()
    per_day: dict[tuple[int, str, str], int] = defaultdict(int)
    wanted = [
        (subject, name, PLAN[subject][2 + (level_of(name) != 5)])
        for subject in (ENGLISH, "Математика", "Русский язык", "Физкультура", *PLAN)
        for name in CLASSES
    ]
    for subject, name, teacher in dict.fromkeys(wanted):
        held = HALVES if subject == ENGLISH else (teacher,)
        for hour in range(PLAN[subject][level_of(name) != 5]):
            slots = ((day, number) for number in range(1, LESSONS + 1) for day in range(5))
            slots = sorted(slots, key=lambda slot: (per_day[slot[0], name, subject], slot[1], (slot[0] + hour) % 5))
            day, number = next(
                slot for slot in slots
                if (*slot, name) not in found and not any((*slot, one) in busy for one in (*held, _room(subject, name)))
            )  # fmt: skip
            found[day, number, name] = subject
            per_day[day, name, subject] += 1
            busy |= {(day, number, one) for one in (*held, _room(subject, name))}
    return found


def _room(subject: str, name: str) -> str:
    return ROOMS.get(subject, ROOMS[name])


def _short(number: str) -> str:
    last, first, father = next(row[1:4] for row in STAFF if row[0] == number)
    return f"{last} {first[0]}. {father[0]}."


def _cell(subject: str, name: str) -> str:
    if not subject:
        return ""
    if subject == ENGLISH:
        return " / ".join(f"{ENGLISH} {_short(one)} каб. {ROOMS[one]}" for one in HALVES)
    room = _room(subject, name)
    room = room if subject == "Физкультура" else f"каб. {room}"
    return f"{subject} {_short(PLAN[subject][2 + (level_of(name) != 5)])} {room}"


def timetable_book() -> bytes:
    """The grid that hangs on the wall: classes across, days and lessons down."""
    lessons = placed()
    rows = []
    for day, number in product(range(5), range(1, LESSONS + 1)):
        cells = (_cell(lessons.get((day, number, name), ""), name) for name in CLASSES)
        rows.append([DAYS[day] if number == 1 else "", number, *cells])
    return write_xlsx([OutSheet("Расписание уроков", ["День", "Урок", *CLASSES], rows)])
