"""Clashes of the timetable in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from apps.school.models import AcademicYear, Student
from apps.timetable.enums import ClashKind
from apps.timetable.queries.slots import slot_maker
from apps.timetable.rules.clashes import Clash

from .week import Filled, Frame

NAMED_PUPILS = 3


@dataclass(frozen=True)
class ClashLine:
    """A clash as a page tells it.

    Attributes:
        kind: the code of ClashKind.
        label: what is wanted twice, in a word.
        who: the teacher, the room, the class …
        weekday, number: where.
        lessons: the lessons, «7А, Математика».
        on: the first day.
        keys: the lines that clash.
    """

    kind: str
    label: str
    who: str
    weekday: int
    number: int
    lessons: tuple[str, ...]
    on: dt.date
    keys: tuple[Hashable, ...]
    classes: tuple[int, ...]

    @property
    def place(self) -> str:
        """«Пн, 3-й урок»."""
        return _("%(day)s, %(number)s-й урок") % {"day": WEEKDAYS_ABBR[self.weekday], "number": self.number}

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        return _("%(label)s %(who)s: %(place)s — %(lessons)s") % {
            "label": self.label.capitalize(), "who": self.who, "place": self.place, "lessons": " + ".join(self.lessons),
        }  # fmt: skip


def clash_lines(clashes: Iterable[Clash], lines: Mapping[Hashable, Filled]) -> list[ClashLine]:
    """Clashes in words; one query more when pupils are concerned."""
    clashes = list(clashes)
    pupils = {pk for clash in clashes if clash.kind == ClashKind.PUPIL for pk in clash.who}
    names = {one.pk: one.short_name for one in Student.objects.filter(pk__in=pupils)} if pupils else {}
    return [_line(clash, [lines[key] for key in clash.slots], names) for clash in clashes]


def _line(clash: Clash, rows: list[Filled], pupils: Mapping[int, str]) -> ClashLine:
    first = rows[0]
    return ClashLine(
        clash.kind,
        str(ClashKind(clash.kind).label),
        _who(clash, rows, pupils),
        first.weekday,
        first.number,
        tuple(dict.fromkeys(row.says for row in rows)) if clash.kind != ClashKind.CLASS else _subjects(rows),
        clash.on,
        clash.slots,
        tuple(row.school_class for row in rows if row.school_class),
    )


def _subjects(rows: list[Filled]) -> tuple[str, ...]:
    return tuple(row.says if row.group else row.subject for row in rows)


def _who(clash: Clash, rows: list[Filled], pupils: Mapping[int, str]) -> str:
    wanted = clash.who[0]
    if clash.kind == ClashKind.TEACHER:
        people = [one for row in rows for one in (row.teacher, row.second) if one]
        return next(one.name for one in people if one.pk == wanted)
    if clash.kind == ClashKind.ROOM:
        return next((row.room_name for row in rows if row.room_name), "")
    if clash.kind == ClashKind.CLASS:
        return next((row.audience for row in rows if row.school_class == wanted), rows[0].audience)
    if clash.kind == ClashKind.GROUP:
        return rows[0].audience
    named = ", ".join(pupils[pk] for pk in clash.who[:NAMED_PUPILS])
    rest = len(clash.who) - NAMED_PUPILS
    return _("%(names)s и ещё %(count)s") % {"names": named, "count": rest} if rest > 0 else named


def school_clashes(year: AcademicYear, first: dt.date, last: dt.date) -> list[ClashLine]:
    """Every clash of the school on a day of first…last; a fixed number of queries."""
    frame = Frame(year)
    maker = slot_maker(year, frame.clocks)
    lines = {line.pk: line for line in frame.filled(first, last, Q())}
    slots = [
        slot
        for line in lines.values()
        for slot in maker.slots(line, first=max(line.starts_on, first), last=min(line.ends_on or last, last))
    ]
    found = clash_lines(maker.clashes(slots), lines)
    return sorted(found, key=lambda line: (line.weekday, line.number, line.kind, line.who, line.on))
