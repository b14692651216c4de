"""A new user's way: from an empty database, through pages and two spreadsheets only, to lessons in a journal.

Nothing is prepared but the one command the manual names for a new installation. Every page is reached by a link or a
button of the page before it, as somebody would who sees the program for the first time.
"""

import datetime as dt
import re
import time
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from apps.lessons.models import Lesson
from apps.office.actions import uploads
from apps.office.models import ImportJob
from tests.office import first_school
from tests.plugins.browser import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

D, DAY = dt.date, dt.timedelta(days=1)
PASSWORD = "тихий-звонок-7"
TERMS = (
    (D(2026, 9, 1), D(2026, 10, 24)),
    (D(2026, 11, 2), D(2026, 12, 29)),
    (D(2027, 1, 11), D(2027, 3, 26)),
    (D(2027, 4, 5), D(2027, 5, 26)),
)
LONGEST_WAY = 70  # clicks and keys that press: more would be a longer way than it is today


class Hand:
    """What a person does with the pages, counted."""

    def __init__(self, page):
        self.page, self.did, self.stations, self.begun = page, Counter(), [], time.monotonic()

    def link(self, name, *, within="main") -> None:
        """Follow a link of the page by what it says."""
        self._press(self.page.locator(within).get_by_role("link", name=name).first)

    def button(self, name, *, within="main") -> None:
        """Press a button that leads to a page."""
        self._press(self.page.locator(within).get_by_role("button", name=name).first)

    def menu(self, name) -> None:
        """Go by the main menu."""
        self.link(name, within="nav.mainnav, header nav, nav")

    def _press(self, target) -> None:
        with self.page.expect_navigation():
            target.click()
        self.did["clicks"] += 1

    def enter(self, label) -> None:
        """Send a form with the Enter key from one of its fields."""
        with self.page.expect_navigation():
            self.page.get_by_label(label, exact=True).press("Enter")
        self.did["keys"] += 1

    def fill(self, label, text) -> None:
        """Type into a field."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.did["fields"] += 1

    def choose(self, label, option) -> None:
        """Choose in a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.did["fields"] += 1

    def tick(self, label) -> None:
        """Tick a box."""
        self.page.get_by_label(label).check()
        self.did["clicks"] += 1

    def file(self, name: str, content: bytes) -> None:
        """Choose a file."""
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files("main input[type=file]", file)
        self.did["files"] += 1

    def sees(self, text) -> None:
        """Wait for a text of the page."""
        self.page.locator("main").get_by_text(text).first.wait_for()

    def at(self, station: str) -> None:
        """A station of the way, with the seconds it took to come there."""
        self.stations.append((station, round(time.monotonic() - self.begun, 1)))

    def first_steps(self, login: str, code: str) -> None:
        """Sign in by a one-time code and choose a password."""
        self.fill("Логин", login)
        self.fill("Пароль или одноразовый код", code)
        self.enter("Пароль или одноразовый код")
        self.fill("Новый пароль", PASSWORD)
        self.fill("Новый пароль ещё раз", PASSWORD)
        self.tick("Обязуюсь хранить логин")
        self.button("Сохранить и продолжить")


def first_code() -> str:
    """What the one command of a new installation prints."""
    told = StringIO()
    call_command("create_administrator", "admin", "Ильин Игорь Сергеевич", stdout=told)
    return re.search(r"код: (\S+)", told.getvalue())[1]


def name_the_school(hand: Hand) -> None:
    """A name for the title page, the year, its terms and bells."""
    hand.link("Завести учебный год")
    hand.button("Завести учебный год")
    hand.at("readiness, nothing done")
    hand.link("Не указано полное наименование школы")
    hand.fill("Полное наименование по уставу", "МБОУ «Сосновская основная школа»")
    hand.fill("Краткое наименование", "Сосновская школа")
    hand.fill("Населённый пункт", "село Сосновка")
    hand.button("Сохранить")
    hand.menu("Школа")
    hand.link("Учебные периоды не заданы")
    hand.link("Добавить периоды")
    hand.fill("Параллели", "5-9")
    hand.button("Сохранить")
    hand.at("calendar")
    hand.menu("Школа")
    hand.link("Основного расписания звонков нет")
    hand.link("Добавить набор")
    hand.button("Заполнить смену")
    hand.button("Сохранить")
    hand.at("bells")


def bring_the_workbook(hand: Hand) -> None:
    """The first spreadsheet: days off, people, classes, subjects, plans, load, groups."""
    hand.menu("Школа")
    hand.link("Загрузить данные")
    hand.file("школа.xlsx", first_school.school_book())
    hand.button("Проверить файл")
    hand.sees("Ошибок нет.")
    hand.at("workbook checked")
    hand.button("Загрузить")
    hand.sees("Идёт загрузка.")
    assert uploads.carry_out(ImportJob.objects.get().pk)  # the worker's part
    hand.sees("Загружено.")
    hand.at("workbook loaded")
    hand.link("К школе")


