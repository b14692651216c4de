"""All that is wrong with a row is told at once: one bad cell hides nothing."""

import pytest

from apps.office.actions.import_school import import_list, import_school
from apps.school.models import Student
from tests.office.books import book, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(school_time):
    school_time(2026, 9, 1, 8, 0)


def columns(plan) -> list[tuple]:
    return sorted((fault.row, fault.column) for fault in plan.faults)


ROWS = [
    (
        "Сотрудники",
        ["001", "Новый", "Никита", "", "31.02.1980", "", "завхоз", "IGOR.I", "не почта"],
        ["E-mail", "Дата рождения", "Логин", "Роли", "Табельный №"],
    ),
    ("Классы", ["7Б", "нет", "Никто Нина", 9, 5, ""], ["Класс", "Классный руководитель", "Параллель", "Смена"]),
    (
        "Ученики",
        ["А-2", "Чужой", "Чук", "", "31.02.2013", "?", "11Щ", "01.09.26", "", "01.08.26", "", "igor.i"],
        ["Выбыл", "Дата рождения", "Класс", "Личное дело №", "Логин", "Пол"],
    ),
    ("Представители", ["Б-77", "Ли2", "Ян", "", "", "нет", "@", "igor.i"],
     ["E-mail", "Личное дело №", "Логин", "Телефон", "Фамилия"]),
    ("Предметы", ["Математика", "", "моя", "", "10 баллов"], ["Предмет", "Система оценивания", "Часть"]),
    ("Группы", ["Краеведы", "Алхимия", "банда", "9Я"], ["Вид", "Группа", "Классы", "Предмет"]),
    ("Состав групп", ["Никакая", "Б-77", "31.02.26", "?"], ["Группа", "Личное дело №", "По", "С"]),
    ("Нагрузка", ["9Я", "Алхимия", "Никто Нина", "сто", "?", ""],
     ["Класс или группа", "Предмет", "С", "Учитель", "Часов в неделю"]),
    ("Нагрузка", ["10А", "Математика", "Никто Нина", "1,3", "", ""],
     ["Класс или группа", "Учитель", "Часов в неделю"]),
    ("Периоды", ["1-9", "четверть", 1, "?", "31.12.2030"], ["Начало", "Номер"]),
    ("Каникулы", ["", "?", "31.02.2026", "99"], ["Конец", "Название", "Начало", "Параллели"]),
    ("Звонки", ["Обычный день", 9, 1, "99:00", "?"], ["Конец", "Начало", "Смена"]),
    ("Расписание", ["Яндень", 9, "7Б", "Краеведение", "Никто Нина", "", "3", "", ""],
     ["День", "Неделя", "Предмет", "Урок", "Учитель"]),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "wanted"), ROWS)
def test_every_fault_of_a_row_is_named_at_once(sheet, row, wanted):
    content = sheets()
    content["Классы"][1].append(["10А", 10, "", 1, 6, ""])
    content[sheet][1].append(row)
    plan = import_school(book(content))
    number = len(content[sheet][1]) + 1
    assert columns(plan) == [(number, title) for title in wanted]
    assert Student.objects.count() == 0


def test_a_class_that_a_list_would_make_is_no_fault_beside_another_one():
    content = "Фамилия;Имя;Дата рождения;Класс\nЛи;Анна;вчера;9Я\n".encode()
    assert columns(import_list(content, "l.csv", kind="students")) == [(2, "Дата рождения")]


def test_a_cell_that_is_wrong_is_named_once():
    content = "Личное дело №;Фамилия;Имя;Дата рождения;Класс\n;Ли;Анна;;\n;Ким;Ян;вчера;\n".encode()
    plan = import_list(content, "l.csv", kind="students")
    assert columns(plan) == [(2, "Дата рождения"), (2, "Класс"), (3, "Дата рождения"), (3, "Класс")]
