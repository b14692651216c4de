"""A week of the diary, read in a fixed number of queries and handed over ready to be shown."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext as _

from apps.core.compiled import Compiled
from apps.core.text import initials
from apps.homework.models import Homework, HomeworkFile
from apps.lessons.models import DistanceMode, Grade, Lesson
from apps.lessons.queries import Distance, Moves, moves_within, with_standing
from apps.school.models import Enrolment, SchoolClass, Student
from apps.school.queries import days_off
from apps.timetable.enums import ControlForm
from apps.timetable.models import ControlWork

from ..rules import DEBT, Week, absence_words, is_missed, kind_words, room_words, split_cell
from .own import Belonging, belonging, ever_own


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
        """What the grade is for: kind of work and its title, not the kind twice («Диктант по теме …»)."""
        if self.title.casefold().startswith(self.kind.casefold()):
            return self.title
        return f"{self.kind}: {self.title}" if self.title else self.kind


@dataclass(frozen=True)
class AbsenceLine:
    """A sign of absence in words."""

    words: str
    comment: str
    is_missed: bool


@dataclass(frozen=True)
class Attached:
    """A file of the homework."""

    pk: int
    name: str
    size: int


@dataclass
class Task:
    """Homework due."""

    text: str
    minutes: int | None
    subject: str
    files: list[Attached] = field(default_factory=list)


@dataclass
class LessonRow:
    """A line of the diary's day."""

    course_pk: int
    number: int
    time: str
    subject: str
    room: str
    kind: str
    is_cancelled: bool
    cancel_reason: str
    substitution: str
    absence: AbsenceLine | None
    moved_to: str = ""
    moved_from: str = ""
    is_distance: bool = False
    link: str = ""
    works: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    @property
    def is_struck(self) -> bool:
        """Whether nothing takes place here: cancelled, or moved away (TT-04)."""
        return self.is_cancelled or bool(self.moved_to)


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


def week_page(student: Student, week: Week, today: dt.date) -> WeekPage:
    """The pupil's week (DIA-01, DIA-06, DIA-07, DIA-11, DIA-13, DIA-14); eleven queries however full it is."""
    own = belonging(student, week.monday, week.sunday)
    days = {day: Day(day, day == today) for day in week.days}
    rows = {}
    moves, distance = _changes(student, own, week)
    for fact in _lessons(student, own, week):
        school_class = own.class_on(fact.held_on)
        rows[fact.pk] = _row(fact, moves, distance, school_class)
        days[fact.held_on].rows.append(rows[fact.pk])
    _add_left(days, own, moves)
    _add_marks(rows, student, week)
    _add_tasks(rows, days, student, own, week)
    _add_works(days, week)
    school_class = own.class_on(min(max(today, week.monday), week.sunday))
    _add_holidays(days, school_class)
    return WeekPage(school_class, _shown(days, school_class))


_lessons_of = Compiled(
    lambda student, monday, sunday: (
        with_standing(Lesson.objects.filter(ever_own(student, "course__"), held_on__range=(monday, sunday)))
        .annotate(own=FilteredRelation("absences", condition=Q(absences__student_id=student)))
        .order_by("held_on", "number", "pk")
        .values_list(
            "pk",
            "held_on",
            "number",
            "starts_at",
            "ends_at",
            "course_id",
            "course__school_class_id",
            "course__study_group_id",
            "course__subject__name",
            "course__kind",
            "room__name",
            "cancelled_at",
            "cancel_reason",
            "standing__substitute__last_name",
            "standing__substitute__first_name",
            "standing__substitute__patronymic",
            "teacher__last_name",
            "teacher__first_name",
            "teacher__patronymic",
            "link",
            "own__kind",
            "own__minutes",
            "own__comment",
            named=True,
        )
    ),
    int,
    dt.date,
    dt.date,
)


def _lessons(student: Student, own: Belonging, week: Week) -> list:
    """Facts of the own lessons of the week, each with the pupil's own absence; rows of values, for speed."""
    if not own.enrolments:
        return []
    return [
        fact
        for fact in _lessons_of(student.pk, week.monday, week.sunday)
        if own.has(fact.course_id, fact.course__school_class_id, fact.course__study_group_id, fact.held_on)
    ]


