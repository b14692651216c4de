"""Moved lessons of some days: where each came from, and the places they left (TT-04)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..enums import HomeworkState
from ..models import Lesson, Move
from ..rules.moves import place_words


@dataclass(frozen=True)
class Left:
    """A place that a lesson left: it stands there crossed out."""

    move: Move

    @property
    def held_on(self) -> dt.date:
        """The day of the old place."""
        return self.move.from_on

    @property
    def number(self) -> int:
        """The number of the old place."""
        return self.move.from_number

    @property
    def words(self) -> str:
        """«Перенесён на чт, 3 декабря, 6-й урок»."""
        lesson = self.move.lesson
        return _("Перенесён на %s") % place_words(lesson.held_on, lesson.number)


class Moves:
    """Moves read at once."""

    def __init__(self, rows: Iterable[Move], first: dt.date, last: dt.date):
        origins, self.left = {}, []
        seen = set()
        for move in rows:
            lesson, place = move.lesson, (move.from_on, move.from_number)
            is_here = place == (lesson.held_on, lesson.number)
            origins.setdefault(lesson.pk, (place, (lesson.held_on, lesson.number)))
            if not is_here and first <= move.from_on <= last and (lesson.pk, place) not in seen:
                self.left.append(Left(move))
            seen.add((lesson.pk, place))
        self._origins = {pk: origin for pk, (origin, now) in origins.items() if origin != now}

    @property
    def arrived(self) -> list[int]:
        """Keys of the lessons that stand elsewhere than at first."""
        return list(self._origins)

    def arrival(self, lesson_pk: int) -> str:
        """«Перенос с вт, 1 декабря, 2-й урок», or an empty string."""
        origin = self._origins.get(lesson_pk)
        return _("Перенос с %s") % place_words(*origin) if origin else ""

    def origin_on(self, lesson_pk: int) -> dt.date | None:
        """The day where the lesson stood at first, or None when it was never moved."""
        origin = self._origins.get(lesson_pk)
        return origin[0] if origin else None


def has_records(lesson: Lesson) -> bool:
    """Whether anything was written in the lesson."""
    return bool(
        lesson.topic
        or lesson.attendance_confirmed_at
        or lesson.homework_state != HomeworkState.UNKNOWN
        or lesson.assessments.filter(cells__isnull=False).exists()
    )


def moves_within(first: dt.date, last: dt.date) -> QuerySet[Move]:
    """Moves of lessons that stood or stand within first…last, in the order in which they were made."""
    rows = Move.objects.filter(Q(from_on__range=(first, last)) | Q(lesson__held_on__range=(first, last)))
    return rows.order_by("moved_at", "pk")


def moves_of(first: dt.date, last: dt.date, *which: Q, related: Iterable[str] = ()) -> Moves:
    """Moves of lessons that stood or stand within first…last; ``which`` narrows them; one query."""
    rows = moves_within(first, last).filter(*which)
    return Moves(rows.select_related("lesson", *related), first, last)
