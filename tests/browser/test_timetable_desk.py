"""The timetable desk in a real browser: a lesson is moved by keyboard and by pointer; a lost session costs nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.timetable.models import TimetableEntry
from tests.plugins.browser import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(cast, open_page):
    page = open_page(reverse("timetable:edit_class", args=[cast.class_7a.pk]), user=cast.galina, viewport=DESK)
    page.wait_for_function("window.htmx && window.Klassny")
    return page


def slots(cast) -> set:
    rows = TimetableEntry.objects.filter(course=cast.maths_7a).on(cast.year.ends_on)
    return set(rows.values_list("weekday", "number"))


def take(page, weekday: int, number: int):
    card = page.locator(f'td[data-weekday="{weekday}"][data-number="{number}"] [data-pick]').first
    card.focus()
    page.keyboard.press("Enter")
    page.locator("td[data-state=free]").first.wait_for()


def test_a_lesson_is_moved_and_taken_away_from_the_keyboard(cast, page):
    take(page, 0, 1)
    assert page.locator('td[data-weekday="0"][data-number="2"]').get_attribute("data-state") == "swap"
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Урок перенесён.").first.wait_for()
    assert slots(cast) == {(1, 1), (2, 2), (4, 3)}
    page.locator('td[data-weekday="1"][data-number="1"] [data-pick]').press("Delete")
    page.get_by_text("Урок снят с 07.12.2026.").first.wait_for()
    assert slots(cast) == {(2, 2), (4, 3)}
    page.locator(".to-place [data-pick]").wait_for()


def test_escape_lets_go_and_a_click_puts(cast, page):
    take(page, 0, 1)
    page.keyboard.press("Escape")
    assert page.locator("td[data-state]").count() == 0
    take(page, 0, 1)
    page.locator('td[data-weekday="3"][data-number="2"]').click()
    page.get_by_text("Урок перенесён.").first.wait_for()
    assert (3, 2) in slots(cast)


def test_a_session_that_ended_asks_for_the_password_in_place(cast, page):
    Session.objects.all().delete()
    page.locator('td[data-weekday="0"][data-number="1"] [data-pick]').first.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.locator('input[name="password"]').fill(cast.password)
    dialog.locator('input[name="password"]').press("Enter")
    dialog.wait_for(state="hidden")
    take(page, 2, 2)
    page.locator('td[data-weekday="3"][data-number="2"]').click()
    page.get_by_text("Урок перенесён.").first.wait_for()
    assert (3, 2) in slots(cast)
