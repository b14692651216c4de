"""The school's load and limits as the task of building a timetable."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from apps.school.models import (
    AcademicYear,
    Course,
    Enrolment,
    Room,
    SchoolClass,
    StaffMember,
    StudyGroup,
    TeachingAssignment,
)
from apps.school.queries import group_places
from apps.timetable.models import Bell, TimetableEntry, Unavailability
from apps.timetable.rules.axis import Hour, axis
from apps.timetable.rules.building import Activity, Limits, Part, Problem, StudentsSet, daily_limit
from apps.timetable.rules.entries import EntryValues

HALF = Decimal("0.5")


def build_problem(year: AcademicYear, day: dt.date, limits: Limits) -> Problem:
    """Everything that has to be placed in the week by the load that holds on ``day``."""
    return _Builder(year, day, limits).problem()


def places_of(problem: Problem, lines: Iterable[EntryValues]) -> dict[int, tuple[int, int, str]]:
    """Activity → (weekday, index of the hour, room) by a timetable that is there already."""
    shifts = {name: one.shift for one in problem.sets for name in (one.name, *one.groups)}
    rooms: dict[int, str] = {}
    for name, pk in problem.rooms.items():
        rooms.setdefault(pk, name)
    waiting: dict[int, list[Activity]] = defaultdict(list)
    for activity in problem.activities:
        for part in activity.parts:
            waiting[part.course].append(activity)
    found: dict[int, tuple[int, int, str]] = {}
    for line in lines:
        mine = [one for one in waiting[line.course_id] if one.id not in found]
        mine.sort(key=lambda one: line.teacher_id not in one.teachers)
        for activity in mine[:1]:
            shift = shifts[activity.sets[0]]
            hour = next((index for index, one in enumerate(problem.hours) if one.number(shift) == line.number), None)
            if hour is not None and line.weekday < problem.days:
                found[activity.id] = (line.weekday, hour, rooms.get(line.room_id, ""))
    return found


class _Builder:
    def __init__(self, year: AcademicYear, day: dt.date, limits: Limits):
        self.year, self.day, self.limits = year, day, limits
        courses = Course.objects.filter(year=year).select_related("subject", "school_class", "study_group__home_class")
        self.courses = list(courses.prefetch_related("study_group__classes").order_by("pk"))
        self.classes = list(
            SchoolClass.objects.filter(year=year).select_related("room").order_by("level", "letter", "pk")
        )
        self.names = _unique((row.pk, row.full_name) for row in StaffMember.objects.order_by("sort_key", "pk"))
        self.load = self._load()
        self.activities: list[Activity] = []
        self.by_course: dict[int, list[int]] = defaultdict(list)

    def problem(self) -> Problem:
        taught = [course for course in self.courses if self.load[course.pk]]
        groups = {course.study_group_id for course in taught if course.study_group_id}
        sets, self.group_names = self._sets(groups)
        self.rooms, self.room_names = self._rooms()
        self.usual = self._usual_rooms()
        halves: dict[tuple, list[tuple[Course, Part]]] = defaultdict(list)
        for course in taught:
            for part, hours in self._parts(course):
                for _number in range(int(hours)):
                    self._add([(course, part)])
                if hours % 1:
                    halves[self._audience(course)].append((course, part))
        for waiting in halves.values():
            self._add_halves(waiting)
        teachers = {pk for activity in self.activities for pk in activity.teachers}
        hours = tuple(axis(Bell.objects.filter(schedule__year=self.year, schedule__is_default=True)))
        return Problem(
            days=max((one.days_per_week for one in self.classes), default=5),
            hours=hours,
            activities=tuple(self.activities),
            sets=tuple(sets),
            together=tuple(self._together(taught)),
            spread=tuple(tuple(ids) for ids in self.by_course.values() if len(ids) > 1),
            unavailable=self._unavailable(hours),
            teachers={pk: self.names[pk] for pk in sorted(teachers)},
            subjects={course.pk: course.subject.name for course in taught},
            rooms=self.rooms,
            limits=self.limits,
        )

    def _load(self) -> dict[int, list[tuple[int, Decimal]]]:
        found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        rows = TeachingAssignment.objects.filter(course__year=self.year).on(self.day).order_by("-hours_per_week", "pk")
        for course, staff, hours in rows.values_list("course_id", "staff_id", "hours_per_week"):
            if hours > 0:
                found[course].append((staff, hours))
        return found

    def _parts(self, course: Course) -> list[tuple[Part, Decimal]]:
        """Teachers who share the hours have parts of their own; teachers of the same hours stand there together."""
        rows = self.load[course.pk]
        if len(rows) == 2 and sum(hours for _staff, hours in rows) > max(course.hours_per_week, rows[0][1]):
            return [(Part(course.pk, rows[0][0], rows[1][0]), rows[0][1])]
        return [(Part(course.pk, staff), hours) for staff, hours in rows]

    def _add(self, parts: list[tuple[Course, Part]]) -> None:
        course = parts[0][0]
        number = len(self.activities) + 1
        inside = tuple(part for _course, part in parts)
        self.activities.append(Activity(number, inside, self._audience(course), self._rooms_for(course, inside)))
        for one, _part in parts:
            self.by_course[one.pk].append(number)

    def _add_halves(self, waiting: list[tuple[Course, Part]]) -> None:
        """Two half hours of one audience alternate in one place; one left over takes the first week."""
        while waiting:
            pair, waiting = waiting[:2], waiting[2:]
            self._add(
                [
                    (course, Part(part.course, part.teacher, part.second, week))
                    for week, (course, part) in enumerate(pair, start=1)
                ]
            )

    # --- students ---

    def _audience(self, course: Course) -> tuple[str, ...]:
        if course.school_class_id:
            return (course.school_class.name,)
        group = course.study_group
        return tuple(self.group_names[one.pk, group.pk] for one in group.classes.all())

    def _sets(self, groups: set[int]) -> tuple[list[StudentsSet], dict[tuple[int, int], str]]:
        """Classes with their groups, divided into the parts that learn everything together."""
        rows = StudyGroup.objects.filter(pk__in=groups).prefetch_related("classes").order_by("pk")
        inside: dict[int, list[StudyGroup]] = defaultdict(list)
        for group in rows:
            for one in group.classes.all():
                inside[one.pk].append(group)
        members: dict[int, set[int]] = defaultdict(set)
        for place in group_places(groups=groups, span=(self.day, self.day)):
            members[place.student_id].add(place.study_group_id)
        rolls: dict[int, list[int]] = defaultdict(list)
        enrolled = Enrolment.objects.filter(school_class__year=self.year).on(self.day)
        for school_class, student in enrolled.values_list("school_class_id", "student_id"):
            rolls[school_class].append(student)
        names = {(one.pk, group.pk): _group_name(one, group) for one in self.classes for group in inside[one.pk]}
        sets = []
        for one in self.classes:
            roll = rolls[one.pk]
            combos = _combinations(inside[one.pk], [members[student] for student in roll])
            parts = {combo: f"{one.name} #{place}" for place, combo in enumerate(sorted(combos, key=sorted), start=1)}
            groups_of = {
                names[one.pk, group.pk]: tuple(name for combo, name in parts.items() if group.pk in combo)
                for group in inside[one.pk]
            }
            if groups_of and any(not members[student] & {group.pk for group in inside[one.pk]} for student in roll):
                groups_of[f"{one.name} · вне групп"] = ()
            sets.append(
                StudentsSet(
                    one.name, max(1, len(roll)), one.shift, one.days_per_week, daily_limit(one.level), groups_of
                )
            )
        return sets, names

    def _together(self, taught: list[Course]) -> list[tuple[int, ...]]:
        """The k-th hours of a class's subgroups of one subject, when their teachers are different people."""
        sides: dict[tuple, list[Course]] = defaultdict(list)
        for course in taught:
            if course.study_group_id and course.study_group.home_class_id:
                sides[course.study_group.home_class_id, course.subject_id].append(course)
        found = []
        for courses in sides.values():
            teachers = [staff for course in courses for staff, _hours in self.load[course.pk]]
            if len(courses) > 1 and len(set(teachers)) == len(teachers):
                found += [
                    tuple(ids) for ids in zip(*(self.by_course[course.pk] for course in courses)) if len(set(ids)) > 1
                ]
        return found

    # --- rooms and time ---

    def _rooms(self) -> tuple[dict[str, int], dict[int, list[str]]]:
        """A room that holds two lessons at once is two rooms for the program."""
        by_name, by_pk = {}, {}
        for room in Room.objects.filter(is_closed=False).order_by("name", "pk"):
            names = [room.name, *(f"{room.name} ({n})" for n in range(2, room.lessons_at_once + 1))]
            by_pk[room.pk] = names
            by_name |= dict.fromkeys(names, room.pk)
        return by_name, by_pk

    def _usual_rooms(self) -> dict[tuple[str, int], list[int]]:
        """Rooms in which a course and a teacher are now."""
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        rows = TimetableEntry.objects.filter(course__year=self.year, room__isnull=False).on(self.day).order_by("pk")
        for course, teacher, room in rows.values_list("course_id", "teacher_id", "room_id"):
            for key in (("course", course), ("teacher", teacher)):
                if room not in found[key]:
                    found[key].append(room)
        return found

    def _rooms_for(self, course: Course, parts: Iterable[Part]) -> tuple[str, ...]:
        rooms = self.usual.get(("course", course.pk)) or []
        if not rooms and course.school_class_id and course.school_class.room_id:
            rooms = [course.school_class.room_id]
        if not rooms:
            rooms = [room for part in parts for room in self.usual.get(("teacher", part.teacher), ())]
        return tuple(dict.fromkeys(name for room in rooms for name in self.room_names.get(room, ())))

    def _unavailable(self, hours: tuple[Hour, ...]) -> dict[int, frozenset[tuple[int, int]]]:
        """Teacher → (weekday, index of the hour); a lesson number stands for that number in every shift."""
        found: dict[int, set[tuple[int, int]]] = defaultdict(set)
        rows = Unavailability.objects.filter(year=self.year).values_list("staff_id", "weekday", "number")
        for staff, weekday, number in rows:
            for index, hour in enumerate(hours):
                if any(number == told for _shift, told in hour.numbers):
                    found[staff].add((weekday, index))
        return {staff: frozenset(places) for staff, places in found.items()}


def _group_name(school_class: SchoolClass, group: StudyGroup) -> str:
    return group.name if group.home_class_id == school_class.pk else f"{school_class.name} · {group.name}"


def _combinations(groups: list[StudyGroup], of_students: list[set[int]]) -> set[frozenset[int]]:
    """The sets of groups that pupils really belong to; groups without a list meet every group of another subject."""
    here = {group.pk for group in groups}
    combos = {frozenset(mine & here) for mine in of_students} - {frozenset()}
    listed = {pk for combo in combos for pk in combo}
    unlisted = [group for group in groups if group.pk not in listed]
    combos |= {frozenset((group.pk,)) for group in unlisted}
    for one, other in combinations(groups, 2):
        if one.subject_id != other.subject_id and (one in unlisted or other in unlisted):
            combos.add(frozenset((one.pk, other.pk)))
    return combos


def _unique(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Names by key; a homonym gets a number."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for pk, name in pairs:
        text, number = name, 2
        while text in taken:
            text, number = f"{name} ({number})", number + 1
        taken.add(text)
        found[pk] = text
    return found
