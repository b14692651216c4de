"""An invented class journal, large and awkward on purpose: 34 pupils, long names, 45 dates, long topics."""

import datetime as dt
import random

from apps.archive.queries import volume as v

FAMILIES = (
    "Абрамов Богданова Воскресенский Голубева Дмитриев Ермакова Жуковский Зайцева Ильинский Константинопольская "
    "Лебедев Мордвинова Никольский Орлова Преображенский Рождественская Савельев Тимофеева Ульянов Филиппова "
    "Харитонов Цветкова Черкасов Шереметьева Щербаков Юдина Яковлев Афанасьева Большаков Виноградова Гусев "
    "Добровольская Евсеев Журавлёва"
).split()
FEMALE = "Александра Анастасия Варвара Екатерина Елизавета Мария София Полина".split()
MALE = "Александр Алексей Дмитрий Иван Кирилл Константин Максимилиан Тимофей".split()
TOPICS = (
    "Решение задач",
    "Сложение и вычитание алгебраических дробей с разными знаменателями",
    "Контрольная работа № 2 «Тождественные преобразования выражений»",
    "Анализ контрольной работы. Решение текстовых задач на движение по реке и против течения с помощью составления "
    "уравнений; работа над ошибками в парах",
    "Лабораторная работа № 1. Инструктаж № 12 по охране труда",
)
HOMEWORK = (
    "",
    "§ 12, № 245–248",
    "Повторить § 10–14, выучить определения; № 301 (а, в), 305, 312; подготовить сообщение о жизни П. Л. Чебышёва "
    "(по желанию)",
    "Учебник, с. 45–52, вопросы 1–6 устно",
)
SUBJECTS = (
    ("Русский язык", 40),
    ("Литература", 18),
    ("Английский язык", 27),
    ("Алгебра", 45),
    ("Геометрия", 18),
    ("Вероятность и статистика", 9),
    ("Информатика", 9),
    ("История России. Всеобщая история", 18),
    ("Обществознание", 9),
    ("География", 18),
    ("Физика", 18),
    ("Биология", 9),
    ("Изобразительное искусство", 9),
    ("Музыка", 9),
    ("Труд (технология)", 18),
    ("Физическая культура", 27),
    ("Основы духовно-нравственной культуры народов России", 9),
)
START, END = dt.date(2026, 9, 1), dt.date(2026, 10, 25)


def pupils(count: int = 34) -> tuple[v.Pupil, ...]:
    """The roll, one of whom left and one of whom came late."""
    notes = {4: "выбыл(а) 12.10.2026, пр. № 14-д", 9: "зачислен(а) 21.09.2026, пр. № 98"}
    return tuple(
        v.Pupil(index + 1, f"{family} {_given(family, index)}", notes.get(index, ""))
        for index, family in enumerate(FAMILIES[:count])
    )


def _given(family: str, index: int) -> str:
    return (FEMALE if family.endswith(("а", "ая")) else MALE)[index % 8]


def _dates(count: int, seed: random.Random) -> list[dt.date]:
    days = [START + dt.timedelta(days=n) for n in range(55)]
    days = [day for day in days if day.weekday() < 5]
    return sorted(seed.choices(days, k=count)) if count > len(days) else sorted(seed.sample(days, count))


def _subject(number: int, name: str, lessons: int, roll, seed: random.Random, closings: int) -> v.SubjectPages:
    dates = _dates(lessons, seed)
    lines = tuple(
        v.LessonLine(
            day, seed.choice(TOPICS), seed.choice(HOMEWORK), "Смирнов Борис Игоревич" if seed.random() < 0.04 else ""
        )
        for day in dates
    )
    cells = tuple(tuple(_cell(row, day, seed) for day in dates) for row in range(len(roll)))
    titles = ("I четв.", "Год", "Экз.", "Итог")[:closings]
    return v.SubjectPages(
        course=number,
        subject=name,
        group="подгруппа 1" if name == "Английский язык" else "",
        teachers=("Константинова-Добролюбова Александра Владиславовна",),
        roll=roll,
        columns=tuple(v.Column(day, index) for index, day in enumerate(dates)),
        cells=cells,
        closings=tuple(
            v.Closing(title, tuple(seed.choice(("5", "4", "3", "н/а", "осв")) for _ in roll)) for title in titles
        ),
        lessons=lines,
        hours_planned=lessons + 1,
        hours_given=lessons,
    )


