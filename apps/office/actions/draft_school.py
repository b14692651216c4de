"""What the school has, indexed for the names of a timetable file: read once, by few queries."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.core.text import by_look, search_key
from apps.office.imports.cells import parse_class
from apps.office.queries.index import Lookup, People
from apps.school.models import (
    AcademicYear,
    Course,
    Room,
    SchoolClass,
    StaffMember,
    StudyGroup,
    Subject,
    TeachingAssignment,
)

CLASS, SUBJECT, TEACHER, ROOM, COURSE = "class", "subject", "teacher", "room", "course"
KINDS = (CLASS, SUBJECT, TEACHER, ROOM)

#: How schools shorten subjects; the key has letters only, ё as е.
ALIASES = {
    "физра": "физическая культура", "физкультура": "физическая культура", "фк": "физическая культура",
    "изо": "изобразительное искусство", "обж": "основы безопасности и защиты родины",
    "обзр": "основы безопасности и защиты родины", "лра": "литература", "литра": "литература",
    "инглиш": "английский язык", "инф": "информатика", "вис": "вероятность и статистика",
    "рв": "разговоры о важном", "музо": "музыка", "труд": "труд (технология)", "технология": "труд (технология)",
    "ин": "иностранный язык", "общество": "обществознание",
}  # fmt: skip


def loose(text: str) -> str:
    """Letters and digits only: «Физ-ра» and «физ ра» are one."""
    return re.sub(r"[\W_]+", "", search_key(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", search_key(text))


@dataclass
class CourseFacts:
    """A course as the matching sees it."""

    pk: int
    label: str
    subject: int
    classes: frozenset[int]
    group: str = ""
    teachers: list[int] = field(default_factory=list)


class School:
    """Classes, subjects, staff, rooms and courses of a year."""

    def __init__(self, year: AcademicYear, day: dt.date):
        self.year, self.day = year, day
        self.classes = list(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
        self.subjects = list(Subject.objects.order_by("position", "name", "pk"))
        working = StaffMember.objects.exclude(works_until__lt=day)
        self.staff = list(working.order_by("sort_key", "pk"))
        self.rooms = list(Room.objects.filter(is_closed=False).order_by("name", "pk"))
        self.people = People(self.staff, "personnel_no")
        self.courses = self._courses()
        self.by_pk = {course.pk: course for course in self.courses}
        self._class_keys = {loose(by_look(row.name)): row.pk for row in self.classes}
        self._subject_keys = self._keys_of_subjects()
        self._room_keys = {_room_key(row.name): row.pk for row in self.rooms}

    def _courses(self) -> list[CourseFacts]:
        classes: dict[int, set[int]] = defaultdict(set)
        links = StudyGroup.classes.through.objects.filter(studygroup__year=self.year)
        for group, school_class in links.values_list("studygroup_id", "schoolclass_id"):
            classes[group].add(school_class)
        found = {}
        rows = Course.objects.filter(year=self.year).select_related("subject", "school_class", "study_group")
        for row in rows.order_by("subject__position", "pk"):
            inside = {row.school_class_id} if row.school_class_id else classes[row.study_group_id]
            group = row.study_group.name if row.study_group_id else ""
            found[row.pk] = CourseFacts(row.pk, str(row), row.subject_id, frozenset(inside), group)
        teaching = TeachingAssignment.objects.filter(course__year=self.year)
        for course, staff in teaching.within(self.day, self.year.ends_on).values_list("course_id", "staff_id"):
            if staff not in found[course].teachers:
                found[course].teachers.append(staff)
        return list(found.values())

    def _keys_of_subjects(self) -> dict[str, int]:
        keys: dict[str, int] = {}
        for row in self.subjects:
            keys[loose(row.name)] = row.pk
        for row in self.subjects:
            keys.setdefault(loose(row.short_name), row.pk)
        return keys

    # --- names ---

    def options(self, kind: str) -> list[tuple[int, str]]:
        """Everything of a kind: primary key and label."""
        return {
            CLASS: lambda: [(row.pk, row.name) for row in self.classes],
            SUBJECT: lambda: [(row.pk, row.name) for row in self.subjects],
            TEACHER: lambda: [(row.pk, row.full_name) for row in self.staff],
            ROOM: lambda: [(row.pk, row.name) for row in self.rooms],
            COURSE: lambda: [(row.pk, row.label) for row in self.courses],
        }[kind]()

    def find(self, kind: str, names: Sequence[str]) -> int | None:
        """The row meant by one of the spellings: exactly, else by its key; None when there is none or several."""
        finders = {
            CLASS: self._class, SUBJECT: self._subject, TEACHER: self._teacher, ROOM: self._room,
        }  # fmt: skip
        for name in filter(None, names):
            if (found := finders[kind](name)) is not None:
                return found
        return None

    def _class(self, name: str) -> int | None:
        parsed = parse_class(name)
        return self._class_keys.get(loose(by_look(parsed.name if parsed else name)))

    def _subject(self, name: str) -> int | None:
        key = loose(name)
        if key in self._subject_keys:
            return self._subject_keys[key]
        if (alias := ALIASES.get(key)) and loose(alias) in self._subject_keys:
            return self._subject_keys[loose(alias)]
        short = _words(name)
        fitting = [row.pk for row in self.subjects if short and _shortens(short, _words(row.name))]
        return fitting[0] if len(fitting) == 1 and len(key) > 2 else None

    def _teacher(self, name: str) -> int | None:
        try:
            return self.people.find(name).pk
        except Lookup:
            return None

    def _room(self, name: str) -> int | None:
        return self._room_keys.get(_room_key(name))

    # --- courses ---

    def find_courses(
        self, classes: frozenset[int], group: str, subject: int, teachers: Iterable[int], class_names: Iterable[str]
    ) -> list[int]:
        """The courses of a lesson of the file; several where classes taught together keep pages of their own."""
        of_subject = [course for course in self.courses if course.subject == subject]
        if not classes:
            named = [course for course in of_subject if group and loose(course.group) == loose(group)]
            return [course.pk for course in named[:1]]
        if group:
            inside = [course for course in of_subject if course.group and course.classes == classes]
            found = _by_group_name(inside, group, class_names) or _by_teacher(inside, teachers)
            return [found.pk] if found else []
        whole = [course for course in of_subject if not course.group and course.classes <= classes]
        if len(classes) == 1:
            found = whole[0] if whole else _by_teacher([one for one in of_subject if one.classes == classes], teachers)
            return [found.pk] if found else []
        together = [course for course in of_subject if course.group and course.classes == classes]
        found = together[0] if len(together) == 1 else _by_teacher(together, teachers)
        if found:
            return [found.pk]
        return [course.pk for course in whole] if len(whole) == len(classes) else []

    def candidates(self, classes: frozenset[int], subject: int | None) -> list[tuple[int, str]]:
        """Courses to choose from: those of the classes, the subject's first."""
        near = [course for course in self.courses if course.classes & classes or not classes]
        ordered = sorted(near, key=lambda course: course.subject != subject)
        return [(course.pk, course.label) for course in ordered[:60]]


