"""Lessons, columns, cells and pupils of a course's term as plain facts, in one query each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Value
from django.utils.dates import MONTHS_ALT
from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.attendance.rules import SIGN_OF_KIND
from apps.core.compiled import Compiled
from apps.core.text import initials
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Cell, Lesson, TermGrade
from apps.lessons.queries import distance_of_course, moves_of_course, with_standing
from apps.lessons.rules.cells import DEBT, CellText
from apps.lessons.rules.suggest import Suggestion, suggest
from apps.school.models import Course, Term
from apps.school.queries import RollEntry, course_roll


@dataclass(frozen=True)
class LessonFacts:
    """A lesson of the term as the page needs it."""

    pk: int
    held_on: dt.date
    number: int
    topic: str
    homework: str
    note: str
    is_cancelled: bool
    is_gone: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the grid. ``closed`` is the sentence why nobody may write here, or an empty string."""

    pk: int
    lesson: LessonFacts
    is_ordinary: bool
    kind: str
    kind_name: str
    weight: Decimal
    closed: str

    @property
    def label(self) -> str:
        """«5 октября, контрольная работа»."""
        day = f"{self.lesson.held_on.day} {MONTHS_ALT[self.lesson.held_on.month]}"
        return f"{day}, {self.kind_name}" if self.kind_name else day


@dataclass
class CellFacts:
    """What stands in a cell."""

    version: int = 0
    grades: list[tuple[str, bool]] = field(default_factory=list)
    sign: str = ""
    minutes: int | None = None
    comment: str = ""

    @property
    def text(self) -> str:
        """The canonical text (contract 7)."""
        values = [grade for grade in self.grades if grade[0] != DEBT]
        return str(CellText(self.sign, self.minutes, tuple(values), len(values) < len(self.grades)))


@dataclass(frozen=True)
class Row:
    """A pupil's line: who, when on the roll, and what the grades amount to."""

    entry: RollEntry
    suggestion: Suggestion
    term_cell: CellFacts


@dataclass(frozen=True)
class GridData:
    """Everything the table shows; ``cells`` by (assessment, student), ``absences`` by (lesson, student)."""

    course: Course
    term: Term
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: dict[tuple[int, int], CellFacts]
    absences: dict[tuple[int, int], CellFacts]
    term_closed: str
    has_term_grades: bool
    today: dt.date


LESSON_FIELDS = (
    "pk",
    "held_on",
    "number",
    "topic",
    "cancelled_at",
    "cancel_reason",
    "homework_state",
    "homework__text",
    "teacher__last_name",
    "teacher__first_name",
    "teacher__patronymic",
    "standing__substitute__last_name",
    "standing__substitute__first_name",
    "standing__substitute__patronymic",
    "assessments__pk",
    "assessments__is_ordinary",
    "assessments__title",
    "assessments__work_kind__short_name",
    "assessments__work_kind__name",
    "assessments__work_kind__weight",
    "assessments__work_kind__is_ordinary",
)

_lessons_of = Compiled(
    lambda course, term: (
        with_standing(Lesson.objects.filter(course_id=course, term_id=term))
        .order_by("held_on", "number", "pk", "-assessments__is_ordinary", "assessments__position")
        .values_list(*LESSON_FIELDS)
    ),
    int,
    int,
)


def read_lessons(course: Course, term: Term, closed: Callable[[LessonFacts], str]):
    """Lessons of the term, their columns (cancelled lessons have none) and the teachers' names; one query."""
    rows = _lessons_of(course.pk, term.pk)
    lessons, columns, teachers = {}, [], {}
    for pk, held_on, number, topic, cancelled, reason, state, homework, *rest in rows:
        last, first, patronymic, *names = rest[:6]
        column = rest[6:]
        if pk not in lessons:
            text = homework or (_("не задано") if state == HomeworkState.NOTHING else "")
            lessons[pk] = LessonFacts(
                pk, held_on, number, topic, text, _note(cancelled, reason, names), bool(cancelled)
            )
            teachers[f"{last} {first} {patronymic}".strip()] = None
        if column[0] is not None and not cancelled:
            columns.append(_column(lessons[pk], column, closed))
    return tuple(lessons.values()), tuple(columns), tuple(teachers)


def with_changes(course: Course, term: Term, lessons: Iterable[LessonFacts]) -> list[LessonFacts]:
    """Lines of the right page: moved lessons crossed out where they stood, days at a distance named; two queries.

    TT-04, JRN-11
    """
    first, last = term.starts_on, term.ends_on
    moves = moves_of_course(course.pk, first, last)
    modes = distance_of_course(course, first, last)
    lines = [_gone(left) for left in moves.left]
    for lesson in lessons:
        far = _("Дистанционно") if any(mode.holds_on(lesson.held_on) for mode in modes) else ""
        words = [word for word in (lesson.note, moves.arrival(lesson.pk), far) if word]
        lines.append(replace(lesson, note=". ".join(words)))
    return sorted(lines, key=lambda one: (one.held_on, one.number))


