"""The load as pages show it: the matrix of the school, one class, one teacher's balance (STR-15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from apps.school.models import Course, SchoolClass, StaffMember, StudyGroup, Subject, TeachingAssignment
from apps.school.queries.load import Load, LoadCell, Sum, hours_of_staff, load_of
from apps.school.rules.plans import STAFF_NORM_HOURS, hours_text
from apps.timetable.queries.hours import HourDifference, hour_differences

ZERO = Decimal(0)


@dataclass(frozen=True)
class Gap:
    """A class, a subject of its plan and the hours nobody teaches."""

    class_pk: int
    class_name: str
    subject_pk: int
    subject: str
    missing: str
    has_course: bool


@dataclass(frozen=True)
class LoadPage:
    """The whole school."""

    load: Load
    table: str
    gaps: tuple[Gap, ...]
    without_plan: tuple[SchoolClass, ...]
    differences: tuple[HourDifference, ...]
    total: Sum

    @property
    def missing_courses(self) -> int:
        """Subjects of the plan that have no course at all."""
        return sum(not gap.has_course for gap in self.gaps)


def load_page(year, day: dt.date) -> LoadPage:
    """Everything the page of the school shows; a constant number of queries."""
    load = load_of(year, day)
    names = dict(StaffMember.objects.order_by("pk").values_list("pk", "last_name"))
    return LoadPage(
        load,
        _table(load, names),
        gaps_of(load),
        tuple(one for one in load.classes if one.pk not in load.planned_classes),
        tuple(hour_differences(year, day)),
        load.total,
    )


def gaps_of(load: Load) -> tuple[Gap, ...]:
    """Hours of the plan nobody teaches, class by class."""
    classes = {one.pk: one.name for one in load.classes}
    subjects = {one.pk: one.name for one in load.subjects}
    return tuple(
        Gap(
            cell.class_pk, classes[cell.class_pk], cell.subject_pk, subjects[cell.subject_pk],
            hours_text(cell.missing), bool(cell.parts),
        )
        for cell in load.gaps()
    )  # fmt: skip


def _table(load: Load, names: dict[int, str]) -> str:
    """The matrix as HTML: joined in Python, because a template takes ten times as long."""
    heads = "".join(f'<th scope="col"><span>{escape(subject.short_name)}</span></th>' for subject in load.subjects)
    total = escape(_("Итого"))
    first, last = f'<th scope="col">{escape(_("Класс"))}</th>', f'<th scope="col" class="num">{total}</th>'
    lines = [f"<thead><tr>{first}{heads}{last}</tr></thead><tbody>"]
    for one in load.classes:
        path = reverse("office:load_class", args=[one.pk])
        cells = "".join(
            _cell(load.cells.get((one.pk, subject.pk)), path, f"{one.name}, {subject.name}", names)
            for subject in load.subjects
        )
        name = f'<th scope="row"><a href="{path}">{escape(one.name)}</a></th>'
        lines.append(f"<tr>{name}{cells}{_sum(load.by_class.get(one.pk))}</tr>")
    sums = "".join(_sum(load.by_subject.get(subject.pk)) for subject in load.subjects)
    lines.append(f'</tbody><tfoot><tr><th scope="row">{total}</th>{sums}{_sum(load.total)}</tr></tfoot>')
    return "".join(lines)


def _cell(cell: LoadCell | None, path: str, label: str, names: dict[int, str]) -> str:
    if cell is None:
        return "<td></td>"
    teachers = dict.fromkeys(names[share.staff_pk] for part in cell.parts for share in part.shares)
    kind, text = state_of(cell)
    return (
        f'<td class="{kind}"><a href="{path}#s{cell.subject_pk}" title="{escape(label)}">{text}</a>'
        f"<small>{escape(', '.join(teachers))}</small></td>"
    )


def state_of(cell: LoadCell | Sum) -> tuple[str, str]:
    """(class of the style sheet, text): «4» is balanced, «2 из 4» lacks, «+1» is beyond the plan."""
    distributed = hours_text(cell.distributed) or "0"
    if cell.missing:
        return "is-missing", _("%(done)s из %(all)s") % {"done": distributed, "all": hours_text(cell.required)}
    if not cell.required:
        return "is-extra", f"+{distributed}" if cell.distributed else "—"
    if cell.surplus:
        return "is-extra", f"{distributed} (+{hours_text(cell.surplus)})"
    return "is-done", distributed


def _sum(found: Sum | None) -> str:
    kind, text = state_of(found or Sum())
    return f'<td class="num {kind}">{text}</td>'


# --- one class -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShareLine:
    """A teacher's share of a course."""

    pk: int
    name: str
    hours: str
    days: str


@dataclass(frozen=True)
class PartLine:
    """A course of the class or of one of its groups, who teaches it and how much is left to give."""

    course_pk: int
    name: str
    shares: tuple[ShareLine, ...]
    missing: str


@dataclass(frozen=True)
class SubjectLine:
    """A subject of the class."""

    subject: Subject
    planned: str
    groups: int
    distributed: str
    kind: str
    state: str
    subject_state: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True)
class Balance:
    """A teacher's hours against the norm of a post."""

    staff_pk: int
    name: str
    hours: str
    rate: str


@dataclass(frozen=True)
class ClassLoad:
    """The load of a class with the balances that change while it is edited."""

    school_class: SchoolClass
    lines: tuple[SubjectLine, ...]
    total: Sum
    total_state: tuple[str, str]
    teachers: tuple[Balance, ...]
    has_plan: bool
    uncreated: int
    differences: tuple[HourDifference, ...]
    before: SchoolClass | None
    after: SchoolClass | None


