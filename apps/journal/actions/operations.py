"""The one way into a cell: grid, undo, paste, offline queue, lesson form, import and demo come through here."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, transaction

from apps.attendance.actions.marks import write_absences
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.history import attributed
from apps.core.payloads import is_text
from apps.lessons.actions.cells import write_cells, write_term_grades
from apps.lessons.actions.terms import hand_in
from apps.lessons.queries import term_missing
from apps.school.enums import LockMode
from apps.school.models import Term
from apps.school.queries import norms_on

from ..models import Operation
from ..queries.cells import CourseState, load_state
from ..queries.standings import standing_row, standings
from ..rules.operations import InvalidOperation, Payload, read_payload
from .judgement import Judgement, judge, present_cell

ATTEMPTS = 3


@dataclass
class Answer:
    """What the client is told: one result per operation in order, and the row ends of the students touched."""

    results: list[dict] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)


def apply_operations(
    course, operations: Sequence, *, by, scope: frozenset[int] | None = None, wants_rows: bool = True, norms=None
) -> Answer:
    """Apply operations on cells of one course, each at most once (contract 5).

    Args:
        course: the Course.
        operations: raw dicts as the contract describes them.
        by: the user who made them.
        scope: pks of the lessons the user may fill; None means the whole course.
        wants_rows: whether anybody will read the row ends.
        norms: the norms in force today where the caller has read them already.

    Returns:
        An Answer; a bad operation is answered, never raised.
    """
    norms = norms or norms_on(clock.today())
    payloads, results = [], {}
    for index, raw in enumerate(operations):
        try:
            payloads.append((index, read_payload(raw)))
        except InvalidOperation as error:
            identity = raw.get("id") if isinstance(raw, dict) else None
            results[index] = _result(identity if is_text(identity) else None, "invalid", str(error))
    try:
        done = _attempt(course, payloads, by, scope, norms)
    except (IntegrityError, Conflict, OperationalError):
        done = {}
        for pair in payloads:  # somebody else writes the same cells: one by one, each decided afresh
            done.update(_attempt(course, [pair], by, scope, norms))
    results.update({index: result for index, (result, _term) in done.items()})
    touched = {result["cell"]["student"]: term for result, term in done.values() if term and result["cell"]}
    rows = _rows(course, touched, norms) if wants_rows else []
    return Answer([results[index] for index in range(len(operations))], rows)


def _attempt(course, payloads, by, scope, norms) -> dict[int, tuple[dict, Term | None]]:
    for _try in range(ATTEMPTS - 1):
        try:
            return _apply(course, payloads, by, scope, norms)
        except (IntegrityError, Conflict, OperationalError):
            continue
    return _apply(course, payloads, by, scope, norms)


@transaction.atomic
def _apply(course, payloads, by, scope, norms) -> dict[int, tuple[dict, Term | None]]:
    """Judge and write in waves, so that two operations on one cell see each other."""
    results = {}
    with attributed(by=by):
        for wave in _waves(payloads):
            state = load_state(course, [payload for _index, payload in wave], norms)
            judged = [(index, judge(state, payload, by=by, scope=scope)) for index, payload in wave]
            _write(state, [judgement for _index, judgement in judged if judgement.status == "saved"], by)
            for index, judgement in judged:
                answer = _result(
                    str(judgement.payload.id),
                    judgement.status,
                    judgement.message,
                    need=judgement.need,
                    cell=present_cell(state, judgement.payload),
                )
                results[index] = answer, state.terms.get(judgement.term_pk)
    return results


def _waves(payloads) -> list[list[tuple[int, Payload]]]:
    """Parts in order, in each of which no cell and no operation id stands twice."""
    waves: list[list] = []
    turns: dict[object, int] = {}
    for index, payload in payloads:
        keys = payload.id, (payload.column, payload.student)
        turn = max(turns.get(key, 0) for key in keys)
        if turn == len(waves):
            waves.append([])
        waves[turn].append((index, payload))
        turns.update(dict.fromkeys(keys, turn + 1))
    return waves


def _write(state: CourseState, accepted: list[Judgement], by) -> None:
    if not accepted:
        return
    _remember_operations(state, accepted, by)
    cells = [judgement.cell_change for judgement in accepted if judgement.cell_change]
    terms = [judgement.term_change for judgement in accepted if judgement.term_change]
    write_cells(cells, by=by)
    write_absences([judgement.absence_change for judgement in accepted if judgement.absence_change])
    write_term_grades(terms, by=by)
    for judgement in accepted:
        judgement.remember(state)
    if terms and state.norms.lock_mode == LockMode.ALL_GIVEN:
        _hand_in_when_all_given(state, terms, by)


def _remember_operations(state: CourseState, accepted: list[Judgement], by) -> None:
    """First of all writes and in order of id: a second sender of the same operations waits here, then sees them."""
    now = clock.now()
    rows = [
        Operation(
            id=judgement.payload.id,
            user=by,
            course=state.course,
            payload_hash=judgement.payload.digest,
            applied_at=now,
        )
        for judgement in accepted
    ]
    Operation.objects.bulk_create(sorted(rows, key=lambda row: row.id), batch_size=400)


def _hand_in_when_all_given(state: CourseState, terms, by) -> None:
    """Preset S002: once every mark is given, the term counts as handed in. # C-25"""
    for pk in {change.row.term_id for change in terms}:
        row, term = state.course_terms.get(pk), state.terms[pk]
        if (row is None or not row.handed_in_at) and not term_missing(state.course, row, term, clock.now()):
            hand_in(state.course, term, by=by)


def _result(identity, status: str, message: str = "", *, need: str | None = None, cell: dict | None = None) -> dict:
    return {"id": identity, "status": status, "need": need, "message": message, "cell": cell}


def _rows(course, touched: dict[int, Term], norms) -> list[dict]:
    """Row ends per touched student, for the term of the student's last operation."""
    rows = []
    for term in {term.pk: term for term in touched.values()}.values():
        students = sorted(student for student, reached in touched.items() if reached.pk == term.pk)
        known = standings(course, term, norms, students)
        rows += [standing_row(student, known.get(student)) for student in students]
    return rows