def _gone(left) -> LessonFacts:
    return LessonFacts(left.move.lesson_id, left.held_on, left.number, "", "", left.words, False, is_gone=True)


def _note(cancelled, reason: str, substitute: list[str | None]) -> str:
    if cancelled:
        return _("Урок отменён: %s") % reason if reason else _("Урок отменён")
    return _("Замена: %s") % initials(*substitute) if substitute[0] else ""


def _column(lesson: LessonFacts, column: list, closed: Callable[[LessonFacts], str]) -> Column:
    pk, is_ordinary, title, short, name, weight, kind_is_ordinary = column
    plain = is_ordinary and kind_is_ordinary
    kind_name = title or ("" if plain else name)
    return Column(pk, lesson, is_ordinary, "" if plain else short, kind_name, weight, closed(lesson))


def read_grid(course: Course, term: Term, columns, norms, today: dt.date, term_closed: str) -> GridData:
    """Everything the table of ``columns`` shows; three queries. ``term`` carries its ``course_term`` or None."""
    cells = _cells(course, term)
    absences, given = _marks(course, term)
    _hang_absences(columns, cells, absences)
    roll = [entry for entry in course_roll(course) if entry.within(term.starts_on, term.ends_on)]
    said = _suggestions(roll, course, columns, cells, norms)
    rows = tuple(Row(entry, said[entry.student.pk], given.get(entry.student.pk, CellFacts())) for entry in roll)
    graded = course.is_graded and (term.course_term is None or term.course_term.is_graded)  # P-01
    return GridData(course, term, columns, rows, cells, absences, term_closed, graded, today)


_cells_of = Compiled(
    lambda course, term: (
        Cell.objects.filter(assessment__course_id=course, assessment__lesson__term_id=term)
        .order_by("pk", "grades__position")
        .values_list(
            "assessment_id",
            "student_id",
            "version",
            "grades__value",
            "grades__is_joined",
            "grades__comment",
        )
    ),
    int,
    int,
)


def _cells(course: Course, term: Term) -> dict[tuple[int, int], CellFacts]:
    cells: dict[tuple[int, int], CellFacts] = {}
    for assessment, student, version, value, joined, comment in _cells_of(course.pk, term.pk):
        cell = cells.get((assessment, student))
        if cell is None:
            cell = cells[assessment, student] = CellFacts(version)
        if value is not None:
            cell.grades.append((value, joined))
            cell.comment = cell.comment or comment
    return cells


def _marks_query(course: int, term: int):
    absences = Absence.objects.filter(lesson__course_id=course, lesson__term_id=term)
    given = TermGrade.objects.filter(course_id=course, term_id=term)
    return absences.values_list("lesson_id", "student_id", "kind", "minutes", "comment").union(
        given.values_list(Value(0), "student_id", "value", "version", "comment"), all=True
    )


_marks_of = Compiled(_marks_query, int, int)


def _marks(course: Course, term: Term) -> tuple[dict[tuple[int, int], CellFacts], dict[int, CellFacts]]:
    """Absences by (lesson, student) and term grades by student, in one query: a lesson's key is never 0."""
    hung, terms = {}, {}
    for lesson, student, value, number, comment in _marks_of(course.pk, term.pk):
        if lesson:
            hung[lesson, student] = CellFacts(sign=SIGN_OF_KIND[value], minutes=number, comment=comment)
        else:
            terms[student] = CellFacts(number, [(value, False)] if value else [], comment=comment)
    return hung, terms


def _hang_absences(columns, cells, absences) -> None:
    """An absence stands in the lesson's ordinary column (decision 4)."""
    ordinary = {column.lesson.pk: column.pk for column in columns if column.is_ordinary}
    for (lesson, student), absence in absences.items():
        if lesson in ordinary:
            cell = cells.setdefault((ordinary[lesson], student), CellFacts())
            cell.sign, cell.minutes = absence.sign, absence.minutes
            cell.comment = cell.comment or absence.comment


def _suggestions(roll, course: Course, columns, cells, norms) -> dict[int, Suggestion]:
    """Per pupil what the grades of the term amount to, by the rule that answers operations too."""
    weights = {column.pk: column.weight for column in columns}
    graded = defaultdict(list)
    for (assessment, student), cell in cells.items():
        if assessment in weights:
            graded[student].extend((value, weights[assessment]) for value, _joined in cell.grades)
    hours = Decimal(course.hours_per_week)
    return {
        entry.student.pk: suggest(graded[entry.student.pk], scale=course.scale, hours_per_week=hours, norms=norms)
        for entry in roll
    }
