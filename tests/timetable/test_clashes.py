"""Clashes of a timetable: single cases, and random timetables compared with looking at every minute of every day."""

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.timetable.enums import ClashKind
from apps.timetable.rules.clashes import Calendar, Slot, clashes_with, find_clashes

START = dt.date(2026, 9, 1)  # a Tuesday
CALENDAR = Calendar.of(START)
DAYS = [START + dt.timedelta(days=n) for n in range(35)]
LESSONS = {1: (510, 550), 2: (560, 600), 3: (530, 570)}  # the third is another shift's first: it overlaps both


def slot(key, **fields) -> Slot:
    starts, ends = LESSONS[fields.pop("number", 1)]
    base = {"course": key, "weekday": 2, "week": 0, "first": START, "last": None, "starts": starts, "ends": ends}
    fields = {name: frozenset(value) if name in ("teachers", "classes") else value for name, value in fields.items()}
    return Slot(key, **{**base, **fields})


def kinds(*slots, **options) -> list[tuple]:
    return [(clash.kind, clash.who, clash.slots) for clash in find_clashes(slots, CALENDAR, **options)]


@pytest.mark.req("TT-02")
def test_one_teacher_in_two_classes_at_once_is_a_clash():
    assert kinds(slot(1, teachers=[7], classes=[1]), slot(2, teachers=[7], classes=[2])) == [("teacher", (7,), (1, 2))]
    assert kinds(slot(1, teachers=[7, 8]), slot(2, teachers=[8])) == [("teacher", (8,), (1, 2))]  # as second teacher
    assert kinds(slot(1, teachers=[7]), slot(2, teachers=[7], number=2)) == []
    assert kinds(slot(1, teachers=[7]), slot(2, teachers=[7], weekday=3)) == []


def test_shifts_are_compared_by_the_clock():
    assert kinds(slot(1, teachers=[7]), slot(2, teachers=[7], number=3)) == [("teacher", (7,), (1, 2))]


def test_weeks_of_the_cycle_and_dates_must_meet():
    assert kinds(slot(1, teachers=[7], week=1), slot(2, teachers=[7], week=2)) == []
    assert len(kinds(slot(1, teachers=[7], week=0), slot(2, teachers=[7], week=2))) == 1
    ends = slot(1, teachers=[7], last=dt.date(2026, 10, 6))  # the last Wednesday is 30 September
    assert kinds(ends, slot(2, teachers=[7], first=dt.date(2026, 10, 1))) == []
    assert len(kinds(ends, slot(2, teachers=[7], first=dt.date(2026, 9, 30)))) == 1


def test_subgroups_stand_side_by_side_unless_a_pupil_is_in_both():
    one = slot(1, classes=[1], group=10, pupils={5: [(START, None)]})
    assert kinds(one, slot(2, classes=[1], group=11, pupils={6: [(START, None)]})) == []
    both = slot(2, classes=[1], group=11, pupils={5: [(START, None)], 6: [(START, None)]})
    assert kinds(one, both) == [("pupil", (5,), (1, 2))]
    later = slot(2, classes=[1], group=11, pupils={5: [(dt.date(2027, 1, 11), None)]})
    assert find_clashes([one, later], CALENDAR)[0].on == dt.date(2027, 1, 13)
    assert kinds(one, slot(2, classes=[1])) == [("class", (1,), (1, 2))]  # the whole class beside its subgroup
    assert kinds(one, slot(2, classes=[1, 2], group=10)) == [("group", (10,), (1, 2))]


@pytest.mark.req("STR-13")
def test_a_room_holds_as_many_lessons_as_it_may():
    lessons = [slot(key, room=3) for key in (1, 2, 3)]
    assert kinds(*lessons) == [("room", (3,), (1, 2, 3))]
    assert kinds(*lessons, room_limits={3: 2}) == [("room", (3,), (1, 2, 3))]
    assert kinds(*lessons[:2], room_limits={3: 2}) == []


def test_the_clashes_of_one_slot_are_those_it_takes_part_in():
    old = [slot(1, teachers=[7]), slot(2, teachers=[7]), slot(3, room=4)]
    found = clashes_with(slot(9, teachers=[7], room=4), old, CALENDAR)
    assert [(clash.kind, clash.slots) for clash in found] == [
        ("room", (9, 3)),
        ("teacher", (9, 1)),
        ("teacher", (9, 2)),
    ]


