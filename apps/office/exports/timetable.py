"""The timetable as our own sheet (formats.md §1а): loaded again it changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from apps.core.tables import OutSheet, Value, write_csv, write_xlsx
from apps.school.models import AcademicYear, StaffMember
from apps.timetable.models import TimetableDraft, TimetableEntry

SHEET = "Расписание"
TITLES = (
    "День", "Урок", "Класс или группа", "Предмет", "Учитель", "Второй учитель", "Кабинет", "Неделя", "С", "По",
)  # fmt: skip
WIDTHS = (6, 6, 18, 30, 34, 34, 12, 9, 12, 12)
DAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")
_JOINED = ("course__subject", "course__school_class", "course__study_group", "teacher", "second_teacher", "room")


def lines_of_year(year: AcademicYear) -> QuerySet[TimetableEntry]:
    """Every line of the year with its dates, by day and lesson."""
    rows = TimetableEntry.objects.filter(course__year=year).select_related(*_JOINED)
    return rows.order_by("weekday", "number", "course__school_class__name", "course__study_group__name", "pk")


def lines_of_draft(draft: TimetableDraft) -> QuerySet:
    """Every line of a draft."""
    rows = draft.entries.select_related(*_JOINED)
    return rows.order_by("weekday", "number", "course__school_class__name", "course__study_group__name", "pk")


def workbook(rows: Iterable) -> bytes:
    """The lines as a workbook with the one sheet."""
    return write_xlsx([OutSheet(SHEET, TITLES, _table(rows), WIDTHS, text_columns=(2, 6))])


def csv(rows: Iterable) -> bytes:
    """The lines as a CSV that Russian Excel opens."""
    return write_csv(TITLES, _table(rows))


def _table(rows: Iterable) -> list[list[Value]]:
    names = _names_of_staff()
    return [
        [
            DAYS[row.weekday], row.number, row.course.audience_name, row.course.subject.name, names[row.teacher_id],
            names.get(row.second_teacher_id, ""), row.room.name if row.room else "",
            str(row.week) if row.week else "обе",
            getattr(row, "starts_on", None), getattr(row, "ends_on", None),
        ]
        for row in rows
    ]  # fmt: skip


def _names_of_staff() -> dict[int, str]:
    """Full names; homonyms are told apart by their numbers."""
    staff = list(StaffMember.objects.order_by("pk"))
    counts = Counter(row.full_name for row in staff)
    return {
        row.pk: row.personnel_no if counts[row.full_name] > 1 and row.personnel_no else row.full_name for row in staff
    }
