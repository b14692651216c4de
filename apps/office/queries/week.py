"""The weekly timetable as pages show it: of a class, a teacher, a room, a pupil; of the whole school on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from apps.lessons.models import Lesson
from apps.school.enums import ServiceKind
from apps.school.models import (
    AcademicYear,
    Enrolment,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    TeachingAssignment,
)
from apps.school.queries import days_off, places_of_student
from apps.timetable.models import TimetableEntry
from apps.timetable.queries.slots import Clocks
from apps.timetable.rules.clashes import Calendar
from apps.timetable.rules.regimes import Pattern

FACTS = (
    "pk",
    "weekday",
    "number",
    "week",
    "starts_on",
    "ends_on",
    "course_id",
    "course__kind",
    "course__subject__name",
    "course__subject__short_name",
    "course__school_class_id",
    "course__school_class__name",
    "course__study_group_id",
    "course__study_group__name",
    "teacher_id",
    "teacher__last_name",
    "teacher__first_name",
    "teacher__patronymic",
    "second_teacher_id",
    "second_teacher__last_name",
    "second_teacher__first_name",
    "second_teacher__patronymic",
    "room_id",
    "room__name",
)


Ring = tuple[int, int | None]  # a shift and the set of bells it works by (None: the year's own)


@dataclass(frozen=True)
class Person:
    """A teacher in a cell."""

    pk: int
    name: str


@dataclass(frozen=True)
class Filled:
    """A lesson in a cell of the week."""

    pk: int
    weekday: int
    number: int
    week: int
    ring: Ring
    starts_on: dt.date
    ends_on: dt.date | None
    course: int
    kind: str
    subject: str
    short: str
    school_class: int | None
    group: int | None
    audience: str
    teacher: Person
    second: Person | None
    room: int | None
    room_name: str

    def holds_on(self, day: dt.date) -> bool:
        """Whether the line holds on ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    # The names of a TimetableEntry, for the rule of clashes.

    @property
    def course_id(self) -> int:
        """The course."""
        return self.course

    @property
    def teacher_id(self) -> int:
        """The teacher."""
        return self.teacher.pk

    @property
    def second_teacher_id(self) -> int | None:
        """The second teacher."""
        return self.second.pk if self.second else None

    @property
    def room_id(self) -> int | None:
        """The room."""
        return self.room

    @property
    def says(self) -> str:
        """The lesson in few words: «7А, Математика»."""
        return f"{self.audience}, {self.subject}"


@dataclass(frozen=True)
class Time:
    """A row of the week: a lesson number of a shift with its bell."""

    ring: Ring
    number: int
    starts: str
    ends: str

    @property
    def shift(self) -> int:
        """The shift."""
        return self.ring[0]


@dataclass(frozen=True)
class DayHead:
    """A day of the week shown."""

    weekday: int
    date: dt.date
    is_today: bool
    holiday: str


