"""What the plans demand: which plan a class and a pupil follow, and how many hours of what (STR-11, STR-12)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from ..models import CurriculumChoice, CurriculumLine, Enrolment, SchoolClass


@dataclass(frozen=True)
class Followed:
    """Who follows which plan on a day: keys of plans by class and by pupil with a choice of the own."""

    by_class: dict[int, int]
    by_pupil: dict[int, int]

    def of_pupil(self, student_pk: int, class_pk: int) -> int | None:
        """The one plan of a pupil: the own choice, else the class's; None when nobody has decided. # STR-12"""
        return self.by_pupil.get(student_pk, self.by_class.get(class_pk))


@dataclass(frozen=True)
class Demand:
    """What the plan asks of a class in a subject.

    Attributes:
        hours: hours a week of one pupil (of the profile with the most).
        variants: the different hours of the profiles followed in the class.
        groups: into how many groups the plan divides the class.
        required: hours a week to be distributed among teachers.
    """

    hours: Decimal
    variants: tuple[Decimal, ...]
    groups: int
    required: Decimal


def followed(year, day: dt.date) -> Followed:
    """Choices that hold on the day; one query."""
    rows = CurriculumChoice.objects.on(day).filter(curriculum__year=year).order_by("starts_on", "pk")
    by_class, by_pupil = {}, {}
    for class_pk, student_pk, plan in rows.values_list("school_class_id", "student_id", "curriculum_id"):
        if class_pk:
            by_class[class_pk] = plan
        else:
            by_pupil[student_pk] = plan
    return Followed(by_class, by_pupil)


def pupils_of(year, day: dt.date, **which) -> list[tuple[int, int]]:
    """(pupil, class) of everyone in a class of the year on the day, each once; one query."""
    rows = Enrolment.objects.on(day).filter(school_class__year=year, **which).order_by("starts_on", "pk")
    return list(dict(rows.values_list("student_id", "school_class_id")).items())


def demands(year, day: dt.date) -> dict[tuple[int, int], Demand]:
    """(class, subject) → what the plans ask for on the day; four queries whatever the school's size."""
    chosen = followed(year, day)
    plans_of = _plans_in_use(chosen, pupils_of(year, day))
    lines: dict[tuple[int, int], dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    rows = CurriculumLine.objects.filter(curriculum__year=year).order_by("pk")
    for plan, level, subject, hours, groups in rows.values_list(
        "curriculum_id", "level", "subject_id", "hours_per_week", "groups"
    ):
        lines[plan, level][subject] = (hours, groups)
    found = {}
    for class_pk, level in SchoolClass.objects.filter(year=year).order_by("pk").values_list("pk", "level"):
        for subject, variants in _variants([lines[plan, level] for plan in sorted(plans_of[class_pk])]).items():
            found[class_pk, subject] = _demand(variants)
    return found


def _plans_in_use(chosen: Followed, pupils: list[tuple[int, int]]) -> dict[int, set[int]]:
    """Class → plans followed by somebody of it; a class without pupils follows its own."""
    used = defaultdict(set)
    peopled = {class_pk for _student, class_pk in pupils}
    for class_pk, plan in chosen.by_class.items():
        if class_pk not in peopled:
            used[class_pk].add(plan)
    for student_pk, class_pk in pupils:
        plan = chosen.of_pupil(student_pk, class_pk)
        if plan:
            used[class_pk].add(plan)
    return used


def _variants(plans: list[dict[int, tuple[Decimal, int]]]) -> dict[int, list[tuple[Decimal, int]]]:
    subjects = dict.fromkeys(subject for plan in plans for subject in plan)
    return {subject: [plan[subject] for plan in plans if subject in plan] for subject in subjects}


def _demand(variants: list[tuple[Decimal, int]]) -> Demand:
    """Profiles with the same hours sit together; different hours need a group of the own each."""
    different = sorted({hours for hours, _groups in variants})
    groups = max(groups for _hours, groups in variants)
    most = different[-1]
    required = most * groups if len(different) == 1 else sum((hours * count for hours, count in variants), Decimal(0))
    return Demand(most, tuple(different), groups, required)
