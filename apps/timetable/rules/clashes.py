"""Clashes of a timetable: what one teacher, room, class, group or pupil would have to do twice at once (TT-02, STR-13).

A slot is a course's place in the week with everything that can clash, as plain values. Two slots clash only when there
is a date on which both hold (weekday, week of the cycle, dates of validity) and their clock times overlap on it:
lessons of different shifts are compared by the clock, not by their numbers.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ..enums import ClashKind

Span = tuple[dt.date, dt.date | None]
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Slot:
    """A place of the week that a course takes.

    Attributes:
        key: whatever the caller knows the slot by.
        course: primary key of the course.
        weekday: 0 is Monday.
        week: 0 both weeks, 1 or 2 of a two-week cycle.
        first, last: days from which and until which it holds.
        starts, ends: minutes of the day by the bells of its shift.
        teachers: the teacher and the second teacher.
        room: the room, or None.
        classes: the class, or the classes of the group.
        group: the study group, or None for a whole class.
        pupils: pupil → spans of days in which the pupil belongs to the audience.
    """

    key: Hashable
    course: int
    weekday: int
    week: int
    first: dt.date
    last: dt.date | None
    starts: int
    ends: int
    teachers: frozenset[int] = frozenset()
    room: int | None = None
    classes: frozenset[int] = frozenset()
    group: int | None = None
    pupils: Mapping[int, Sequence[Span]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Clash:
    """Slots that want the same at once.

    Attributes:
        kind: what they want.
        who: the teacher, room, class or group; for pupils all who are in both.
        slots: keys of the slots, in the order in which they were given.
        on: the first day on which it happens.
    """

    kind: str
    who: tuple[int, ...]
    slots: tuple[Hashable, ...]
    on: dt.date


@dataclass(frozen=True)
class Calendar:
    """The weeks of a school year: the first one is week 1 of a two-week cycle."""

    monday: dt.date

    @classmethod
    def of(cls, starts_on: dt.date) -> "Calendar":
        """The calendar of a year that starts on the day."""
        return cls(starts_on - dt.timedelta(days=starts_on.weekday()))

    def week_of(self, day: dt.date) -> int:
        """1 or 2: which week of the cycle the day lies in."""
        return 1 + (day - self.monday).days // 7 % 2

    def next(self, day: dt.date, weekday: int, weeks: Collection[int]) -> dt.date:
        """The first day from ``day`` on that is such a weekday in one of the weeks (1, 2)."""
        found = day + dt.timedelta(days=(weekday - day.weekday()) % 7)
        return found if self.week_of(found) in weeks else found + WEEK


def weeks_of(week: int) -> frozenset[int]:
    """The weeks of the cycle in which a slot is held."""
    return frozenset((week,)) if week else frozenset((1, 2))


def find_clashes(
    slots: Iterable[Slot], calendar: Calendar, *, room_limits: Mapping[int, int] | None = None
) -> list[Clash]:
    """Every clash among the slots, each once, by day and kind.

    Args:
        slots: places of the week.
        calendar: says which week is which.
        room_limits: room → how many lessons it holds at once, where it is not one.
    """
    slots = list(slots)
    order = {slot.key: place for place, slot in enumerate(slots)}
    found = [
        *_of_pairs(ClashKind.TEACHER, _by(slots, lambda slot: slot.teachers), calendar),
        *_of_pairs(ClashKind.CLASS, _by(slots, lambda slot: slot.classes), calendar, _is_class_clash),
        *_of_pairs(ClashKind.GROUP, _by(slots, lambda slot: () if slot.group is None else (slot.group,)), calendar),
        *_of_rooms(slots, calendar, room_limits or {}),
        *_of_pupils(slots, calendar),
    ]
    return [
        Clash(one.kind, one.who, tuple(sorted(one.slots, key=order.__getitem__)), one.on)
        for one in sorted(found, key=lambda one: (one.on, one.kind, one.who, [order[key] for key in one.slots]))
    ]


def clashes_with(
    one: Slot, others: Iterable[Slot], calendar: Calendar, *, room_limits: Mapping[int, int] | None = None
) -> list[Clash]:
    """The clashes of one slot with others, which may clash among themselves."""
    near = [other for other in others if other.weekday == one.weekday and _overlap(one, other)]
    return [clash for clash in find_clashes([one, *near], calendar, room_limits=room_limits) if one.key in clash.slots]


def common_day(one: Slot, other: Slot, calendar: Calendar, *spans: Span) -> dt.date | None:
    """The first day on which both slots are held, within further spans; None when there is none."""
    weeks = weeks_of(one.week) & weeks_of(other.week)
    if one.weekday != other.weekday or not weeks:
        return None
    first = max(one.first, other.first, *(span[0] for span in spans))
    day = calendar.next(first, one.weekday, weeks)
    ends = [last for last in (one.last, other.last, *(span[1] for span in spans)) if last is not None]
    return day if not ends or day <= min(ends) else None


def _overlap(one: Slot, other: Slot) -> bool:
    return one.starts < other.ends and other.starts < one.ends


def _by(slots: list[Slot], wanted: Callable[[Slot], Iterable[int]]) -> dict[tuple[int, int], list[Slot]]:
    """(whom, weekday) → slots."""
    found = defaultdict(list)
    for slot in slots:
        for who in wanted(slot):
            found[who, slot.weekday].append(slot)
    return found


def _pairs(slots: list[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pairs whose clock times overlap."""
    return (pair for pair in combinations(slots, 2) if _overlap(*pair))


