"""Curricula as tables of hours, their totals against the limits, and who follows which plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from apps.school.models import Curriculum, CurriculumChoice, Enrolment, SchoolClass, Student, Subject
from apps.school.queries.plans import followed
from apps.school.rules.levels import parse_levels
from apps.school.rules.plans import WEEK_LIMITS, hours_text

HOURS, GROUPS = "hours", "groups"


@dataclass(frozen=True)
class Cell:
    """A cell of the table; ``seen`` is what a later edit is compared with."""

    name: str
    level: int
    text: str
    seen: str
    fault: str = ""
    is_closed: bool = False


@dataclass(frozen=True)
class Line:
    """A subject's line."""

    subject: Subject
    cells: tuple[Cell, ...]
    total: str


@dataclass(frozen=True)
class Total:
    """A level's sum against the limit of the week."""

    level: int
    text: str
    limit: str
    excess: str


@dataclass(frozen=True)
class Table:
    """A plan as a table: one part of the plan after the other."""

    levels: tuple[int, ...]
    federal: tuple[Line, ...]
    school: tuple[Line, ...]
    totals: tuple[Total, ...]
    show: str

    @property
    def sections(self) -> list[tuple[str, tuple[Line, ...]]]:
        """Both parts with their titles (STR-10); a part without subjects is left out."""
        titled = ((_("Обязательная часть"), self.federal), (_("Часть, формируемая участниками"), self.school))
        return [(title, lines) for title, lines in titled if lines]


def curricula(year) -> QuerySet[Curriculum]:
    """Plans of the year with how many lines they have."""
    return Curriculum.objects.filter(year=year).annotate(lines_count=Count("lines")).order_by("name", "pk")


def cell_name(subject_pk: int, level: int) -> str:
    """Name of a cell's field."""
    return f"c-{subject_pk}-{level}"


def plan_table(curriculum: Curriculum, *, show: str = HOURS, typed: dict | None = None, days: int = 5) -> Table:
    """The plan as a table; two queries.

    Args:
        show: hours, or groups (into how many the class is divided).
        typed: field name → (text, fault) of what was refused.
        days: days of the school week, for the limits.
    """
    levels = tuple(sorted(parse_levels(curriculum.levels)))
    lines = {(line.subject_id, line.level): line for line in curriculum.lines.order_by("pk")}
    parts: dict[str, list[Line]] = defaultdict(list)
    for subject in Subject.objects.order_by("position", "name", "pk"):
        cells = tuple(_cell(subject.pk, level, lines.get((subject.pk, level)), show, typed or {}) for level in levels)
        own = [lines[subject.pk, level].hours_per_week for level in levels if (subject.pk, level) in lines]
        parts[subject.part].append(Line(subject, cells, hours_text(sum(own, Decimal(0)))))
    totals = tuple(_total(level, lines, days) for level in levels)
    return Table(levels, tuple(parts["federal"]), tuple(parts["school"]), totals, show)


def _cell(subject_pk: int, level: int, line, show: str, typed: dict) -> Cell:
    name = cell_name(subject_pk, level)
    seen = hours_text(line.hours_per_week) if line else ""
    if show == GROUPS:
        seen = str(line.groups) if line else ""
    text, fault = typed.get(name, (seen, ""))
    return Cell(name, level, text, seen, fault, is_closed=show == GROUPS and line is None)


def _total(level: int, lines: dict, days: int) -> Total:
    hours = sum((line.hours_per_week for (_subject, one), line in lines.items() if one == level), Decimal(0))
    limit = WEEK_LIMITS[level].of(days)
    return Total(level, hours_text(hours) or "0", hours_text(limit), hours_text(max(Decimal(0), hours - limit)))


def week_of(curriculum: Curriculum) -> int:
    """Days of the week of the classes that follow the plan: the longest."""
    classes = SchoolClass.objects.filter(year=curriculum.year_id, level__in=parse_levels(curriculum.levels))
    return max(classes.values_list("days_per_week", flat=True), default=5)


# --- who follows which plan ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassLine:
    """A class and its plan of the day; ``later`` are choices that begin afterwards."""

    school_class: SchoolClass
    plan: Curriculum | None
    fitting: tuple[Curriculum, ...]
    own_choices: int
    later: tuple[CurriculumChoice, ...]


