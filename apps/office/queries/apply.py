"""What applying the timetable does to the dated lessons, in lines that a deputy reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from apps.lessons.actions.generate import LessonChange, Preview
from apps.school.models import Course, Room, StaffMember


@dataclass(frozen=True)
class ApplyLine:
    """Lessons of a course in one slot of the week that are made, changed or taken away."""

    course: str
    place: str
    count: int
    first: dt.date
    last: dt.date
    details: str


@dataclass(frozen=True)
class KeptLine:
    """A recorded lesson that stays although the timetable says otherwise."""

    lesson: int
    course: str
    held_on: dt.date
    number: int
    details: str


@dataclass(frozen=True)
class ApplyPage:
    """The preview of applying."""

    created: list[ApplyLine]
    changed: list[ApplyLine]
    removed: list[ApplyLine]
    kept: list[KeptLine]
    counts: dict[str, int]

    @property
    def is_idle(self) -> bool:
        """Whether lessons and timetable agree already."""
        return not (self.created or self.changed or self.removed)


def apply_page(plan: Preview) -> ApplyPage:
    """Lines of a preview; three queries."""
    courses = Course.objects.select_related("subject", "school_class", "study_group")
    everything = [*plan.created, *plan.changed, *plan.removed, *plan.kept]
    names = {
        pk: f"{course.audience_name}, {course.subject.name}"
        for pk, course in courses.in_bulk({change.course_id for change in everything}).items()
    }
    words = _Words(everything)
    counts = {name: len(getattr(plan, name)) for name in ("created", "changed", "removed", "kept")}
    return ApplyPage(
        _lines(plan.created, names, lambda change: words.of(change.new)),
        _lines(plan.changed, names, words.difference),
        _lines(plan.removed, names, lambda change: ""),
        [
            KeptLine(
                change.lesson_id, names[change.course_id], change.held_on, change.number,
                words.difference(change) if change.new else _("в расписании этого урока нет"),
            )
            for change in plan.kept
        ],
        counts,
    )  # fmt: skip


def _lines(changes: Iterable[LessonChange], names: dict[int, str], details) -> list[ApplyLine]:
    slots = defaultdict(list)
    for change in changes:
        key = (names[change.course_id], change.held_on.weekday(), change.number, details(change))
        slots[key].append(change.held_on)
    return [
        ApplyLine(
            course, _("%(day)s, %(number)s-й урок") % {"day": WEEKDAYS_ABBR[weekday], "number": number},
            len(days), min(days), max(days), text,
        )
        for (course, weekday, number, text), days in sorted(slots.items())
    ]  # fmt: skip


class _Words:
    """Teachers and rooms of changes by name."""

    def __init__(self, changes: Iterable[LessonChange]):
        values = [one for change in changes for one in (change.old, change.new) if one]
        self.teachers = StaffMember.objects.in_bulk({one["teacher_id"] for one in values})
        self.rooms = Room.objects.in_bulk({one["room_id"] for one in values if one["room_id"]})

    def of(self, values: dict) -> str:
        """Teacher and room."""
        room = self._room(values["room_id"])
        return f"{self._teacher(values['teacher_id'])}{f', {room}' if room else ''}"

    def difference(self, change: LessonChange) -> str:
        """What changes, old → new."""
        old, new = change.old, change.new
        parts = []
        if old["teacher_id"] != new["teacher_id"]:
            parts.append(f"{self._teacher(old['teacher_id'])} → {self._teacher(new['teacher_id'])}")
        if old["room_id"] != new["room_id"]:
            parts.append(f"{self._room(old['room_id']) or '—'} → {self._room(new['room_id']) or '—'}")
        if (old["starts_at"], old["ends_at"]) != (new["starts_at"], new["ends_at"]):
            parts.append(
                f"{old['starts_at']:%H:%M}–{old['ends_at']:%H:%M} → {new['starts_at']:%H:%M}–{new['ends_at']:%H:%M}"
            )
        if old["term_id"] != new["term_id"]:
            parts.append(_("другой учебный период"))
        return "; ".join(parts)

    def _teacher(self, pk: int) -> str:
        return self.teachers[pk].initials_name

    def _room(self, pk: int | None) -> str:
        return _("каб. %s") % self.rooms[pk].name if pk else ""