@dataclass
class Week:
    """A week of somebody's timetable.

    Attributes:
        monday: the first day.
        cycle: 1 or 2, which week of a two-week cycle it is.
        days: its school days.
        times: its rows.
        cells: (weekday, ring, number) → lessons; those of the other week of the cycle too.
        has_cycle, has_shifts, kinds: what is worth explaining.
    """

    monday: dt.date
    cycle: int
    days: list[DayHead]
    times: list[Time]
    cells: dict[tuple[int, Ring, int], list[Filled]] = field(default_factory=dict)
    has_cycle: bool = False
    has_shifts: bool = False
    kinds: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is not one lesson."""
        return not self.cells

    def lessons(self, weekday: int, time: Time) -> list[Filled]:
        """What stands in a cell."""
        return self.cells.get((weekday, time.ring, time.number), [])


# What belongs to whom


def of_class(pk: int) -> Q:
    """Lines of a class and of the groups that its pupils may be in."""
    return Q(course__school_class=pk) | Q(course__study_group__in=StudyGroup.objects.filter(classes=pk))


def of_teacher(pk: int) -> Q:
    """Lines in which the teacher is the first or the second."""
    return Q(teacher=pk) | Q(second_teacher=pk)


def of_room(pk: int) -> Q:
    """Lines in the room."""
    return Q(room=pk)


def initials(last_name: str, first_name: str, patronymic: str) -> str:
    """Фамилия И. О. with blanks that do not break."""
    return "\u00a0".join([last_name, *(f"{part[0]}." for part in (first_name, patronymic) if part)])


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


class Frame:
    """What all weeks of a year have in common: days off, regimes and bells; read once."""

    def __init__(self, year: AcademicYear):
        """A fixed number of queries."""
        self.year = year
        self.calendar = Calendar.of(year.starts_on)
        self.off = days_off(year.pk)
        self.clocks = Clocks(year)

    def filled(self, first: dt.date, last: dt.date, which: Q, kind: str = "") -> list[Filled]:
        """Lines that hold on a day of first…last, in the order of the week; one query."""
        rows = TimetableEntry.objects.filter(which, course__year=self.year).within(first, last)
        if kind:
            rows = rows.filter(course__kind=kind)
        order = ("weekday", "number", "week", "course__school_class__level", "course__study_group__name", "pk")
        return [self._filled(row, max(first, row[4])) for row in rows.order_by(*order).values_list(*FACTS)]

    def _filled(self, row: tuple, day: dt.date) -> Filled:
        (
            pk, weekday, number, week, starts_on, ends_on, course, kind, subject, short, class_pk, class_name, group,
            group_name, *people, room, room_name,
        ) = row  # fmt: skip
        pattern = self.clocks.pattern(course, day)
        return Filled(
            pk, weekday, number, week, (pattern.shift, pattern.bells_id), starts_on, ends_on, course, kind, subject,
            short or subject, class_pk, group, class_name or group_name, Person(people[0], initials(*people[1:4])),
            Person(people[4], initials(*people[5:8])) if people[4] else None, room, room_name or "",
        )  # fmt: skip

    def in_week(self, monday: dt.date, which: Q, kind: str = "") -> list[Filled]:
        """Lines that hold on their own weekday of a week; both weeks of a cycle."""
        lines = self.filled(monday, monday + dt.timedelta(days=6), which, kind)
        return [line for line in lines if line.holds_on(monday + dt.timedelta(days=line.weekday))]

    def week(
        self, monday: dt.date, lines: list[Filled], *, today: dt.date, level: int = 0, days: int = 5,
        ring: Ring | None = None, every_number: bool = False,
    ) -> Week:  # fmt: skip
        """Put lines into the cells of a week.

        Args:
            monday: the first day.
            lines: what to show.
            today: is marked.
            level: whose holidays are named (0: those of the whole school).
            days: days of the school week; more are shown when something is on them.
            ring: rows of this shift are shown even when they are empty.
            every_number: all lessons that have a bell, not only up to the last one used.
        """
        cells = defaultdict(list)
        for line in lines:
            cells[line.weekday, line.ring, line.number].append(line)
        count = max([days, *(line.weekday + 1 for line in lines)])
        dates = [monday + dt.timedelta(days=number) for number in range(count)]
        times = self.times(lines, ring, every_number=every_number)
        return Week(
            monday,
            self.calendar.week_of(monday),
            [DayHead(day.weekday(), day, day == today, self.off.name_on(day, level)) for day in dates],
            times,
            dict(cells),
            has_cycle=any(line.week for line in lines),
            has_shifts=len({time.shift for time in times}) > 1,
            kinds=frozenset(line.kind for line in lines),
        )

    def times(self, lines: Iterable[Filled], ring: Ring | None, *, every_number: bool = False) -> list[Time]:
        """Rows from the first lesson (zero only when it is used) to the last one of each shift, by the clock."""
        used = defaultdict(set)
        for line in lines:
            used[line.ring].add(line.number)
        if ring is not None:
            used[ring] |= set(self._bells(ring)) if every_number else {1}
        found = []
        for of, numbers in used.items():
            bells = self._bells(of)
            for number in range(min(1, *numbers), max(numbers) + 1):
                bell = bells.get(number)
                starts = bell.starts_at if bell else dt.time.max
                found.append(
                    (starts, of[0], number, Time(of, number, _clock(bell, "starts_at"), _clock(bell, "ends_at")))
                )
        return [time for *_key, time in sorted(found, key=lambda one: one[:3])]

    def _bells(self, ring: Ring) -> dict:
        return self.clocks.usual(Pattern(ring[0], 0, ring[1]))

    def ring_of(self, school_class: SchoolClass, day: dt.date) -> tuple[Ring, int]:
        """Shift with bells, and days of the school week, of a class on a day."""
        pattern = self.clocks.of_class(school_class, day)
        return (pattern.shift, pattern.bells_id), pattern.days_per_week


def class_week(school_class: SchoolClass, day: dt.date, *, today: dt.date, kind: str = "") -> Week:
    """The week of a class that holds ``day``."""
    frame, monday = Frame(school_class.year), monday_of(day)
    ring, days = frame.ring_of(school_class, day)
    lines = frame.in_week(monday, of_class(school_class.pk), kind)
    return frame.week(monday, lines, today=today, level=school_class.level, days=days, ring=ring)


def week_of(year: AcademicYear, day: dt.date, which: Q, *, today: dt.date, kind: str = "") -> Week:
    """The week of a teacher or a room."""
    frame, monday = Frame(year), monday_of(day)
    return frame.week(monday, frame.in_week(monday, which, kind), today=today)


def student_week(year: AcademicYear, student: Student, day: dt.date, *, today: dt.date, kind: str = "") -> Week:
    """The week of a pupil: lessons of the class of each day and of the groups of that day."""
    frame, monday = Frame(year), monday_of(day)
    sunday = monday + dt.timedelta(days=6)
    places = Enrolment.objects.filter(student=student, school_class__year=year).within(monday, sunday)
    places = list(places.select_related("school_class").order_by("starts_on", "pk"))
    groups = places_of_student(student.pk, monday, sunday)
    which = Q(course__school_class__in=[row.school_class_id for row in places])
    which |= Q(course__study_group__in=[row.study_group_id for row in groups])
    lines = []
    for line in frame.in_week(monday, which, kind):
        on = monday + dt.timedelta(days=line.weekday)
        of_it = [row for row in places if row.school_class_id == line.school_class]
        of_it += [row for row in groups if row.study_group_id == line.group]
        if any(row.holds_on(on) for row in of_it) and any(row.holds_on(on) for row in places):
            lines.append(line)
    if not places:
        return frame.week(monday, lines, today=today)
    ring, days = frame.ring_of(places[-1].school_class, day)
    return frame.week(monday, lines, today=today, level=places[-1].school_class.level, days=days, ring=ring)


# The whole school


@dataclass(frozen=True)
class ShiftTable:
    """The classes of one shift on one day: rows are classes, columns are lesson numbers."""

    shift: int
    times: list[Time]
    classes: list[SchoolClass]
    cells: dict[tuple[int, int], list[Filled]]


@dataclass(frozen=True)
class SchoolDay:
    """The whole school on a day.

    Attributes:
        date: the day.
        tables: one for each shift and set of bells.
        holiday: why there are no lessons, if so.
        as_weekday: on a transferred day the weekday by whose timetable the school works.
    """

    date: dt.date
    tables: list[ShiftTable]
    holiday: str
    as_weekday: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on."""
        return not any(table.cells for table in self.tables)


