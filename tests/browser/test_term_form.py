"""The term page in a real browser: Enter goes down, Ctrl+Enter saves, a session that ended costs nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.lessons.models import TermGrade
from tests.plugins.browser import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(cast, open_page):
    cast.now(2026, 12, 28, 10, 0)
    address = reverse("journal:term", args=[cast.maths_7a.pk, cast.term2.pk])
    page = open_page(address, user=cast.anna, viewport=DESK)
    page.wait_for_function("window.htmx && window.Klassny")
    return page


def grades() -> list[str]:
    return list(TermGrade.objects.order_by("student__sort_key").values_list("value", flat=True))


def test_the_column_is_typed_down_and_saved_from_the_keyboard(cast, page):
    page.locator("input.grade").first.focus()
    for key in ("5", "Enter", "4", "ArrowDown", "3", "Enter", "Control+Enter"):
        page.keyboard.press(key)
    page.locator('input[name^="was-"][value="5"]').first.wait_for(state="attached")
    assert grades()[:3] == ["5", "4", "3"]


def test_a_session_that_ended_keeps_the_typed_term_grades(cast, page):
    page.locator("input.grade").first.fill("5")
    Session.objects.all().delete()
    page.get_by_role("button", name="Сохранить").click()
    dialog = page.locator("dialog[open]")
    dialog.locator('input[name="password"]').fill(cast.password)
    dialog.locator('input[name="password"]').press("Enter")
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Сохранить").click()
    page.locator('input[name^="was-"][value="5"]').first.wait_for(state="attached")
    assert grades() == ["5"]
