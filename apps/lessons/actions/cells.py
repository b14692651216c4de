"""The writers of a single cell's grades and of a term grade. Only ``journal.actions`` may import this module."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.core import clock
from apps.core.history import bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.versions import raise_versions, write_untracked

from ..models import Assessment, Cell, Grade, Lesson, TermGrade


@dataclass
class CellChange:
    """What a cell becomes.

    Attributes:
        assessment: the column, with its lesson.
        cell: the row as it was read, or None before the first write.
        before: the grade rows as they were read, in order.
        after: (value, joined) pairs, the debt «.» last.
        comment: the comment of the first grade.
        reason: for the history rows.
    """

    assessment: Assessment
    student_id: int
    cell: Cell | None
    before: list[Grade]
    after: Sequence[tuple[str, bool]]
    comment: str = ""
    reason: str = ""
    touches_lesson: bool = field(init=False)

    def __post_init__(self):
        self.touches_lesson = self.assessment.lesson.touched_at is None


def write_cells(changes: Sequence[CellChange], *, by) -> None:
    """Write cells whose versions still stand where they were read; each version rises by one.

    An absence written beside passes here too (with its grades unchanged), so that one counter speaks for the cell.

    Raises:
        Conflict: a cell was changed since it was read (nothing of this call may then be kept).
        django.db.IntegrityError: a cell was made by somebody else since.
    """
    changes = sorted(changes, key=lambda change: (change.assessment.pk, change.student_id))
    _raise_versions(changes, by)
    created, updated, deleted = [], [], []
    for change in changes:
        for position, (value, joined) in enumerate(change.after):
            comment = change.comment if position == 0 else ""
            if position < len(change.before):
                row = change.before[position]
                if (row.value, row.is_joined, row.comment) != (value, joined, comment):
                    row.value, row.is_joined, row.comment = value, joined, comment
                    updated.append(_because(row, change))
            else:
                created.append(_because(_grade(change, position, value, joined, comment), change))
        deleted += [_because(row, change) for row in change.before[len(change.after) :]]
    bulk_update_tracked(updated, ["value", "is_joined", "comment"])
    bulk_create_tracked(Grade, created)
    delete_tracked(deleted)
    untouched = {change.assessment.lesson_id for change in changes if change.touches_lesson}
    if untouched:  # touched_at is a mark for the generator, excluded from history
        write_untracked(Lesson.objects.filter(pk__in=untouched, touched_at=None), touched_at=clock.now())


def _because(row, change: CellChange):
    row._change_reason = change.reason or None
    return row


def _grade(change: CellChange, position: int, value: str, joined: bool, comment: str) -> Grade:
    return Grade(
        cell=change.cell,
        course_id=change.assessment.course_id,
        student_id=change.student_id,
        held_on=change.assessment.lesson.held_on,
        position=position,
        value=value,
        is_joined=joined,
        comment=comment,
    )


def _raise_versions(changes: Sequence[CellChange], by) -> None:
    """Counters, not facts: a guarded UPDATE without history (decision 12)."""
    now = clock.now()
    raise_versions([change.cell for change in changes if change.cell is not None], changed_by=by, changed_at=now)
    absent = [change for change in changes if change.cell is None]
    for change in absent:
        change.cell = Cell(
            assessment=change.assessment, student_id=change.student_id, version=1, changed_by=by, changed_at=now
        )
    Cell.objects.bulk_create([change.cell for change in absent], batch_size=400)


@dataclass
class TermGradeChange:
    """What a term grade becomes; ``row`` is unsaved before the first write."""

    row: TermGrade
    value: str
    comment: str
    reason: str = ""


def write_term_grades(changes: Sequence[TermGradeChange], *, by) -> None:
    """Write term grades whose versions still stand where they were read.

    Raises:
        Conflict, django.db.IntegrityError: somebody was faster.
    """
    now = clock.now()
    changes = sorted(changes, key=lambda change: (change.row.term_id, change.row.student_id))
    raise_versions([change.row for change in changes if change.row.pk])
    for change in changes:
        row = change.row
        row.version = row.version if row.pk else 1
        row.value, row.comment = change.value, change.comment
        row.given_at = (row.given_at or now) if change.value else None
        row.changed_by, row.changed_at = by, now
        row._change_reason = change.reason or None
    fields = ["value", "comment", "given_at", "changed_by", "changed_at"]
    bulk_update_tracked([change.row for change in changes if change.row.pk], fields)
    bulk_create_tracked(TermGrade, [change.row for change in changes if not change.row.pk])