def school_day(year: AcademicYear, day: dt.date, kind: str = "") -> SchoolDay:
    """All classes on a day; a fixed number of queries however many there are."""
    frame = Frame(year)
    moved = frame.off.worked_as(day, 0)
    weekday = day.weekday() if moved is None else moved
    week = frame.calendar.week_of(day)
    lines = [line for line in frame.filled(day, day, Q(weekday=weekday), kind) if line.week in (0, week)]
    cells = _by_class(year, lines, lambda line: line.number)
    rings = defaultdict(list)
    for one in classes_of(year):
        rings[frame.ring_of(one, day)[0]].append(one)
    tables = []
    for ring, classes in sorted(rings.items(), key=lambda pair: (pair[0][0], pair[0][1] or 0)):
        pks = {one.pk for one in classes}
        inside = {place: found for place, found in cells.items() if place[0] in pks}
        shown = [line for found in inside.values() for line in found if line.ring == ring]
        tables.append(ShiftTable(ring[0], frame.times(shown, ring), classes, inside))
    return SchoolDay(day, tables, frame.off.name_on(day, 0), moved)


def school_weeks(year: AcademicYear, day: dt.date, kind: str = "") -> list[tuple[SchoolClass, Week]]:
    """Every class with its week, for sheets of the whole school; a fixed number of queries."""
    frame, monday = Frame(year), monday_of(day)
    lines = _by_class(year, frame.in_week(monday, Q(), kind), lambda line: None)
    found = []
    for one in classes_of(year):
        ring, days = frame.ring_of(one, day)
        inside = lines.get((one.pk, None), [])
        found.append((one, frame.week(monday, inside, today=day, level=one.level, days=days, ring=ring)))
    return found


