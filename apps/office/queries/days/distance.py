"""Distance modes of the year (JRN-11)."""

import datetime as dt
from dataclasses import dataclass

from apps.lessons.models import DistanceMode


@dataclass(frozen=True)
class DistanceList:
    """Modes that hold or are to come, and those that are over."""

    present: tuple[DistanceMode, ...]
    over: tuple[DistanceMode, ...]


def distance_list(year, today: dt.date) -> DistanceList:
    """All modes of the year; one query."""
    rows = DistanceMode.objects.filter(school_class__year=year).select_related("school_class")
    rows = list(rows.order_by("-starts_on", "school_class__level", "school_class__name", "pk"))
    over = [row for row in rows if row.ends_on and row.ends_on < today]
    return DistanceList(tuple(row for row in rows if row not in over), tuple(over))
