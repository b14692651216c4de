"""The facts of the invented school: subjects, hours a week, specialities, calendar and bells of 2026/27.

Hours are those of the federal basic plans (five-day week) with the changes that begin in 2025/26 and 2026/27:
three hours of history in levels 5-7, no social studies in levels 6-7, two hours of the foreign language in level 5,
«Духовно-нравственная культура России» half an hour a week in level 5.  Official dates of the year 2026/27 were not
published when this was written: the dates are computed after the pattern of 2025/26.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

FULL_NAME = "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 14»"
SHORT_NAME = "МБОУ СОШ № 14"
PLACE = "г. Заречинск"


@dataclass(frozen=True)
class SubjectFact:
    """A subject as the curriculum knows it; ``scale`` is the workbook's word."""

    name: str
    short: str
    area: str
    speciality: str
    scale: str = "5-балльная"
    part: str = "обязательная"


LANGUAGE = "Иностранный язык (английский)"
HIGH_ALGEBRA = "Алгебра и начала математического анализа"
SAFETY = "Основы безопасности и защиты Родины"
WORLDVIEWS = "Основы религиозных культур и светской этики"
CULTURE = "Духовно-нравственная культура России"

_RUS, _MATH, _SOC, _SCI = (
    "Русский язык и литература",
    "Математика и информатика",
    "Общественно-научные предметы",
    "Естественно-научные предметы",
)

# In the order of the curriculum: the order of the contents page and of the summary sheet.
SUBJECTS: tuple[SubjectFact, ...] = (
    SubjectFact("Русский язык", "Рус. яз.", _RUS, "rus"),
    SubjectFact("Литература", "Лит-ра", _RUS, "rus"),
    SubjectFact(
        "Литературное чтение",
        "Лит. чт.",
        "Русский язык и литературное чтение",
        "primary",
    ),
    SubjectFact(LANGUAGE, "Англ. яз.", "Иностранные языки", "eng"),
    SubjectFact("Математика", "Мат-ка", _MATH, "math"),
    SubjectFact("Алгебра", "Алгебра", _MATH, "math"),
    SubjectFact(HIGH_ALGEBRA, "Алг. и нач.", _MATH, "math"),
    SubjectFact("Геометрия", "Геом.", _MATH, "math"),
    SubjectFact("Вероятность и статистика", "Вер. и стат.", _MATH, "math"),
    SubjectFact("Информатика", "Инф-ка", _MATH, "inf"),
    SubjectFact("История", "История", _SOC, "hist"),
    SubjectFact("Обществознание", "Общ-во", _SOC, "hist"),
    SubjectFact("География", "Геогр.", _SOC, "geo"),
    SubjectFact("Окружающий мир", "Окр. мир", "Обществознание и естествознание", "primary"),
    SubjectFact("Физика", "Физика", _SCI, "phys"),
    SubjectFact("Химия", "Химия", _SCI, "chem"),
    SubjectFact("Биология", "Биол.", _SCI, "bio"),
    SubjectFact(WORLDVIEWS, "ОРКСЭ", "ОРКСЭ", "primary", "без отметок"),
    SubjectFact(CULTURE, "ДНКР", "Основы духовно-нравственной культуры", "hist", "без отметок"),
    SubjectFact("Изобразительное искусство", "ИЗО", "Искусство", "art"),
    SubjectFact("Музыка", "Музыка", "Искусство", "music"),
    SubjectFact("Труд (технология)", "Труд", "Технология", "tech"),
    SubjectFact("Физическая культура", "Физ-ра", "Физическая культура", "pe"),
    SubjectFact(SAFETY, "ОБЗР", "Основы безопасности и защиты Родины", "safety"),
    SubjectFact("Индивидуальный проект", "Инд. проект", "Индивидуальный проект", "hist", "зачёт"),
    SubjectFact("Финансовая грамотность", "Фин. грам.", _SOC, "hist", part="формируемая"),
    SubjectFact("Практикум по математике", "Практ. мат.", _MATH, "math", part="формируемая"),
    SubjectFact("Практикум по русскому языку", "Практ. рус.", _RUS, "rus", part="формируемая"),
)

