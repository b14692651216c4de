"""7:40 with a phone: from «Кого нет?» to the sheet on the wall, taps and seconds counted (P-22, acceptance 6)."""

import datetime as dt
import time

import pytest

from apps.lessons.actions.generate import generate_lessons
from apps.lessons.models import Substitution
from apps.school.models import StaffAbsence
from apps.timetable.models import TimetableEntry
from tests.plugins.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = dt.date(2026, 12, 2)


@pytest.fixture
def six_lessons(cast):
    """Anna has six lessons on Wednesday; Boris and Olga have theirs."""
    cast.now(2026, 12, 2, 7, 40)
    for number in (1, 4, 5, 6, 7):
        TimetableEntry.objects.create(
            course=cast.maths_7a, weekday=2, number=number, teacher=cast.anna_staff, room=cast.room, starts_on=TODAY
        )
    with_days_before = dt.date(2026, 12, 1)
    cast.now(2026, 12, 1, 7, 40)
    generate_lessons(cast.year, by=cast.igor, first=with_days_before, last=TODAY)
    cast.now(2026, 12, 2, 7, 40)


@pytest.mark.req("P-22")
def test_six_lessons_of_an_absent_teacher_are_covered_in_ten_taps_and_a_minute(
    cast, six_lessons, open_page, record_property
):
    page = open_page("/timetable/days/", user=cast.galina, viewport=PHONE)
    page.wait_for_function("window.Klassny")
    taps, began = 0, time.monotonic()

    def tap(role: str, name: str):
        nonlocal taps
        taps += 1
        page.get_by_role(role, name=name).first.click()
        page.wait_for_load_state()

    tap("link", "Кого нет?")
    tap("link", "Алексеева Анна Петровна")
    assert page.locator(".cover-line select").count() == 6
    tap("button", "Готово")
    tap("link", "Лист на день")
    rows = page.locator(".sheet-table tbody tr")
    assert rows.count() == 6
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    tap("button", "Напечатать")
    seconds = time.monotonic() - began
    assert taps <= 10
    assert seconds <= 60
    assert Substitution.objects.filter(lesson__held_on=TODAY).count() == 6
    assert StaffAbsence.objects.get().staff == cast.anna_staff
    record_property("taps", taps)
    record_property("seconds", round(seconds, 1))
    print(f"P-22: {taps} taps, {seconds:.1f} s")


@pytest.mark.req("P-22")
def test_lessons_of_more_days_come_by_themselves_when_the_last_day_changes(cast, open_page):
    page = open_page(f"/timetable/days/2026-12-02/absent/{cast.anna_staff.pk}/", user=cast.galina, viewport=PHONE)
    page.wait_for_function("window.htmx && window.Klassny")
    assert page.locator(".cover-line").count() == 1
    page.locator('input[name="last"]').fill("2026-12-07")
    page.locator('input[name="last"]').dispatch_event("change")
    page.locator(".cover-line").nth(2).wait_for()
    assert page.locator(".cover-line").count() == 3


def test_the_list_of_teachers_narrows_while_one_types(cast, open_page):
    page = open_page("/timetable/days/2026-12-02/absent/", user=cast.galina, viewport=PHONE)
    page.get_by_role("searchbox").fill("бори")
    assert page.locator(".teacher-list li:visible").count() == 1
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"**/absent/{cast.boris_staff.pk}/")
