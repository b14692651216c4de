"""The task of building a timetable as plain values: what has to be placed, and what limits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .axis import Hour

BOTH = 0


@dataclass(frozen=True)
class Part:
    """A course's hour inside an activity; two halves of a fortnight share one activity."""

    course: int
    teacher: int
    second: int | None = None
    week: int = BOTH


@dataclass(frozen=True)
class Activity:
    """An hour that needs a place in the week.

    Attributes:
        id: from 1 on.
        parts: whose hour it is.
        sets: names of the students sets that sit in it.
        rooms: names of rooms it may be held in, by preference of the school; empty for any.
    """

    id: int
    parts: tuple[Part, ...]
    sets: tuple[str, ...]
    rooms: tuple[str, ...] = ()

    @property
    def teachers(self) -> tuple[int, ...]:
        """Everybody who teaches in it."""
        found = [pk for part in self.parts for pk in (part.teacher, part.second) if pk]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class StudentsSet:
    """A class with its parts: name of a group → names of the smallest parts that belong to it."""

    name: str
    size: int
    shift: int
    days: int
    max_daily: int
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """What the person who builds asks for."""

    student_gaps: int = 0
    from_first_lesson: bool = True
    teacher_daily: int = 7
    teacher_gaps: int | None = None


@dataclass(frozen=True)
class Problem:
    """Everything the program needs.

    Attributes:
        together: activities of parallel subgroups that begin at one time.
        spread: activities of one course, on different days where possible.
        unavailable: teacher → (weekday, number of the first shift's bells … by the hour's index).
        teachers, subjects: names by primary key; rooms: name → primary key.
    """

    days: int
    hours: tuple[Hour, ...]
    activities: tuple[Activity, ...]
    sets: tuple[StudentsSet, ...]
    together: tuple[tuple[int, ...], ...]
    spread: tuple[tuple[int, ...], ...]
    unavailable: Mapping[int, frozenset[tuple[int, int]]]
    teachers: Mapping[int, str]
    subjects: Mapping[int, str]
    rooms: Mapping[str, int]
    limits: Limits = Limits()


def hour_name(hour: Hour) -> str:
    """«3», or with two shifts «1 см. 6 / 2 см. 1»."""
    if len({shift for shift, _number in hour.numbers}) == 1 and hour.numbers[0][0] == 1:
        return str(hour.numbers[0][1])
    return " / ".join(f"{shift} см. {number}" for shift, number in hour.numbers)


def daily_limit(level: int) -> int:
    """How many lessons a day a class may have by the sanitary rules."""
    if level <= 4:
        return 5
    return 6 if level <= 6 else 7


def problems_of(problem: Problem) -> list[str]:
    """Why no timetable can exist, in sentences; the program would only run out of time."""
    found = []
    if not problem.hours:
        found.append(_("Нет звонков: сначала заведите расписание звонков."))
    if not problem.activities:
        found.append(_("Нечего расставлять: в нагрузке нет часов с учителем."))
    slots = problem.days * len(problem.hours)
    held = Counter(teacher for one in problem.activities for teacher in one.teachers)
    for teacher, hours in held.items():
        free = min(slots - len(problem.unavailable.get(teacher, ())), problem.days * problem.limits.teacher_daily)
        if hours > free:
            values = {"name": problem.teachers[teacher], "hours": hours, "free": free}
            found.append(_("%(name)s: %(hours)s ч в неделю, а мест для них %(free)s.") % values)
    return found + _of_classes(problem)


def _of_classes(problem: Problem) -> Iterable[str]:
    found = []
    for one in problem.sets:
        room = one.days * min(one.max_daily, sum(hour.number(one.shift) is not None for hour in problem.hours))
        whole = sum(one.name in activity.sets for activity in problem.activities)
        if whole > room:
            values = {"name": one.name, "hours": whole, "room": room}
            found.append(_("%(name)s: %(hours)s ч в неделю, а помещается не больше %(room)s.") % values)
    return found
