"""Judging one operation: which of the five answers it gets, and what would be written (contract 5)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.attendance.actions.marks import AbsenceChange
from apps.attendance.models import Absence
from apps.attendance.rules import KIND_OF_SIGN
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.lessons.actions.cells import CellChange, TermGradeChange
from apps.lessons.models import Grade, TermGrade
from apps.lessons.queries import graded_values
from apps.lessons.rules.cells import ABSENT_SIGNS, DEBT, CellText, InvalidText, parse_cell, parse_term_cell
from apps.lessons.rules.suggest import needs_reason, suggest
from apps.lessons.rules.terms import check_lesson_writable, check_term_grade_writable

from ..queries.cells import CourseState, cell_text
from ..rules.operations import Payload, is_correction, reason_is_needed


@dataclass
class Judgement:
    """The answer to one operation and, when it is «saved», what is to be written for it."""

    payload: Payload
    status: str
    message: str = ""
    need: str | None = None
    term_pk: int | None = None
    cell_change: CellChange | None = None
    absence_change: AbsenceChange | None = None
    term_change: TermGradeChange | None = None

    def remember(self, state: CourseState) -> None:
        """Let the state show what was written."""
        if self.cell_change:
            change = self.cell_change
            state.cells[change.assessment.pk, change.student_id] = change.cell
            state.grades[change.cell.pk] = [
                Grade(value=value, is_joined=joined, comment=change.comment if position == 0 else "")
                for position, (value, joined) in enumerate(change.after)
            ]
        if self.absence_change:
            change = self.absence_change
            row = change.row or Absence(lesson_id=change.lesson_id, student_id=change.student_id)
            row.kind, row.minutes, row.comment = change.kind, change.minutes, change.comment
            state.absences[change.lesson_id, change.student_id] = row if change.kind else None
        if self.term_change:
            row = self.term_change.row
            state.term_grades[row.term_id, row.student_id] = row


class _Answer(Exception):
    """Leaves the judgement early with an answer other than «saved»."""

    def __init__(self, status: str, message, need: str | None = None):
        super().__init__(message)
        self.status, self.message, self.need = status, str(message), need


def judge(state: CourseState, payload: Payload, *, by, scope: frozenset[int] | None) -> Judgement:
    """Decide on one operation against the state; an accepted one is entered into the state's absences at once."""
    judgement = Judgement(payload, "saved")
    try:
        _check_repetition(state, payload, by)
        if payload.term_pk:
            _judge_term_cell(state, judgement, by, scope)
        else:
            _judge_cell(state, judgement, scope)
    except _Answer as answer:
        judgement.status, judgement.message, judgement.need = answer.status, answer.message, answer.need
    except InvalidText as error:
        judgement.status, judgement.message = "invalid", str(error)
    except RuleViolation as error:
        judgement.status, judgement.message, judgement.need = "refused", str(error), error.need
    return judgement


def _check_repetition(state: CourseState, payload: Payload, by) -> None:
    known = state.operations.get(payload.id)
    if known is None:
        return
    same = (known.user_id, known.course_id, known.payload_hash) == (by.pk, state.course.pk, payload.digest)
    if same:
        raise _Answer("repeated", "")
    raise _Answer("invalid", _("Операция с таким номером уже была, и она другая."))


