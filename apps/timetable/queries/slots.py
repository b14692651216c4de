"""The timetable as plain values for the rule of clashes, and clashes of a span of days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from apps.school.models import AcademicYear, Course, Enrolment, Room, SchoolClass
from apps.school.queries import group_places

from ..models import Bell, Regime, TimetableEntry
from ..rules.clashes import Calendar, Clash, Slot, Span, find_clashes
from ..rules.regimes import Pattern
from .regimes import BellBook, Regimes

NO_BELL = 10_000  # a lesson without a bell meets only its like: same shift, same number
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class CoursePlace:
    """What decides by which bells a course works."""

    study_group_id: int | None
    home: SchoolClass | None


class Clocks:
    """Shift and bells of every course of a year on any day; ten queries at most."""

    def __init__(self, year: AcademicYear):
        """Read regimes, bells and the home classes of courses."""
        self._regimes, self._book = Regimes(year), BellBook(year)
        classes = SchoolClass.objects.filter(year=year).in_bulk()
        facts = ("pk", "school_class_id", "study_group_id", "study_group__home_class_id", "study_group__classes__pk")
        self._places: dict[int, CoursePlace] = {}
        rows = Course.objects.filter(year=year).order_by("study_group__classes__pk").values_list(*facts)
        for pk, own, group, home, inside in rows:
            self._places.setdefault(pk, CoursePlace(group, classes.get(own or home or inside)))
        starts = Regime.objects.order_by("starts_on").values_list("starts_on", "ends_on")
        self.cuts = sorted({day for first, last in starts for day in (first, last and last + DAY) if day})

    def pattern(self, course_id: int, day: dt.date) -> Pattern:
        """What the course works by on ``day``."""
        place = self._places[course_id]
        return self._regimes.of_course(place, place.home, day) if place.home else Pattern(1, 5)

    def of_class(self, school_class: SchoolClass, day: dt.date) -> Pattern:
        """What the class works by on ``day``."""
        return self._regimes.of_class(school_class, day)

    def usual(self, pattern: Pattern) -> dict[int, Bell]:
        """Lesson number → bell on an ordinary day."""
        return self._book.usual(pattern)

    def spans(self, course_id: int, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date, Pattern]]:
        """first…last in pieces in which the course works by one pattern."""
        starts = [first, *(day for day in self.cuts if first < day <= last)]
        found = []
        for start, end in zip(starts, [*(day - DAY for day in starts[1:]), last]):
            pattern = self.pattern(course_id, start)
            if found and found[-1][2] == pattern:
                start = found.pop()[0]
            found.append((start, end, pattern))
        return found


@dataclass(frozen=True)
class Audience:
    """Who sits in a course: classes, group, pupils with their days."""

    classes: frozenset[int]
    group: int | None
    pupils: dict[int, list[Span]]


@dataclass(frozen=True)
class SlotMaker:
    """What is needed to see lines of a timetable or of a draft as slots; read once for a whole school."""

    calendar: Calendar
    audiences: dict[int, Audience]
    clocks: Clocks
    room_limits: dict[int, int]

    def slots(self, row, *, first: dt.date, last: dt.date, key: Hashable = None) -> list[Slot]:
        """The slots of anything that has the fields of a TimetableEntry: one for each span with the same bells.

        ``key`` is the row's primary key by default.
        """
        audience = self.audiences[row.course_id]
        found = []
        for start, end, pattern in self.clocks.spans(row.course_id, first, last):
            starts, ends = self.times(pattern, row.number)
            found.append(
                Slot(
                    key=row.pk if key is None else key,
                    course=row.course_id,
                    weekday=row.weekday,
                    week=row.week,
                    first=start,
                    last=end,
                    starts=starts,
                    ends=ends,
                    teachers=frozenset(filter(None, (row.teacher_id, row.second_teacher_id))),
                    room=row.room_id,
                    classes=audience.classes,
                    group=audience.group,
                    pupils=audience.pupils,
                )
            )
        return found

    def times(self, pattern: Pattern, number: int) -> tuple[int, int]:
        """Minutes of the day of a lesson."""
        bell = self.clocks.usual(pattern).get(number)
        unknown = NO_BELL * pattern.shift + number
        return (_minutes(bell.starts_at), _minutes(bell.ends_at)) if bell else (unknown, unknown + 1)

    def clashes(self, slots: Iterable[Slot]) -> list[Clash]:
        """The clashes of slots by the rule, each once, with the first day."""
        once: dict[tuple, Clash] = {}
        for clash in find_clashes(slots, self.calendar, room_limits=self.room_limits):
            once.setdefault((clash.kind, clash.who, clash.slots), clash)
        return list(once.values())


def slot_maker(year: AcademicYear, clocks: Clocks | None = None) -> SlotMaker:
    """Audiences, bells (read here unless given) and rooms of a year; a fixed number of queries."""
    places = group_places(year=year)
    members = _spans((one.study_group_id, one.student_id, one.starts_on, one.ends_on) for one in places)
    enrolled = Enrolment.objects.filter(school_class__year=year)
    rolls = _spans(enrolled.values_list("school_class_id", "student_id", "starts_on", "ends_on"))
    classes = defaultdict(set)
    facts = ("pk", "school_class_id", "study_group_id", "study_group__classes__pk")
    courses = list(Course.objects.filter(year=year).order_by().values_list(*facts))
    for pk, school_class, _group, inside in courses:
        classes[pk] |= {school_class or inside} - {None}
    audiences = {
        pk: Audience(frozenset(classes[pk]), group, members[group] if group else rolls[school_class])
        for pk, school_class, group, _inside in courses
    }
    limits = dict(Room.objects.exclude(lessons_at_once=1).order_by().values_list("pk", "lessons_at_once"))
    return SlotMaker(Calendar.of(year.starts_on), audiences, clocks or Clocks(year), limits)


def entry_slots(maker: SlotMaker, year: AcademicYear, first: dt.date, last: dt.date) -> list[Slot]:
    """Slots of the lines that hold on a day of first…last, cut to that span; one query."""
    rows = TimetableEntry.objects.filter(course__year=year).within(first, last).order_by("weekday", "number", "pk")
    return [
        slot
        for row in rows
        for slot in maker.slots(row, first=max(row.starts_on, first), last=min(row.ends_on or last, last))
    ]


def _spans(rows: Iterable[tuple]) -> dict[int, dict[int, list[Span]]]:
    found: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for owner, student, first, last in rows:
        found[owner][student].append((first, last))
    return found


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
