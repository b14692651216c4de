"""Lines of the timetable and of drafts as plain values, and how far a draft reaches."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from apps.school.models import AcademicYear, Course, SchoolClass

from ..models import TimetableDraft, TimetableEntry
from ..rules.entries import EntryValues


def lines_in_force(year: AcademicYear, day: dt.date) -> list[EntryValues]:
    """The lines that hold on a day, each once."""
    rows = TimetableEntry.objects.filter(course__year=year).on(day).order_by("weekday", "number", "pk")
    return list(dict.fromkeys(EntryValues.of(row) for row in rows))


def lines_of_draft(draft: TimetableDraft) -> list[EntryValues]:
    """The lines of a draft."""
    return [EntryValues.of(row) for row in draft.entries.order_by("weekday", "number", "pk")]


@dataclass(frozen=True)
class Reach:
    """How far a draft reaches: a file often holds a part of the school, or the core lessons alone.

    Attributes:
        courses: whose lines the draft replaces: of its classes only, of the kinds of lessons it has.
        absent: names of the classes it does not know.
    """

    courses: frozenset[int]
    absent: tuple[str, ...]


def reach_of(draft: TimetableDraft) -> Reach:
    """The reach by the draft's own lines; three queries. # TT-01"""
    inside, kinds = defaultdict(set), {}
    facts = ("pk", "kind", "school_class_id", "study_group__classes__pk")
    for pk, kind, own, of_group in Course.objects.filter(year=draft.year_id).order_by().values_list(*facts):
        inside[pk] |= {own or of_group} - {None}
        kinds[pk] = kind
    named = set(draft.entries.order_by().values_list("course_id", flat=True))
    classes = {pk for course in named for pk in inside[course]}
    of_kinds = {kinds[course] for course in named}
    courses = {pk for pk, where in inside.items() if where <= classes and kinds[pk] in of_kinds}
    every = SchoolClass.objects.filter(year=draft.year_id).order_by("level", "letter", "pk")
    absent = tuple(name for pk, name in every.values_list("pk", "name") if pk not in classes)
    return Reach(frozenset(courses | named), absent)
