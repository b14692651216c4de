"""The division of a class in a real browser: by keys, by thumb, by drag; a session that ended costs nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.school.models import GroupMembership
from tests.plugins.browser import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(cast, open_page):
    def opened(viewport=DESK):
        address = reverse("office:split", args=[cast.class_7a.pk, cast.english_1.subject_id])
        page = open_page(address, user=cast.vera, viewport=viewport)
        page.locator(".split-board.is-live").wait_for()
        return page

    return opened


def half_of(student) -> str:
    row = GroupMembership.objects.filter(student=student, split__isnull=False).select_related("study_group").get()
    return row.study_group.name


def card(page, student):
    return page.locator(f'[data-student="{student.pk}"]')


def counts(page) -> list[str]:
    return page.locator("[data-count]").all_inner_texts()


@pytest.mark.req("STR-08")
def test_the_keyboard_divides_a_class_and_the_counts_are_live(cast, opened):
    page = opened()
    assert counts(page) == ["1", "2", "0"]
    card(page, cast.katya).locator("input:checked").focus()
    page.keyboard.press("1")
    assert counts(page) == ["2", "1", "0"]
    card(page, cast.dima).locator("input:checked").focus()
    page.keyboard.press("ArrowRight")
    assert counts(page) == ["1", "2", "0"]
    assert page.evaluate("document.activeElement.closest('[data-student]').dataset.student") == str(cast.dima.pk)
    page.locator("form[data-split]").get_by_role("button", name="Разделить класс").last.click()
    page.wait_for_url("**/split/*/")
    assert (half_of(cast.katya), half_of(cast.dima), half_of(cast.oleg)) == ("7А англ. 1", "7А англ. 2", "7А англ. 2")


@pytest.mark.req("STR-08")
def test_a_name_is_dragged_into_the_other_column(cast, opened):
    page = opened()
    card(page, cast.dima).locator(".split-name").hover()
    page.mouse.down()
    target = page.locator(f'[data-half="{cast.english_2.study_group_id}"]').bounding_box()
    page.mouse.move(target["x"] + 60, target["y"] + 60, steps=6)
    page.mouse.up()
    assert counts(page) == ["0", "3", "0"]


def test_a_thumb_divides_on_a_phone_and_nothing_is_wider_than_the_screen(cast, opened):
    page = opened(PHONE)
    card(page, cast.oleg).locator("label").first.click()
    assert counts(page) == ["2", "1", "0"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_session_that_ended_keeps_the_division(cast, opened):
    page = opened()
    card(page, cast.oleg).locator("label").first.click()
    Session.objects.all().delete()
    page.locator("form[data-split]").get_by_role("button", name="Разделить класс").last.click()
    dialog = page.locator("dialog[open]")
    dialog.locator('input[name="password"]').fill(cast.password)
    dialog.locator('input[name="password"]').press("Enter")
    page.wait_for_url("**/split/*/")
    assert half_of(cast.oleg) == "7А англ. 1"