def _of_pairs(kind, places, calendar: Calendar, is_clash=lambda one, other: True) -> Iterator[Clash]:
    for (who, _weekday), slots in places.items():
        for one, other in _pairs(slots):
            if is_clash(one, other) and (day := common_day(one, other, calendar)):
                yield Clash(kind, (who,), (one.key, other.key), day)


def _is_class_clash(one: Slot, other: Slot) -> bool:
    """Subgroups side by side are no clash of the class; a whole class beside anything of it is."""
    return one.group is None or other.group is None


def _of_rooms(slots: list[Slot], calendar: Calendar, limits: Mapping[int, int]) -> Iterator[Clash]:
    for (room, _weekday), inside in _by(slots, lambda slot: () if slot.room is None else (slot.room,)).items():
        limit = limits.get(room, 1)
        if len(inside) > limit:
            for crowd, day in _crowds(inside, calendar, limit):
                yield Clash(ClashKind.ROOM, (room,), tuple(slot.key for slot in crowd), day)


def _crowds(slots: list[Slot], calendar: Calendar, limit: int) -> list[tuple[list[Slot], dt.date]]:
    """The largest sets of more than ``limit`` slots held at one moment, each with the first day.

    Slots that share a moment share the latest of their beginnings, so only beginnings need to be looked at: of
    validity (rounded up to the weekday in either week of the cycle) and of the lesson.
    """
    days = {calendar.next(slot.first, slot.weekday, (week,)) for slot in slots for week in weeks_of(slot.week)}
    found: dict[frozenset[int], dt.date] = {}
    for day in sorted(days):
        week = calendar.week_of(day)
        held = [
            place
            for place, slot in enumerate(slots)
            if week in weeks_of(slot.week) and slot.first <= day and (slot.last is None or day <= slot.last)
        ]
        for minute in {slots[place].starts for place in held}:
            crowd = frozenset(place for place in held if slots[place].starts <= minute < slots[place].ends)
            if len(crowd) > limit:
                found.setdefault(crowd, day)
    largest = [crowd for crowd in found if not any(crowd < other for other in found)]
    return [([slots[place] for place in sorted(crowd)], found[crowd]) for crowd in largest]


def _of_pupils(slots: list[Slot], calendar: Calendar) -> Iterator[Clash]:
    """Pupils of two audiences at once, where neither the class nor the group itself clashes already."""
    by_day = defaultdict(list)
    for slot in slots:
        if slot.pupils:
            by_day[slot.weekday].append(slot)
    for today in by_day.values():
        grouped = [slot for slot in today if slot.group is not None]
        names = {id(slot): slot.pupils.keys() for slot in today}
        for one, other in _pairs_with_group(grouped, today):
            if one.group == other.group or (one.classes & other.classes and _is_class_clash(one, other)):
                continue
            shared = names[id(one)] & names[id(other)]
            days = {pupil: day for pupil in shared if (day := _pupils_day(pupil, one, other, calendar))}
            if days:
                yield Clash(ClashKind.PUPIL, tuple(sorted(days)), (one.key, other.key), min(days.values()))


def _pairs_with_group(grouped: list[Slot], today: list[Slot]) -> Iterator[tuple[Slot, Slot]]:
    yield from _pairs(grouped)
    whole = [slot for slot in today if slot.group is None]
    yield from ((one, other) for one in grouped for other in whole if _overlap(one, other))


def _pupils_day(pupil: int, one: Slot, other: Slot, calendar: Calendar) -> dt.date | None:
    days = [
        common_day(one, other, calendar, mine, theirs) for mine in one.pupils[pupil] for theirs in other.pupils[pupil]
    ]
    return min((day for day in days if day), default=None)
