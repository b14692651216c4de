"""What a load would do: rows to create, rows to change, counts and faults; made without writing anything.

Objects of the plan refer to one another before they are saved; :func:`apply_plan` saves them in an order in
which every reference already has its key, in bulk and with history.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db import models

from apps.accounts.models import RoleAssignment, User
from apps.core.history import bulk_create_tracked, bulk_update_tracked
from apps.core.tables import as_text
from apps.office.imports.rows import Fault, SheetRow
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Curriculum,
    CurriculumLine,
    Enrolment,
    GroupMembership,
    Guardianship,
    Holiday,
    Representative,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
)
from apps.timetable.models import Bell, BellSchedule, TimetableEntry

#: Created and changed in this order.
ORDER = (
    AcademicYear, TermScheme, Term, Holiday, Room, BellSchedule, Bell, User, RoleAssignment, StaffMember, SchoolClass,
    ClassTeacher, Student, Enrolment, Representative, Guardianship, Subject, Curriculum, CurriculumLine, StudyGroup,
    GroupMembership, Course, TeachingAssignment, TimetableEntry,
)  # fmt: skip

CREATED, CHANGED, UNTOUCHED = "created", "changed", "untouched"


@dataclass
class Plan:
    """The collected changes; ``mark`` and ``status_since`` tell what one row of a sheet did."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    counts: dict[str, Counter] = field(default_factory=lambda: {CREATED: Counter(), CHANGED: Counter()})
    new: dict[type, list] = field(default_factory=dict)
    changed: dict[type, dict[int, tuple[models.Model, set[str]]]] = field(default_factory=dict)
    group_classes: list[tuple[StudyGroup, SchoolClass]] = field(default_factory=list)
    dropped_group_classes: list[tuple[StudyGroup, SchoolClass]] = field(default_factory=list)
    year: AcademicYear | None = None
    is_broken: bool = False  # the load as a whole failed: nothing was written
    _steps: int = 0

    def __post_init__(self):
        self.counts.setdefault(UNTOUCHED, Counter())

    @property
    def changes_anything(self) -> bool:
        """Whether applying would write."""
        return bool(self.new or self.changed or self.group_classes or self.dropped_group_classes)

    @property
    def holds(self) -> bool:
        """Whether at least one row can be (or was) loaded."""
        return not self.is_broken and any(self.counts[status] for status in self.counts)

    def create(self, row: models.Model):
        """Plan a new row; returns it."""
        self._steps += 1
        self.new.setdefault(type(row), []).append(row)
        return row

    def update(self, row: models.Model, **values) -> bool:
        """Plan new values of a row; values equal to the present ones change nothing. Returns whether any differs."""
        different = {name: value for name, value in values.items() if not _same(row, name, value)}
        for name, value in different.items():
            setattr(row, name, value)
        if different:
            self._steps += 1
            if row.pk is not None:
                _row, fields = self.changed.setdefault(type(row), {}).setdefault(row.pk, (row, set()))
                fields.update(different)
        return bool(different)

    def touch(self) -> None:
        """Say that the row at hand changed something that is no model row (classes of a group)."""
        self._steps += 1

    def mark(self) -> int:
        """A mark to compare with afterwards."""
        return self._steps

    def count(self, sheet: str, *, created: bool, since: int) -> None:
        """Count one row of a sheet as created, changed or untouched since the mark."""
        status = CREATED if created else CHANGED if self._steps > since else UNTOUCHED
        self.counts[status][sheet] += 1

    def fault(self, row: SheetRow, name: str, message: str) -> None:
        """Record what is wrong with a row."""
        self.faults.append(row.fault(name, message))

    def break_off(self, message: str) -> None:
        """The load as a whole failed with this sentence; nothing was written."""
        self.is_broken = True
        self.faults.append(Fault("", 0, "", "", message))

    def as_dict(self) -> dict:
        """The JSON of contract 1, and the warnings."""
        return {
            **{status: dict(counter) for status, counter in self.counts.items()},
            "faults": [fault.as_dict() for fault in self.faults],
            "warnings": list(self.warnings),
        }


def _same(row: models.Model, name: str, value) -> bool:
    column = row._meta.get_field(name)
    if not column.is_relation:
        present = getattr(row, name)
        # A cell cannot tell blanks and signs that a table does not keep.
        return present == value or (isinstance(present, str) and as_text(present) == value)
    if value is None:
        return getattr(row, column.attname) is None and column.get_cached_value(row, None) is None
    if value.pk is None:
        return column.get_cached_value(row, None) is value
    return getattr(row, column.attname) == value.pk


def apply_plan(plan: Plan) -> None:
    """Write the plan; the caller holds the transaction and the attribution."""
    for model in ORDER:
        bulk_create_tracked(model, plan.new.get(model, ()))
    for model in ORDER:
        _write_changed(plan.changed.get(model, {}))
    through = StudyGroup.classes.through
    for group, school_class in plan.dropped_group_classes:
        through.objects.filter(studygroup=group, schoolclass=school_class).delete()
    links = [through(studygroup=group, schoolclass=school_class) for group, school_class in plan.group_classes]
    through.objects.bulk_create(links, batch_size=400)


def _write_changed(changed: dict[int, tuple[models.Model, set[str]]]) -> None:
    if not changed:
        return
    rows = [row for row, _fields in changed.values()]
    names = sorted(set().union(*(fields for _row, fields in changed.values())))
    for row in rows:  # a reference that was planned has its key only now
        row._prepare_related_fields_for_save(operation_name="save")
    bulk_update_tracked(rows, names)
