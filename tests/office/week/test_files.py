"""The timetable taken away: on A4, as a workbook, into the phone's calendar."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from apps.core import pdf
from apps.core.tables import read_book
from apps.lessons.actions.records import cancel_lesson

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 12, 4)


@pytest.fixture
def file(cast, browser_of):
    """``file(user, "class_ics", pk)`` → the answer."""

    def get(user, name, *args, **query):
        response = browser_of(user).get(reverse(f"timetable:{name}", args=args), query)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        return response

    return get


def events(response) -> list:
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def on(found, day: dt.date) -> list[str]:
    return [str(event["SUMMARY"]) for event in found if event.decoded("DTSTART").date() == day]


def test_the_calendar_of_a_class_holds_its_dated_lessons_with_substitutions(cast, file):
    cancel_lesson(cast.lesson("maths_7a", FRIDAY), reason="карантин", by=cast.galina)
    found = events(file(cast.elena, "class_ics", cast.class_7a.pk))
    assert on(found, FRIDAY) == ["Отменён: Математика"]
    event = next(one for one in found if one.decoded("DTSTART").date() == cast.substituted.held_on)
    assert event["UID"] == f"lesson-{cast.substituted.pk}@klassny"
    assert event["DTSTART"].to_ical() == b"20261130T053000Z"  # 8:30 in Moscow
    assert "Борисов" in event["DESCRIPTION"]
    assert event["LOCATION"] == "каб. 21"


def test_the_calendar_of_a_teacher_follows_who_holds_the_lesson(cast, file):
    day = cast.substituted.held_on
    assert on(events(file(cast.anna, "teacher_ics", cast.anna_staff.pk)), day) == []
    assert on(events(file(cast.boris, "teacher_ics", cast.boris_staff.pk)), day) == ["7А, Математика"]


def test_the_calendar_of_a_pupil_holds_the_own_subgroup_alone(cast, file):
    day = dt.date(2026, 12, 7)
    assert on(events(file(cast.elena, "student_ics", cast.dima.pk)), day) == ["Математика", "Английский язык"]
    assert len(on(events(file(cast.galina, "class_ics", cast.class_7a.pk)), day)) == 3


def test_weeks_are_workbooks_with_the_cells_of_the_screen(cast, file):
    sheet = read_book(file(cast.galina, "class_xlsx", cast.class_7a.pk).content).sheets[0]
    assert sheet.rows[0].cells[:3] == ("Урок", "Время", "Понедельник")
    assert sheet.rows[1].cells[:3] == (1, "8:30–9:10", "Математика, Алексеева А. П., каб. 21")
    school = read_book(file(cast.galina, "school_xlsx").content).sheets[0]
    assert school.rows[0].cells == ("День", "Урок", "7А", "7Б")
    assert school.rows[1].cells == ("Понедельник", 1, "Математи, каб. 21")


@pytest.mark.skipif(bool(pdf.unavailable_reason()), reason="the machine cannot print")
@pytest.mark.parametrize(
    ("name", "owner"), [("class_pdf", "class_7a"), ("teacher_pdf", "anna_staff"), ("school_pdf", "")]
)
def test_weeks_are_printed_on_one_page(cast, file, name, owner):
    response = file(cast.galina, name, *([getattr(cast, owner).pk] if owner else []))
    pages = PdfReader(io.BytesIO(response.content)).pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert "Матем" in pages[0].extract_text()