_moves_of = Compiled(
    lambda student, monday, sunday: (
        moves_within(monday, sunday)
        .filter(ever_own(student, "lesson__course__"))
        .select_related("lesson__course__subject")
    ),
    int,
    dt.date,
    dt.date,
)
_modes_of = Compiled(
    lambda student, monday, sunday: (
        DistanceMode.objects.within(monday, sunday)
        .filter(school_class__in=Enrolment.objects.filter(student_id=student).values("school_class"))
        .order_by("starts_on", "pk")
    ),
    int,
    dt.date,
    dt.date,
)


def _changes(student: Student, own: Belonging, week: Week) -> tuple[Moves, Distance]:
    """Moved lessons and days at a distance of the own classes (TT-04, JRN-11)."""
    if not own.enrolments:
        return Moves((), week.monday, week.sunday), Distance(())
    of_week = student.pk, week.monday, week.sunday
    return Moves(_moves_of(*of_week), week.monday, week.sunday), Distance(_modes_of(*of_week))


def _add_left(days: dict[dt.date, Day], own: Belonging, moves: Moves) -> None:
    """Moved lessons stay crossed out where they stood. # TT-04"""
    for left in moves.left:
        course = left.move.lesson.course
        if own.has(course.pk, course.school_class_id, course.study_group_id, left.held_on):
            kind = kind_words(course.kind)
            row = LessonRow(course.pk, left.number, "", course.subject.name, "", kind, False, "", "", None, left.words)
            days[left.held_on].rows.append(row)
            days[left.held_on].rows.sort(key=lambda one: one.number)


def _row(fact, moves: Moves, distance: Distance, school_class: SchoolClass | None) -> LessonRow:
    mode = distance.on([school_class.pk] if school_class else [], fact.held_on)
    absence = None
    if fact.own__kind:
        words = absence_words(fact.own__kind, fact.own__minutes)
        absence = AbsenceLine(words, fact.own__comment, is_missed(fact.own__kind))
    return LessonRow(
        course_pk=fact.course_id,
        number=fact.number,
        time=f"{fact.starts_at.hour}:{fact.starts_at:%M}–{fact.ends_at.hour}:{fact.ends_at:%M}",
        subject=fact.course__subject__name,
        room=room_words(fact.room__name or ""),
        kind=kind_words(fact.course__kind),
        is_cancelled=fact.cancelled_at is not None,
        cancel_reason=fact.cancel_reason,
        substitution=_substitution(fact),
        absence=absence,
        moved_from=moves.arrival(fact.pk),
        is_distance=mode is not None,
        link=fact.link or (mode.link if mode else ""),
    )


def _substitution(fact) -> str:
    """Who replaces whom, in the words of the paper diary; why is not the family's business. # DIA-07, TT-03"""
    if not fact.standing__substitute__last_name:
        return ""
    name = initials(
        fact.standing__substitute__last_name,
        fact.standing__substitute__first_name,
        fact.standing__substitute__patronymic,
    )
    teacher = initials(fact.teacher__last_name, fact.teacher__first_name, fact.teacher__patronymic)
    return _("Замена: %(name)s, вместо: %(teacher)s") % {"name": name, "teacher": teacher}


def _add_marks(rows: dict[int, LessonRow], student: Student, week: Week) -> None:
    facts = _grades_of(student.pk, week.monday, week.sunday)
    for cell in cells_of(facts):
        if row := rows.get(cell[0].cell__assessment__lesson_id):
            row.marks += marks_of(cell)


def grade_facts(student_pk: int, **which):
    """The pupil's grades as rows of values in the order of the journal; one query."""
    found = Grade.objects.filter(student_id=student_pk, **which).order_by(
        "held_on", "cell__assessment__lesson__number", "cell__assessment__position", "cell", "position"
    )
    return found.values_list(
        "cell_id",
        "course_id",
        "held_on",
        "value",
        "is_joined",
        "comment",
        "cell__assessment__lesson_id",
        "cell__assessment__lesson__term_id",
        "cell__assessment__title",
        "cell__assessment__work_kind__name",
        "cell__assessment__work_kind__weight",
        named=True,
    )


