"""The desk where the timetable is changed: a grid from a date on, hours still to place, clashes before and after."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from apps.school.models import AcademicYear, Course, SchoolClass, StaffMember, StudyGroup, TeachingAssignment
from apps.timetable.actions.entries import latest_of
from apps.timetable.enums import ClashKind
from apps.timetable.queries.slots import SlotMaker, slot_maker
from apps.timetable.rules.clashes import Slot, clashes_with
from apps.timetable.rules.entries import EntryValues

from .clashes import ClashLine, clash_lines
from .week import Filled, Frame, Person, Ring, Time, Week, initials, monday_of, of_class, of_teacher

HALF = Decimal("0.5")
CANDIDATE = "new"


@dataclass(frozen=True)
class Unplaced:
    """Hours of somebody's load in a course beside what stands in the timetable."""

    course: int
    subject: str
    audience: str
    teacher: Person | None
    hours: Decimal
    placed: Decimal

    @property
    def missing(self) -> Decimal:
        """Hours still to place; negative when there are too many."""
        return self.hours - self.placed


@dataclass(frozen=True)
class Owner:
    """A class or a teacher of the desk, with the week that is changed."""

    pk: int
    name: str
    which: Q
    ring: Ring | None
    days: int


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows.

    Attributes:
        of: «class», «teacher» or «level».
        owners: one class or teacher, or all classes of a level.
        starts_on: the day from which changes hold.
        weeks: owner → its week.
        times: rows of the grid.
        seen: line → number of its latest history row.
        unplaced: hours still to place, then those placed too often.
        clashes: those that concern the lines shown.
        troubled: line → its clashes.
        later: whether lines that begin later are not shown.
    """

    of: str
    owners: list[Owner]
    starts_on: dt.date
    weeks: dict[int, Week]
    times: list[Time]
    seen: dict[int, int]
    unplaced: list[Unplaced]
    clashes: list[ClashLine]
    troubled: dict[int, list[str]]
    later: dt.date | None

    @property
    def days(self) -> list:
        """The days of the widest week."""
        return max((week.days for week in self.weeks.values()), key=len)

    @property
    def to_place(self) -> list[Unplaced]:
        """Hours still to place."""
        return [line for line in self.unplaced if line.missing > 0]

    @property
    def too_many(self) -> list[Unplaced]:
        """Hours placed beyond the load."""
        return [line for line in self.unplaced if line.missing < 0]

    def cell(self, owner: int, weekday: int, time: Time) -> list[Filled]:
        """What stands in a cell."""
        return self.weeks[owner].lessons(weekday, time)


class School:
    """All lines of a year from a day on with their slots; read once for a desk or a check."""

    def __init__(self, year: AcademicYear, starts_on: dt.date):
        """A fixed number of queries."""
        self.year, self.starts_on = year, starts_on
        self.frame = Frame(year)
        self.maker: SlotMaker = slot_maker(year, self.frame.clocks)
        self.lines = {line.pk: line for line in self.frame.filled(starts_on, year.ends_on, Q())}
        self.slots = [slot for line in self.lines.values() for slot in self._slots(line, line.pk)]

    def _slots(self, line: Filled, key) -> list[Slot]:
        last = min(line.ends_on or self.year.ends_on, self.year.ends_on)
        return self.maker.slots(line, first=max(line.starts_on, self.starts_on), last=last, key=key)

    def standing(self) -> list[Filled]:
        """Lines that hold on the first day of their weekday from the desk's date on."""
        return [line for line in self.lines.values() if line.holds_on(day_of(self.starts_on, line.weekday))]

    def clash_lines(self, keys: Iterable[int]) -> list[ClashLine]:
        """Clashes in which one of the lines takes part."""
        keys = set(keys)
        found = [clash for clash in self.maker.clashes(self.slots) if not keys.isdisjoint(clash.slots)]
        return clash_lines(found, self.lines)

    def clashes_of(self, candidate: Filled, without: Iterable[int] = ()) -> list[ClashLine]:
        """What a line would clash with, were it written; ``without`` are lines it takes the place of."""
        gone = set(without)
        others = [slot for slot in self.slots if slot.weekday == candidate.weekday and slot.key not in gone]
        found = []
        for slot in self._slots(candidate, CANDIDATE):
            limits = self.maker.room_limits
            found += clashes_with(slot, others, self.maker.calendar, room_limits=limits)
        return clash_lines(found, {**self.lines, CANDIDATE: candidate})


def day_of(starts_on: dt.date, weekday: int) -> dt.date:
    """The first such weekday from a day on."""
    return starts_on + dt.timedelta(days=(weekday - starts_on.weekday()) % 7)


# Whose lines