def _judge_cell(state: CourseState, judgement: Judgement, scope) -> None:
    payload = judgement.payload
    assessment = state.assessments.get(payload.assessment_pk)
    entry = state.roll.get(payload.student)
    if assessment is None:
        raise _Answer("invalid", _("Такой колонки в этом журнале нет."))
    if entry is None:
        raise _Answer("invalid", _("Этого ученика нет в списке."))
    lesson = assessment.lesson
    judgement.term_pk = lesson.term_id
    if scope is not None and lesson.pk not in scope:
        raise _Answer("refused", _("Этот урок ведёте не вы: отметки в нём ставит его учитель."))  # SEC-04, TT-06
    after = parse_cell(payload.text, state.course.scale)
    cell = state.cells.get((assessment.pk, payload.student))
    absence = state.absence_in(assessment, payload.student)
    before_rows = state.grades_of(cell)
    before = cell_text(before_rows, absence)
    _check_lesson(lesson, entry)
    if after.grades:
        _check_graded(entry)
    now = clock.now()
    term = state.terms[lesson.term_id]
    status = check_lesson_writable(state.course_terms.get(lesson.term_id), term, state.norms, now)
    _check_sign(state, assessment, payload.student, after)
    comment = _comment(payload, after, before_rows, absence)
    if after == before and comment == _present_comment(before_rows, absence):
        return
    _check_base(payload, cell.version if cell else 0)
    if reason_is_needed(
        status,
        corrects=is_correction(before, after),
        changed_at=cell.changed_at if cell else None,
        norms=state.norms,
        now=now,
    ):
        _demand_reason(payload)
    _plan_cell(state, judgement, assessment, cell, before_rows, absence, after, comment)


def _check_lesson(lesson, entry) -> None:
    if lesson.is_cancelled:
        raise _Answer("refused", _("Урок отменён: записи в нём не ведутся."))
    if lesson.held_on > clock.today():
        raise _Answer("refused", _("Урок ещё не наступил: записи откроются %s.") % f"{lesson.held_on:%d.%m.%Y}")
    if not entry.on(lesson.held_on):  # I-05
        raise _Answer("refused", _("В этот день ученика нет в списке класса или группы."))


def _check_graded(entry) -> None:
    if not entry.is_graded:  # P-01, STR-05
        raise _Answer("invalid", _("В первом классе отметки не ставятся: запишите тему и посещаемость."))


def _check_sign(state: CourseState, assessment, student: int, after: CellText) -> None:
    """A sign stands in the ordinary column only; a grade beside an absence is a passed topic (P-09)."""
    if after.sign and not assessment.is_ordinary:
        raise _Answer("invalid", _("Пропуск и опоздание отмечаются в обычной колонке урока."))
    missed = after.is_absent if assessment.is_ordinary else state.sign_of(assessment.lesson_id, student) in ABSENT_SIGNS
    if missed and after.grades:
        raise _Answer(
            "refused",
            _("Ученик отсутствовал: отметка за пропущенную тему ставится по ведомости сдачи пропущенных тем."),
        )


def _check_base(payload: Payload, version: int) -> None:
    if payload.base != version:
        raise _Answer("conflict", _("Клетку уже изменили."))


def _demand_reason(payload: Payload) -> None:
    if not payload.reason:
        raise _Answer("refused", _("Укажите причину исправления."), need="reason")


def _present_comment(rows, absence) -> str:
    if rows:
        return rows[0].comment
    return absence.comment if absence else ""


def _comment(payload: Payload, after: CellText, rows, absence) -> str:
    """None leaves, an empty text removes; a comment needs something to stand beside."""
    if payload.comment is None:
        return _present_comment(rows, absence) if str(after) else ""
    comment = payload.comment.strip()
    if comment and not str(after):
        raise _Answer("invalid", _("Комментарий ставится к отметке или к пропуску: клетка пуста."))
    return comment


def _plan_cell(state, judgement: Judgement, assessment, cell, before_rows, absence, after: CellText, comment) -> None:
    payload = judgement.payload
    grades = [*after.grades, (DEBT, False)] if after.debt else list(after.grades)
    judgement.cell_change = CellChange(
        assessment=assessment,
        student_id=payload.student,
        cell=cell,
        before=before_rows,
        after=grades,
        comment=comment if grades else "",
        reason=payload.reason,
    )
    if not assessment.is_ordinary or (absence is None and not after.sign):
        return
    state.signs[assessment.lesson_id, payload.student] = after.sign
    judgement.absence_change = AbsenceChange(
        lesson_id=assessment.lesson_id,
        student_id=payload.student,
        row=absence,
        kind=KIND_OF_SIGN[after.sign].value if after.sign else "",
        minutes=after.minutes,
        comment=comment if after.sign and not grades else "",
        reason=payload.reason,
    )


