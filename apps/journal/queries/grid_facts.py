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
from apps.lessons.queries import changes_of_course, with_standing
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
    """Lines of the right page: moved lessons crossed out where they stood, days at a distance named; one query.

    TT-04, JRN-11
    """
    first, last = term.starts_on, term.ends_on
    moves, modes = changes_of_course(course, first, last)
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
    """Everything the table of ``columns`` shows; two queries. ``term`` carries its ``course_term`` or None."""
    cells, absences, given = _facts(course, term)
    _hang_absences(columns, cells, absences)
    roll = [entry for entry in course_roll(course) if entry.within(term.starts_on, term.ends_on)]
    said = _suggestions(roll, course, columns, cells, norms)
    rows = tuple(Row(entry, said[entry.student.pk], given.get(entry.student.pk, CellFacts())) for entry in roll)
    graded = course.is_graded and (term.course_term is None or term.course_term.is_graded)  # P-01
    return GridData(course, term, columns, rows, cells, absences, term_closed, graded, today)


# What a row of the one reading of all facts is.
GRADE, ABSENCE, TERM_GRADE = range(3)


def _facts_query(course: int, term: int):
    """Cells with their grades, absences and term grades of a course's term as rows of the same shape."""
    cells = Cell.objects.filter(assessment__course_id=course, assessment__lesson__term_id=term)
    absences = Absence.objects.filter(lesson__course_id=course, lesson__term_id=term)
    given = TermGrade.objects.filter(course_id=course, term_id=term)
    no, nowhere = Value(False), Value(0)
    grade = ("grades__value", "version", "grades__is_joined", "grades__comment", "pk", "grades__position")
    return cells.values_list(Value(GRADE), "assessment_id", "student_id", *grade).union(
        absences.values_list(
            Value(ABSENCE), "lesson_id", "student_id", "kind", "minutes", no, "comment", "pk", nowhere
        ),
        given.values_list(Value(TERM_GRADE), nowhere, "student_id", "value", "version", no, "comment", "pk", nowhere),
        all=True,
    )


_facts_of = Compiled(_facts_query, int, int)


def _facts(course: Course, term: Term) -> tuple[dict, dict, dict[int, CellFacts]]:
    """Cells by (assessment, student), absences by (lesson, student), term grades by student; one query."""
    cells: dict[tuple[int, int], CellFacts] = {}
    hung, terms = {}, {}
    rows = sorted(_facts_of(course.pk, term.pk), key=lambda row: (row[7], row[8] or 0))  # a cell's grades in order
    for what, key, student, value, number, joined, comment, _pk, _position in rows:
        if what == ABSENCE:
            hung[key, student] = CellFacts(sign=SIGN_OF_KIND[value], minutes=number, comment=comment)
        elif what == TERM_GRADE:
            terms[student] = CellFacts(number, [(value, False)] if value else [], comment=comment)
        else:
            cell = cells.get((key, student))
            if cell is None:
                cell = cells[key, student] = CellFacts(number)
            if value is not None:
                cell.grades.append((value, bool(joined)))
                cell.comment = cell.comment or comment
    return cells, hung, terms


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
