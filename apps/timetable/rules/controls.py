"""Limits of control works: they warn whoever draws up the schedule and refuse nothing (TT-07).

Defaults follow the recommendations of 2021: one work a day in a class, not oftener than once in two and a half weeks
in a subject, at most a tenth of its lessons, not the first and not the last lesson.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Work:
    """A planned work: whose, when, in which lesson (None: any of the course's that day)."""

    key: Hashable
    course: int
    subject: str
    classes: tuple[tuple[int, str], ...]  # (key, name)
    held_on: dt.date
    number: int | None = None


@dataclass(frozen=True)
class Limits:
    """The school's norms of control works."""

    per_day: int = 1
    per_week: int = 3
    share_percent: int = 10
    distance_days: int = 17
    not_at_edges: bool = True

    @classmethod
    def of(cls, norms) -> "Limits":
        """From the norms in force."""
        return cls(
            norms.control_per_day,
            norms.control_per_week,
            norms.control_share_percent,
            norms.control_distance_days,
            norms.control_not_at_edges,
        )


@dataclass(frozen=True)
class Around:
    """What the dated lessons say around the works.

    Attributes:
        slots: (course, day) → numbers of the course's lessons.
        edges: (class, day) → first and last lesson.
        lessons: course → lessons of the year.
        weekly: course → hours a week.
    """

    slots: Mapping[tuple[int, dt.date], tuple[int, ...]] = field(default_factory=dict)
    edges: Mapping[tuple[int, dt.date], tuple[int, int]] = field(default_factory=dict)
    lessons: Mapping[int, int] = field(default_factory=dict)
    weekly: Mapping[int, Decimal] = field(default_factory=dict)


def warnings(works: Iterable[Work], limits: Limits, around: Around) -> dict[Hashable, list[str]]:
    """Key of a work → sentences; works without a warning are left out. Works of the whole year are to be given."""
    works = sorted(works, key=lambda work: (work.held_on, work.number or 0))
    found: dict[Hashable, list[str]] = defaultdict(list)
    _too_many(works, limits, found)
    _too_close(works, limits, found)
    _too_large_a_share(works, limits, around, found)
    for work in works:
        found[work.key] += _of_lesson(work, limits, around)
    return {key: list(dict.fromkeys(said)) for key, said in found.items() if said}


def _too_many(works: list[Work], limits: Limits, found) -> None:
    """A day and a week of a class; two groups writing the same subject on a day count once."""
    days, weeks = defaultdict(dict), defaultdict(dict)
    for work in works:
        for class_pk, name in work.classes:
            days[class_pk, name, work.held_on].setdefault(work.subject, []).append(work)
            week = work.held_on.isocalendar()[:2]
            weeks[class_pk, name, week].setdefault((work.subject, work.held_on), []).append(work)
    for (_pk, name, day), subjects in days.items():
        if len(subjects) > limits.per_day:
            words = {"name": name, "day": f"{day:%d.%m}", "subjects": ", ".join(subjects), "limit": limits.per_day}
            said = _("%(name)s, %(day)s: в один день стоят %(subjects)s, по регламенту не больше %(limit)d.") % words
            _say(said, subjects.values(), found)
    for (_pk, name, _week), held in weeks.items():
        if len(held) > limits.per_week:
            words = {"name": name, "count": len(held), "limit": limits.per_week}
            said = _("%(name)s: на этой неделе контрольных %(count)d — по регламенту не больше %(limit)d.") % words
            _say(said, held.values(), found)


def _say(sentence: str, groups: Iterable[list[Work]], found) -> None:
    for works in groups:
        for work in works:
            found[work.key].append(sentence)


def _too_close(works: list[Work], limits: Limits, found) -> None:
    by_course = defaultdict(list)
    for work in works:
        by_course[work.course].append(work)
    for own in by_course.values():
        for before, after in pairwise(own):
            days = (after.held_on - before.held_on).days
            if days < limits.distance_days:
                words = {"subject": after.subject, "days": days, "limit": limits.distance_days}
                said = _("%(subject)s: между контрольными %(days)d дн. — по регламенту не меньше %(limit)d.") % words
                _say(said, [[before, after]], found)


def _too_large_a_share(works: list[Work], limits: Limits, around: Around, found) -> None:
    """A share of the year's lessons; a subject of few lessons may have one work all the same."""
    by_course = defaultdict(list)
    for work in works:
        by_course[work.course].append(work)
    for course, own in by_course.items():
        lessons = around.lessons.get(course, 0)
        if lessons and len(own) > max(1, lessons * limits.share_percent // 100):
            words = {"subject": own[0].subject, "count": len(own), "lessons": lessons, "limit": limits.share_percent}
            said = _("%(subject)s: за год контрольных %(count)d на %(lessons)d уроков — больше %(limit)d %%.") % words
            _say(said, [own], found)


def _of_lesson(work: Work, limits: Limits, around: Around) -> list[str]:
    """Whether there is such a lesson, and whether it is the first or the last of the day."""
    numbers = around.slots.get((work.course, work.held_on), ())
    if not numbers:
        return [_("%s: в этот день урока нет.") % work.subject]
    if work.number and work.number not in numbers:
        words = {"subject": work.subject, "numbers": ", ".join(map(str, numbers))}
        return [_("%(subject)s: в этот день урок другой по счёту — %(numbers)s.") % words]
    held = (work.number,) if work.number else numbers
    rarely = around.weekly.get(work.course, Decimal(2)) <= 1  # nowhere else to put it
    if not limits.not_at_edges or rarely:
        return []
    for class_pk, name in work.classes:
        if all(number in around.edges.get((class_pk, work.held_on), ()) for number in held):
            return [_("%s: контрольная на первом или последнем уроке дня.") % name]
    return []