def finish_plans_and_groups(hand: Hand) -> None:
    """The plan of every class; English of 7Б in halves, with teachers and pupils."""
    hand.link("Классы без учебного плана: 5А, 7А, 7Б.")
    hand.button("Назначить отмеченным классам")
    hand.menu("Школа")
    hand.link("Часов учебного плана, которые никому не поручены: 6.")
    hand.button("Создать предметы по плану")
    hand.link("7Б")
    for teacher in ("Волкова В. Л. — 6 ч", "Громов Г. И. — 6 ч"):
        hand.page.locator("main").get_by_role("link", name="Назначить учителя").first.click()
        hand.did["clicks"] += 1
        hand.choose("Учитель", teacher)
        hand.page.locator("#assign-form").get_by_role("button", name="Назначить").click()
        hand.did["clicks"] += 1
        hand.sees("нагрузка записана")
    hand.at("load of 7Б")
    hand.menu("Школа")
    hand.link("Учеников, не вошедших ни в одну группу по своему предмету: 10.")
    hand.link("Разделить класс")
    hand.button("По алфавиту поровну")
    hand.at("class divided")
    hand.button("Разделить класс", within=".split-foot")


def bring_the_timetable(hand: Hand) -> None:
    """The second spreadsheet: the grid from the wall becomes a draft, the draft the timetable with its lessons."""
    hand.menu("Расписание")
    hand.link("Черновики и файлы")
    hand.file("расписание.xlsx", first_school.timetable_book())
    hand.button("Прочитать файл")
    hand.tick("создать недостающие кабинеты")
    hand.at("timetable read")
    hand.button("Собрать черновик")
    hand.sees("накладок нет")
    hand.at("draft")
    hand.button("Показать, что изменится")
    hand.sees("расписания этого года ещё нет")
    hand.at("lessons before acceptance")
    hand.button("Принять")
    hand.sees("Расписание действует с 01.09.2026.")


def write_the_orders_down(hand: Hand) -> None:
    """The norms and the duties, each with its order."""
    hand.menu("Школа")
    hand.link("Регламент школы не утверждён приказом")
    hand.link("Изменить по приказу")
    hand.fill("Номер приказа", "01-15")
    hand.enter("Номер приказа")
    hand.menu("Школа")
    hand.link("Администратор электронного журнала не назначен приказом.")
    for at, name in enumerate(("Ильин Игорь Сергеевич", *["Галкина Галина Павловна"] * 4)):
        hand.link("Назначить", within="main .list-lines")
        hand.choose("Сотрудник", name)
        if not at:
            hand.fill("Номер приказа", "01-16")
        hand.button("Сохранить")
    hand.at("duties")


def code_for_a_teacher(hand: Hand, name: str) -> tuple[str, str]:
    """Login and one-time code from the printed slip."""
    hand.menu("Доступ")
    hand.link("Коды сотрудникам")
    hand.tick(name)
    hand.button("Выдать коды отмеченным")
    slip = hand.page.locator(".slip", has_text=name)
    return tuple(slip.locator("dd strong").all_inner_texts())


def study_days() -> list[dt.date]:
    """Days of lessons, counted from what was typed: five days a week inside the terms without days off."""
    off = {day for day, _name in first_school.DAYS_OFF}
    days = []
    for first, last in TERMS:
        days += [day for n in range((last - first).days + 1) if (day := first + n * DAY).weekday() < 5]
    return [day for day in days if day not in off]


def expected_lessons() -> Counter:
    """(date, class) → lessons: English counts twice, in halves."""
    found = Counter()
    for (weekday, _number, name), subject in first_school.placed().items():
        for day in study_days():
            if day.weekday() == weekday:
                found[day, name] += 2 if subject == first_school.ENGLISH else 1
    return found


def generated_lessons() -> Counter:
    rows = Lesson.objects.values_list(
        "held_on", "course__school_class__level", "course__school_class__letter",
        "course__study_group__home_class__level", "course__study_group__home_class__letter",
    )  # fmt: skip
    return Counter((day, f"{own or home}{letter or home_letter}") for day, own, letter, home, home_letter in rows)


@pytest.mark.req("STR-20", "STR-01", "STR-10", "TT-01")
def test_a_new_school_comes_from_nothing_to_lessons_in_the_browser(school_time, open_page, record_property):
    school_time(2026, 8, 28, 9, 0)
    hand = Hand(open_page("/", viewport=DESK))
    hand.first_steps("admin", first_code())
    hand.sees("Начнём с учебного года")
    hand.at("empty school")

    name_the_school(hand)
    bring_the_workbook(hand)
    hand.at("readiness, workbook loaded")
    finish_plans_and_groups(hand)
    bring_the_timetable(hand)
    write_the_orders_down(hand)

    hand.menu("Школа")
    hand.sees("год готов")
    assert hand.page.locator(".ready-bad, .ready-open:not(:has(.badge-info))").count() == 0
    assert hand.page.locator(".ready-done").count() == 15
    hand.at("readiness, all done")
    hand.menu("Расписание")
    hand.link("Накладки")
    hand.sees("накладок нет")
    hand.at("no clashes")
    assert generated_lessons() == expected_lessons()

    login, code = code_for_a_teacher(hand, "Арбузов Антон Петрович")
    assert login == "arbuzov"
    presses = hand.did["clicks"] + hand.did["keys"]
    for name, number in hand.did.items():
        record_property(name, number)
    assert presses <= LONGEST_WAY

    school_time(2026, 9, 2, 9, 0)
    teacher = Hand(open_page("/", viewport=PHONE))
    teacher.first_steps(login, code)
    teacher.at("day of a teacher")
    teacher.menu("Журналы")
    teacher.link("7А")
    teacher.page.get_by_role("heading", name="7А").first.wait_for()
    roll = teacher.page.locator("main").inner_text()
    assert all(last in roll for last in first_school.SURNAMES)
    teacher.at("journal of a course")
    record_property("stations", hand.stations + teacher.stations)