_grades_of = Compiled(
    lambda student, monday, sunday: grade_facts(student, held_on__range=(monday, sunday)), int, dt.date, dt.date
)


def cells_of(facts) -> list[list]:
    """Grades of each cell together, cells in the order of their first grade."""
    cells = defaultdict(list)
    for fact in facts:
        cells[fact.cell_id].append(fact)
    return list(cells.values())


def marks_of(cell: list) -> list[Mark]:
    """Grades of one cell as the family reads them: «5/4» is one work, «5 4» are two."""
    return [_mark(group) for group in split_cell(cell)]


def _mark(group: list) -> Mark:
    return Mark(
        text="/".join(fact.value for fact in group),
        kind=group[0].cell__assessment__work_kind__name,
        title=group[0].cell__assessment__title,
        comment="; ".join(dict.fromkeys(fact.comment for fact in group if fact.comment)),
        is_debt=any(fact.value == DEBT for fact in group),
    )


def _add_tasks(rows: dict[int, LessonRow], days: dict[dt.date, Day], student, own: Belonging, week: Week) -> None:
    """Every task due in the week at the lesson it is due for, whichever day it was set. # DIA-11"""
    if not own.enrolments:
        return
    tasks = {}
    for fact in _homework(student, week):
        day = fact.due_lesson__held_on or fact.due_on or fact.lesson__held_on
        if own.has(
            fact.lesson__course_id, fact.lesson__course__school_class_id, fact.lesson__course__study_group_id, day
        ):
            task = tasks[fact.pk] = Task(fact.text, fact.minutes, fact.lesson__course__subject__name)
            taker = rows.get(fact.due_lesson_id) or _taker(days[day], fact.lesson__course_id)
            (taker.tasks if taker else days[day].other_tasks).append(task)
    files = HomeworkFile.objects.filter(homework__in=list(tasks)).order_by("pk")
    for homework_pk, pk, name, size in files.values_list("homework_id", "pk", "name", "size"):
        tasks[homework_pk].files.append(Attached(pk, name, size))


def _homework_due(student: int, monday: dt.date, sunday: dt.date):
    """Homework due in the week; what names neither lesson nor day stands where it was set.

    Three questions put together: each finds its rows by an index, one question for all would look through the year.
    """
    week, own = (monday, sunday), ever_own(student, "lesson__course__")
    rows = Homework.objects.filter(own).values_list(
        "pk",
        "text",
        "minutes",
        "due_on",
        "due_lesson_id",
        "due_lesson__held_on",
        "lesson__held_on",
        "lesson__course_id",
        "lesson__course__school_class_id",
        "lesson__course__study_group_id",
        "lesson__course__subject__name",
        named=True,
    )
    return rows.filter(due_lesson__held_on__range=week).union(
        rows.filter(due_lesson=None, due_on__range=week),
        rows.filter(due_lesson=None, due_on=None, lesson__held_on__range=week),
        all=True,
    )


_homework_of = Compiled(_homework_due, int, dt.date, dt.date)


def _homework(student: Student, week: Week) -> list:
    return sorted(_homework_of(student.pk, week.monday, week.sunday), key=lambda one: (one.lesson__held_on, one.pk))


def _taker(day: Day, course_pk: int) -> LessonRow | None:
    """The first lesson of the same course that takes place on the day."""
    return next((row for row in day.rows if row.course_pk == course_pk and not row.is_struck), None)


_works_of = Compiled(
    lambda monday, sunday: (
        ControlWork.objects.filter(held_on__range=(monday, sunday))
        .order_by("held_on", "pk")
        .values_list("course_id", "held_on", "number", "form", "topic")
    ),
    dt.date,
    dt.date,
)


def _add_works(days: dict[dt.date, Day], week: Week) -> None:
    """Control works of the schedule at the lesson they are planned for. # TT-07"""
    rows = {(row.course_pk, day.date): row for day in days.values() for row in reversed(day.rows) if not row.is_struck}
    exact = {(row.course_pk, day.date, row.number): row for day in days.values() for row in day.rows}
    for course, day, number, form, topic in _works_of(week.monday, week.sunday):
        row = exact.get((course, day, number)) or rows.get((course, day))
        if row:
            row.works.append(f"{ControlForm(form).label.capitalize()}: {topic}")


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
