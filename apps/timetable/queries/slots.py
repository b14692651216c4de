"""The timetable as plain values for the rule of clashes, and clashes of a span of days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from apps.school.models import AcademicYear, Course, Enrolment, GroupMembership, Room, SchoolClass

from ..models import Bell, TimetableEntry
from ..rules.clashes import Calendar, Clash, Slot, Span, find_clashes

NO_BELL = 10_000  # a lesson without a bell meets only its like: same shift, same number


def home_classes(year: AcademicYear) -> dict[int, SchoolClass]:
    """Course → the class whose week, shift and holidays it follows."""
    homes = {}
    courses = Course.objects.filter(year=year).select_related("school_class", "study_group__home_class")
    for course in courses.prefetch_related("study_group__classes").order_by("pk"):
        group = course.study_group
        homes[course.pk] = course.school_class or group.home_class or group.classes.all()[0]
    return homes


def default_bells(year: AcademicYear) -> dict[tuple[int, int], Bell]:
    """(shift, number) → the bell of the year's ordinary set."""
    rows = Bell.objects.filter(schedule__year=year, schedule__is_default=True)
    return {(bell.shift, bell.number): bell for bell in rows.order_by("shift", "number")}


@dataclass(frozen=True)
class Audience:
    """Who sits in a course: classes, group, shift of the home class, pupils with their days."""

    classes: frozenset[int]
    group: int | None
    shift: int
    pupils: dict[int, list[Span]]


@dataclass(frozen=True)
class SlotMaker:
    """What is needed to see a line of a timetable or of a draft as a slot; read once for a whole school."""

    calendar: Calendar
    audiences: dict[int, Audience]
    clock: dict[tuple[int, int], tuple[int, int]]
    room_limits: dict[int, int]

    def slot(self, row, *, first: dt.date, last: dt.date | None, key: Hashable = None) -> Slot:
        """A slot of anything that has the fields of a TimetableEntry; ``key`` is its primary key by default."""
        audience = self.audiences[row.course_id]
        starts, ends = self.times(audience.shift, row.number)
        return Slot(
            key=row.pk if key is None else key,
            course=row.course_id,
            weekday=row.weekday,
            week=row.week,
            first=first,
            last=last,
            starts=starts,
            ends=ends,
            teachers=frozenset(filter(None, (row.teacher_id, row.second_teacher_id))),
            room=row.room_id,
            classes=audience.classes,
            group=audience.group,
            pupils=audience.pupils,
        )

    def times(self, shift: int, number: int) -> tuple[int, int]:
        """Minutes of the day of a lesson."""
        unknown = NO_BELL * shift + number
        return self.clock.get((shift, number)) or (unknown, unknown + 1)

    def clashes(self, slots: Iterable[Slot]) -> list[Clash]:
        """The clashes of slots by the rule."""
        return find_clashes(slots, self.calendar, room_limits=self.room_limits)


def slot_maker(year: AcademicYear) -> SlotMaker:
    """Audiences, bells and rooms of a year; six queries."""
    members = _spans(GroupMembership.objects.filter(study_group__year=year), "study_group_id")
    rolls = _spans(Enrolment.objects.filter(school_class__year=year), "school_class_id")
    shifts = dict(SchoolClass.objects.filter(year=year).values_list("pk", "shift"))
    classes = defaultdict(list)
    through = Course.objects.filter(year=year, study_group__isnull=False).order_by("study_group__classes__pk")
    for course, school_class in through.values_list("pk", "study_group__classes"):
        classes[course].append(school_class)
    audiences = {}
    facts = ("pk", "school_class_id", "study_group_id", "study_group__home_class_id")
    for pk, school_class, group, home in Course.objects.filter(year=year).values_list(*facts):
        if group is None:
            audiences[pk] = Audience(frozenset((school_class,)), None, shifts[school_class], rolls[school_class])
        else:
            inside = [one for one in classes[pk] if one is not None]
            shift = shifts.get(home or min(inside, default=0), 1)
            audiences[pk] = Audience(frozenset(inside), group, shift, members[group])
    clock = {place: (_minutes(bell.starts_at), _minutes(bell.ends_at)) for place, bell in default_bells(year).items()}
    limits = dict(Room.objects.exclude(lessons_at_once=1).values_list("pk", "lessons_at_once"))
    return SlotMaker(Calendar.of(year.starts_on), audiences, clock, limits)


def entry_slots(maker: SlotMaker, year: AcademicYear, first: dt.date, last: dt.date) -> list[Slot]:
    """Slots of the lines that hold on a day of first…last, cut to that span; one query."""
    rows = TimetableEntry.objects.filter(course__year=year).within(first, last).order_by("weekday", "number", "pk")
    return [maker.slot(row, first=max(row.starts_on, first), last=min(row.ends_on or last, last)) for row in rows]


def _spans(rows, whose: str) -> dict[int, dict[int, list[Span]]]:
    found: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for owner, student, first, last in rows.values_list(whose, "student_id", "starts_on", "ends_on"):
        found[owner][student].append((first, last))
    return found


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