def _by_class(year: AcademicYear, lines: Iterable[Filled], key) -> dict[tuple, list[Filled]]:
    """(class, key) → lines; a line of a group stands in every class of the group."""
    of_group, found = defaultdict(list), defaultdict(list)
    rows = StudyGroup.objects.filter(year=year, classes__isnull=False).order_by("classes__pk")
    for group, school_class in rows.values_list("pk", "classes__pk"):
        of_group[group].append(school_class)
    for line in lines:
        for pk in (line.school_class,) if line.school_class else of_group.get(line.group, ()):
            found[pk, key(line)].append(line)
    return dict(found)


def _clock(bell, name: str) -> str:
    time = getattr(bell, name, None)
    return f"{time.hour}:{time:%M}" if time else ""


# Whom to choose among


def classes_of(year: AcademicYear | None) -> QuerySet[SchoolClass]:
    """Classes of the year in order."""
    return SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")


def teachers_of(year: AcademicYear | None) -> QuerySet[StaffMember]:
    """Whoever stands in the timetable or the load of the year."""
    placed = TimetableEntry.objects.filter(course__year=year)
    second = placed.filter(second_teacher__isnull=False).values("second_teacher")
    loaded = TeachingAssignment.objects.filter(course__year=year).values("staff")
    known = Q(pk__in=placed.values("teacher")) | Q(pk__in=second) | Q(pk__in=loaded)
    return StaffMember.objects.filter(known).order_by("sort_key", "pk")


def rooms_of() -> QuerySet[Room]:
    """Rooms in use, in the order in which people look for them."""
    return Room.objects.filter(is_closed=False).order_by("name", "pk")


def rooms(year: AcademicYear, day: dt.date) -> QuerySet[Room]:
    """The register of rooms with ``hours``: lessons a week on a day of the timetable; one query."""
    held = Q(pk__in=TimetableEntry.objects.on(day).filter(course__year=year).values("pk"))
    counted = TimetableEntry.objects.filter(held, room=OuterRef("pk")).order_by().values("room")
    hours = Subquery(counted.annotate(count=Count("pk")).values("count"))
    return Room.objects.annotate(hours=hours).order_by("is_closed", "name", "pk")


def kinds_in(year: AcademicYear | None) -> list[tuple[str, str]]:
    """The kinds of lessons the year has, for the choice; none when there is only one."""
    found = set(
        TimetableEntry.objects.filter(course__year=year).order_by().values_list("course__kind", flat=True).distinct()
    )
    return [(kind.value, str(kind.label)) for kind in ServiceKind if kind in found] if len(found) > 1 else []


def first_open_day(year: AcademicYear, today: dt.date) -> dt.date:
    """The earliest day from which the timetable may be changed: what was held by it stays."""
    begun = Lesson.objects.filter(course__year=year, held_on__lt=today).exists()
    return max(today, year.starts_on) if begun else year.starts_on


def next_change(year: AcademicYear, day: dt.date, which: Q) -> dt.date | None:
    """The first day after ``day`` from which the lines are different."""
    rows = TimetableEntry.objects.filter(which, course__year=year)
    later = rows.filter(starts_on__gt=day).order_by("starts_on").values_list("starts_on", flat=True).first()
    ends = rows.filter(ends_on__gte=day).order_by("ends_on").values_list("ends_on", flat=True).first()
    days = [one for one in (later, ends and ends + dt.timedelta(days=1)) if one]
    return min(days, default=None)


def classes_led(pks: Collection[int]) -> QuerySet[SchoolClass]:
    """Classes by primary keys, in order."""
    return SchoolClass.objects.filter(pk__in=pks).select_related("year").order_by("level", "letter", "pk")