def class_owner(frame: Frame, school_class: SchoolClass, starts_on: dt.date) -> Owner:
    """A class on the desk."""
    ring, days = frame.ring_of(school_class, starts_on)
    return Owner(school_class.pk, school_class.name, of_class(school_class.pk), ring, days)


def teacher_owner(staff: StaffMember) -> Owner:
    """A teacher on the desk."""
    return Owner(staff.pk, staff.full_name, of_teacher(staff.pk), None, 5)


def class_desk(school_class: SchoolClass, starts_on: dt.date) -> Desk:
    """The desk of one class."""
    school = School(school_class.year, starts_on)
    return _desk(school, "class", [class_owner(school.frame, school_class, starts_on)])


def teacher_desk(year: AcademicYear, staff: StaffMember, starts_on: dt.date) -> Desk:
    """The desk of one teacher."""
    return _desk(School(year, starts_on), "teacher", [teacher_owner(staff)])


def level_desk(year: AcademicYear, classes: list[SchoolClass], starts_on: dt.date) -> Desk:
    """The desk of all classes of a level side by side."""
    school = School(year, starts_on)
    return _desk(school, "level", [class_owner(school.frame, one, starts_on) for one in classes])


def _desk(school: School, of: str, owners: list[Owner]) -> Desk:
    groups = _groups_of(school.year)
    standing, weeks, shown = school.standing(), {}, set()
    monday = monday_of(school.starts_on)
    for owner in owners:
        mine = [line for line in standing if _is_of(line, of, owner.pk, groups)]
        shown |= {line.pk for line in mine}
        weeks[owner.pk] = school.frame.week(
            monday, mine, today=school.starts_on, days=owner.days, ring=owner.ring or _usual_ring(mine),
            every_number=True,
        )  # fmt: skip
    clashes, troubled = school.clash_lines(shown), defaultdict(list)
    for clash in clashes:
        for key in clash.keys:
            troubled[key].append(clash.sentence)
    hidden = [
        line.starts_on
        for line in school.lines.values()
        if line.pk not in shown and any(_is_of(line, of, owner.pk, groups) for owner in owners)
    ]
    return Desk(
        of, owners, school.starts_on, weeks, _times(weeks.values()), latest_of(shown),
        unplaced(school.year, school.starts_on, of, [owner.pk for owner in owners], standing), clashes, dict(troubled),
        min((day for day in hidden if day > school.starts_on), default=None),
    )  # fmt: skip


def _usual_ring(lines: list[Filled]) -> Ring:
    return Counter(line.ring for line in lines).most_common(1)[0][0] if lines else (1, None)


def _is_of(line: Filled, of: str, pk: int, groups: dict[int, set[int]]) -> bool:
    if of == "teacher":
        return pk in (line.teacher_id, line.second_teacher_id)
    return line.school_class == pk or pk in groups.get(line.group, ())


def _groups_of(year: AcademicYear) -> dict[int, set[int]]:
    found = defaultdict(set)
    rows = StudyGroup.objects.filter(year=year, classes__isnull=False).order_by()
    for group, school_class in rows.values_list("pk", "classes__pk"):
        found[group].add(school_class)
    return found


def _times(weeks: Iterable[Week]) -> list[Time]:
    once = {(time.ring, time.number): time for week in weeks for time in week.times}
    return sorted(once.values(), key=lambda time: (time.shift, time.ring[1] or 0, time.number))


# Hours to place


def unplaced(
    year: AcademicYear, starts_on: dt.date, of: str, owners: list[int], standing: Iterable[Filled]
) -> list[Unplaced]:
    """The load of classes or of a teacher beside the timetable; three queries."""
    placed, second = defaultdict(Decimal), set()
    for line in standing:
        placed[line.course, line.teacher_id] += HALF if line.week else 1
        second.add((line.course, line.second_teacher_id))
    if of == "teacher":
        which = Q(pk__in=TeachingAssignment.objects.on(starts_on).filter(staff__in=owners).values("course"))
    else:
        in_group = StudyGroup.objects.filter(classes__in=owners)
        which = Q(school_class__in=owners) | Q(study_group__in=in_group)
    courses = Course.objects.filter(which, year=year).select_related("subject", "school_class", "study_group")
    courses = {course.pk: course for course in courses.order_by("subject__position", "subject__name", "pk")}
    shares = defaultdict(list)
    load = TeachingAssignment.objects.on(starts_on).filter(course__in=courses).select_related("staff")
    for row in load.order_by("staff__sort_key", "pk"):
        shares[row.course_id].append(row)
    found = []
    for course in courses.values():
        taught = shares.get(course.pk, [])
        if not taught and of != "teacher":
            done = sum((hours for (pk, _who), hours in placed.items() if pk == course.pk), Decimal(0))
            found.append(_unplaced(course, None, course.hours_per_week, done))
        for row in taught:
            if of == "teacher" and row.staff_id not in owners:
                continue
            done = placed[course.pk, row.staff_id]
            if not done and (course.pk, row.staff_id) in second:
                continue  # stands in every lesson as the second teacher
            found.append(_unplaced(course, row.staff, row.hours_per_week, done))
    return [line for line in found if line.missing]


