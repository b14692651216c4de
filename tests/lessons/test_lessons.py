"""Dated lessons: generation, records, substitutions, homework (STR-02, TT-03, JRN-02, JRN-07, HW)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.homework.actions.records import set_homework, set_nothing
from apps.homework.models import Homework
from apps.lessons.actions.generate import generate_lessons, preview_lessons
from apps.lessons.actions.records import cancel_lesson, record_lesson
from apps.lessons.actions.substitutions import (
    register_substitution,
    substitute_grant_faults,
    withdraw_substitution,
)
from apps.lessons.models import Assessment, Lesson, Move
from apps.school.actions.grants import rebuild_school_grants, school_grant_faults
from apps.school.models import CourseGrant, TeachingAssignment
from apps.timetable.models import TimetableEntry

LAST = dt.date(2026, 12, 30)
FRIDAY = dt.date(2026, 12, 4)


@pytest.mark.req("STR-02")
def test_no_lesson_is_made_on_a_holiday_or_between_terms(cast):
    days = set(Lesson.objects.values_list("held_on", flat=True))
    off = {dt.date(2026, 10, 24) + dt.timedelta(days=step) for step in range(9)} | {dt.date(2026, 11, 4)}
    assert days.isdisjoint(off)
    assert dt.date(2026, 11, 2) in days


def test_every_lesson_has_one_ordinary_column(cast):
    assert Assessment.objects.filter(is_ordinary=True).count() == Lesson.objects.count()


def test_generating_twice_changes_nothing(cast):
    again = generate_lessons(cast.year, by=cast.igor, last=LAST)
    assert (again.created, again.changed, again.removed) == (0, 0, 0)


@pytest.mark.req("TT-02")
def test_a_new_timetable_moves_only_future_lessons_that_nobody_touched(cast):
    record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, topic="Записано заранее")
    TimetableEntry.objects.filter(course=cast.maths_7a, weekday=4).update(weekday=3)
    past = Lesson.objects.filter(course=cast.maths_7a, held_on__lte="2026-12-02")
    before = set(past.values_list("pk", flat=True))
    generate_lessons(cast.year, by=cast.igor, first=dt.date(2026, 12, 3), last=LAST)
    assert before == set(past.values_list("pk", flat=True))
    coming = Lesson.objects.filter(course=cast.maths_7a, held_on__gt="2026-12-02").values_list("held_on", flat=True)
    assert {day.weekday() for day in coming if day != FRIDAY} == {0, 2, 3}
    assert FRIDAY in coming


def test_the_preview_says_what_generating_would_do_and_names_what_stays(cast):
    kept = record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, topic="Записано заранее")
    TimetableEntry.objects.filter(course=cast.maths_7a, weekday=4).update(weekday=3)
    TimetableEntry.objects.filter(course=cast.maths_7a, weekday=0).update(teacher=cast.boris_staff)
    span = {"first": dt.date(2026, 12, 3), "last": LAST}
    before = Lesson.history.count()
    plan = preview_lessons(cast.year, **span)
    assert Lesson.history.count() == before
    assert [change.lesson_id for change in plan.kept] == [kept.pk]
    assert {change.held_on.weekday() for change in plan.created} == {3}
    assert {change.held_on.weekday() for change in plan.removed} == {4}
    assert {(change.old["teacher_id"], change.new["teacher_id"]) for change in plan.changed} == {
        (cast.anna_staff.pk, cast.boris_staff.pk)
    }
    done = generate_lessons(cast.year, by=cast.igor, **span)
    assert (done.created, done.changed, done.removed) == tuple(
        len(changes) for changes in (plan.created, plan.changed, plan.removed)
    )
    again = preview_lessons(cast.year, **span)
    assert (again.created, again.changed, again.removed, len(again.kept)) == ([], [], [], 1)


@pytest.mark.req("TT-04")
def test_a_lesson_moved_away_is_not_made_a_second_time(cast):
    lesson = cast.lesson("maths_7a", FRIDAY)
    Move.objects.create(
        lesson=lesson, from_on=FRIDAY, from_number=lesson.number, to_on=dt.date(2026, 12, 8), to_number=6,
        reason="совещание", moved_at=clock.now(),
    )  # fmt: skip
    lesson.held_on, lesson.number, lesson.touched_at = dt.date(2026, 12, 8), 6, clock.now()
    lesson.save()
    before = cast.maths_7a.lessons.count()
    generate_lessons(cast.year, by=cast.igor, last=LAST)
    assert cast.maths_7a.lessons.count() == before


def test_a_lesson_number_without_a_bell_is_named(cast):
    TimetableEntry.objects.filter(course=cast.maths_7a, weekday=4).update(number=12)
    with pytest.raises(RuleViolation, match="№ 12"):
        generate_lessons(cast.year, by=cast.igor, last=LAST)


@pytest.mark.req("JRN-07")
def test_a_held_lesson_cannot_lose_its_topic_but_a_coming_one_can(cast):
    held, coming = cast.lesson("maths_7a", dt.date(2026, 12, 2)), cast.lesson("maths_7a", FRIDAY)
    record_lesson(held, by=cast.anna, topic="Дроби")
    record_lesson(coming, by=cast.anna, topic="Проценты")
    with pytest.raises(RuleViolation, match="не может быть пустой"):
        record_lesson(held, by=cast.anna, topic=" ")
    assert record_lesson(coming, by=cast.anna, topic="").topic_at is None


@pytest.mark.req("JRN-02")
def test_the_moment_of_the_first_topic_is_kept(cast):
    lesson = cast.lesson("maths_7a", dt.date(2026, 12, 2))
    first = record_lesson(lesson, by=cast.anna, topic="Дроби").topic_at
    cast.now(2026, 12, 3, 9, 0)
    assert record_lesson(lesson, by=cast.anna, topic="Обыкновенные дроби").topic_at == first


def test_two_people_on_one_topic_conflict_and_nothing_is_lost(cast):
    lesson = cast.lesson("maths_7a", dt.date(2026, 11, 30))
    record_lesson(lesson, by=cast.boris, topic="Замена: проценты", topic_base="")
    with pytest.raises(Conflict) as conflict:
        record_lesson(lesson, by=cast.anna, topic="Дроби", topic_base="")
    assert conflict.value.current == "Замена: проценты"


@pytest.mark.req("ATT-02")
def test_attendance_cannot_be_confirmed_before_its_day(cast):
    with pytest.raises(RuleViolation, match="в день урока"):
        record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, confirm_attendance=True)


def test_a_cancelled_lesson_takes_no_records(cast):
    lesson = cancel_lesson(cast.lesson("maths_7a", FRIDAY), reason="карантин", by=cast.galina)
    with pytest.raises(RuleViolation, match="отменён"):
        record_lesson(lesson, by=cast.anna, topic="Дроби")


@pytest.mark.req("HW-01", "HW-06")
def test_homework_is_due_at_the_next_lesson_of_the_course_by_default(cast):
    lesson = cast.lesson("maths_7a", dt.date(2026, 12, 2))
    row = set_homework(lesson, text="§ 12, № 234", by=cast.anna, minutes=30)
    assert (row.due_on, row.due_lesson.course_id) == (FRIDAY, cast.maths_7a.pk)
    lesson.refresh_from_db()
    assert lesson.homework_state == "set"


@pytest.mark.req("HW-05")
def test_nothing_set_takes_the_text_away_and_is_no_debt(cast):
    lesson = cast.lesson("maths_7a", dt.date(2026, 12, 2))
    set_homework(lesson, text="§ 12", by=cast.anna)
    set_nothing(lesson, by=cast.anna)
    lesson.refresh_from_db()
    assert (lesson.homework_state, Homework.objects.count()) == ("nothing", 0)
    assert Homework.history.latest().history_type == "-"


@pytest.mark.parametrize(
    "given", [{"text": " "}, {"text": "№ 1", "due_on": dt.date(2026, 12, 2)}, {"text": "№ 1", "minutes": 0}]
)
def test_homework_that_says_nothing_or_the_impossible_is_refused(cast, given):
    with pytest.raises(RuleViolation):
        set_homework(cast.lesson("maths_7a", dt.date(2026, 12, 2)), by=cast.anna, **given)


@pytest.mark.req("TT-03")
def test_a_substitution_names_substitute_and_reason(cast):
    assert (cast.substitution.substitute, cast.substitution.reason) == (cast.boris_staff, "больничный")
    lesson = cast.lesson("maths_7a", FRIDAY)
    for substitute, reason in ((cast.anna_staff, "больничный"), (cast.boris_staff, " ")):
        with pytest.raises(RuleViolation):
            register_substitution(lesson, substitute=substitute, reason=reason, by=cast.galina)


@pytest.mark.req("STR-14")
def test_a_teacher_who_has_left_cannot_substitute(cast):
    cast.boris_staff.works_until = dt.date(2026, 12, 1)
    cast.boris_staff.save()
    with pytest.raises(RuleViolation, match="уже не работает"):
        register_substitution(
            cast.lesson("maths_7a", FRIDAY), substitute=cast.boris_staff, reason="курсы", by=cast.galina
        )


def test_grants_follow_the_facts_and_a_difference_is_named(cast):
    assert school_grant_faults() + substitute_grant_faults() == []
    withdraw_substitution(cast.substitution, by=cast.galina)
    assert substitute_grant_faults() == []
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(ends_on="2026-12-01")
    assert len(school_grant_faults()) == 1
    assert rebuild_school_grants() == 1
    assert not CourseGrant.objects.filter(user=cast.anna).exists()
