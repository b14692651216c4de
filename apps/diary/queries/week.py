"""A week of the diary, read in a fixed number of queries and handed over ready to be shown."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from apps.homework.models import Homework, HomeworkFile
from apps.lessons.models import Grade, Lesson
from apps.school.models import SchoolClass, Student
from apps.school.queries import days_off

from ..rules import DEBT, Week, absence_words, is_missed, split_cell
from .own import Belonging, belonging


@dataclass(frozen=True)
class Mark:
    """One grade as the family sees it: «5», «5/4» of one work, or a debt."""

    text: str
    kind: str
    title: str
    comment: str
    is_debt: bool

    @property
    def says(self) -> str:
        """What the grade is for: kind of work and its title."""
        return f"{self.kind}: {self.title}" if self.title else self.kind


@dataclass(frozen=True)
class AbsenceLine:
    """A sign of absence in words."""

    words: str
    comment: str
    is_missed: bool


@dataclass(frozen=True)
class Task:
    """Homework due; ``set_on`` is the lesson at which it was given."""

    text: str
    minutes: int | None
    set_on: dt.date
    subject: str
    files: list[HomeworkFile]


@dataclass
class LessonRow:
    """A line of the diary's day."""

    lesson: Lesson
    subject: str
    marks: list[Mark] = field(default_factory=list)
    absence: AbsenceLine | None = None
    tasks: list[Task] = field(default_factory=list)
    substitution: str = ""

    @property
    def room(self) -> str:
        """«каб. 21», or the room's own name where it has one («Спортзал»)."""
        if not self.lesson.room:
            return ""
        name = self.lesson.room.name
        return _("каб. %(room)s") % {"room": name} if name[:1].isdigit() else name

    @property
    def is_cancelled(self) -> bool:
        """Whether the lesson does not take place."""
        return self.lesson.is_cancelled


@dataclass
class Day:
    """A day of the diary: lessons in order, tasks that no lesson of the day could take, or why there is nothing."""

    date: dt.date
    is_today: bool
    rows: list[LessonRow] = field(default_factory=list)
    other_tasks: list[Task] = field(default_factory=list)
    holiday: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but the day itself."""
        return not (self.rows or self.other_tasks)


@dataclass(frozen=True)
class WeekPage:
    """Everything the week's page shows."""

    school_class: SchoolClass | None
    days: list[Day]
    has_lessons: bool


def week_page(student: Student, week: Week, today: dt.date) -> WeekPage:
    """The pupil's week (DIA-01, DIA-06, DIA-07, DIA-11, DIA-13, DIA-14); seven queries however full it is."""
    own = belonging(student, week.monday, week.sunday)
    lessons = _lessons(student, own, week)
    rows = {lesson.pk: _row(lesson) for lesson in lessons}
    days = {day: Day(day, day == today) for day in week.days}
    for lesson in lessons:
        days[lesson.held_on].rows.append(rows[lesson.pk])
    _add_marks(rows, student, week)
    _add_tasks(rows, days, own, week)
    school_class = own.class_on(min(max(today, week.monday), week.sunday))
    _add_holidays(days, school_class)
    return WeekPage(school_class, _shown(days, school_class), bool(lessons))


def _lessons(student: Student, own: Belonging, week: Week) -> list[Lesson]:
    """The own lessons of the week, each with the pupil's own absence."""
    if not own.enrolments:
        return []
    found = (
        Lesson.objects.filter(own.filter("course__"), held_on__range=(week.monday, week.sunday))
        .annotate(own_absence=FilteredRelation("absences", condition=Q(absences__student=student)))
        .annotate(
            absence_kind=F("own_absence__kind"),
            absence_minutes=F("own_absence__minutes"),
            absence_comment=F("own_absence__comment"),
        )
        .select_related("course__subject", "room", "substitution__substitute")
        .order_by("held_on", "number", "pk")
    )
    return [lesson for lesson in found if own.has(lesson.course, lesson.held_on)]


def _row(lesson: Lesson) -> LessonRow:
    replaced = getattr(lesson, "substitution", None)
    row = LessonRow(lesson, lesson.course.subject.name)
    if replaced:
        row.substitution = _("Замена: %(name)s") % {"name": replaced.substitute.initials_name}  # DIA-07
    if lesson.absence_kind:
        words = absence_words(lesson.absence_kind, lesson.absence_minutes)
        row.absence = AbsenceLine(words, lesson.absence_comment, is_missed(lesson.absence_kind))
    return row


def _add_marks(rows: dict[int, LessonRow], student: Student, week: Week) -> None:
    cells = defaultdict(list)
    found = (
        Grade.objects.filter(student=student, held_on__range=(week.monday, week.sunday))
        .select_related("cell__assessment__work_kind")
        .order_by("cell__assessment__position", "cell", "position")
    )
    for grade in found:
        cells[grade.cell].append(grade)
    for cell, grades in cells.items():
        if row := rows.get(cell.assessment.lesson_id):
            row.marks += [mark_of(group, cell.assessment) for group in split_cell(grades)]


def mark_of(group: list[Grade], assessment) -> Mark:
    """Grades of one work as the family reads them."""
    return Mark(
        text="/".join(grade.value for grade in group),
        kind=assessment.work_kind.name,
        title=assessment.title,
        comment="; ".join(dict.fromkeys(grade.comment for grade in group if grade.comment)),
        is_debt=any(grade.value == DEBT for grade in group),
    )


def _add_tasks(rows: dict[int, LessonRow], days: dict[dt.date, Day], own: Belonging, week: Week) -> None:
    """Every task due in the week at the lesson it is due for, whichever day it was set (DIA-11)."""
    if not own.enrolments:
        return
    in_week = (week.monday, week.sunday)
    found = (
        Homework.objects.filter(
            Q(due_lesson__held_on__range=in_week)
            | Q(due_lesson=None, due_on__range=in_week)
            | Q(due_lesson=None, due_on=None, lesson__held_on__range=in_week),
            own.filter("lesson__course__"),
        )
        .select_related("lesson__course__subject", "due_lesson")
        .prefetch_related("files")
        .order_by("lesson__held_on", "pk")
    )
    for homework in found:
        lesson = homework.lesson
        day = homework.due_lesson.held_on if homework.due_lesson else homework.due_on or lesson.held_on
        if own.has(lesson.course, day):
            taker = rows.get(homework.due_lesson_id) or _taker(days[day], lesson)
            (taker.tasks if taker else days[day].other_tasks).append(_task(homework))


def _taker(day: Day, lesson: Lesson) -> LessonRow | None:
    """The first lesson of the same course that takes place on the day."""
    same = [row for row in day.rows if row.lesson.course_id == lesson.course_id]
    return next((row for row in same if not row.is_cancelled), None)


def _task(homework: Homework) -> Task:
    return Task(
        homework.text,
        homework.minutes,
        homework.lesson.held_on,
        homework.lesson.course.subject.name,
        list(homework.files.all()),
    )


def _add_holidays(days: dict[dt.date, Day], school_class: SchoolClass | None) -> None:
    """Names of holidays and days off for the pupil's level (DIA-10)."""
    if school_class is None:
        return
    off = days_off(school_class.year_id)
    for day in days.values():
        day.holiday = off.name_on(day.date, school_class.level)


def _shown(days: dict[dt.date, Day], school_class: SchoolClass | None) -> list[Day]:
    """School days of the class always, Saturday and Sunday beyond them only when something happens."""
    school_days = school_class.days_per_week if school_class else 5
    return [day for day in days.values() if day.date.weekday() < school_days or not day.is_empty]
