"""A clash-free weekly timetable by repair: every class keeps its hours, lessons swap places until nobody is in two."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

DAYS = 5
CLASH, NOT_LAST, TWICE_A_DAY = 100, 30, 3


class NoTimetable(Exception):
    """The heuristic found no timetable without clashes."""


@dataclass(frozen=True)
class Event:
    """One hour of a class: the teachers who are busy with it (two when the class is split); ``week`` 0 is both."""

    school_class: str
    subject: str
    teachers: tuple[str, ...]
    week: int = 0


@dataclass(frozen=True)
class Placed:
    """An event with its weekday (0 is Monday) and lesson number."""

    event: Event
    weekday: int
    number: int


def day_lengths(total: int) -> list[int]:
    """Lessons of each weekday, the long days in the middle of the week."""
    lengths = [total // DAYS] * DAYS
    for day in (1, 3, 2, 0, 4)[: total % DAYS]:
        lengths[day] += 1
    return lengths


class _Board:
    """The state of the search: what stands in each slot of each class and how busy everyone is."""

    def __init__(self, events: list[Event], rng: random.Random):
        self.rng = rng
        self.slots: dict[str, list[tuple[int, int]]] = {}
        self.places: dict[str, list[Event]] = defaultdict(list)
        self.busy: dict[tuple, int] = defaultdict(int)
        self.in_day: dict[tuple, int] = defaultdict(int)
        for event in events:
            self.places[event.school_class].append(event)
        for name, own in self.places.items():
            rng.shuffle(own)
            lengths = day_lengths(len(own))
            self.slots[name] = [(day, number) for day in range(DAYS) for number in range(1, lengths[day] + 1)]
            for index, event in enumerate(own):
                self.put(name, index, event)

    def put(self, name: str, index: int, event: Event) -> None:
        slot = self.slots[name][index]
        self.places[name][index] = event
        for teacher in event.teachers:
            self.busy[teacher, slot] += 1
        self.in_day[name, slot[0], event.subject] += 1

    def lift(self, name: str, index: int) -> Event:
        slot, event = self.slots[name][index], self.places[name][index]
        for teacher in event.teachers:
            self.busy[teacher, slot] -= 1
        self.in_day[name, slot[0], event.subject] -= 1
        return event

    def price(self, name: str, index: int, event: Event) -> int:
        """What it costs to put the lifted event there."""
        slots = self.slots[name]
        slot = slots[index]
        cost = sum(CLASH * self.busy.get((teacher, slot), 0) for teacher in event.teachers)
        cost += TWICE_A_DAY * self.in_day.get((name, slot[0], event.subject), 0)
        if event.week and index + 1 < len(slots) and slots[index + 1][0] == slot[0]:
            cost += NOT_LAST
        return cost

    def hurting(self, name: str, index: int) -> int:
        event = self.lift(name, index)
        cost = self.price(name, index, event)
        self.put(name, index, event)
        return cost

    def best_swap(self, name: str, index: int, shake: bool) -> None:
        """Swap the event with the partner of its class that makes the whole cheapest (any partner when shaken)."""
        own = self.places[name]
        best, choices = None, []
        for other in range(len(own)):
            if other == index or own[other] == own[index]:
                continue
            change = self._change(name, index, other)
            if best is None or change < best:
                best, choices = change, [other]
            elif change == best:
                choices.append(other)
        if choices and (best <= 0 or shake):
            self._swap(name, index, self.rng.choice(choices))

    def _change(self, name: str, one: int, two: int) -> int:
        first, second = self.lift(name, one), self.lift(name, two)
        before = self._both(name, (one, first), (two, second))
        after = self._both(name, (one, second), (two, first))
        self.put(name, one, first)
        self.put(name, two, second)
        return after - before

    def _both(self, name: str, one: tuple[int, Event], two: tuple[int, Event]) -> int:
        cost = self.price(name, *one)
        self.put(name, *one)
        cost += self.price(name, *two)
        self.lift(name, one[0])
        return cost

    def _swap(self, name: str, one: int, two: int) -> None:
        first, second = self.lift(name, one), self.lift(name, two)
        self.put(name, one, second)
        self.put(name, two, first)


def timetable(events: list[Event], rng: random.Random, rounds: int = 400) -> list[Placed]:
    """Every event placed without a clash of class or teacher; raises NoTimetable.

    Soft wishes: a subject once a day, an hour of every second week last in its day.
    """
    board = _Board(list(events), rng)
    for turn in range(rounds):
        hurt = [
            (name, index)
            for name, own in board.places.items()
            for index in range(len(own))
            if board.hurting(name, index) >= (TWICE_A_DAY if turn % 4 == 0 else NOT_LAST)
        ]
        clashing = any(board.hurting(*place) >= NOT_LAST for place in hurt)
        if not clashing and turn > 12:
            return _placed(board)
        rng.shuffle(hurt)
        for name, index in hurt:
            if board.hurting(name, index):
                board.best_swap(name, index, shake=clashing and rng.random() < 0.05)
    raise NoTimetable(f"no timetable without clashes after {rounds} rounds")


def _placed(board: _Board) -> list[Placed]:
    return [
        Placed(event, *board.slots[name][index])
        for name, own in board.places.items()
        for index, event in enumerate(own)
    ]
