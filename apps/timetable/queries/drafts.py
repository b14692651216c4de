"""Lines of the timetable and of drafts as plain values."""

import datetime as dt

from apps.school.models import AcademicYear

from ..models import TimetableDraft, TimetableEntry
from ..rules.entries import EntryValues


def lines_in_force(year: AcademicYear, day: dt.date) -> list[EntryValues]:
    """The lines that hold on a day, each once."""
    rows = TimetableEntry.objects.filter(course__year=year).on(day).order_by("weekday", "number", "pk")
    return list(dict.fromkeys(EntryValues.of(row) for row in rows))


def lines_of_draft(draft: TimetableDraft) -> list[EntryValues]:
    """The lines of a draft."""
    return [EntryValues.of(row) for row in draft.entries.order_by("weekday", "number", "pk")]