def class_load(school_class: SchoolClass, day: dt.date) -> ClassLoad:
    """A class of the year; as many queries as the whole school takes, and three more."""
    year = school_class.year
    load = load_of(year, day)
    cells = [
        load.cells[school_class.pk, subject.pk]
        for subject in load.subjects
        if (school_class.pk, subject.pk) in load.cells
    ]
    subjects = {subject.pk: subject for subject in load.subjects}
    courses = [part.course_pk for cell in cells for part in cell.parts]
    shares = _shares(courses, day)
    groups = dict(StudyGroup.objects.filter(courses__in=courses).values_list("pk", "name"))
    lines = tuple(_subject_line(cell, subjects[cell.subject_pk], load, shares, groups) for cell in cells)
    place = next(index for index, one in enumerate(load.classes) if one.pk == school_class.pk)
    total = load.by_class.get(school_class.pk, Sum())
    taught = {share.staff_pk for cell in cells for part in cell.parts for share in part.shares}
    return ClassLoad(
        school_class, lines, total, state_of(total), balances(year, day, only=taught),
        school_class.pk in load.planned_classes, sum(not cell.parts for cell in cells),
        tuple(one for one in hour_differences(year, day) if one.school_class.pk == school_class.pk),
        load.classes[place - 1] if place else None,
        load.classes[place + 1] if place + 1 < len(load.classes) else None,
    )  # fmt: skip


def _shares(courses: list[int], day: dt.date) -> dict[int, list[ShareLine]]:
    """Course → its assignments of the day and of the days to come; one query."""
    found = defaultdict(list)
    rows = TeachingAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), course__in=courses)
    for row in rows.select_related("staff").order_by("starts_on", "pk"):
        days = _("с %s") % f"{row.starts_on:%d.%m.%Y}"
        if row.ends_on:
            days = _("%(first)s — %(last)s") % {"first": f"{row.starts_on:%d.%m.%Y}", "last": f"{row.ends_on:%d.%m.%Y}"}
        found[row.course_id].append(ShareLine(row.pk, row.staff.initials_name, hours_text(row.hours_per_week), days))
    return found


def _subject_line(cell: LoadCell, subject: Subject, load: Load, shares, groups: dict[int, str]) -> SubjectLine:
    kind, state = state_of(cell)
    wanted = cell.demand.hours if cell.demand else ZERO
    parts = []
    for part in cell.parts:
        own = ZERO if part.group_pk and cell.demand and len(cell.demand.variants) > 1 else wanted - part.distributed
        left = min(cell.missing, max(own, ZERO)) or (part.hours if not part.shares else ZERO)
        name = groups.get(part.group_pk, "") if part.group_pk else ""
        parts.append(PartLine(part.course_pk, name, tuple(shares[part.course_pk]), hours_text(left)))
    return SubjectLine(
        subject,
        hours_text(wanted),
        cell.demand.groups if cell.demand else 1,
        hours_text(cell.distributed) or "0",
        kind,
        state,
        state_of(load.by_subject.get(cell.subject_pk, Sum()))[1],
        tuple(parts),
    )


def balances(year, day: dt.date, *, only: set[int] | None = None) -> tuple[Balance, ...]:
    """Hours of teachers against the norm of a post (18 h); two queries."""
    hours = hours_of_staff(year, day)
    rows = StaffMember.objects.filter(pk__in=hours if only is None else only).order_by("sort_key", "pk")
    return tuple(_balance(row, hours.get(row.pk, ZERO)) for row in rows)


def _balance(staff: StaffMember, hours: Decimal) -> Balance:
    rate = (hours / STAFF_NORM_HOURS).quantize(Decimal("0.01"))
    return Balance(staff.pk, staff.full_name, hours_text(hours) or "0", f"{rate:f}".replace(".", ","))


def teachers_to_choose(year, subject: Subject, day: dt.date) -> list[tuple[str, list[tuple[int, str]]]]:
    """Teachers in two groups, those of the subject first, each with the hours already held; three queries."""
    hours = hours_of_staff(year, day)
    own = set(TeachingAssignment.objects.filter(course__subject=subject).values_list("staff_id", flat=True))
    own |= set(subject.qualified_staff.values_list("pk", flat=True))
    first, others = [], []
    working = StaffMember.objects.filter(Q(works_until=None) | Q(works_until__gte=day))
    for row in working.order_by("sort_key", "pk"):
        held = hours_text(hours.get(row.pk, ZERO)) or "0"
        line = (row.pk, _("%(name)s — %(hours)s ч") % {"name": row.initials_name, "hours": held})
        (first if row.pk in own else others).append(line)
    named = ((_("Ведут этот предмет"), first), (_("Остальные"), others))
    return [(title, lines) for title, lines in named if lines]


@dataclass(frozen=True)
class TeacherLine:
    """A teacher, the balance and the courses behind it."""

    balance: Balance
    courses: tuple[tuple[Course, str], ...]


def teacher_lines(year, day: dt.date) -> list[TeacherLine]:
    """Every teacher with hours on the day; three queries."""
    rows = TeachingAssignment.objects.on(day).filter(course__year=year)
    found = defaultdict(list)
    related = rows.select_related("course__subject", "course__school_class", "course__study_group")
    for row in related.order_by("course__subject__position", "course__school_class__level", "pk"):
        found[row.staff_id].append((row.course, hours_text(row.hours_per_week)))
    return [TeacherLine(one, tuple(found[one.staff_pk])) for one in balances(year, day)]
