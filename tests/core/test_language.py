"""The interface speaks Russian first; English is a choice."""

from django.test import Client


def test_an_english_browser_still_gets_russian(db):
    page = Client().get("/login/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert page.headers["Content-Language"] == "ru"


def test_the_switch_brings_english_and_stays(db):
    client = Client(headers={"Accept-Language": "ru"})
    client.post("/i18n/setlang/", {"language": "en", "next": "/login/"})
    assert client.get("/login/").headers["Content-Language"] == "en"