def _shortens(short: list[str], full: list[str]) -> bool:
    """«англ яз» shortens «английский язык»; «вероятн» shortens «вероятность и статистика»."""
    return len(short) <= len(full) and all(word.startswith(piece) for piece, word in zip(short, full))


def _room_key(name: str) -> str:
    return loose(by_look(re.sub(r"(?i)^(каб(инет)?|ауд)\.?\s*№?\s*", "", name)))


def _by_group_name(courses: list[CourseFacts], group: str, class_names: Iterable[str]) -> CourseFacts | None:
    """By the whole name, else by what is left of it without the class: the number or letter of the part."""
    exact = [course for course in courses if loose(course.group) == loose(group)]
    if len(exact) == 1:
        return exact[0]
    wanted = _mark(group, class_names)
    fitting = [course for course in courses if wanted and _mark(course.group, class_names) == wanted]
    return fitting[0] if len(fitting) == 1 else None


def _mark(group: str, class_names: Iterable[str]) -> str:
    """«7А англ. 1» and «1 группа» are both marked «1»; «д» and «дев.» both «д»."""
    text = search_key(group)
    for name in class_names:
        text = text.replace(search_key(name), " ")
    if numbers := re.findall(r"\d+", text):
        return numbers[-1]
    words = re.findall(r"[^\W\d_]+", text)
    return next((word[0] for word in reversed(words) if re.match(r"(д|м)(ев|ал|$)", word)), "")


def _by_teacher(courses: list[CourseFacts], teachers: Iterable[int]) -> CourseFacts | None:
    wanted = set(teachers)
    fitting = [course for course in courses if wanted & set(course.teachers)]
    return fitting[0] if len(fitting) == 1 else None
