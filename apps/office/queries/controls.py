"""The schedule of control works: a list, a grid of a month, and the warnings of the norms (TT-07)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR

from apps.lessons.models import Lesson
from apps.school.models import Course, SchoolClass, TeachingAssignment, Term
from apps.school.queries import norms_on
from apps.timetable.models import ControlWork
from apps.timetable.rules.controls import Around, Limits, Work, warnings


@dataclass(frozen=True)
class WorkLine:
    """A line of the schedule."""

    pk: int
    held_on: dt.date
    weekday: str
    number: int | None
    audience: str
    classes: tuple[int, ...]
    subject: str
    short_name: str
    topic: str
    form: str
    note: str
    teacher: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class GridDay:
    """A day of a class in the grid."""

    day: dt.date
    lines: tuple[WorkLine, ...]
    add_path: str  # where a work of this class and day is entered

    @property
    def is_warned(self) -> bool:
        """Whether a limit is passed here."""
        return any(line.warnings for line in self.lines)


@dataclass(frozen=True)
class Grid:
    """A month: classes down, school days across."""

    days: tuple[tuple[dt.date, str], ...]
    rows: tuple[tuple[SchoolClass, tuple[GridDay, ...]], ...]


def works_of_year(year) -> QuerySet[ControlWork]:
    """All works of the year with what a line needs."""
    return (
        ControlWork.objects.filter(course__year=year)
        .select_related("course__subject", "course__school_class", "course__study_group")
        .prefetch_related("course__study_group__classes")
        .order_by("held_on", "number", "course__school_class__level", "course__school_class__letter", "pk")
    )


def lines_of(year, first: dt.date, last: dt.date, *, class_pk: int | None = None) -> list[WorkLine]:
    """Works of the days, of one class or of all, each with its warnings; ten queries."""
    rows = list(works_of_year(year))
    said = warnings_of([work_of(row) for row in rows], year)
    shown = [row for row in rows if first <= row.held_on <= last]
    teachers = _teachers({row.course_id for row in shown})
    lines = [_line(row, teachers, said.get(row.pk, ())) for row in shown]
    return [line for line in lines if class_pk is None or class_pk in line.classes]


def _line(row: ControlWork, teachers, said: Iterable[str]) -> WorkLine:
    names = [name for name, first, last in teachers[row.course_id] if first <= row.held_on <= (last or dt.date.max)]
    return WorkLine(
        row.pk, row.held_on, str(WEEKDAYS_ABBR[row.held_on.weekday()]), row.number, row.course.audience_name,
        tuple(one.pk for one in classes_of(row.course)), row.course.subject.name, row.course.subject.short_name,
        row.topic, row.get_form_display(), row.note, ", ".join(dict.fromkeys(names)), tuple(said),
    )  # fmt: skip


def _teachers(courses: set[int]) -> dict[int, list]:
    found = defaultdict(list)
    rows = TeachingAssignment.objects.filter(course__in=courses).select_related("staff").order_by("starts_on", "pk")
    for row in rows:
        found[row.course_id].append((row.staff.initials_name, row.starts_on, row.ends_on))
    return found


def classes_of(course: Course) -> list[SchoolClass]:
    """The class of a course, or the classes of its group."""
    return [course.school_class] if course.school_class_id else list(course.study_group.classes.all())


def work_of(row: ControlWork) -> Work:
    """A row as the rule sees it; an unsaved one has the key None."""
    classes = tuple((one.pk, one.name) for one in classes_of(row.course))
    return Work(row.pk, row.course_id, row.course.subject.name, classes, row.held_on, row.number)


def warnings_of(works: list[Work], year) -> dict:
    """Warnings by key of the work, by the norms of the works' time; five queries."""
    if not works:
        return {}
    limits = Limits.of(norms_on(max(work.held_on for work in works)))
    return warnings(works, limits, _around(works, year))


def draft_warnings(draft: ControlWork, year) -> list[str]:
    """What the schedule would say of a work that is being typed."""
    others = [work_of(row) for row in works_of_year(year) if row.pk != draft.pk]
    mine = work_of(draft)
    return warnings_of([*others, mine], year).get(mine.key, [])


def _around(works: list[Work], year) -> Around:
    courses, days = {work.course for work in works}, {work.held_on for work in works}
    classes = {class_pk for work in works for class_pk, _name in work.classes}
    held = Lesson.objects.filter(course__year=year, cancelled_at=None)
    slots = defaultdict(list)
    for course, day, number in held.filter(course__in=courses, held_on__in=days).values_list(
        "course_id", "held_on", "number"
    ):
        slots[course, day].append(number)
    edges: dict[tuple[int, dt.date], tuple[int, int]] = {}
    for name in ("course__school_class", "course__study_group__classes"):
        rows = held.filter(**{f"{name}__in": classes}, held_on__in=days).values_list(name, "held_on")
        for class_pk, day, first, last in rows.annotate(first=Min("number"), last=Max("number")):
            known = edges.get((class_pk, day), (first, last))
            edges[class_pk, day] = (min(first, known[0]), max(last, known[1]))
    counted = held.filter(course__in=courses).values_list("course_id").annotate(count=Count("pk"))
    weekly = Course.objects.filter(pk__in=courses).values_list("pk", "hours_per_week")
    return Around({key: tuple(sorted(numbers)) for key, numbers in slots.items()}, edges, dict(counted), dict(weekly))


def month_grid(lines: list[WorkLine], classes: Iterable[SchoolClass], first: dt.date, last: dt.date) -> Grid:
    """Works of some days as a grid; Sundays, and Saturdays on which nothing stands, are left out."""
    busy = {line.held_on for line in lines}
    span = [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    days = [day for day in span if day.weekday() < 5 or day in busy]
    found = defaultdict(list)
    for line in lines:
        for class_pk in line.classes:
            found[class_pk, line.held_on].append(line)
    path, iso = reverse("timetable:new_control"), {day: day.isoformat() for day in days}
    rows = tuple(
        (
            one,
            tuple(
                GridDay(day, tuple(found[one.pk, day]), f"{path}?school_class={one.pk}&day={iso[day]}") for day in days
            ),
        )
        for one in classes
    )
    return Grid(tuple((day, str(WEEKDAYS_ABBR[day.weekday()])) for day in days), rows)


def terms_of(year) -> list[Term]:
    """Terms of the year to choose a period from, each span of days once."""
    rows = Term.objects.filter(scheme__year=year).select_related("scheme").order_by("starts_on", "ends_on", "pk")
    return list({(row.starts_on, row.ends_on): row for row in rows}.values())


def courses_of_class(school_class: SchoolClass) -> QuerySet[Course]:
    """Courses in which the class, or a group with its pupils, may write a control work."""
    own = Q(school_class=school_class) | Q(study_group__classes=school_class)
    return (
        Course.objects.filter(own, year=school_class.year_id)
        .select_related("subject", "school_class", "study_group")
        .distinct()
        .order_by("subject__position", "subject__name", "pk")
    )
