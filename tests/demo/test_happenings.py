"""The plan of what happens: in order, on time, and the same for the same seed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.demo.happenings import SLOW, Graded, LessonFact, Taught, World, plan
from apps.demo.temper import Temper

TODAY = dt.date(2026, 12, 2)
ENDS = dt.date(2026, 10, 23)


def moment(day, time):
    return dt.datetime.combine(day, time, ZoneInfo("Europe/Moscow"))


def lessons(subject="Русский язык", level=5):
    day, facts = dt.date(2026, 9, 1), []
    while day < TODAY:
        if day.weekday() < 5:
            pk = len(facts) + 1
            times = dt.time(13, 50), dt.time(14, 30)
            facts.append(LessonFact(pk, 1, subject, level, "five", 5.0, day, 7, *times, 1, 1 if day <= ENDS else 2))
        day += dt.timedelta(days=1)
    return facts


def world(seed=1, behind=None, **changes):
    values = {
        "seed": seed,
        "today": TODAY,
        "lessons": lessons(),
        "on_roll": lambda course, day: set(range(1, 26)),
        "tempers": {pk: Temper.of(seed, f"А-{pk}", 5) for pk in range(1, 26)},
        "behind": behind or {},
        "certificate": 1,
        "closing": {1: ENDS},
        "moment": moment,
    }
    return World(**(values | changes))


@pytest.mark.parametrize("seed", range(12))
def test_a_work_is_graded_after_it_was_written_and_before_the_term_is_closed(seed):
    written = {}
    for one in plan(world(seed)):
        if isinstance(one, Taught) and one.work:
            written[one.lesson.pk] = one.at
        if isinstance(one, Graded):
            assert written[one.lesson.pk] < one.at
            assert one.at.date() <= ENDS or one.lesson.term == 2


def test_the_same_seed_gives_the_same_history_and_another_seed_another():
    assert plan(world(1)) == plan(world(1))
    assert plan(world(1)) != plan(world(2))


def test_everything_is_written_on_the_day_of_the_lesson_at_waking_hours():
    for one in plan(world()):
        if isinstance(one, Taught):
            assert one.at.date() == one.lesson.held_on
            assert one.at >= moment(one.lesson.held_on, one.lesson.starts_at)
            assert one.at.hour < 22


def test_everyone_present_gets_enough_grades_in_the_closed_term():
    counts = dict.fromkeys(range(1, 26), 0)
    for one in plan(world()):
        if one.lesson.term == 1:
            for mark in one.marks:
                counts[mark.student] += any(c in "2345" for c in mark.text.split("о")[0])
    assert min(counts.values()) >= 5


def test_who_is_behind_leaves_records_undone_in_the_last_two_weeks_only():
    undone = [one for one in plan(world(behind={1: SLOW[0]})) if isinstance(one, Taught) and not one.topic]
    assert undone
    assert all(TODAY - one.lesson.held_on < dt.timedelta(days=14) for one in undone)


def test_nobody_who_is_away_gets_a_grade_at_that_lesson():
    for one in plan(world()):
        texts = [mark.text for mark in one.marks]
        assert not any(text[0] in "нбу" and len(text.split()) > 1 for text in texts)


def test_level_one_gets_neither_grades_nor_homework():
    facts = [
        LessonFact(f.pk, 1, f.subject, 1, "none", 5.0, f.held_on, 1, f.starts_at, f.ends_at, 1, f.term)
        for f in lessons()
    ]
    for one in plan(world(lessons=facts)):
        assert isinstance(one, Taught) or one.marks[0].text == "б"
        assert not any(c.isdigit() and mark.text[0] != "о" for mark in one.marks for c in mark.text)
        assert getattr(one, "homework", "") == ""
