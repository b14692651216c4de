"""The load of the whole school: what the plans demand, what is distributed, what is missing (STR-15)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from ..enums import ServiceKind
from ..models import Course, SchoolClass, StudyGroup, Subject, TeachingAssignment
from .plans import Demand, demands

ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """A teacher's hours in a course on the day."""

    assignment_pk: int
    staff_pk: int
    hours: Decimal


@dataclass(frozen=True)
class Part:
    """A course that serves a class in a subject: the class's own, or one of a group's."""

    course_pk: int
    group_pk: int | None
    hours: Decimal
    shares: tuple[Share, ...]

    @property
    def distributed(self) -> Decimal:
        """Hours that somebody teaches."""
        return sum((share.hours for share in self.shares), ZERO)


@dataclass(frozen=True)
class LoadCell:
    """A class in a subject: the plan's demand and the courses that meet it."""

    class_pk: int
    subject_pk: int
    demand: Demand | None
    parts: tuple[Part, ...]

    @property
    def required(self) -> Decimal:
        """Hours to distribute: the plan's hours for each group the class is really or by plan divided into."""
        if self.demand is None:
            return ZERO
        groups = [part for part in self.parts if part.group_pk]
        if len(self.demand.variants) == 1 and len(groups) == len(self.parts):
            return max(self.demand.required, self.demand.hours * len(groups))
        return self.demand.required

    @property
    def distributed(self) -> Decimal:
        """Hours that teachers have."""
        return sum((part.distributed for part in self.parts), ZERO)

    @property
    def missing(self) -> Decimal:
        """Hours of the plan that nobody teaches."""
        return max(ZERO, self.required - self.distributed)

    @property
    def surplus(self) -> Decimal:
        """Hours beyond the plan."""
        return max(ZERO, self.distributed - self.required)


@dataclass(frozen=True)
class Sum:
    """Totals of a class, a subject or the school."""

    required: Decimal = ZERO
    distributed: Decimal = ZERO
    missing: Decimal = ZERO
    surplus: Decimal = ZERO

    def plus(self, cell: LoadCell) -> "Sum":
        """With one more cell."""
        return Sum(
            self.required + cell.required,
            self.distributed + cell.distributed,
            self.missing + cell.missing,
            self.surplus + cell.surplus,
        )

    @property
    def is_balanced(self) -> bool:
        """Whether exactly the plan is distributed, and there is a plan."""
        return bool(self.required) and not self.missing and not self.surplus


@dataclass(frozen=True)
class Load:
    """The load of a year on a day."""

    classes: list[SchoolClass]
    subjects: list[Subject]
    cells: dict[tuple[int, int], LoadCell]
    by_class: dict[int, Sum]
    by_subject: dict[int, Sum]
    total: Sum
    planned_classes: frozenset[int]

    def gaps(self) -> list[LoadCell]:
        """Cells in which hours of the plan are missing, in the order of classes and plan. # STR-15"""
        order = {subject.pk: place for place, subject in enumerate(self.subjects)}
        found = [cell for cell in self.cells.values() if cell.missing]
        places = {one.pk: place for place, one in enumerate(self.classes)}
        return sorted(found, key=lambda cell: (places[cell.class_pk], order[cell.subject_pk]))


def load_of(year, day: dt.date) -> Load:
    """The whole school in eight queries, whatever its size."""
    classes = list(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
    asked = demands(year, day)
    parts = _parts(year, day)
    known = {one.pk for one in classes}
    cells = {
        key: LoadCell(*key, asked.get(key), tuple(parts.get(key, ())))
        for key in asked.keys() | parts.keys()
        if key[0] in known
    }
    used = {subject for _class, subject in cells}
    subjects = [row for row in Subject.objects.order_by("position", "name", "pk") if row.pk in used]
    by_class, by_subject, total = defaultdict(Sum), defaultdict(Sum), Sum()
    for cell in cells.values():
        by_class[cell.class_pk] = by_class[cell.class_pk].plus(cell)
        by_subject[cell.subject_pk] = by_subject[cell.subject_pk].plus(cell)
        total = total.plus(cell)
    planned = frozenset(class_pk for class_pk, _subject in asked)
    return Load(classes, subjects, cells, by_class, by_subject, total, planned)


def _parts(year, day: dt.date) -> dict[tuple[int, int], list[Part]]:
    """(class, subject) → its courses with the teachers of the day; three queries."""
    shares = defaultdict(list)
    rows = TeachingAssignment.objects.on(day).filter(course__year=year).order_by("starts_on", "pk")
    for pk, course, staff, hours in rows.values_list("pk", "course_id", "staff_id", "hours_per_week"):
        shares[course].append(Share(pk, staff, hours))
    classes_of = defaultdict(list)
    links = StudyGroup.classes.through.objects.filter(studygroup__year=year).order_by("pk")
    for group, class_pk in links.values_list("studygroup_id", "schoolclass_id"):
        classes_of[group].append(class_pk)
    found = defaultdict(list)
    courses = Course.objects.filter(year=year, kind=ServiceKind.CORE).order_by("study_group__name", "pk")
    for pk, subject, class_pk, group, hours in courses.values_list(
        "pk", "subject_id", "school_class_id", "study_group_id", "hours_per_week"
    ):
        part = Part(pk, group, hours, tuple(shares[pk]))
        for one in [class_pk] if class_pk else classes_of[group]:
            found[one, subject].append(part)
    return found


def hours_of_staff(year, day: dt.date) -> dict[int, Decimal]:
    """Teacher → hours a week in the year's courses of every kind on the day; one query."""
    found = defaultdict(lambda: ZERO)
    rows = TeachingAssignment.objects.on(day).filter(course__year=year).order_by("pk")
    for staff, hours in rows.values_list("staff_id", "hours_per_week"):
        found[staff] += hours
    return dict(found)
