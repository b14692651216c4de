"""Loading a file with a real browser: choice, faults, correction, confirmation, outcome without a reload."""

import pytest

from apps.office.actions import uploads
from apps.office.models import ImportJob
from tests.office.books import book
from tests.plugins.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(page, path) -> None:
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Проверить файл").click()


def test_the_administrator_loads_a_class_from_a_phone(cast, open_page, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(book({"Классы": (["Класс", "Параллель"], [["8А", 9]])}))
    good.write_bytes(book({"Классы": (["Класс", "Параллель"], [["8А", 8]])}))
    page = open_page("/school/import/", user=cast.igor, viewport=PHONE)
    choose(page, bad)
    page.get_by_text("Параллель не совпадает с номером класса.").wait_for()
    page.get_by_role("button", name="Выбрать другой файл").click()
    choose(page, good)
    page.get_by_role("button", name="Загрузить", exact=True).click()
    page.get_by_text("Идёт загрузка.").wait_for()
    assert uploads.carry_out(ImportJob.objects.get().pk)
    page.get_by_text("Загружено.").wait_for()  # the page asks by itself
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/school/classes/")
    page.get_by_role("link", name="8А", exact=True).wait_for()
