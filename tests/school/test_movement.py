"""Movement of pupils by orders: what it changes, what it refuses, how it is taken back."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.school.actions.movement import record_movement, undo_movement
from apps.school.actions.roll_requests import decline_request, file_request, grant_request
from apps.school.enums import MovementKind, RequestState
from apps.school.models import Enrolment, GroupMembership, Movement
from apps.school.queries import course_roll, students_of_class

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 15)


@pytest.fixture
def move(cast):
    """``move(student, "transfer", day, to_class=…)`` by the secretary's order."""

    def record(student, kind, day=DAY, **more):
        order = {"order_number": "57-у", "order_on": dt.date(2026, 11, 13), **more}
        return record_movement(student=student, kind=kind, effective_on=day, by=cast.sofia, year=cast.year, **order)

    return record


def names(entries, day) -> set[str]:
    return {entry.student.first_name for entry in entries if entry.on(day)}


@pytest.mark.req("STR-17", "I-04")
def test_a_transfer_moves_the_pupil_from_its_day_on(cast, move):
    row = move(cast.oleg, MovementKind.TRANSFER, to_class=cast.class_7b)
    old, new = course_roll(cast.maths_7a), course_roll(cast.maths_7b)
    assert "Олег" in names(old, dt.date(2026, 11, 14)) and "Олег" not in names(old, DAY)
    assert "Олег" in names(new, DAY) and "Олег" not in names(new, dt.date(2026, 11, 14))
    assert (row.from_class, row.to_class, row.recorded_by) == (cast.class_7a, cast.class_7b, cast.sofia)
    assert (
        Enrolment.objects.get(student=cast.oleg, school_class=cast.class_7b).arrival_order == "пр. № 57-у от 13.11.2026"
    )


def test_places_in_groups_of_the_old_class_end_with_the_transfer(cast, move):
    move(cast.oleg, MovementKind.TRANSFER, to_class=cast.class_7b)
    assert GroupMembership.objects.get(student=cast.oleg).ends_on == dt.date(2026, 11, 14)
    assert names(course_roll(cast.english_2), DAY) == {"Катя"}


def test_a_stream_of_both_classes_is_kept(cast, move):
    cast.english_2.study_group.classes.add(cast.class_7b)
    move(cast.oleg, MovementKind.TRANSFER, to_class=cast.class_7b)
    assert GroupMembership.objects.get(student=cast.oleg).ends_on is None


def test_a_departure_closes_everything_and_says_where_to(cast, move):
    move(cast.katya, MovementKind.DEPARTURE, elsewhere="Гимназия № 5")
    row = Enrolment.objects.get(student=cast.katya)
    assert (row.ends_on, row.left_to, row.departure_order) == (
        dt.date(2026, 11, 14), "Гимназия № 5", "пр. № 57-у от 13.11.2026"
    )  # fmt: skip
    assert not GroupMembership.objects.on(DAY).filter(student=cast.katya).exists()


def test_whoever_left_may_arrive_again(cast, move):
    move(cast.katya, MovementKind.DEPARTURE)
    move(cast.katya, MovementKind.ARRIVAL, dt.date(2026, 11, 30), to_class=cast.class_7b)
    assert "Катя" in names(students_of_class(cast.class_7b.pk), dt.date(2026, 11, 30))