def _cell(row: int, day: dt.date, seed: random.Random) -> str | None:
    if (row == 4 and day > dt.date(2026, 10, 12)) or (row == 9 and day < dt.date(2026, 9, 21)):
        return None
    return seed.choices(("", "5", "4", "3", "н", "5/4", "5 4", "осв", "н 4", "5 4 3"), (60, 9, 9, 5, 4, 3, 3, 1, 1, 1))[
        0
    ]


def _students(roll) -> tuple[v.StudentLine, ...]:
    return tuple(
        v.StudentLine(
            pupil.student,
            f"{pupil.name} {'Александровна' if pupil.name.split()[0].endswith(('а', 'ая')) else 'Александрович'}",
            dt.date(2013, 1 + index % 12, 1 + index % 28),
            "ж" if pupil.name.split()[0].endswith(("а", "ая")) else "м",
            f"К-{index + 101}",
            "01.09.2020, пр. № 45-у",
            "12.10.2026, пр. № 14-д, в МБОУ «Гимназия № 3» г. Кострома" if index == 4 else "",
            ("Мать: Константинопольская Елена Сергеевна", "Отец: Константинопольский Пётр Ильич"),
        )
        for index, pupil in enumerate(roll)
    )


def _absences(roll, seed: random.Random) -> tuple[v.AbsenceMonth, ...]:
    months = []
    for title, days, month in (("сентябрь 2026", 30, 9), ("октябрь 2026", 31, 10)):
        study = tuple(day for day in range(1, days + 1) if dt.date(2026, month, day).weekday() < 5)
        lines = []
        for _ in roll:
            marks = tuple(
                seed.choice(("6б", "5у", "2н", "1нп", "2б 3н")) if day in study and seed.random() < 0.05 else ""
                for day in range(1, days + 1)
            )
            missed = [mark for mark in marks if mark]
            lines.append((marks, len(missed), 5 * len(missed)))
        months.append(v.AbsenceMonth(title, days, study, tuple(lines)))
    return tuple(months)


def volume(count: int = 34, closings: int = 1, subjects=SUBJECTS) -> v.Volume:
    """The invented journal; the same arguments give the same journal."""
    seed = random.Random(7)
    roll = pupils(count)
    periods = ("I четверть", "II четверть", "III четверть", "IV четверть", "годовая", "экзаменационная", "итоговая")
    names = tuple(name for name, _ in subjects)
    first = v.AttendanceCounts(4, 3, 22, 17, 2)
    return v.Volume(
        school_name="Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 12 "
        "с углублённым изучением отдельных предметов имени адмирала Г. И. Невельского»",
        place="г. Заречный, Костромская область",
        director="Громова Д. С.",
        class_name="7 «А»",
        level=7,
        year_name="2026/27",
        term_name="I четверть",
        starts_on=START,
        ends_on=END,
        class_teachers=("Верещагина Вера Николаевна",),
        norms_act="приказ от 28.08.2026 № 112-о",
        certified_by=("teacher", "deputy", "director"),
        has_grades=True,
        pupils=roll,
        subjects=tuple(
            _subject(number, name, lessons, roll, seed, closings) for number, (name, lessons) in enumerate(subjects, 1)
        ),
        students=_students(roll),
        absences=_absences(roll, seed),
        attendance=v.AttendanceSummary(
            (*periods[:4], "год"),
            tuple((first, None, None, None, None) for _ in roll),
            (v.AttendanceCounts(136, 102, 748, 578, 68), None, None, None, None),
        ),
        summary=v.SummarySheet(
            names,
            periods,
            tuple(
                v.SummaryBlock(
                    pupil.student,
                    f"{pupil.name} Александрович",
                    (tuple(seed.choice("5543") for _ in names), *((("",) * len(names),) * 6)),
                    "выбыл, пр. № 14-д" if index == 4 else "",
                )
                for index, pupil in enumerate(roll)
            ),
        ),
    )
