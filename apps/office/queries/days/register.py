"""The month's register of substitutions for the payroll: lines and totals that add up (P-22)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from apps.lessons.enums import SubstitutionKind, SubstitutionState
from apps.lessons.models import Substitution


@dataclass(frozen=True)
class RegisterLine:
    """A held substitution."""

    held_on: dt.date
    absent: str
    basis: str
    audience: str
    number: int
    subject: str
    substitute: str
    kind: str
    hours: Decimal


@dataclass(frozen=True)
class Total:
    """Hours of one substitute."""

    name: str
    lessons: int
    hours: Decimal


@dataclass(frozen=True)
class Register:
    """The month: its lines, the totals per substitute, and all of it."""

    first: dt.date
    lines: tuple[RegisterLine, ...]
    totals: tuple[Total, ...]
    hours: Decimal


def month_of(text: str, today: dt.date) -> dt.date | None:
    """First day of the month «2026-12»; today's month for an empty text, None for anything else."""
    if not text:
        return today.replace(day=1)
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def register(first: dt.date) -> Register:
    """Confirmed substitutions of the month that begins with ``first``; one query.

    A cancelled lesson is nobody's hour, except where another subject was held in its place.
    """
    after = (first + dt.timedelta(days=32)).replace(day=1)
    related = ("lesson__course__subject", "lesson__course__school_class", "lesson__course__study_group")
    rows = (
        Substitution.objects.filter(
            state=SubstitutionState.CONFIRMED, lesson__held_on__gte=first, lesson__held_on__lt=after
        )
        .select_related(*related, "lesson__teacher", "substitute", "absence", "instead__course__subject")
        .order_by("lesson__held_on", "lesson__number", "substitute__sort_key", "pk")
    )
    rows = [row for row in rows if row.instead_id or not row.lesson.is_cancelled]
    lines = tuple(_line(row) for row in rows)
    return Register(first, lines, _totals(rows), sum((line.hours for line in lines), Decimal(0)))


def _line(row: Substitution) -> RegisterLine:
    lesson = row.lesson
    subject = lesson.course.subject.name
    if row.kind == SubstitutionKind.OTHER and row.instead_id:
        subject = f"{subject} → {row.instead.course.subject.name}"
    return RegisterLine(
        held_on=lesson.held_on,
        absent=lesson.teacher.initials_name,
        basis=_basis(row),
        audience=lesson.course.audience_name,
        number=lesson.number,
        subject=subject,
        substitute=row.substitute.initials_name,
        kind=str(row.get_kind_display()),
        hours=row.hours,
    )


def _basis(row: Substitution) -> str:
    """The order or certificate where it is known, with the reason."""
    if row.absence is None:
        return row.reason
    return ", ".join(part for part in (str(row.absence.get_ground_display()), row.absence.basis) if part)


def _totals(rows: list[Substitution]) -> tuple[Total, ...]:
    names, lessons, hours = {}, defaultdict(int), defaultdict(Decimal)
    for row in sorted(rows, key=lambda one: (one.substitute.sort_key, one.substitute_id)):
        names[row.substitute_id] = row.substitute.full_name
        lessons[row.substitute_id] += 1
        hours[row.substitute_id] += row.hours
    return tuple(Total(name, lessons[pk], hours[pk]) for pk, name in names.items())