def _unplaced(course: Course, staff: StaffMember | None, hours: Decimal, placed: Decimal) -> Unplaced:
    person = Person(staff.pk, initials(staff.last_name, staff.first_name, staff.patronymic)) if staff else None
    return Unplaced(course.pk, course.subject.name, course.audience_name, person, hours, placed)


# Before a lesson is put somewhere


@dataclass(frozen=True)
class Target:
    """What happens when the lesson in the hand is put into a cell: free, clash, swap with another lesson."""

    weekday: int
    number: int
    state: str
    texts: tuple[str, ...]
    swap_with: int | None = None


def new_line(school: School, course: Course, staff_id: int, *, room: int | None) -> Filled:
    """A line that is not written yet."""
    ring = school.frame.clocks.pattern(course.pk, school.starts_on)
    staff = StaffMember.objects.get(pk=staff_id)
    return Filled(
        0, 0, 1, 0, (ring.shift, ring.bells_id), school.starts_on, None, course.pk, course.kind, course.subject.name,
        course.subject.short_name, course.school_class_id, course.study_group_id, course.audience_name,
        Person(staff.pk, initials(staff.last_name, staff.first_name, staff.patronymic)), None, room, "",
    )  # fmt: skip


def usual_room(school: School, course: Course, staff_id: int) -> int | None:
    """The room where a lesson would be: the course's usual one, the teacher's, the class's own."""
    for is_like in (lambda line: line.course == course.pk, lambda line: line.teacher_id == staff_id):
        rooms = Counter(line.room for line in school.lines.values() if line.room and is_like(line))
        if rooms:
            return rooms.most_common(1)[0][0]
    home = course.school_class or (course.study_group.home_class if course.study_group else None)
    return home.room_id if home else None


def week_for(school: School, course: Course, staff_id: int, weekday: int, number: int) -> int:
    """Every week while a whole hour is to place; for half an hour the week of the cycle that is free."""
    mine = [line for line in school.standing() if line.course == course.pk and line.teacher_id == staff_id]
    load = TeachingAssignment.objects.on(school.starts_on).filter(course=course, staff=staff_id)
    hours = sum(load.values_list("hours_per_week", flat=True), Decimal(0))
    if hours - sum((HALF if line.week else 1 for line in mine), Decimal(0)) != HALF:
        return 0
    classes = school.maker.audiences[course.pk].classes
    there = {
        line.week
        for line in school.standing()
        if (line.weekday, line.number) == (weekday, number) and school.maker.audiences[line.course].classes & classes
    }
    return 2 if 1 in there else 1


def targets(school: School, line: Filled, *, is_new: bool) -> list[Target]:
    """Every cell of the week for the lesson in the hand, with what it would clash with there."""
    numbers = sorted(school.frame.clocks.usual(school.frame.clocks.pattern(line.course, school.starts_on)))
    found = []
    for weekday in range(6):
        for number in numbers:
            candidate = replace(line, weekday=weekday, number=number)
            clashes = school.clashes_of(candidate, without=() if is_new else (line.pk,))
            found.append(_target(school, line, candidate, clashes, is_new=is_new))
    return found


def _target(school: School, line: Filled, candidate: Filled, clashes: list[ClashLine], *, is_new: bool) -> Target:
    place = (candidate.weekday, candidate.number)
    if not is_new and place == (line.weekday, line.number):
        return Target(*place, "here", ())
    if not clashes:
        return Target(*place, "free", ())
    texts = tuple(dict.fromkeys(clash.sentence for clash in clashes))
    of_class = {key for clash in clashes if clash.kind == ClashKind.CLASS for key in clash.keys} - {CANDIDATE}
    if is_new or len(of_class) != 1:
        return Target(*place, "clash", texts)
    other = school.lines[of_class.pop()]
    if other.course == line.course or (other.weekday, other.number) != place:
        return Target(*place, "clash", texts)
    back = replace(other, weekday=line.weekday, number=line.number, week=line.week)
    there = school.clashes_of(replace(candidate, week=other.week), without=(line.pk, other.pk))
    return_ = school.clashes_of(back, without=(line.pk, other.pk))
    left = tuple(dict.fromkeys(clash.sentence for clash in (*there, *return_)))
    return Target(*place, "swap", left, other.pk)


def values_of(line: Filled) -> EntryValues:
    """The values that the actions take."""
    return EntryValues(
        line.course, line.weekday, line.number, line.teacher_id, line.week, line.room, line.second_teacher_id
    )
