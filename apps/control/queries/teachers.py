"""How each teacher fills the journal: lessons entered in time, late and missing (CTL-01, CTL-04, CTL-06)."""

import datetime as dt
from dataclasses import dataclass

from apps.core.text import initials
from apps.lessons.enums import HomeworkState
from apps.lessons.rules import deadlines

from ..rules import Days
from .audience import Audiences
from .debts import held_lessons


@dataclass
class TeacherLine:
    """Counts of one teacher; due = in time + late + missing."""

    pk: int
    name: str
    due: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    unconfirmed: int = 0
    homework_asked: int = 0
    homework_said: int = 0

    @property
    def homework_percent(self) -> int | None:
        """Share of lessons with homework or an explicit «nothing set»; None where none is asked."""
        return self.homework_said * 100 // self.homework_asked if self.homework_asked else None

    @property
    def in_time_percent(self) -> int:
        """Share of lessons whose topic was written in time."""
        return self.in_time * 100 // self.due if self.due else 0


_FIELDS = (
    "held_on",
    "ends_at",
    "topic_at",
    "attendance_confirmed_at",
    "homework_state",
    "course__scale",
    "course__school_class_id",
    "course__study_group_id",
    "course__study_group__name",
    "teacher_id",
    "teacher__last_name",
    "teacher__first_name",
    "teacher__patronymic",
    "standing__substitute_id",
    "standing__substitute__last_name",
    "standing__substitute__first_name",
    "standing__substitute__patronymic",
)


def teacher_lines(
    days: Days, *, audiences: Audiences, norms, now: dt.datetime, class_pk: int | None = None
) -> list[TeacherLine]:
    """A line per teacher who held lessons in the days, in the order of names; one query."""
    lines: dict[int, TeacherLine] = {}
    for row in held_lessons(days, now).order_by("pk").values_list(*_FIELDS, named=True):
        audience = audiences.of(row.course__school_class_id, row.course__study_group_id, row.course__study_group__name)
        if not class_pk or audience.has(class_pk):
            _count(_line_of(row, lines), row, audience, norms)
    return sorted(lines.values(), key=lambda line: line.name)


def _line_of(row, lines: dict[int, TeacherLine]) -> TeacherLine:
    who = "standing__substitute" if row.standing__substitute_id else "teacher"
    pk = getattr(row, f"{who}_id")
    if pk not in lines:
        name = initials(*(getattr(row, f"{who}__{part}") for part in ("last_name", "first_name", "patronymic")))
        lines[pk] = TeacherLine(pk, name)
    return lines[pk]


def _count(line: TeacherLine, row, audience, norms) -> None:
    line.due += 1
    if row.topic_at is None:
        line.missing += 1
    elif row.topic_at <= deadlines.topic_due(row, norms):
        line.in_time += 1
    else:
        line.late += 1
    line.unconfirmed += row.attendance_confirmed_at is None
    if deadlines.homework_is_demanded(audience.level, row.course__scale):
        line.homework_asked += 1
        line.homework_said += row.homework_state != HomeworkState.UNKNOWN
