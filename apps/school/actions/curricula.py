"""Curricula, their hours, and who follows which of them (STR-11, STR-12)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import tidy

from ..enums import SubjectPart
from ..models import AcademicYear, Curriculum, CurriculumChoice, CurriculumLine, SchoolClass, Student, Subject
from ..rules.levels import format_levels, parse_levels
from .subjects import save_subject


@dataclass(frozen=True)
class LineEdit:
    """One cell of a plan: what was seen in it and what is to stand there. ``hours`` None empties the cell."""

    subject_id: int
    level: int
    seen: Decimal | int | None
    hours: Decimal | None = None
    groups: int | None = None  # given: the number of groups is edited instead of the hours


@dataclass(frozen=True)
class LineResult:
    """What became of an edit: saved, conflict or refused; ``line`` is what stands in the cell now."""

    edit: LineEdit
    status: str
    message: str = ""
    line: CurriculumLine | None = None


@transaction.atomic
def save_curriculum(
    *, year: AcademicYear, values: Mapping, by, curriculum: Curriculum | None = None, seen: str | None = None
) -> Curriculum:
    """Create a plan, or change how one is called.

    Args:
        values: name, profile, levels, weeks, order_number.

    Raises:
        RuleViolation: the name is taken, the levels are not understood, or a level with hours was left out.
        Conflict: somebody changed the plan meanwhile.
    """
    row = Curriculum.objects.get(pk=curriculum.pk) if curriculum else Curriculum(year=year)
    if curriculum:
        check_unmoved(row, seen)
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    levels = parse_levels(row.levels)
    if not levels:
        raise RuleViolation(_("Укажите параллели, для которых составлен план: «5-9» или «10,11»."))
    row.levels = format_levels(levels)
    if Curriculum.objects.filter(year=year, name=row.name).exclude(pk=row.pk).exists():
        raise RuleViolation(_("План «%s» в этом году уже есть.") % row.name)
    lost = set(row.lines.values_list("level", flat=True)) - levels if row.pk else set()
    if lost:
        named = format_levels(lost)
        raise RuleViolation(_("В параллелях %s уже стоят часы: сначала уберите их из плана.") % named)
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def set_lines(curriculum: Curriculum, edits: Iterable[LineEdit], *, by) -> list[LineResult]:
    """Write cells of a plan. A cell that moved on since it was seen is a conflict and stays; the others are written."""
    lines = {(line.subject_id, line.level): line for line in curriculum.lines.select_related("subject")}
    edits = list(edits)
    subjects = Subject.objects.in_bulk({edit.subject_id for edit in edits})
    levels = parse_levels(curriculum.levels)
    results, created, changed, dropped = [], [], [], []
    for edit in edits:
        line, subject = lines.get((edit.subject_id, edit.level)), subjects.get(edit.subject_id)
        if subject is None or edit.level not in levels:
            results.append(LineResult(edit, "refused", _("Такой клетки в этом плане нет.")))
            continue
        result = _judged(edit, line)
        if result is None:
            if line is None:
                part, hours = subject.part, edit.hours
                line = CurriculumLine(
                    curriculum=curriculum, subject=subject, level=edit.level, hours_per_week=hours, part=part
                )
                created.append(line)
            elif edit.groups is not None:
                line.groups = edit.groups
                changed.append(line)
            elif edit.hours is None:
                dropped.append(line)
                line = None
            else:
                line.hours_per_week = edit.hours
                changed.append(line)
            lines[edit.subject_id, edit.level] = line
            result = LineResult(edit, "saved", line=line)
        results.append(result)
    with attributed(by=by):
        bulk_create_tracked(CurriculumLine, created)
        bulk_update_tracked(changed, ["hours_per_week", "groups"])
        delete_tracked(dropped)
    return results


def _judged(edit: LineEdit, line: CurriculumLine | None) -> LineResult | None:
    """The answer to an edit that writes nothing; None when it is to be written."""
    if edit.groups is not None:
        if line is None:
            return LineResult(edit, "refused", _("Сначала укажите часы, потом число групп."))
        present, wanted = line.groups, edit.groups
    else:
        present, wanted = (line.hours_per_week if line else None), edit.hours
    if present == wanted:
        return LineResult(edit, "saved", line=line)
    if present != edit.seen:
        return LineResult(edit, "conflict", _("Клетку уже изменили: сейчас в ней «%s».") % (present or ""), line)
    return None


@transaction.atomic
def choose_curriculum(
    *,
    curriculum: Curriculum | None,
    starts_on: dt.date,
    by,
    school_class: SchoolClass | None = None,
    student: Student | None = None,
) -> CurriculumChoice | None:
    """From a day on a class, or a single pupil, follows a plan; None for a pupil means: as the class does.

    What was followed before ends the day before; a choice made for a later day keeps its beginning.

    Raises:
        RuleViolation: the plan is not written for the class's level.
    """
    if school_class and curriculum and school_class.level not in parse_levels(curriculum.levels):
        words = {"plan": curriculum.name, "level": school_class.level}
        raise RuleViolation(_("План «%(plan)s» составлен не для %(level)d-й параллели.") % words)
    whose = {"school_class": school_class} if school_class else {"student": student}
    rows = list(CurriculumChoice.objects.filter(**whose).order_by("starts_on"))
    present = next((row for row in rows if row.holds_on(starts_on)), None)
    if (present.curriculum_id if present else None) == (curriculum.pk if curriculum else None):
        return present
    with attributed(by=by):
        if present and present.starts_on == starts_on:
            if curriculum is None:
                delete_tracked([present])
                return None
            present.curriculum = curriculum
            present.save()
            return present
        if present:
            ends_on, present.ends_on = present.ends_on, starts_on - dt.timedelta(days=1)
            present.save()
        else:
            later = next((row.starts_on for row in rows if row.starts_on > starts_on), None)
            ends_on = later - dt.timedelta(days=1) if later else None
        if curriculum is None:
            return None
        choice = CurriculumChoice(curriculum=curriculum, starts_on=starts_on, ends_on=ends_on, **whose)
        choice.save()
    return choice


@transaction.atomic
def import_hours(curriculum: Curriculum, *, rows: Iterable, levels: Iterable[int], by) -> int:
    """Take over a table of hours: each subject of it gets exactly its hours in the table's levels; others stay.

    Args:
        rows: with ``name``, ``subject_pk`` (None: the subject is made, in the federal part) and ``hours`` by level.
        levels: levels the table speaks of.

    Returns:
        How many cells were changed; 0 when the table was taken over before.
    """
    present = {(line.subject_id, line.level): line.hours_per_week for line in curriculum.lines.order_by("pk")}
    edits = []
    for row in rows:
        subject_pk = row.subject_pk or _new_subject(row.name, by).pk
        for level in levels:
            before, hours = present.get((subject_pk, level)), row.hours.get(level)
            if before != hours:
                edits.append(LineEdit(subject_pk, level, before, hours))
    return sum(result.status == "saved" for result in set_lines(curriculum, edits, by=by))


def _new_subject(name: str, by) -> Subject:
    values = {"name": name, "short_name": name[:30], "part": SubjectPart.FEDERAL, "area": ""}
    return save_subject(values=values, by=by)
