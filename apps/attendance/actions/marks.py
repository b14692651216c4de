"""The writer of single absences, for ``journal.actions`` alone; the version of the cell is raised there."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.history import bulk_create_tracked, bulk_update_tracked, delete_tracked

from ..models import Absence


@dataclass
class AbsenceChange:
    """What a pupil's attendance of a lesson becomes; an empty ``kind`` takes the sign away."""

    lesson_id: int
    student_id: int
    row: Absence | None
    kind: str
    minutes: int | None = None
    comment: str = ""
    reason: str = ""


def write_absences(changes: Sequence[AbsenceChange]) -> None:
    """Create, change and take away absences, one history row each.

    Raises:
        django.db.IntegrityError: somebody made the same absence since it was read.
    """
    created, updated, deleted = [], [], []
    for change in sorted(changes, key=lambda change: (change.lesson_id, change.student_id)):
        row = change.row
        if row is not None and not change.kind:
            deleted.append(row)
        elif change.kind:
            values = (change.kind, change.minutes, change.comment)
            if row is None:
                row = Absence(lesson_id=change.lesson_id, student_id=change.student_id)
                created.append(row)
            elif (row.kind, row.minutes, row.comment) != values:
                updated.append(row)
            row.kind, row.minutes, row.comment = values
        if row is not None:
            row._change_reason = change.reason or None
    delete_tracked(deleted)
    bulk_update_tracked(updated, ["kind", "minutes", "comment"])
    bulk_create_tracked(Absence, created)