# Random timetables against brute force

days = st.sampled_from(DAYS)
spans = st.tuples(days, st.none() | days).map(lambda span: (span[0], span[1] and max(span)))
few = st.integers(0, 2)


@st.composite
def timetables(draw):
    members = {
        group: draw(st.dictionaries(few, st.lists(spans, min_size=1, max_size=2), max_size=3)) for group in range(3)
    }
    rolls = {one: draw(st.dictionaries(few, st.lists(spans, min_size=1, max_size=2), max_size=2)) for one in range(3)}
    slots = []
    for key in range(draw(st.integers(2, 7))):
        first, last = draw(spans)
        group = draw(st.none() | few)
        classes = draw(st.frozensets(few, min_size=1, max_size=2 if group is not None else 1))
        pupils = rolls[min(classes)] if group is None else members[group]
        slots.append(
            slot(
                key, weekday=draw(st.integers(1, 2)), week=draw(few), number=draw(st.integers(1, 3)), first=first,
                last=last, teachers=draw(st.frozensets(few, min_size=1, max_size=2)), room=draw(st.none() | few),
                classes=classes, group=group, pupils=pupils,
            )
        )  # fmt: skip
    return slots


def week_parity(day: dt.date) -> int:
    monday = START
    while monday.weekday():
        monday -= dt.timedelta(days=1)
    weeks = 0
    while monday + dt.timedelta(days=7) <= day:
        monday += dt.timedelta(days=7)
        weeks += 1
    return 1 if weeks % 2 == 0 else 2


def holds(span, day) -> bool:
    return span[0] <= day and (span[1] is None or day <= span[1])


def brute_force(slots, limits) -> dict[tuple, dt.date]:
    """Look at every minute of every day: (kind, who, two slots) → the first day."""
    found = {}
    for day in DAYS + [DAYS[-1] + dt.timedelta(days=n) for n in range(1, 22)]:
        today = [
            one
            for one in slots
            if one.weekday == day.weekday() and one.week in (0, week_parity(day)) and holds((one.first, one.last), day)
        ]
        for minute in range(505, 605, 5):
            now = [one for one in today if one.starts <= minute < one.ends]
            for one, other in combinations(now, 2):
                for kind, who in wanted_by_both(one, other, day):
                    found.setdefault((kind, who, one.key, other.key), day)
                if one.room is not None and one.room == other.room:
                    inside = [each for each in now if each.room == one.room]
                    if len(inside) > limits.get(one.room, 1):
                        found.setdefault((ClashKind.ROOM, one.room, one.key, other.key), day)
    return found


def wanted_by_both(one, other, day):
    for teacher in one.teachers & other.teachers:
        yield ClashKind.TEACHER, teacher
    whole = one.group is None or other.group is None
    for school_class in one.classes & other.classes if whole else ():
        yield ClashKind.CLASS, school_class
    if one.group is not None and one.group == other.group:
        yield ClashKind.GROUP, one.group
        return
    if (one.group is None and other.group is None) or (whole and one.classes & other.classes):
        return
    for pupil in set(one.pupils) & set(other.pupils):
        if any(holds(span, day) for span in one.pupils[pupil]) and any(holds(s, day) for s in other.pupils[pupil]):
            yield ClashKind.PUPIL, pupil


@settings(max_examples=200, deadline=None)
@given(timetables(), st.dictionaries(few, st.integers(1, 3)))
def test_the_rule_finds_what_looking_at_every_minute_finds(slots, limits):
    expected = brute_force(slots, limits)
    pairs = {
        (clash.kind, who, *pair)
        for clash in find_clashes(slots, CALENDAR, room_limits=limits)
        for who in clash.who
        for pair in combinations(clash.slots, 2)
    }
    assert pairs == set(expected)
    for clash in find_clashes(slots, CALENDAR, room_limits=limits):
        if clash.kind != ClashKind.ROOM:
            assert clash.on == min(expected[clash.kind, who, *clash.slots] for who in clash.who)