def class_lines(year, day: dt.date) -> list[ClassLine]:
    """Classes of the year with their plans; five queries."""
    plans = {row.pk: row for row in Curriculum.objects.filter(year=year).order_by("name", "pk")}
    chosen = followed(year, day)
    places = dict(
        Enrolment.objects.on(day).filter(school_class__year=year).values_list("student_id", "school_class_id")
    )
    own = Counter(places[pupil] for pupil in chosen.by_pupil if pupil in places)
    later = defaultdict(list)
    rows = CurriculumChoice.objects.filter(curriculum__year=year, starts_on__gt=day, school_class__isnull=False)
    for row in rows.select_related("curriculum").order_by("starts_on"):
        later[row.school_class_id].append(row)
    return [
        ClassLine(
            one,
            plans.get(chosen.by_class.get(one.pk)),
            tuple(plan for plan in plans.values() if one.level in parse_levels(plan.levels)),
            own[one.pk],
            tuple(later[one.pk]),
        )
        for one in SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
    ]


@dataclass(frozen=True)
class PupilLine:
    """A pupil of a level and the plan followed."""

    student: Student
    class_name: str
    plan: Curriculum | None
    is_own: bool


@dataclass(frozen=True)
class Profiles:
    """Pupils of a level by plan: each counted in exactly one, or among the undecided. # STR-12"""

    level: int
    counts: tuple[tuple[Curriculum, int], ...]
    undecided: tuple[PupilLine, ...]
    pupils: tuple[PupilLine, ...]

    @property
    def total(self) -> int:
        """Pupils of the level."""
        return len(self.pupils)


def profiles(year, level: int, day: dt.date) -> Profiles:
    """Who of a level follows which plan; three queries."""
    plans = {row.pk: row for row in Curriculum.objects.filter(year=year).order_by("name", "pk")}
    chosen = followed(year, day)
    rows = (
        Enrolment.objects.on(day)
        .filter(school_class__year=year, school_class__level=level)
        .select_related("student", "school_class")
        .order_by("school_class__letter", "student__sort_key", "student_id", "-starts_on")
    )
    pupils = {}
    for row in rows:
        plan = plans.get(chosen.of_pupil(row.student_id, row.school_class_id))
        is_own = row.student_id in chosen.by_pupil
        pupils.setdefault(row.student_id, PupilLine(row.student, row.school_class.name, plan, is_own))
    lines = tuple(pupils.values())
    counted = Counter(line.plan.pk for line in lines if line.plan)
    fitting = [plan for plan in plans.values() if level in parse_levels(plan.levels) or counted[plan.pk]]
    return Profiles(
        level,
        tuple((plan, counted[plan.pk]) for plan in fitting),
        tuple(line for line in lines if line.plan is None),
        lines,
    )


def levels_of(year) -> list[int]:
    """Levels that the year's classes have."""
    return sorted(set(SchoolClass.objects.filter(year=year).values_list("level", flat=True)))


# --- import --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What taking over a table would do to the plan, in cells."""

    created: int
    changed: int
    emptied: int
    untouched: int

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.created or self.changed or self.emptied)


def import_outcome(curriculum: Curriculum, reading) -> Outcome:
    """Compare a reading with the plan; one query."""
    present = {(line.subject_id, line.level): line.hours_per_week for line in curriculum.lines.order_by("pk")}
    counts: Counter = Counter()
    for row in reading.rows:
        for level in reading.levels:
            before, after = present.get((row.subject_pk, level)), row.hours.get(level)
            if before == after:
                counts["untouched"] += before is not None
            else:
                counts["created" if before is None else "emptied" if after is None else "changed"] += 1
    return Outcome(counts["created"], counts["changed"], counts["emptied"], counts["untouched"])


def as_tsv(reading) -> str:
    """The reading as a plain table: what the confirmation sends again."""
    lines = ["\t".join(["Предмет", *(str(level) for level in reading.levels)])]
    for row in reading.rows:
        lines.append("\t".join([row.name, *(hours_text(row.hours.get(level)) for level in reading.levels)]))
    return "\n".join(lines)
