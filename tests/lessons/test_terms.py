"""Closing of a course's term: hand-in, acceptance, lock, reopening (P-11, P-12, GRD-08, JRN-09)."""

import datetime as dt
import uuid

import pytest

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.records import record_lesson
from apps.lessons.actions.terms import accept, close_again, hand_in, reopen, take_back
from apps.lessons.enums import TermState
from apps.lessons.models import CourseTerm, Lesson
from apps.lessons.queries import term_missing
from apps.lessons.rules.terms import term_state
from apps.school.queries import norms_on


@pytest.fixture
def term2(cast):
    """The end of term 2, with every topic of 7А mathematics written."""
    cast.now(2026, 12, 30, 16, 0)
    for lesson in Lesson.objects.filter(course=cast.maths_7a, term=cast.term2):
        record_lesson(lesson, by=cast.anna, topic=f"Дроби, {lesson.held_on:%d.%m}")
    return cast.term2


@pytest.fixture
def give(cast, term2):
    def one(pupil, text):
        operation = {
            "id": str(uuid.uuid4()),
            "column": f"term-{term2.pk}",
            "student": pupil.pk,
            "text": text,
            "base": 0,
        }
        return apply_operations(cast.maths_7a, [operation], by=cast.anna).results[0]

    return one


def row(cast, term) -> CourseTerm:
    return CourseTerm.objects.get(course=cast.maths_7a, term=term)


def state(cast, term) -> TermState:
    return term_state(row(cast, term), term, norms_on(clock.today()), clock.now())


@pytest.mark.req("GRD-08")
def test_a_term_with_one_pupil_blank_cannot_be_handed_in_and_the_pupil_is_named(cast, term2, give):
    give(cast.dima, "5")
    give(cast.katya, "н/а")
    with pytest.raises(RuleViolation, match="Жуков Олег"):
        hand_in(cast.maths_7a, term2, by=cast.anna)
    give(cast.oleg, "н/а")
    assert hand_in(cast.maths_7a, term2, by=cast.anna).handed_in_by == cast.anna


@pytest.mark.req("P-11")
def test_a_missing_topic_and_an_open_debt_stand_in_the_way(cast):
    cast.now(2026, 12, 2, 16, 0)
    operation = {
        "id": str(uuid.uuid4()),
        "column": f"a{cast.substituted.assessments.get().pk}",
        "student": cast.dima.pk,
        "text": ".",
        "base": 0,
    }
    apply_operations(cast.maths_7a, [operation], by=cast.anna)
    kinds = {one.kind for one in term_missing(cast.maths_7a, None, cast.term2, clock.now())}
    assert kinds == {"topic", "debt", "grade"}


@pytest.mark.req("P-11")
def test_a_deputy_hands_in_with_a_reason_although_something_is_missing(cast, term2):
    hand_in(cast.maths_7a, term2, by=cast.galina, override_reason="учитель на больничном")
    assert CourseTerm.history.latest().history_change_reason == "учитель на больничном"


@pytest.mark.req("C-25")
def test_a_handed_in_term_stays_open_for_lessons_until_it_ends(cast, term2, give):
    for pupil in (cast.dima, cast.katya, cast.oleg):
        give(pupil, "4")
    hand_in(cast.maths_7a, term2, by=cast.anna)
    assert state(cast, term2) == TermState.OPEN
    cast.now(2026, 12, 31, 0, 1)
    assert state(cast, term2) == TermState.HANDED_IN


@pytest.mark.req("P-11")
def test_the_term_locks_by_itself_and_no_job_has_to_run(cast):
    cast.now(2027, 1, 2, 23, 59)
    assert state(cast, cast.term2) == TermState.OPEN
    cast.now(2027, 1, 3, 0, 0)
    assert state(cast, cast.term2) == TermState.LOCKED


def test_only_what_was_handed_in_can_be_accepted(cast, term2, give):
    with pytest.raises(RuleViolation, match="ещё не сдан"):
        accept([row(cast, term2)], by=cast.galina)
    hand_in(cast.maths_7a, term2, by=cast.galina, override_reason="проверка")
    assert accept([row(cast, term2)], by=cast.galina) == 1
    assert accept([row(cast, term2)], by=cast.galina) == 0
    assert state(cast, term2) == TermState.ACCEPTED


def test_a_term_taken_back_is_its_teachers_again(cast, term2):
    hand_in(cast.maths_7a, term2, by=cast.galina, override_reason="проверка")
    take_back(row(cast, term2), by=cast.galina, reason="нет отметок")
    assert state(cast, term2) == TermState.OPEN


@pytest.mark.req("P-11")
def test_a_term_closed_by_its_date_is_reopened_not_taken_back(cast, term2):
    hand_in(cast.maths_7a, term2, by=cast.galina, override_reason="проверка")
    cast.now(2027, 1, 3, 0, 0)
    with pytest.raises(RuleViolation, match="Откройте его для исправления"):
        take_back(row(cast, term2), by=cast.galina, reason="нет отметок")
    assert row(cast, term2).handed_in_at
    reopen(row(cast, term2), until=clock.now() + dt.timedelta(days=1), reason="описка", by=cast.galina)
    take_back(row(cast, term2), by=cast.galina, reason="нет отметок")
    assert state(cast, term2) == TermState.REOPENED


@pytest.mark.req("P-12")
def test_reopening_needs_a_reason_and_lasts_at_most_three_days(cast):
    now, day = clock.now(), dt.timedelta(days=1)
    with pytest.raises(RuleViolation, match="причину"):
        reopen(row(cast, cast.term1), until=now + day, reason=" ", by=cast.galina)
    with pytest.raises(RuleViolation, match="3 дн"):
        reopen(row(cast, cast.term1), until=now + 4 * day, reason="описка", by=cast.galina)
    with pytest.raises(RuleViolation, match="прошёл"):
        reopen(row(cast, cast.term1), until=now, reason="описка", by=cast.galina)
    reopen(row(cast, cast.term1), until=now + day, reason="описка", by=cast.galina)
    assert state(cast, cast.term1) == TermState.REOPENED


@pytest.mark.req("I-16")
def test_a_reopening_closes_by_itself_or_by_hand(cast):
    reopen(row(cast, cast.term1), until=clock.now() + dt.timedelta(hours=2), reason="описка", by=cast.galina)
    cast.now(2026, 12, 2, 12, 31)
    assert state(cast, cast.term1) == TermState.LOCKED
    cast.now(2026, 12, 2, 11, 0)
    close_again(row(cast, cast.term1), by=cast.galina)
    cast.now(2026, 12, 2, 11, 1)
    assert state(cast, cast.term1) == TermState.LOCKED


@pytest.mark.req("JRN-09")
def test_a_closed_term_takes_no_topic_and_no_homework(cast):
    from apps.homework.actions.records import set_homework, set_nothing

    lesson = cast.lesson("maths_7a", dt.date(2026, 10, 21))
    for write in (
        lambda: record_lesson(lesson, by=cast.anna, topic="Поздно"),
        lambda: set_homework(lesson, text="№ 5", by=cast.anna),
        lambda: set_nothing(lesson, by=cast.anna),
    ):
        with pytest.raises(RuleViolation, match="попросите заместителя"):
            write()
