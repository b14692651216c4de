"""Names of a timetable file beside those of the school: what is found, what is chosen, what is missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.office.actions.draft_school import CLASS, COURSE, KINDS, ROOM, SUBJECT, TEACHER, School
from apps.office.imports.cells import parse_class
from apps.office.imports.timetables.shape import Entity, FileTimetable, Remark, Slot
from apps.timetable.rules.entries import EntryValues

NEW, SKIP, AGAIN = "new", "skip", "again"
MAX_LEVEL = 12

Choices = Mapping[str, Mapping[str, str]]
Ref = int | str  # a primary key, or the file's name of a row to be made


@dataclass(frozen=True)
class Line:
    """A name of the file and what it means: ``choice`` is a primary key as text, ``new``, ``skip`` or nothing yet."""

    index: int  # its place in the file, by which the form knows it
    kind: str
    name: str
    choice: str
    uses: int
    is_found: bool = False
    label: str = ""
    options: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class NewCourse:
    """A course the school does not have yet: classes, part of the class, subject."""

    classes: tuple[Ref, ...]
    group: str
    subject: Ref


@dataclass(frozen=True)
class Ready:
    """A lesson whose names are all understood."""

    course: int | NewCourse
    teacher: Ref
    second: Ref | None
    room: Ref | None
    weekday: int
    number: int
    week: int
    place: str


@dataclass
class Match:
    """The whole file against the school.

    Attributes:
        lines: names by kind; courses of the file that the school lacks are in ``courses``.
        ready: lessons that can be taken; ``left`` those that cannot, and why.
        new: names to be made, by kind; ``hours`` of new courses with their teachers.
    """

    lines: dict[str, list[Line]] = field(default_factory=dict)
    courses: list[Line] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    left: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    new: dict[str, list[str]] = field(default_factory=dict)
    hours: dict[NewCourse, dict[Ref, Decimal]] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """How many names wait for a choice."""
        return sum(not line.choice for lines in (*self.lines.values(), self.courses) for line in lines)


def level_of(name: str) -> int | None:
    """The level a class name tells: «7А» 7, «2-ESO-A» 2, «ЛД101» 1; None when there is no number."""
    if parsed := parse_class(name):
        return parsed.level
    if (first := re.match(r"\d{1,2}(?!\d)", name)) and 1 <= int(first[0]) <= MAX_LEVEL:
        return int(first[0])
    digit = re.search(r"[1-9]", name)
    return int(digit[0]) if digit else None


def match(
    file: FileTimetable, school: School, *, chosen: Choices, remembered: Choices, create: Collection[str]
) -> Match:
    """Match every name; what is neither found nor chosen is made when its kind is ticked in ``create``."""
    return _Matcher(file, school, chosen, remembered, set(create)).run()


def course_key(slot: Slot) -> str:
    """How a course of the file is remembered."""
    return " · ".join(filter(None, (" + ".join(slot.classes), slot.group, slot.subject)))


class _Matcher:
    def __init__(self, file, school, chosen, remembered, create):
        self.file, self.school = file, school
        self.chosen, self.remembered, self.create = chosen, remembered, create
        self.result = Match()
        self.refs: dict[str, dict[str, Ref | None]] = {}
        self.known: dict[str, list[int | NewCourse]] = {}

    def run(self) -> Match:
        slots = [*self.file.slots, *self.file.unplaced]
        for kind in KINDS:
            self._match_kind(kind, _uses(kind, slots), _entities(self.file, kind))
        for slot in slots:
            self._take(slot)
        self._count_courses(slots)
        return self.result

    def _match_kind(self, kind: str, uses: Counter, entities: Mapping[str, Entity]) -> None:
        options = tuple(self.school.options(kind))
        labels = dict(options)
        self.refs[kind], self.result.new[kind], lines = {}, [], []
        for index, name in enumerate(uses):
            entity = entities.get(name, Entity(name))
            told = self._told(kind, name, labels)
            found = self._found(kind, entity, labels) if told in ("", AGAIN) else None
            choice = str(found) if found and told != AGAIN else told if told != AGAIN else ""
            if not choice and kind in self.create and can_make(kind, name):
                self.refs[kind][name] = name
            else:
                self.refs[kind][name] = int(choice) if choice.isdecimal() else name if choice == NEW else None
            if self.refs[kind][name] == name:
                self.result.new[kind].append(name)
            label = labels.get(int(choice), "") if choice.isdecimal() else ""
            lines.append(Line(index, kind, name, choice, uses[name], choice.isdecimal(), label, options))
        self.result.lines[kind] = sorted(lines, key=lambda line: (line.is_found, line.name))

    def _told(self, kind: str, name: str, labels) -> str:
        told = self.chosen.get(kind, {}).get(name, "")
        if told.isdecimal() and int(told) not in labels:
            return ""
        return told if told.isdecimal() or told in (NEW, SKIP, AGAIN) else ""

    def _found(self, kind: str, entity: Entity, labels) -> int | None:
        before = self.remembered.get(kind, {}).get(entity.name, "")
        if before.isdecimal() and int(before) in labels:
            return int(before)
        return self.school.find(kind, (entity.name, *entity.others, entity.short if kind != TEACHER else ""))

    def _take(self, slot: Slot) -> None:
        """Take one lesson, or say why it is left."""
        courses = self._courses(slot)
        if not courses:
            return
        refs = [self.refs[TEACHER].get(name) for name in slot.teachers]
        teachers = [ref for ref in refs if ref is not None]
        if len(teachers) > 2:
            text = _("учителей больше двух: взяты первые два")
            self.result.remarks.append(Remark(slot.place, f"{course_key(slot)}: {text}."))
        for course in courses:
            found = teachers[:2] or self._by_load(course)
            if isinstance(course, NewCourse):
                self._count_hours(course, found, slot)
            if not found:
                self._leave(slot, _("учитель не указан, и по нагрузке он не один"))
            elif slot.is_placed:
                second = found[1] if len(found) > 1 and found[1] != found[0] else None
                rooms = (self.refs[ROOM].get(name) for name in _rooms(slot))
                room = next((ref for ref in rooms if ref is not None), None)
                place = (slot.weekday, slot.number, slot.week, slot.place)
                self.result.ready.append(Ready(course, found[0], second, room, *place))

    def _leave(self, slot: Slot, reason: str) -> None:
        self.result.left.append(Remark(slot.place, f"{course_key(slot)}: {reason}."))

    def _by_load(self, course: int | NewCourse) -> list[Ref]:
        teachers = self.school.by_pk[course].teachers if isinstance(course, int) else []
        return list(teachers) if len(teachers) == 1 else []

    def _courses(self, slot: Slot) -> list[int | NewCourse]:
        key = course_key(slot)
        if key not in self.known:
            self.known[key] = self._find_courses(slot, key)
        found = self.known[key]
        if not found:
            self._leave(slot, self._why_not(slot))
        return found

    def _why_not(self, slot: Slot) -> str:
        missing = [name for name in slot.classes if self.refs[CLASS].get(name) is None]
        if missing:
            return _("класс «%s» не сопоставлен") % ", ".join(missing)
        if self.refs[SUBJECT].get(slot.subject) is None:
            return _("предмет «%s» не сопоставлен") % slot.subject
        return _("такого предмета в нагрузке этого класса нет")

    def _find_courses(self, slot: Slot, key: str) -> list[int | NewCourse]:
        classes = [self.refs[CLASS].get(name) for name in slot.classes]
        subject = self.refs[SUBJECT].get(slot.subject)
        told = self._told(COURSE, key, self.school.by_pk) or self.remembered.get(COURSE, {}).get(key, "")
        if told.isdecimal() and int(told) in self.school.by_pk:
            return [int(told)]
        if told == SKIP or None in classes or subject is None:
            return []
        is_known = all(isinstance(one, int) for one in (*classes, subject))
        if is_known and told != NEW:
            teachers = [ref for name in slot.teachers if isinstance(ref := self.refs[TEACHER].get(name), int)]
            found = self.school.find_courses(frozenset(classes), slot.group, subject, teachers, slot.classes)
            if found:
                return list(found)
        if not classes or not (told == NEW or COURSE in self.create):
            return []
        return [NewCourse(tuple(dict.fromkeys(classes)), slot.group, subject)]

    def _count_hours(self, course: NewCourse, teachers: list[Ref], slot: Slot) -> None:
        hours = (Decimal(1) if slot.week == 0 else Decimal("0.5")) * (1 if slot.is_placed else slot.duration)
        mine = self.result.hours.setdefault(course, {})
        for teacher in teachers[:2]:
            mine[teacher] = mine.get(teacher, Decimal(0)) + hours

    def _count_courses(self, slots) -> None:
        """Courses of the file that the school lacks, for the choice on the page."""
        uses: Counter = Counter()
        first: dict[str, Slot] = {}
        order = {key: index for index, key in enumerate(self.known)}
        for slot in slots:
            key = course_key(slot)
            if not any(isinstance(one, int) for one in self.known.get(key, ())):
                uses[key] += 1
                first.setdefault(key, slot)
        for key, count in uses.items():
            slot = first[key]
            refs = [self.refs[CLASS].get(name) for name in slot.classes]
            if None in refs or self.refs[SUBJECT].get(slot.subject) is None:
                continue
            inside = frozenset(ref for ref in refs if isinstance(ref, int))
            subject = self.refs[SUBJECT][slot.subject]
            options = self.school.candidates(inside, subject) if inside or not refs else []
            choice = self._told(COURSE, key, self.school.by_pk)
            self.result.courses.append(Line(order[key], COURSE, key, choice, count, options=tuple(options)))


def can_make(kind: str, name: str) -> bool:
    """Whether a row can be made of the name: a class needs its level."""
    return kind != CLASS or level_of(name) is not None


def _rooms(slot: Slot) -> list[str]:
    return [name for name in slot.room.split(", ") if name]


def _uses(kind: str, slots) -> Counter:
    """How often a name of a kind is used, in the order of the file."""
    uses: Counter = Counter()
    for slot in slots:
        names = {
            CLASS: slot.classes, SUBJECT: (slot.subject,), TEACHER: slot.teachers, ROOM: _rooms(slot),
        }[kind]  # fmt: skip
        uses.update(name for name in names if name)
    return uses


def _entities(file: FileTimetable, kind: str) -> dict[str, Entity]:
    rows = {CLASS: file.classes, SUBJECT: file.subjects, TEACHER: file.teachers, ROOM: file.rooms}[kind]
    return {row.name: row for row in rows}


def tidy_entries(entries: list[tuple[EntryValues, str]]) -> tuple[list[EntryValues], list[Remark]]:
    """Lines of one course at one place become one: a second teacher, both weeks of the cycle; the rest is told."""
    found: dict[tuple, dict[int, EntryValues]] = {}
    told: list[Remark] = []
    for values, place in entries:
        by_week = found.setdefault((values.course_id, values.weekday, values.number), {})
        present = by_week.get(values.week) or by_week.get(0)
        if present is None:
            by_week[values.week] = values
        elif (
            present.week == values.week
            and present.second_teacher_id is None
            and (values.teacher_id != present.teacher_id)
        ):
            by_week[values.week] = _with(present, second_teacher_id=values.teacher_id)
        elif present != values:
            told.append(Remark(place, _("этот урок уже есть в это же время: повтор пропущен.")))
    return [one for by_week in found.values() for one in _joined(by_week)], told


def _joined(by_week: dict[int, EntryValues]) -> list[EntryValues]:
    if 0 in by_week:
        return [by_week[0]]
    one, other = by_week.get(1), by_week.get(2)
    if one and other and _with(one, week=0) == _with(other, week=0):
        return [_with(one, week=0)]
    return list(by_week.values())


def _with(values: EntryValues, **changes) -> EntryValues:
    return EntryValues(**{**vars(values), **changes})
