"""Rows of terms, holidays and bells: the calendar sheets of the school's workbook."""

from __future__ import annotations

from apps.office.exports import words
from apps.office.exports.shape import Listing, Scope
from apps.school.models import Holiday, Term
from apps.timetable.models import Bell


def term_rows(scope: Scope) -> list[tuple]:
    """Terms of the year by their scheme."""
    terms = Term.objects.filter(scheme__year=scope.year).select_related("scheme")
    return [
        (one.scheme.levels, words.TERMS[one.scheme.kind], one.number, one.starts_on, one.ends_on)
        for one in terms.order_by("scheme_id", "number", "pk")
    ]


TERMS = Listing("Периоды", ("Параллели", "Вид", "Номер", "Начало", "Конец"), term_rows, texts=frozenset({"Параллели"}))


def holiday_rows(scope: Scope) -> list[tuple]:
    """Holidays and days off of the year."""
    rows = Holiday.objects.filter(year=scope.year).order_by("starts_on", "name", "pk")
    return [(one.name, one.starts_on, one.ends_on, one.levels, words.HOLIDAYS[one.kind]) for one in rows]


HOLIDAYS = Listing(
    "Каникулы", ("Название", "Начало", "Конец", "Параллели", "Вид"), holiday_rows, texts=frozenset({"Параллели"})
)


def bell_rows(scope: Scope) -> list[tuple]:
    """Bells of the year: the default set first, as the import takes the first set for it."""
    bells = Bell.objects.filter(schedule__year=scope.year).select_related("schedule")
    rows = bells.order_by("-schedule__is_default", "schedule__name", "shift", "number", "pk")
    return [(one.schedule.name, one.shift, one.number, one.starts_at, one.ends_at) for one in rows]


BELLS = Listing("Звонки", ("Набор", "Смена", "Урок", "Начало", "Конец"), bell_rows)
