"""What a person sees: no accessibility faults, no violations of the content policy, sign-in in place."""

import pytest
from django.contrib.sessions.models import Session

from .conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def faults_of():
    """Function: accessibility faults of the page, in short."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def check(page):
        found = axe.run(page).response["violations"]
        return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]

    return check


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_sign_in_page_has_no_accessibility_faults(open_page, faults_of, viewport):
    page = open_page("/login/", viewport=viewport)
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["/account/", "/account/password/", "/school/accounts/", "/nowhere/"])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_pages_of_an_administrator_have_no_accessibility_faults(open_page, faults_of, igor, path, viewport):
    page = open_page(path, user=igor, viewport=viewport)
    page.click("details.menu:has(.user-name) > summary")
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_page_breaks_the_content_policy(open_page, igor):
    page = open_page("/account/", user=igor)
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    for path in ("/account/", "/account/password/", f"/school/accounts/{igor.pk}/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert told == []


def test_after_the_session_ended_one_signs_in_in_place(open_page, anna):
    page = open_page("/account/", user=anna)
    Session.objects.all().delete()
    page.evaluate(
        """() => { window.answer = fetch('/account/', {headers: {Accept: 'application/json'}})
                .then((r) => r.json()).then((body) => window.Klassny.signIn(body.csrf)); }"""
    )
    assert page.input_value("#again-username") == "petrova.ap"
    page.fill("#again-password", "не то")
    page.press("#again-password", "Enter")
    page.wait_for_selector("text=Не подошли")
    page.fill("#again-password", PASSWORD)
    page.press("#again-password", "Enter")
    answer = page.evaluate("window.answer")
    assert (answer["ok"], answer["user"]) == (True, anna.pk)
    status = page.evaluate(
        """() => fetch('/account/sessions/end/', {method: 'POST', redirect: 'manual',
              headers: {'X-CSRFToken': window.Klassny.csrf()}}).then((r) => r.type)"""
    )
    assert status == "opaqueredirect"


def test_signing_out_with_unsent_work_asks_first(open_page, anna):
    page = open_page("/account/", user=anna)
    page.evaluate("id => localStorage.setItem(`klassny.waiting.${id}.5`, '[{}]')", str(anna.pk))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click("details.menu:has(.user-name) > summary")
    page.click("text=Выйти >> nth=0")
    assert "ещё не отправлены" in asked[0]
    assert page.url.endswith("/account/")
