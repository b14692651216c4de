"""The state of one load: what the file says, what the school holds, what the plan gathers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.text import search_key
from apps.office.actions.plan import Plan
from apps.office.imports.cells import parse_class
from apps.office.imports.reading import Reading
from apps.office.imports.rows import SheetRow
from apps.office.queries.index import Lookup, People, number_key
from apps.school.models import (
    AcademicYear,
    Representative,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
)


@dataclass
class Loading:
    """Everything the planners share. Rows are fetched once, so identity tells whether two are the same."""

    reading: Reading
    only_good: bool = False
    makes_classes: bool = False  # classes that a list of pupils names are made
    plan: Plan = field(default_factory=Plan)
    today: date = field(default_factory=clock.today)
    year: AcademicYear | None = None
    staff: People | None = None
    students: People | None = None
    representatives: People | None = None
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    groups: dict[str, StudyGroup] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    schemes: list = field(default_factory=list)
    roles: list[tuple[object, str]] = field(default_factory=list)
    by_pk: dict[type, dict[int, object]] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)

    def fetch(self, model: type, rows: Iterable) -> list:
        """Remember the rows by their keys and return them as a list."""
        rows = list(rows)
        self.by_pk.setdefault(model, {}).update((row.pk, row) for row in rows)
        return rows

    def known(self, model: type, pk: int | None):
        """The fetched row of a key; None for None."""
        return self.by_pk[model].get(pk) if pk is not None else None

    def read_school(self) -> None:
        """Fetch people and the structure of the year: eight queries."""
        self.staff = People(self.fetch(StaffMember, StaffMember.objects.order_by("pk")), "personnel_no")
        self.students = People(self.fetch(Student, Student.objects.order_by("pk")), "file_no")
        persons = self.fetch(Representative, Representative.objects.order_by("pk"))
        self.representatives = People(persons, "file_no")
        self.rooms = {key_of(room.name): room for room in self.fetch(Room, Room.objects.order_by("pk"))}
        for subject in self.fetch(Subject, Subject.objects.order_by("pk")):
            self.add_subject(subject)
        if self.year is not None and self.year.pk:
            classes = self.fetch(SchoolClass, SchoolClass.objects.filter(year=self.year).order_by("pk"))
            self.classes = {key_of(as_file_names(row.name)): row for row in classes}
            groups = self.fetch(StudyGroup, StudyGroup.objects.filter(year=self.year).order_by("pk"))
            self.groups = {key_of(row.name): row for row in groups}

    def add_subject(self, subject: Subject) -> None:
        """Index a subject by its name and, unless taken, by its short name."""
        self.subjects[key_of(subject.name)] = subject
        self.subjects.setdefault(key_of(subject.short_name), subject)

    def room(self, name: str) -> Room | None:
        """The room of that name, planned when there is none yet; None for an empty name."""
        if not name:
            return None
        key = key_of(name)
        if key not in self.rooms:
            self.rooms[key] = self.plan.create(Room(name=name))
        return self.rooms[key]

    def is_sound(self, row: SheetRow) -> bool:
        """Whether nothing is wrong with the row so far, its cells included."""
        return not row.origin.bad and id(row) not in self.rejected

    def reject(self, row: SheetRow, sheet: str, name: str, message: str) -> None:
        """A fault of the row, which therefore is not loaded; a cell that is told to be wrong is told once."""
        if name not in row.origin.bad:
            self.plan.fault(row, name, message)
        self._leave_out(row, sheet)

    def _leave_out(self, row: SheetRow, sheet: str) -> None:
        self.rejected.add(id(row))
        self.reading.spoil(sheet, row.origin.raw)

    def missing(self, row: SheetRow, sheet: str, name: str, message: str, *, defined_in: str, text: str) -> None:
        """The row refers to something that is not there.

        Not reported when a rejected row of ``defined_in`` would have defined it: the cause is named already. With
        ``only_good`` it is, because the row is left out of the load.
        """
        if self.only_good or not self.reading.is_spoiled(defined_in, text):
            self.reject(row, sheet, name, message)
        self._leave_out(row, sheet)

    def student(self, row: SheetRow, sheet: str) -> Student | None:
        """The pupil meant by the file number of a row, else by name and birth; None after recording the fault."""
        if row.student_number:
            found = self.students.by_number.get(number_key(row.student_number))
            if found is None:
                self._no_student(
                    row, sheet, "student_number", row.student_number, _("Ученика с таким личным делом нет.")
                )
            return found
        if not row.student:
            return None  # told by the row itself
        same = [
            one
            for one in self.students.named(row.student)
            if not row.student_birth or one.birth_on == row.student_birth
        ]
        if len(same) == 1:
            return same[0]
        if same:
            message = _("Подходят несколько учеников: укажите личное дело или дату рождения.")
            self.reject(row, sheet, "student", message)
        else:
            self._no_student(row, sheet, "student", row.student, _("Такого ученика в школе нет."))
        return None

    def _no_student(self, row: SheetRow, sheet: str, name: str, text: str, message: str) -> None:
        self.missing(row, sheet, name, message, defined_in="students", text=text)

    def staff_member(self, row: SheetRow, sheet: str, name: str, text: str) -> StaffMember | None:
        """The member of staff meant by a cell; None after recording the fault."""
        try:
            return self.staff.find(text)
        except Lookup as error:
            if error.unknown:
                self.missing(row, sheet, name, error.message, defined_in="staff", text=text)
            else:
                self.reject(row, sheet, name, error.message)
            return None


def as_file_names(name: str) -> str:
    """The spelling a file's class names are read in."""
    found = parse_class(name)
    return found.name if found else name


def key_of(text: str) -> str:
    """Names are compared without regard to case, ё/е and blanks."""
    return search_key(text).replace(" ", "")
