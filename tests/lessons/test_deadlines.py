"""When a record is due (GRD-03…06, HW-02, HW-03, JRN-02, ATT-02, P-13, P-14)."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apps.lessons.models import WorkKind
from apps.lessons.rules import deadlines
from apps.school.queries.year import default_norms
from apps.school.rules.dates import DaysOff, due_on_day_of_next_month, is_school_day, next_school_day
from apps.school.rules.levels import format_levels, parse_levels

DAY = dt.date(2026, 9, 10)
HOLIDAY = DaysOff(((dt.date(2026, 9, 14), dt.date(2026, 9, 14), "Праздник", frozenset()),))


def local(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m %H:%M}"


@pytest.fixture
def norms():
    return default_norms(DAY)


@pytest.fixture
def lesson():
    return SimpleNamespace(held_on=DAY, starts_at=dt.time(8, 30), ends_at=dt.time(9, 10))


@pytest.mark.req("JRN-02", "ATT-02")
def test_topic_and_attendance_are_due_on_the_day_of_the_lesson(lesson, norms):
    assert local(deadlines.topic_due(lesson, norms)) == "10.09 23:59"
    assert local(deadlines.attendance_due(lesson, norms)) == "10.09 23:59"


@pytest.mark.req("HW-02")
def test_homework_is_due_ninety_minutes_after_the_classs_lessons(lesson, norms):
    assert local(deadlines.homework_due(lesson, dt.time(13, 45), norms)) == "10.09 15:15"


@pytest.mark.req("HW-03")
def test_with_the_strict_setting_homework_is_due_at_the_last_bell(lesson, norms):
    norms.homework_grace_minutes = 0
    assert local(deadlines.homework_due(lesson, dt.time(13, 45), norms)) == "10.09 13:45"


@pytest.mark.req("P-14")
def test_homework_in_level_one_and_without_grades_is_never_a_debt():
    assert [deadlines.homework_is_demanded(level, "five") for level in (1, 2, 11)] == [False, True, True]
    assert not deadlines.homework_is_demanded(7, "none")


@pytest.mark.req("GRD-03", "GRD-04", "GRD-06")
@pytest.mark.parametrize(("limit", "due"), [("lesson", "10.09"), ("control", "13.09"), ("written", "17.09")])
def test_each_kind_of_work_has_its_limit_in_calendar_days(norms, limit, due):
    norms.moves_to_school_day = False
    assert local(deadlines.grades_due(DAY, WorkKind(limit=limit), norms)).startswith(due)


@pytest.mark.req("C-04")
def test_the_norms_say_the_days_and_a_kind_may_have_its_own(norms):
    norms.moves_to_school_day, norms.control_mark_days = False, 5
    assert local(deadlines.grades_due(DAY, WorkKind(limit="control"), norms)).startswith("15.09")
    assert local(deadlines.grades_due(DAY, WorkKind(limit="control", limit_days=1), norms)).startswith("11.09")


@pytest.mark.req("C-31")
def test_the_norms_may_count_school_days(norms):
    norms.limit_day_kind = "working"
    week = {"level": 7, "days_per_week": 5, "days_off": HOLIDAY}
    # Thursday the 10th: Friday, then after the weekend and a holiday Monday Tuesday and Wednesday
    assert local(deadlines.grades_due(DAY, WorkKind(limit="control"), norms, **week)) == "16.09 23:59"
    assert local(deadlines.grades_due(DAY, WorkKind(limit="lesson"), norms, **week)) == "10.09 23:59"


@pytest.mark.req("C-30", "ARC-01")
@pytest.mark.parametrize(
    ("term_end", "day", "due"),
    [
        (dt.date(2026, 10, 23), 30, dt.date(2026, 11, 30)),
        (dt.date(2027, 1, 15), 30, dt.date(2027, 2, 28)),
        (dt.date(2026, 11, 5), 30, dt.date(2026, 12, 30)),
        (dt.date(2026, 12, 30), 31, dt.date(2027, 1, 31)),
    ],
)
def test_print_is_due_on_the_thirtieth_or_the_last_day_of_a_shorter_month(term_end, day, due):
    assert due_on_day_of_next_month(term_end, day) == due


@pytest.mark.req("P-13", "C-31")
def test_a_limit_on_a_day_off_moves_to_the_next_school_day(norms):
    moved = deadlines.grades_due(DAY, WorkKind(limit="control"), norms, level=7, days_per_week=5, days_off=HOLIDAY)
    assert local(moved) == "15.09 23:59"  # Sunday, then a holiday Monday


@pytest.mark.req("STR-16")
def test_a_six_day_class_works_on_saturday():
    saturday = dt.date(2026, 9, 12)
    assert is_school_day(saturday, level=7, days_per_week=6, days_off=HOLIDAY)
    assert not is_school_day(saturday, level=7, days_per_week=5, days_off=HOLIDAY)
    assert next_school_day(saturday, level=7, days_per_week=5, days_off=HOLIDAY) == dt.date(2026, 9, 15)


@pytest.mark.parametrize(
    ("text", "levels"), [("1-4", {1, 2, 3, 4}), ("10,11", {10, 11}), ("1, 9;11", {1, 9, 11}), ("", set())]
)
def test_levels_are_read_and_written(text, levels):
    assert parse_levels(text) == levels
    assert parse_levels(format_levels(levels)) == levels


@pytest.mark.parametrize("text", ["13", "4-1", "abc", "1-", "0"])
def test_levels_that_are_none_are_refused(text):
    from apps.core.errors import RuleViolation

    with pytest.raises(RuleViolation, match="не разобраны"):
        parse_levels(text)
