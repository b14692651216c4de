"""The task of building a timetable as a ``.fet`` file, for the program FET."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from apps.timetable.rules.building import Activity, Problem, StudentsSet, hour_name

VERSION = "6.8.5"
ALL = 100
WISH = 95  # what the program may break when nothing else helps
DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")


def fet_file(problem: Problem, *, school: str, places: Mapping[int, tuple[int, int, str]] | None = None) -> bytes:
    """The file.

    Args:
        problem: what to place.
        school: the name of the school.
        places: activity → (weekday, index of the hour, room or nothing) that hold already.
    """
    return _Writer(problem, school, places or {}).document().encode("utf-8")


def day_names(problem: Problem) -> tuple[str, ...]:
    """The names of the days in the file."""
    return DAYS[: problem.days]


class _Writer:
    def __init__(self, problem: Problem, school: str, places: Mapping[int, tuple[int, int, str]]):
        self.problem, self.school, self.places = problem, school, places
        self.days = day_names(problem)
        self.hours = [hour_name(hour) for hour in problem.hours]

    def document(self) -> str:
        one = self.problem
        subjects = sorted({self._subject(activity) for activity in one.activities})
        return "\n".join(
            [
                '<?xml version="1.0" encoding="UTF-8"?>',
                f'<fet version="{VERSION}">',
                _tag("Institution_Name", self.school),
                _tag("Comments", ""),
                _counted("Days", "Day", self.days),
                _counted("Hours", "Hour", self.hours),
                _list("Subjects_List", (_named("Subject", name) for name in subjects)),
                "<Activity_Tags_List></Activity_Tags_List>",
                _list("Teachers_List", (self._teacher(name) for name in one.teachers.values())),
                _list("Students_List", (self._year(students) for students in one.sets)),
                _list("Activities_List", (self._activity(activity) for activity in one.activities)),
                "<Buildings_List></Buildings_List>",
                _list("Rooms_List", (self._room(name) for name in one.rooms)),
                _list("Time_Constraints_List", self._time()),
                _list("Space_Constraints_List", self._space()),
                "<Timetable_Generation_Options_List></Timetable_Generation_Options_List>",
                "</fet>",
                "",
            ]
        )

    def _subject(self, activity: Activity) -> str:
        return " / ".join(dict.fromkeys(self.problem.subjects[part.course] for part in activity.parts))

    def _teacher(self, name: str) -> str:
        return (
            f"<Teacher>{_tag('Name', name)}{_tag('Target_Number_of_Hours', 0)}"
            f"<Qualified_Subjects></Qualified_Subjects><Comments></Comments></Teacher>"
        )

    def _year(self, students: StudentsSet) -> str:
        groups = "".join(
            f"<Group>{_tag('Name', name)}{_tag('Number_of_Students', 0)}<Comments></Comments>"
            + "".join(
                f"<Subgroup>{_tag('Name', part)}{_tag('Number_of_Students', 0)}<Comments></Comments></Subgroup>"
                for part in parts
            )
            + "</Group>"
            for name, parts in students.groups.items()
        )
        size = _tag("Number_of_Students", students.size)
        return f"<Year>{_tag('Name', students.name)}{size}<Comments></Comments>{groups}</Year>"

    def _activity(self, activity: Activity) -> str:
        teachers = "".join(_tag("Teacher", self.problem.teachers[pk]) for pk in activity.teachers)
        students = "".join(_tag("Students", name) for name in activity.sets)
        return (
            f"<Activity>{teachers}{_tag('Subject', self._subject(activity))}{students}{_tag('Duration', 1)}"
            f"{_tag('Total_Duration', 1)}{_tag('Id', activity.id)}{_tag('Activity_Group_Id', 0)}"
            f"{_tag('Active', 'true')}<Comments></Comments></Activity>"
        )

    def _room(self, name: str) -> str:
        return (
            f"<Room>{_tag('Name', name)}<Building></Building>{_tag('Capacity', 30000)}"
            f"{_tag('Virtual', 'false')}<Comments></Comments></Room>"
        )

    # --- constraints ---

    def _time(self) -> Iterable[str]:
        one, limits = self.problem, self.problem.limits
        yield _constraint("BasicCompulsoryTime", ALL)
        for teacher, places in one.unavailable.items():
            if teacher in one.teachers:
                yield self._not_available("Teacher", one.teachers[teacher], places)
        for students in one.sets:
            places = {
                (day, index)
                for day in range(one.days)
                for index, hour in enumerate(one.hours)
                if day >= students.days or hour.number(students.shift) is None
            }
            if places:
                yield self._not_available("StudentsSet", students.name, places, "Students")
            yield _constraint(
                "StudentsSetMaxHoursDaily", ALL, Maximum_Hours_Daily=students.max_daily, Students=students.name
            )
        yield _constraint("StudentsMaxGapsPerWeek", ALL, Max_Gaps=limits.student_gaps)
        if limits.from_first_lesson:
            yield _constraint("StudentsEarlyMaxBeginningsAtSecondHour", ALL, Max_Beginnings_At_Second_Hour=0)
        yield _constraint("TeachersMaxHoursDaily", ALL, Maximum_Hours_Daily=limits.teacher_daily)
        if limits.teacher_gaps is not None:
            yield _constraint("TeachersMaxGapsPerWeek", ALL, Max_Gaps=limits.teacher_gaps)
        for ids in one.spread:
            yield _of_activities(
                "MinDaysBetweenActivities", WISH, ids, before={"Consecutive_If_Same_Day": "true"}, MinDays=1
            )
        for ids in one.together:
            yield _of_activities("ActivitiesSameStartingTime", ALL, ids)
        for number, (day, hour, _room) in self.places.items():
            yield _constraint(
                "ActivityPreferredStartingTime", ALL, Activity_Id=number, Preferred_Day=self.days[day],
                Preferred_Hour=self.hours[hour], Permanently_Locked="false",
            )  # fmt: skip

    def _not_available(self, kind: str, name: str, places: Iterable[tuple[int, int]], tag: str = "") -> str:
        inside = [place for place in sorted(places) if place[0] < self.problem.days]
        times = "".join(
            f"<Not_Available_Time>{_tag('Day', self.days[day])}{_tag('Hour', self.hours[hour])}</Not_Available_Time>"
            for day, hour in inside
        )
        fields = f"{_tag(tag or kind, name)}{_tag('Number_of_Not_Available_Times', len(inside))}{times}"
        return _wrapped(f"Constraint{kind}NotAvailableTimes", ALL, fields)

    def _space(self) -> Iterable[str]:
        yield _constraint("BasicCompulsorySpace", ALL)
        for activity in self.problem.activities:
            if activity.rooms:
                rooms = "".join(_tag("Preferred_Room", name) for name in activity.rooms)
                fields = (
                    f"{_tag('Activity_Id', activity.id)}{_tag('Number_of_Preferred_Rooms', len(activity.rooms))}{rooms}"
                )
                yield _wrapped("ConstraintActivityPreferredRooms", WISH, fields)
        for number, (_day, _hour, room) in self.places.items():
            if room:
                yield _constraint(
                    "ActivityPreferredRoom", ALL, Activity_Id=number, Room=room, Permanently_Locked="false"
                )


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def _named(tag: str, name: str) -> str:
    return f"<{tag}>{_tag('Name', name)}<Comments></Comments></{tag}>"


def _list(name: str, rows: Iterable[str]) -> str:
    return "\n".join([f"<{name}>", *rows, f"</{name}>"])


def _counted(name: str, tag: str, names: Iterable[str]) -> str:
    rows = [f"<{tag}>{_tag('Name', one)}</{tag}>" for one in names]
    return _list(f"{name}_List", [_tag(f"Number_of_{name}", len(rows)), *rows])


def _constraint(kind: str, weight: int, **fields: object) -> str:
    return _wrapped(f"Constraint{kind}", weight, "".join(_tag(name, value) for name, value in fields.items()))


def _of_activities(kind: str, weight: int, ids: Iterable[int], *, before: dict | None = None, **after: object) -> str:
    ids = list(ids)
    inside = "".join(_tag("Activity_Id", number) for number in ids)
    head = "".join(_tag(name, value) for name, value in (before or {}).items())
    tail = "".join(_tag(name, value) for name, value in after.items())
    return _wrapped(f"Constraint{kind}", weight, f"{head}{_tag('Number_of_Activities', len(ids))}{inside}{tail}")


def _wrapped(tag: str, weight: int, fields: str) -> str:
    return f"<{tag}>{_tag('Weight_Percentage', weight)}{fields}{_tag('Active', 'true')}<Comments></Comments></{tag}>"
