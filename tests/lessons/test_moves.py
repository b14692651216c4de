"""Moves, swaps and their undoing (TT-04); distance mode (JRN-11)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.seen import seen_of
from apps.lessons.actions.distance import change_distance, remove_distance, set_distance
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.moves import move_lesson, swap_lessons, undo_move
from apps.lessons.actions.records import record_lesson
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.models import Cell, DistanceMode, Grade, Lesson, Move
from apps.lessons.queries import distance_of, moves_of
from apps.lessons.rules.substitutions import state_token
from apps.school.actions.absences import record_absence
from apps.timetable.models import TimetableEntry

pytestmark = pytest.mark.django_db

TODAY, FRIDAY, MONDAY = dt.date(2026, 12, 2), dt.date(2026, 12, 4), dt.date(2026, 12, 7)
TUESDAY, THURSDAY = dt.date(2026, 12, 8), dt.date(2026, 12, 10)


@pytest.fixture
def tuesday(cast):
    """A lesson of mathematics in 7А on Tuesday, slot 2."""
    TimetableEntry.objects.create(
        course=cast.maths_7a, weekday=1, number=2, teacher=cast.anna_staff, room=cast.room, starts_on=MONDAY
    )
    generate_lessons(cast.year, by=cast.igor, first=MONDAY, last=dt.date(2026, 12, 30))
    return cast.lesson("maths_7a", TUESDAY)


def hours(cast) -> int:
    return Lesson.objects.filter(course=cast.maths_7a, cancelled_at=None).count()


def move(cast, lesson, day, number, **more):
    return move_lesson(lesson, to_on=day, to_number=number, **{"reason": "олимпиада", "by": cast.galina, **more})


@pytest.mark.req("TT-04")
def test_a_lesson_moves_from_tuesday_2_to_thursday_6_and_no_hour_is_lost(cast, tuesday):
    before = hours(cast)
    move(cast, tuesday, THURSDAY, 6)
    moved = Lesson.objects.get(pk=tuesday.pk)
    assert (moved.held_on, moved.number, moved.starts_at) == (THURSDAY, 6, dt.time(13, 20))
    assert hours(cast) == before
    generate_lessons(cast.year, by=cast.igor, first=MONDAY, last=dt.date(2026, 12, 30))
    assert hours(cast) == before  # the timetable does not make the hour again
    moves = moves_of(TUESDAY, THURSDAY)
    assert [(one.held_on, one.number, one.words) for one in moves.left] == [
        (TUESDAY, 2, "Перенесён на чт, 10 декабря, 6-й урок")
    ]
    assert moves.arrival(tuesday.pk) == "Перенос с вт, 8 декабря, 2-й урок"


@pytest.mark.req("TT-04")
def test_a_move_is_undone(cast, tuesday):
    note = move(cast, tuesday, THURSDAY, 6)
    undo_move(note, by=cast.galina)
    back = Lesson.objects.get(pk=tuesday.pk)
    assert (back.held_on, back.number, back.starts_at) == (TUESDAY, 2, dt.time(9, 25))
    assert not Move.objects.exists()
    assert moves_of(TUESDAY, THURSDAY).left == []


@pytest.mark.parametrize(
    ("day", "number", "words"),
    [
        (dt.date(2026, 12, 5), 2, "не учебный день"),
        (dt.date(2026, 11, 4), 2, "День народного единства"),
        (dt.date(2026, 10, 28), 2, "Осенние каникулы"),
        (THURSDAY, 9, "нет 9-го урока"),
        (dt.date(2026, 12, 14), 1, r"Место занято: 7А · Математика \(Алексеева А. П.\)"),
        (dt.date(2026, 12, 14), 2, r"Место занято: 7А англ. 1 · Английский язык \(Орлова О. О.\)"),
        (TUESDAY, 2, "и так стоит"),
    ],
)
def test_a_move_to_a_day_off_or_a_taken_place_is_refused_with_the_clash_named(cast, tuesday, day, number, words):
    with pytest.raises(RuleViolation, match=words):
        move(cast, tuesday, day, number)


def test_a_move_to_where_the_teacher_is_elsewhere_is_refused(cast):
    friday = cast.lesson("maths_7a", FRIDAY)
    register_substitution(
        cast.lesson("maths_7b", TUESDAY), substitute=cast.anna_staff, reason="болезнь", by=cast.galina
    )
    with pytest.raises(RuleViolation, match=r"Алексеева А. П. в это время ведёт другой урок: 7Б · Математика"):
        move(cast, friday, TUESDAY, 1)
    record_absence(cast.anna_staff, ground="ill", starts_on=THURSDAY, ends_on=THURSDAY, by=cast.galina)
    with pytest.raises(RuleViolation, match="отсутствует"):
        move(cast, friday, THURSDAY, 1)
    with pytest.raises(RuleViolation, match="причину"):
        move(cast, friday, TUESDAY, 5, reason=" ")


def test_records_go_along_only_when_that_is_confirmed(cast):
    lesson = cast.lesson("maths_7a", TODAY)
    record_lesson(lesson, by=cast.anna, topic="Дроби")
    column = lesson.assessments.get()
    cell = Cell.objects.create(assessment=column, student=cast.dima, changed_by=cast.anna, changed_at=clock.now())
    common = {"course": cast.maths_7a, "student": cast.dima, "held_on": TODAY, "position": 0}
    Grade.objects.create(cell=cell, value="5", **common)
    with pytest.raises(RuleViolation) as refusal:
        move(cast, lesson, dt.date(2026, 12, 3), 1)
    assert refusal.value.need == "records"
    move(cast, lesson, dt.date(2026, 12, 3), 1, despite_records=True)
    assert Grade.objects.get().held_on == dt.date(2026, 12, 3)
    assert Grade.objects.get().history.count() == 2


@pytest.mark.req("TT-04")
def test_two_lessons_change_places_and_back(cast):
    one, other = cast.lesson("maths_7a", FRIDAY), cast.lesson("english_1", MONDAY)
    first, _second = swap_lessons(one, other, reason="олимпиада", by=cast.galina)
    places = [(row.held_on, row.number) for row in (Lesson.objects.get(pk=x.pk) for x in (one, other))]
    assert places == [(MONDAY, 2), (FRIDAY, 3)]
    undo_move(first, by=cast.galina)
    places = [(row.held_on, row.number) for row in (Lesson.objects.get(pk=x.pk) for x in (one, other))]
    assert places == [(FRIDAY, 3), (MONDAY, 2)]
    assert not Move.objects.exists()


def test_only_the_last_move_is_undone_and_only_to_a_free_place(cast, tuesday):
    first = move(cast, tuesday, THURSDAY, 6)
    second = move(cast, tuesday, THURSDAY, 7)
    with pytest.raises(RuleViolation, match="ещё раз"):
        undo_move(first, by=cast.galina)
    undo_move(second, by=cast.galina)
    move(cast, cast.lesson("maths_7a", FRIDAY), TUESDAY, 2)
    with pytest.raises(RuleViolation, match="Место занято"):
        undo_move(first, by=cast.galina)


def test_a_substituted_lesson_stays_where_its_substitute_is(cast):
    lesson = cast.lesson("maths_7a", FRIDAY)
    register_substitution(lesson, substitute=cast.boris_staff, reason="болезнь", by=cast.galina)
    with pytest.raises(RuleViolation, match="назначена замена"):
        move(cast, lesson, THURSDAY, 6)


def test_a_move_on_what_somebody_changed_meanwhile_is_a_conflict(cast, tuesday):
    seen = state_token(tuesday)
    move(cast, tuesday, THURSDAY, 6, seen=seen)
    with pytest.raises(Conflict):
        move(cast, tuesday, THURSDAY, 7, seen=seen)


@pytest.mark.req("JRN-11")
def test_a_class_learns_at_a_distance_for_fourteen_days(cast):
    last = TODAY + dt.timedelta(days=13)
    modes = set_distance([cast.class_7a], starts_on=TODAY, ends_on=last, ground="quarantine", by=cast.galina)
    distance = distance_of(dt.date(2026, 11, 1), dt.date(2026, 12, 30))
    marked = {
        row.held_on
        for row in Lesson.objects.filter(course=cast.maths_7a)
        if distance.of_course(row.course, row.held_on)
    }
    days = Lesson.objects.filter(course=cast.maths_7a, held_on__range=(TODAY, last)).values_list("held_on", flat=True)
    assert marked == set(days)
    assert len(marked) == 6
    assert distance.of_course(cast.english_1, TODAY) == modes[0]
    assert distance.of_course(cast.maths_7b, TODAY) is None


def test_distance_is_changed_ended_early_and_never_doubled(cast):
    (mode,) = set_distance([cast.class_7a], starts_on=TODAY, ends_on=None, ground="frost", by=cast.galina)
    with pytest.raises(RuleViolation, match=r"7А уже учится дистанционно с 02.12.2026"):
        set_distance([cast.class_7a], starts_on=FRIDAY, ends_on=FRIDAY, ground="frost", by=cast.galina)
    seen = seen_of(mode)
    change_distance(
        mode, ends_on=FRIDAY, link="https://video.example/7a", note="по расписанию", by=cast.galina, seen=seen
    )
    assert DistanceMode.objects.get().ends_on == FRIDAY
    with pytest.raises(Conflict):
        change_distance(mode, ends_on=None, link="", note="", by=cast.galina, seen=seen)
    with pytest.raises(RuleViolation, match="раньше первого"):
        change_distance(mode, ends_on=dt.date(2026, 12, 1), link="", note="", by=cast.galina)
    with pytest.raises(RuleViolation, match="Выберите"):
        set_distance([], starts_on=TODAY, ends_on=TODAY, ground="frost", by=cast.galina)
    remove_distance(mode, by=cast.galina)
    assert not DistanceMode.objects.exists()
