"""The class journal of one term as plain values: what is printed, and what the sealed JSON says.

Frozen dataclasses of strings, numbers, dates and tuples only; ``to_plain`` turns them into JSON. Every text is
already the text of the page: the templates decide nothing.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Pupil:
    """A line of the roll. ``note`` says «выбыл 12.10.2026, пр. № 14» where somebody left or came."""

    student: int
    name: str
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the left page: one assessment of one lesson (``lesson`` is an index into the lessons)."""

    on: dt.date
    lesson: int
    kind: str = ""


@dataclass(frozen=True)
class Closing:
    """A column of term, year or exam grades, one value per line of the roll."""

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LessonLine:
    """A line of the right page; a double lesson is two lines."""

    on: dt.date
    topic: str
    homework: str = ""
    substitution: str = ""
    mark: str = ""


@dataclass(frozen=True)
class SubjectPages:
    """The spreads of one course: who was taught, what was given and what they got.

    ``cells[i][j]`` belongs to ``roll[i]`` and ``columns[j]``; None means that the pupil was not on the roll that day.
    """

    course: int
    subject: str
    group: str
    teachers: tuple[str, ...]
    roll: tuple[Pupil, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[str | None, ...], ...]
    closings: tuple[Closing, ...]
    lessons: tuple[LessonLine, ...]
    hours_planned: int | None
    hours_given: int


@dataclass(frozen=True)
class StudentLine:
    """A line of the page «Сведения об обучающихся»; contacts are not printed in the sealed copy."""

    student: int
    name: str
    born_on: dt.date | None
    sex: str
    file_number: str
    enrolled: str
    left: str
    representatives: tuple[str, ...]


@dataclass(frozen=True)
class AbsenceMonth:
    """Lessons missed on each day of a month, such as «6б»; ``study_days`` are the days with lessons."""

    title: str
    days: int
    study_days: tuple[int, ...]
    lines: tuple[tuple[tuple[str, ...], int, int], ...]


@dataclass(frozen=True)
class AttendanceCounts:
    """Days missed in all and through illness; lessons missed in all, through illness, without a valid reason."""

    days: int = 0
    days_ill: int = 0
    lessons: int = 0
    lessons_ill: int = 0
    lessons_unexcused: int = 0


@dataclass(frozen=True)
class AttendanceSummary:
    """Counts per pupil and period, and of the whole class; None where a period has not ended yet."""

    periods: tuple[str, ...]
    lines: tuple[tuple[AttendanceCounts | None, ...], ...]
    total: tuple[AttendanceCounts | None, ...]


@dataclass(frozen=True)
class SummaryBlock:
    """One pupil of the summary sheet: a row per period, then the council's decision."""

    student: int
    name: str
    rows: tuple[tuple[str, ...], ...]
    decision: str = ""


@dataclass(frozen=True)
class SummarySheet:
    """«Сводная ведомость»: subjects across, a block of rows per pupil (ARC-08, practice.md)."""

    subjects: tuple[str, ...]
    periods: tuple[str, ...]
    blocks: tuple[SummaryBlock, ...]


@dataclass(frozen=True)
class Volume:
    """The class journal of one term."""

    school_name: str
    place: str
    director: str
    class_name: str
    level: int
    year_name: str
    term_name: str
    starts_on: dt.date
    ends_on: dt.date
    class_teachers: tuple[str, ...]
    norms_act: str
    certified_by: tuple[str, ...]  # who signs: teacher, deputy, director (C-26)
    has_grades: bool
    pupils: tuple[Pupil, ...]
    subjects: tuple[SubjectPages, ...]
    students: tuple[StudentLine, ...]
    absences: tuple[AbsenceMonth, ...]
    attendance: AttendanceSummary
    summary: SummarySheet


def to_plain(value):
    """Dataclasses, tuples and dates → dicts, lists and ISO strings, ready for canonical JSON."""
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value
