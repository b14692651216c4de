"""Hours of the timetable beside the hours of the plan: where a class has more or less than it should (STR-11)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from apps.school.enums import ServiceKind
from apps.school.models import Course, SchoolClass, StudyGroup, Subject
from apps.school.queries.plans import demands

from ..models import TimetableEntry

ZERO = Decimal(0)


@dataclass(frozen=True)
class HourDifference:
    """A class whose timetable holds other weekly hours of a subject than its plan."""

    school_class: SchoolClass
    subject: Subject
    planned: Decimal
    placed: Decimal

    @property
    def difference(self) -> Decimal:
        """Hours of the plan that the timetable lacks; negative when it has more."""
        return self.planned - self.placed


def weekly_hours(year, day: dt.date) -> dict[int, Decimal]:
    """Course → lessons a week by the timetable of the day; one of a two-week cycle counts half. One query."""
    found = defaultdict(lambda: ZERO)
    rows = TimetableEntry.objects.on(day).filter(course__year=year).order_by("pk")
    for course, week in rows.values_list("course_id", "week"):
        found[course] += Decimal("0.5") if week else Decimal(1)
    return dict(found)


def hour_differences(year, day: dt.date) -> list[HourDifference]:
    """Classes and subjects whose timetable differs from the plan, in the order of classes and plan; nine queries.

    A class with a plan is compared in every subject of the plan and in every other that stands in its timetable.
    Each group counts for itself, so of two groups the one that differs most is told.
    """
    planned = demands(year, day)
    placed = _placed(year, day)
    with_plan = {class_pk for class_pk, _subject in planned}
    classes = {one.pk: one for one in SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")}
    subjects = {one.pk: one for one in Subject.objects.order_by("position", "name", "pk")}
    found = []
    for class_pk, one in classes.items():
        for subject_pk, subject in subjects.items():
            demand, hours = planned.get((class_pk, subject_pk)), placed.get((class_pk, subject_pk))
            if class_pk not in with_plan or (demand is None and not hours):
                continue
            worst = _worst(demand.variants if demand else (ZERO,), hours or [ZERO])
            if worst:
                found.append(HourDifference(one, subject, *worst))
    return found


def _worst(planned: tuple[Decimal, ...], placed: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    """(plan, timetable) where they differ most; with several profiles the nearest of them is meant."""
    pairs = [(min(planned, key=lambda one: abs(one - hours)), hours) for hours in placed]
    plan, hours = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    return (plan, hours) if plan != hours else None


def _placed(year, day: dt.date) -> dict[tuple[int, int], list[Decimal]]:
    """(class, subject) → weekly hours a pupil has: of the class's course, or of each group; four queries."""
    weekly = weekly_hours(year, day)
    classes_of = defaultdict(list)
    links = StudyGroup.classes.through.objects.filter(studygroup__year=year).order_by("pk")
    for group, class_pk in links.values_list("studygroup_id", "schoolclass_id"):
        classes_of[group].append(class_pk)
    whole, groups = defaultdict(lambda: ZERO), defaultdict(list)
    courses = Course.objects.filter(year=year, kind=ServiceKind.CORE).order_by("pk")
    for pk, subject, class_pk, group in courses.values_list("pk", "subject_id", "school_class_id", "study_group_id"):
        if class_pk:
            whole[class_pk, subject] += weekly.get(pk, ZERO)
        else:
            for one in classes_of[group]:
                groups[one, subject].append(weekly.get(pk, ZERO))
    return {
        key: [whole[key] + hours for hours in groups[key]] if key in groups else [whole[key]]
        for key in whole.keys() | groups.keys()
    }
