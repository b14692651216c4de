"""What every timetable file comes to: the names it uses, its lessons and their places in the week.

Nothing here knows the school: names stay as the file writes them, matching is a later step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from apps.core.tables import clean

MAX_LESSONS = 20_000
MAX_NUMBER = 14
MAX_NAMES = 100  # classes, teachers or rooms of one lesson
SHOWN = 300  # remarks kept of one file; more of them say nothing new


@dataclass(frozen=True)
class Entity:
    """A class, subject, teacher or room of the file; ``others`` are further spellings of the same name."""

    name: str
    short: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A lesson of the file at a place in the week; ``weekday`` None where the file has not placed it.

    Attributes:
        place: where the file says so, for a person.
        classes: names of the classes; several for a lesson taught together.
        group: the file's name of the part of the class, empty for the whole class.
        subject, teachers, room: names as in the file; the room may be empty.
        weekday: 0 = Monday.
        number: lesson number.
        week: 0 every week, 1 or 2 of a two-week cycle.
        duration: lessons in a row.
    """

    place: str
    classes: tuple[str, ...]
    group: str
    subject: str
    teachers: tuple[str, ...]
    room: str = ""
    weekday: int | None = None
    number: int | None = None
    week: int = 0
    duration: int = 1

    @property
    def is_placed(self) -> bool:
        """Whether the file says when the lesson takes place."""
        return self.weekday is not None and self.number is not None


@dataclass(frozen=True)
class FileBell:
    """A bell of the file."""

    number: int
    starts_at: time
    ends_at: time
    shift: int = 1


@dataclass(frozen=True)
class Remark:
    """What the reader could not take or understood in its own way, and where."""

    place: str
    text: str


@dataclass(frozen=True)
class FileTimetable:
    """A timetable file as read.

    Attributes:
        format: code of the format.
        lessons: how many lessons (activities, events, cards' owners) the file declares.
        slots: lessons with a place in the week, one per hour.
        unplaced: lessons the file has not placed.
        faults: why the file, or a part of it, cannot be used; remarks: what to know about it.
    """

    format: str
    classes: tuple[Entity, ...] = ()
    subjects: tuple[Entity, ...] = ()
    teachers: tuple[Entity, ...] = ()
    rooms: tuple[Entity, ...] = ()
    lessons: int = 0
    slots: tuple[Slot, ...] = ()
    unplaced: tuple[Slot, ...] = ()
    bells: tuple[FileBell, ...] = ()
    days: tuple[str, ...] = ()
    faults: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()


def name_of(text: object) -> str:
    """A name of the file: one line, at most 200 signs."""
    return clean(str(text or ""))[:200]


def entities(rows: Iterable[Entity]) -> tuple[Entity, ...]:
    """The named ones, each name once, in the order of the file."""
    found: dict[str, Entity] = {}
    for row in rows:
        if row.name:
            found.setdefault(row.name, row)
    return tuple(found.values())


def named_by(slots: Iterable[Slot]) -> dict[str, tuple[Entity, ...]]:
    """The entities that lessons name, for formats without lists of their own."""
    slots = list(slots)
    return {
        "classes": entities(Entity(name) for slot in slots for name in slot.classes),
        "subjects": entities(Entity(slot.subject) for slot in slots),
        "teachers": entities(Entity(name) for slot in slots for name in slot.teachers),
        "rooms": entities(Entity(slot.room) for slot in slots),
    }


class Gathering:
    """Collects what a reader finds, one line per hour, and drops what has no lawful place."""

    def __init__(self, code: str):
        self.code = code
        self.slots: list[Slot] = []
        self.unplaced: list[Slot] = []
        self.faults: list[Remark] = []
        self.remarks: list[Remark] = []
        self._seen: set[tuple] = set()

    def remark(self, place: str, text: str) -> None:
        """Say something about a place of the file."""
        if len(self.remarks) < SHOWN:
            self.remarks.append(Remark(name_of(place), text))

    def fault(self, place: str, text: str) -> None:
        """Say why something cannot be used."""
        if len(self.faults) < SHOWN:
            self.faults.append(Remark(name_of(place), text))

    def add(self, slot: Slot) -> None:
        """Take a lesson: every hour of it is a slot of its own; doubles are told and dropped."""
        if len(self.slots) + len(self.unplaced) >= MAX_LESSONS:
            if len(self.slots) + len(self.unplaced) == MAX_LESSONS and not self.is_full:
                self.is_full = True
                self.fault(slot.place, _("В файле больше %(n)s уроков: остальные не прочитаны.") % {"n": MAX_LESSONS})
            return
        if not slot.is_placed:
            self.unplaced.append(slot)
            return
        for step in range(min(max(1, slot.duration), MAX_NUMBER)):
            self._add_hour(slot, slot.number + step)

    is_full = False

    def _add_hour(self, slot: Slot, number: int) -> None:
        if not (0 <= slot.weekday <= 6 and 0 <= number <= MAX_NUMBER):
            values = {"subject": slot.subject, "number": number}
            self.fault(slot.place, _("«%(subject)s»: места «урок %(number)s» в неделе нет.") % values)
            return
        key = (slot.classes, slot.group, slot.subject, slot.teachers, slot.room, slot.weekday, number, slot.week)
        if key in self._seen:
            values = {"subject": slot.subject, "classes": ", ".join(slot.classes) or "—"}
            self.remark(slot.place, _("Повтор: «%(subject)s», %(classes)s записан ещё раз и пропущен.") % values)
            return
        self._seen.add(key)
        one = Slot(
            slot.place,
            slot.classes,
            slot.group,
            slot.subject,
            slot.teachers,
            slot.room,
            slot.weekday,
            number,
            slot.week,
        )
        self.slots.append(one)

    def done(self, *, lessons: int | None = None, **fields) -> FileTimetable:
        """The frozen result."""
        every = [*self.slots, *self.unplaced]
        return FileTimetable(
            format=self.code,
            lessons=len(every) if lessons is None else lessons,
            slots=tuple(self.slots),
            unplaced=tuple(self.unplaced),
            faults=tuple(self.faults),
            remarks=tuple(self.remarks),
            **{**named_by(every), **fields},
        )
