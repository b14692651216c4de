"""A real Chromium for the tests marked ``browser``; every page is opened by a person of the cast or by nobody."""

import os

import pytest
from django.conf import settings
from django.test import Client

from tests.plugins.services import missing
from tests.services import chromium

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser():
    """The browser process, one for the whole run."""
    path = chromium()
    if not path:
        missing("нет Chromium (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright's own event loop runs in this thread; Django would refuse the database because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        options = {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}
        process = playwright.chromium.launch(**options)
        yield process
        process.close()


@pytest.fixture
def open_page(browser, live_server):
    """Function that opens a page of the live server: ``open_page(path, user=…, viewport=DESK)``.

    Errors of scripts on the page fail the test at its end.
    """
    contexts, faults = [], []

    def open_one(path="/", user=None, viewport=DESK, language="ru"):
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale=language)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _session_cookie(user, url):
    client = Client()
    client.force_login(user, backend="apps.accounts.backends.PasswordBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
