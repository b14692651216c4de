"""The lesson's page in a real browser: keys, the press that saves, a session that ended, a lost network."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.attendance.models import Absence
from apps.lessons.models import Grade
from tests.plugins.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lesson(cast):
    return cast.lesson("maths_7a", dt.date(2026, 12, 2))


@pytest.fixture
def page(cast, lesson, open_page):
    page = open_page(reverse("journal:lesson", args=[lesson.pk]), user=cast.anna, viewport=PHONE)
    page.wait_for_function("window.htmx && window.Klassny")
    return page


def grade(page, row: int):
    return page.locator(".roster > li").nth(row).locator("input.grade")


def sign(page, row: int, value: str):
    return page.locator(".roster > li").nth(row).locator(f'.signs input[value="{value}"]')


def save(page):
    page.get_by_role("button", name="Сохранить").click()


def test_a_class_is_recorded_by_thumb_and_keys(cast, lesson, page):
    page.get_by_role("textbox", name="Тема урока").fill("Дроби")
    sign(page, 0, "н").check()
    assert page.locator("[data-count]").inner_text() == "нет на уроке: 1"
    assert page.locator("[data-present-label]").inner_text() == "Остальные присутствуют"
    grade(page, 1).fill("5")
    grade(page, 1).press("Enter")
    page.keyboard.type("4")
    save(page)
    page.get_by_text("Сохранено.").wait_for()
    assert grade(page, 2).input_value() == "4"
    assert Absence.objects.get().student == cast.dima
    assert list(Grade.objects.order_by("student__sort_key").values_list("value", flat=True)) == ["5", "4"]


def test_a_session_that_ended_costs_nothing(cast, lesson, page):
    grade(page, 1).fill("5")
    Session.objects.all().delete()
    save(page)
    dialog = page.locator("dialog[open]")
    dialog.locator('input[name="password"]').fill(cast.password)
    dialog.locator('input[name="password"]').press("Enter")
    dialog.wait_for(state="hidden")
    assert grade(page, 1).input_value() == "5"
    save(page)
    page.get_by_text("Сохранено.").wait_for()
    assert Grade.objects.get().value == "5"


def test_a_lost_network_keeps_the_form_and_says_so(cast, lesson, page):
    grade(page, 1).fill("5")
    page.context.set_offline(True)
    save(page)
    page.get_by_text("Нет связи. Ничего не пропало").wait_for()
    page.context.set_offline(False)
    save(page)
    page.get_by_text("Сохранено.").wait_for()
    assert Grade.objects.get().value == "5"


def test_a_conflict_is_seen_in_its_row(cast, lesson, page, open_page):
    other = open_page(page.url.replace(page.url.split("/journal")[0], ""), user=cast.anna)
    other.wait_for_function("window.htmx && window.Klassny")
    grade(other, 1).fill("5")
    save(other)
    other.get_by_text("Сохранено.").wait_for()
    grade(page, 1).fill("3")
    save(page)
    page.get_by_text("Вы ввели «3»").wait_for()
    assert grade(page, 1).input_value() == "3"
    assert Grade.objects.get().value == "5"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
