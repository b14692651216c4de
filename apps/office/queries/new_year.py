"""Names to tick before a new year is made from the last one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from apps.school.models import AcademicYear, Enrolment, Student


@dataclass(frozen=True)
class ClassPupils:
    """A class of the old year with its pupils on the last day, and where they would go."""

    name: str
    target: str
    pupils: tuple[Student, ...]


def pupils_of_year(year: AcademicYear, promoted: dict[str, str]) -> list[ClassPupils]:
    """Every class in order; one query."""
    found = defaultdict(list)
    rows = Enrolment.objects.on(year.ends_on).filter(school_class__year=year).select_related("student", "school_class")
    order = ("school_class__level", "school_class__letter", "school_class_id", "student__sort_key", "student_id")
    for row in rows.order_by(*order):
        found[row.school_class.name].append(row.student)
    return [ClassPupils(name, promoted.get(name, ""), tuple(pupils)) for name, pupils in found.items()]