@pytest.mark.parametrize(
    ("kind", "day", "to", "sentence"),
    [
        ("arrival", DAY, "class_7b", "уже числится в 7А с 01.09.2026"),
        ("transfer", DAY, "class_7a", "и так в 7А"),
        ("transfer", dt.date(2026, 8, 31), "class_7b", "Учебный год идёт с 01.09.2026 по 26.05.2027"),
        ("transfer", dt.date(2026, 9, 1), "class_7b", "только с 01.09.2026"),
        ("transfer", DAY, None, "Выберите класс"),
        ("departure", dt.date(2027, 6, 1), None, "Учебный год идёт"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(cast, move, kind, day, to, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        move(cast.oleg, kind, day, to_class=to and getattr(cast, to))
    assert not Movement.objects.exists()
    assert Enrolment.objects.get(student=cast.oleg).ends_on is None


def test_nobody_moves_twice_over_the_same_days(cast, move):
    move(cast.oleg, MovementKind.DEPARTURE)
    with pytest.raises(RuleViolation, match=r"последний день в школе 14\.11\.2026"):
        move(cast.oleg, MovementKind.TRANSFER, dt.date(2026, 11, 20), to_class=cast.class_7b)
    with pytest.raises(RuleViolation, match=r"Уже записано движение после 14\.11\.2026"):
        move(cast.oleg, MovementKind.TRANSFER, dt.date(2026, 10, 1), to_class=cast.class_7b)


@pytest.mark.req("I-04")
@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"order_number": " "}, "номер и дату приказа"),
        ({"order_on": dt.date(2026, 12, 3)}, "ещё не издан"),
    ],
)
def test_every_movement_has_its_order(cast, move, order, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        move(cast.oleg, MovementKind.DEPARTURE, **order)


@pytest.mark.req("I-04")
def test_a_movement_is_undone_only_by_a_new_record(cast, move):
    row = move(cast.oleg, MovementKind.TRANSFER, to_class=cast.class_7b)
    undone = undo_movement(movement=row, order_number="60-у", order_on=dt.date(2026, 12, 1), by=cast.sofia)
    assert list(Movement.objects.order_by("pk")) == [row, undone]
    assert (undone.undoes, undone.from_class, undone.to_class) == (row, cast.class_7b, cast.class_7a)
    assert "Олег" in names(course_roll(cast.maths_7a), clock.today())
    assert "Олег" in names(course_roll(cast.english_2), clock.today())
    assert "Олег" not in names(course_roll(cast.maths_7b), clock.today())
    again = {"order_number": "61-у", "order_on": dt.date(2026, 12, 1), "by": cast.sofia}
    with pytest.raises(RuleViolation, match="уже отменена"):
        undo_movement(movement=Movement.objects.get(pk=row.pk), **again)
    with pytest.raises(RuleViolation, match="запись об отмене"):
        undo_movement(movement=undone, **again)


def test_only_the_last_movement_is_undone_and_then_the_one_before(cast, move):
    first = move(cast.oleg, MovementKind.DEPARTURE)
    second = move(cast.oleg, MovementKind.ARRIVAL, dt.date(2026, 11, 23), to_class=cast.class_7b)
    third = move(cast.oleg, MovementKind.DEPARTURE, dt.date(2026, 11, 30))
    order = {"order_number": "61-у", "order_on": dt.date(2026, 12, 1), "by": cast.sofia}
    with pytest.raises(RuleViolation, match="сначала отмените его"):
        undo_movement(movement=first, **order)
    for row in (third, second, first):
        undo_movement(movement=row, **order)
    assert Enrolment.objects.get(student=cast.oleg).ends_on is None


@pytest.mark.req("STR-19", "C-13")
def test_a_request_waits_for_a_recorded_decision(cast):
    asked = {"school_class": cast.class_7a, "student": cast.oleg, "kind": "departure", "effective_on": DAY}
    row = file_request(**asked, text="Переезжают в другой город", by=cast.vera)
    assert (row.state, row.filed_at) == (RequestState.OPEN, clock.now())
    with pytest.raises(RuleViolation, match="почему заявка отклонена"):
        decline_request(request=row, decision=" ", by=cast.sofia)
    movement = {
        "student": cast.oleg, "kind": "departure", "effective_on": DAY, "order_number": "57-у",
        "order_on": dt.date(2026, 11, 13), "year": cast.year,
    }  # fmt: skip
    done = grant_request(request=row, decision="", movement=movement, by=cast.sofia)
    assert (done.state, done.decided_by, done.movement.from_class) == ("granted", cast.sofia, cast.class_7a)
    assert "57-у" in done.decision
    with pytest.raises(Conflict, match="уже рассмотрена"):
        decline_request(request=row, decision="нет", by=cast.galina)


def test_a_request_that_cannot_be_is_refused(cast):
    with pytest.raises(RuleViolation, match="Напишите, что изменилось"):
        file_request(school_class=cast.class_7a, text="", by=cast.vera)
    with pytest.raises(RuleViolation, match="нет в классе"):
        file_request(school_class=cast.class_7a, student=cast.yura, text="ушёл", by=cast.vera)
    with pytest.raises(RuleViolation, match="с какого дня"):
        file_request(school_class=cast.class_7a, student=cast.oleg, kind="departure", text="ушёл", by=cast.vera)


def test_a_movement_that_is_refused_leaves_the_request_open(cast):
    row = file_request(
        school_class=cast.class_7a, student=cast.oleg, text="т", kind="transfer", effective_on=DAY, by=cast.vera
    )
    movement = {
        "student": cast.oleg, "kind": "transfer", "effective_on": DAY, "order_number": "1",
        "order_on": DAY, "to_class": cast.class_7a,
    }  # fmt: skip
    with pytest.raises(RuleViolation, match="и так в 7А"):
        grant_request(request=row, decision="", movement=movement, by=cast.sofia)
    row.refresh_from_db()
    assert row.state == RequestState.OPEN