BY_NAME = {subject.name: subject for subject in SUBJECTS}

# hours a week by level, mandatory part
_HOURS: dict[str, dict[int, float]] = {
    "Русский язык": {
        1: 5,
        2: 5,
        3: 5,
        4: 5,
        5: 5,
        6: 6,
        7: 4,
        8: 3,
        9: 3,
        10: 2,
        11: 2,
    },
    "Литература": {5: 3, 6: 3, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3},
    "Литературное чтение": {1: 4, 2: 4, 3: 4, 4: 4},
    LANGUAGE: {2: 2, 3: 2, 4: 2, 5: 2, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3, 11: 3},
    "Математика": {1: 4, 2: 4, 3: 4, 4: 4, 5: 5, 6: 5},
    "Алгебра": {7: 3, 8: 3, 9: 3},
    HIGH_ALGEBRA: {10: 2, 11: 3},
    "Геометрия": {7: 2, 8: 2, 9: 2, 10: 2, 11: 1},
    "Вероятность и статистика": {7: 1, 8: 1, 9: 1, 10: 1, 11: 1},
    "Информатика": {7: 1, 8: 1, 9: 1, 10: 1, 11: 1},
    "История": {5: 3, 6: 3, 7: 3, 8: 2, 9: 2, 10: 2, 11: 2},
    "Обществознание": {8: 1, 9: 1, 10: 2, 11: 2},
    "География": {5: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 1, 11: 1},
    "Окружающий мир": {1: 2, 2: 2, 3: 2, 4: 2},
    "Физика": {7: 2, 8: 2, 9: 3, 10: 2, 11: 2},
    "Химия": {8: 2, 9: 2, 10: 1, 11: 1},
    "Биология": {5: 1, 6: 1, 7: 1, 8: 2, 9: 2, 10: 1, 11: 1},
    WORLDVIEWS: {4: 1},
    CULTURE: {5: 0.5},
    "Изобразительное искусство": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1},
    "Музыка": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
    "Труд (технология)": {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2, 7: 2, 8: 1, 9: 1},
    "Физическая культура": dict.fromkeys(range(1, 12), 2),
    SAFETY: {8: 1, 9: 1, 10: 1, 11: 1},
    "Индивидуальный проект": {10: 1},
}

# hours a week by level, the part formed by the school (universal profile with two subjects strengthened)
_FORMED: dict[str, dict[int, float]] = {
    HIGH_ALGEBRA: {10: 2, 11: 1},
    "Геометрия": {11: 1},
    "Обществознание": {10: 2, 11: 2},
    "Финансовая грамотность": {8: 1},
    "Практикум по математике": {9: 1},
    "Практикум по русскому языку": {10: 1, 11: 1},
}

# the sanitary maximum of lessons a week, five-day week
WEEK_MAXIMUM = {
    1: 21,
    2: 23,
    3: 23,
    4: 23,
    5: 29,
    6: 30,
    7: 32,
    8: 33,
    9: 33,
    10: 34,
    11: 34,
}
DAY_MAXIMUM = {1: 5, 2: 5, 3: 5, 4: 5, 5: 6, 6: 6, 7: 7, 8: 7, 9: 7, 10: 7, 11: 7}

# split in two groups taught at the same hour: subject -> levels
SPLIT = {LANGUAGE: range(2, 12), "Информатика": range(7, 12)}