def _judge_term_cell(state: CourseState, judgement: Judgement, by, scope) -> None:
    payload = judgement.payload
    term, entry = state.terms.get(payload.term_pk), state.roll.get(payload.student)
    if term is None:
        raise _Answer("invalid", _("Такой колонки в этом журнале нет."))
    if entry is None or not entry.within(term.starts_on, term.ends_on):
        raise _Answer("invalid", _("Этого ученика в этом периоде нет в списке."))
    judgement.term_pk = term.pk
    if scope is not None:
        raise _Answer("refused", _("Отметки за период ставит учитель предмета."))
    course_term = state.course_terms.get(term.pk)
    if not state.course.is_graded or (course_term is not None and not course_term.is_graded):
        raise _Answer("invalid", _("По этому предмету отметки за период не ставятся."))  # P-01
    value = parse_term_cell(payload.text, state.course.scale)
    if value:
        _check_graded(entry)
    row = state.term_grades.get((term.pk, payload.student))
    status = check_term_grade_writable(course_term, term, state.norms, clock.now())
    comment = (row.comment if row else "") if payload.comment is None else payload.comment.strip()
    comment = comment if value else ""
    if (row is not None and (value, comment) == (row.value, row.comment)) or (row is None and not value):
        return
    _check_base(payload, row.version if row else 0)
    _check_term_reason(state, payload, term, row, value, status)
    row = row or TermGrade(course=state.course, term=term, student_id=payload.student)
    judgement.term_change = TermGradeChange(row=row, value=value, comment=comment, reason=payload.reason)


def _check_term_reason(state: CourseState, payload: Payload, term, row, value: str, status) -> None:
    corrects = bool(row and row.value and value != row.value)
    changed_at: dt.datetime | None = row.changed_at if row else None
    if reason_is_needed(status, corrects=corrects, changed_at=changed_at, norms=state.norms, now=clock.now()):
        _demand_reason(payload)
    if value and value in "2345":
        grades = graded_values(state.course.pk, term, [payload.student]).get(payload.student, [])
        found = suggest(grades, scale=state.course.scale, hours_per_week=state.course.hours_per_week, norms=state.norms)
        if needs_reason(value, found, state.norms) and not payload.reason:
            raise _Answer(
                "refused",
                _("Отметка расходится со средним баллом %(average)s больше нормы: укажите причину.")
                % {"average": found.average_text},
                need="reason",
            )


def present_cell(state: CourseState, payload: Payload) -> dict | None:
    """The cell as it stands, for the answer; None when column or student are not of this course."""
    if payload.student not in state.roll:
        return None
    if payload.term_pk:
        if payload.term_pk not in state.terms:
            return None
        row = state.term_grades.get((payload.term_pk, payload.student))
        text, comment = (row.value, row.comment) if row else ("", "")
        return _cell(payload, text, comment, row)
    assessment = state.assessments.get(payload.assessment_pk)
    if assessment is None:
        return None
    cell = state.cells.get((assessment.pk, payload.student))
    rows, absence = state.grades_of(cell), state.absence_in(assessment, payload.student)
    return _cell(payload, str(cell_text(rows, absence)), _present_comment(rows, absence), cell)


def _cell(payload: Payload, text: str, comment: str, row) -> dict:
    return {
        "column": payload.column,
        "student": payload.student,
        "text": text,
        "version": row.version if row else 0,
        "comment": comment,
        "changed_by": str(row.changed_by) if row and row.changed_by else "",
        "changed_at": timezone.localtime(row.changed_at).isoformat() if row else None,  # the school's wall clock
    }
