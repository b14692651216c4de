"""The present cells that a batch of operations speaks of, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.attendance.models import Absence
from apps.attendance.rules import SIGN_OF_KIND
from apps.lessons.models import Assessment, Cell, CourseTerm, Grade, TermGrade
from apps.lessons.rules.cells import DEBT, CellText
from apps.school.models import Course, Norms, Term
from apps.school.queries import RollEntry, course_roll

from ..models import Operation
from ..rules.operations import Payload
from .terms import terms_of_course


def cell_text(grades: Sequence, absence) -> CellText:
    """What stands in a cell.

    Args:
        grades: rows or objects with value and is_joined, in order; the debt «.» among them.
        absence: the Absence of an ordinary column, or None.
    """
    return CellText(
        sign=SIGN_OF_KIND[absence.kind] if absence else "",
        minutes=absence.minutes if absence else None,
        grades=tuple((grade.value, grade.is_joined) for grade in grades if grade.value != DEBT),
        debt=any(grade.value == DEBT for grade in grades),
    )


@dataclass
class CourseState:
    """Everything the judgement of a batch needs."""

    course: Course
    norms: Norms
    operations: dict = field(default_factory=dict)
    assessments: dict[int, Assessment] = field(default_factory=dict)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    grades: dict[int, list[Grade]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[tuple[int, int], Absence] = field(default_factory=dict)
    signs: dict[tuple[int, int], str] = field(default_factory=dict)  # what accepted operations made of absences
    terms: dict[int, Term] = field(default_factory=dict)
    course_terms: dict[int, CourseTerm] = field(default_factory=dict)
    term_grades: dict[tuple[int, int], TermGrade] = field(default_factory=dict)
    roll: dict[int, RollEntry] = field(default_factory=dict)

    def grades_of(self, cell: Cell | None) -> list[Grade]:
        """Grade rows of a cell in order."""
        return self.grades[cell.pk] if cell else []

    def sign_of(self, lesson: int, student: int) -> str:
        """The sign of attendance, as the operations judged so far leave it."""
        if (lesson, student) in self.signs:
            return self.signs[lesson, student]
        absence = self.absences.get((lesson, student))
        return SIGN_OF_KIND[absence.kind] if absence else ""

    def absence_in(self, assessment: Assessment, student: int) -> Absence | None:
        """The absence as far as it stands in this column: in the ordinary one only."""
        return self.absences.get((assessment.lesson_id, student)) if assessment.is_ordinary else None


def load_state(course: Course, payloads: Sequence[Payload], norms: Norms) -> CourseState:
    """Read the state. Versions are read before what they guard, so that a later change is always noticed."""
    state = CourseState(course, norms)
    students = {payload.student for payload in payloads}
    columns = {payload.assessment_pk for payload in payloads if payload.assessment_pk}
    state.operations = Operation.objects.in_bulk([payload.id for payload in payloads])
    state.assessments = {
        row.pk: row
        for row in Assessment.objects.filter(pk__in=columns, course=course).select_related("lesson", "work_kind")
    }
    if state.assessments:
        _load_cells(state, students)
    known = terms_of_course(course.term_scheme_id, course.pk)
    state.terms = {term.pk: term for term in known}
    state.course_terms = {term.pk: term.course_term for term in known if term.course_term}
    terms = {payload.term_pk for payload in payloads if payload.term_pk}
    if terms:
        term_grades = TermGrade.objects.filter(course=course, term__in=terms, student__in=students)
        state.term_grades = {(row.term_id, row.student_id): row for row in term_grades.select_related("changed_by")}
    state.roll = {entry.student.pk: entry for entry in course_roll(course)}
    return state


def _load_cells(state: CourseState, students: set[int]) -> None:
    cells = Cell.objects.filter(assessment__in=state.assessments, student__in=students).select_related("changed_by")
    state.cells = {(cell.assessment_id, cell.student_id): cell for cell in cells}
    for grade in Grade.objects.filter(cell__in=[cell.pk for cell in state.cells.values()]).order_by("cell", "position"):
        state.grades[grade.cell_id].append(grade)
    lessons = {assessment.lesson_id for assessment in state.assessments.values()}
    absences = Absence.objects.filter(lesson__in=lessons, student__in=students)
    state.absences = {(row.lesson_id, row.student_id): row for row in absences}
