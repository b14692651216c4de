"""How teachers fill the journal: due = in time + late + missing (CTL-01, CTL-04, CTL-06)."""

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from apps.core import clock
from apps.lessons.models import Lesson

MONDAY, TUESDAY, WEDNESDAY = dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2026, 12, 2)


@pytest.fixture
def week_of_boris(done):
    """Boris this week: Monday's substitution in time, Tuesday late, today's maths of 7Б has not ended."""
    Lesson.objects.filter(course=done.maths_7a, held_on=MONDAY).update(topic_at=clock.moment(MONDAY, dt.time(23, 59)))
    Lesson.objects.filter(course=done.maths_7b, held_on=TUESDAY).update(topic_at=clock.moment(WEDNESDAY, dt.time(0, 1)))
    return done


def lines(browser, query=""):
    return {line.name: line for line in browser.get(f"/control/teachers/?{query}").context["lines"]}


@pytest.mark.req("CTL-01")
def test_the_four_numbers_add_up(week_of_boris, browser_of):
    boris = lines(browser_of(week_of_boris.galina))["Борисов Б. Б."]
    assert (boris.due, boris.in_time, boris.late, boris.missing) == (2, 1, 1, 0)
    week_of_boris.lacks("maths_7b", TUESDAY, "topic")
    boris = lines(browser_of(week_of_boris.galina))["Борисов Б. Б."]
    assert (boris.due, boris.in_time, boris.late, boris.missing) == (2, 1, 0, 1)


@pytest.mark.req("CTL-04", "CTL-06")
def test_attendance_and_share_of_homework_are_counted(week_of_boris, browser_of):
    week_of_boris.lacks("maths_7b", TUESDAY, "attendance", "homework")
    boris = lines(browser_of(week_of_boris.galina))["Борисов Б. Б."]
    assert (boris.unconfirmed, boris.homework_percent) == (1, 50)


def test_one_class_can_be_asked_for(week_of_boris, browser_of):
    found = lines(browser_of(week_of_boris.galina), f"school_class={week_of_boris.class_7b.pk}")
    assert {name: line.due for name, line in found.items()} == {"Борисов Б. Б.": 1}


def test_the_workbook_holds_the_same(week_of_boris, browser_of):
    browser = browser_of(week_of_boris.galina)
    content = browser.get("/control/teachers.xlsx?span=term").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    shown = lines(browser, "span=term").values()
    assert [row[:6] for row in rows[1:]] == [
        [line.name, line.due, line.in_time, line.late, line.missing, line.unconfirmed] for line in shown
    ]


@pytest.mark.parametrize("span", ["week", "year"])
def test_a_year_costs_as_many_queries_as_a_week(week_of_boris, browser_of, django_assert_num_queries, span):
    browser = browser_of(week_of_boris.galina)
    with django_assert_num_queries(9):
        browser.get(f"/control/teachers/?span={span}")
