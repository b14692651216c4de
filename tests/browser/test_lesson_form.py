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


def test_the_grade_field_reads_keys_by_their_place_and_shows_signs_at_once(cast, lesson, page):
    """A Latin «y» comes from the key with «Н» on it; it was once read as «у», a valid reason. # P-02"""
    grade(page, 0).focus()
    page.keyboard.press("KeyY")
    page.keyboard.press("Enter")
    assert sign(page, 0, "н").is_checked()
    assert grade(page, 0).input_value() == ""
    assert page.locator("[data-count]").inner_text() == "нет на уроке: 1"
    page.keyboard.type("45")
    page.keyboard.press("Enter")
    page.get_by_text("4 5 — две отметки? Enter — да").wait_for()
    assert grade(page, 1).evaluate("field => field === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("KeyJ")
    page.keyboard.type("10")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Сохранено.").wait_for()
    kinds = Absence.objects.order_by("student__sort_key").values_list("kind", "minutes")
    assert list(kinds) == [("absent", None), ("late", 10)]
    assert list(Grade.objects.order_by("position").values_list("value", flat=True)) == ["4", "5"]


def test_the_chosen_sign_stays_in_sight_beside_the_minutes(lesson, page):
    sign(page, 0, "о").check()
    row = page.locator(".roster > li").first
    late = row.locator('label:has(input[value="о"])').bounding_box()
    minutes = row.locator("input.minutes").bounding_box()
    assert late["width"] >= 30
    apart = late["x"] + late["width"] <= minutes["x"] or late["y"] + late["height"] <= minutes["y"]
    assert apart, "the minutes lie over the sign"


def test_after_a_refusal_the_keyboard_stands_on_the_field_at_fault(lesson, page):
    grade(page, 1).fill("9")
    save(page)
    page.get_by_text("Не записана 1 клетка").wait_for()
    page.locator('input[aria-invalid="true"]:focus').wait_for()
    assert grade(page, 1).evaluate("field => field === document.activeElement")