SPECIALITY_TITLES = {
    "primary": "учитель начальных классов",
    "rus": "учитель русского языка и литературы",
    "eng": "учитель английского языка",
    "math": "учитель математики",
    "inf": "учитель информатики",
    "hist": "учитель истории и обществознания",
    "geo": "учитель географии",
    "phys": "учитель физики",
    "chem": "учитель химии",
    "bio": "учитель биологии",
    "art": "учитель изобразительного искусства",
    "music": "учитель музыки",
    "tech": "учитель труда (технологии)",
    "pe": "учитель физической культуры",
    "safety": "преподаватель-организатор ОБЗР",
}

# in a small school one teacher covers neighbouring specialities
MERGED_IN_SMALL = {
    "phys": "math",
    "inf": "math",
    "chem": "nature",
    "bio": "nature",
    "geo": "nature",
    "safety": "pe",
    "art": "crafts",
    "music": "crafts",
    "tech": "crafts",
}
MERGED_TITLES = {
    "math": "учитель математики, физики и информатики",
    "nature": "учитель географии, биологии и химии",
    "crafts": "учитель труда, ИЗО и музыки",
    "pe": "учитель физической культуры и ОБЗР",
}

YEAR_STARTS = date(2026, 9, 1)
YEAR_ENDS = date(2027, 5, 26)
DEMO_TODAY = date(2026, 12, 2)

# (levels, kind, number, first day, last day)
PERIODS = (
    ("1-9", "четверть", 1, date(2026, 9, 1), date(2026, 10, 23)),
    ("1-9", "четверть", 2, date(2026, 11, 2), date(2026, 12, 30)),
    ("1-9", "четверть", 3, date(2027, 1, 11), date(2027, 3, 26)),
    ("1-9", "четверть", 4, date(2027, 4, 5), date(2027, 5, 26)),
    ("10,11", "полугодие", 1, date(2026, 9, 1), date(2026, 12, 30)),
    ("10,11", "полугодие", 2, date(2027, 1, 11), date(2027, 5, 26)),
)

# (name, first day, last day, levels or "")
HOLIDAYS = (
    ("Осенние каникулы", date(2026, 10, 24), date(2026, 11, 1), ""),
    ("День народного единства", date(2026, 11, 4), date(2026, 11, 4), ""),
    ("Зимние каникулы", date(2026, 12, 31), date(2027, 1, 10), ""),
    (
        "Дополнительные каникулы первоклассников",
        date(2027, 2, 15),
        date(2027, 2, 21),
        "1",
    ),
    ("День защитника Отечества", date(2027, 2, 22), date(2027, 2, 23), ""),
    ("Международный женский день", date(2027, 3, 8), date(2027, 3, 8), ""),
    ("Весенние каникулы", date(2027, 3, 27), date(2027, 4, 4), ""),
    ("Праздник Весны и Труда", date(2027, 5, 1), date(2027, 5, 3), ""),
    ("День Победы", date(2027, 5, 9), date(2027, 5, 10), ""),
)

BELLS = (
    (1, time(8, 30), time(9, 10)),
    (2, time(9, 20), time(10, 0)),
    (3, time(10, 15), time(10, 55)),
    (4, time(11, 15), time(11, 55)),
    (5, time(12, 10), time(12, 50)),
    (6, time(13, 0), time(13, 40)),
    (7, time(13, 50), time(14, 30)),
)


def hours(level: int) -> dict[str, float]:
    """Hours a week of every subject of a level, in curriculum order (mandatory part and the school's part)."""
    found = {}
    for subject in SUBJECTS:
        total = _HOURS.get(subject.name, {}).get(level, 0) + _FORMED.get(subject.name, {}).get(level, 0)
        if total:
            found[subject.name] = total
    return found


def speciality(subject: str, level: int) -> str:
    """Who teaches the subject: in levels 1-4 the class's own teacher, except the language and physical education."""
    own = BY_NAME[subject].speciality
    return "primary" if level <= 4 and own not in ("eng", "pe") else own


def is_split(subject: str, level: int) -> bool:
    """Whether the class is divided into two groups for this subject."""
    return level in SPLIT.get(subject, ())
