"""The week of a teacher as places to tick, and everybody who has ticked some."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from apps.office.queries.drafts import short_days
from apps.school.models import AcademicYear, SchoolClass, StaffMember
from apps.timetable.models import Bell, Unavailability


@dataclass(frozen=True)
class Place:
    """A place of the week."""

    value: str
    label: str
    is_taken: bool


@dataclass(frozen=True)
class PlaceRow:
    """A lesson number across the days."""

    number: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class UnavailablePage:
    """The week to tick; ``seen`` is what stood when the page was made."""

    days: tuple[str, ...]
    rows: tuple[PlaceRow, ...]
    seen: str


def unavailable_page(year: AcademicYear, staff: StaffMember) -> UnavailablePage:
    """The teacher's places."""
    numbers = sorted(set(Bell.objects.filter(schedule__year=year).values_list("number", flat=True))) or list(
        range(1, 8)
    )
    width = max(SchoolClass.objects.filter(year=year).values_list("days_per_week", flat=True), default=5)
    days = short_days()[: max(5, width)]
    taken = set(Unavailability.objects.filter(year=year, staff=staff).values_list("weekday", "number"))
    rows = tuple(
        PlaceRow(
            number,
            tuple(
                Place(f"{weekday}-{number}", f"{name}, {number}", (weekday, number) in taken)
                for weekday, name in enumerate(days)
            ),
        )
        for number in numbers
    )
    return UnavailablePage(days, rows, " ".join(f"{weekday}-{number}" for weekday, number in sorted(taken)))


def teachers_with_places(year: AcademicYear) -> list[StaffMember]:
    """Who cannot teach at some time, with the number of places; one query."""
    rows = StaffMember.objects.filter(unavailabilities__year=year).annotate(places=Count("unavailabilities"))
    return list(rows.order_by("sort_key", "pk"))


def parse_places(values) -> set[tuple[int, int]]:
    """«0-1» → (0, 1); what is no place of a week is passed over."""
    found = set()
    for value in values:
        weekday, _dash, number = value.partition("-")
        if weekday.isdecimal() and number.isdecimal() and len(value) <= 5:
            place = (int(weekday), int(number))
            found |= {place} if place[0] <= 6 and place[1] <= 14 else set()
    return found
