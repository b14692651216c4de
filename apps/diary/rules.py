"""Rules of the diary: the week it opens at, how grades of one cell are told apart, words for absences."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.attendance.enums import AbsenceKind
from apps.school.enums import ServiceKind, TermKind

SUNDAY = 6
_WEEK = re.compile(r"(20\d\d)-W(\d\d)")
DEBT = "."  # P-05


@dataclass(frozen=True)
class Week:
    """A calendar week by its Monday."""

    monday: dt.date

    @property
    def code(self) -> str:
        """The ISO week as addresses write it: 2026-W49."""
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def days(self) -> list[dt.date]:
        """Monday to Sunday."""
        return [self.monday + dt.timedelta(days=n) for n in range(7)]

    @property
    def sunday(self) -> dt.date:
        """The last day."""
        return self.monday + dt.timedelta(days=SUNDAY)

    def moved(self, weeks: int) -> "Week":
        """The week so many weeks later (earlier when negative)."""
        return Week(self.monday + dt.timedelta(weeks=weeks))


def week_of(day: dt.date) -> Week:
    """The week that holds ``day``."""
    return Week(day - dt.timedelta(days=day.weekday()))


def week_to_open(today: dt.date) -> Week:
    """The week a diary opens at: this one, and on a Sunday the next, for which homework is being done."""
    return week_of(today + dt.timedelta(days=1) if today.weekday() == SUNDAY else today)


def parse_week(code: str) -> Week | None:
    """The week of an address («2026-W49»), or None when there is no such week."""
    match = _WEEK.fullmatch(code)
    if not match:
        return None
    try:
        return Week(dt.date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError:
        return None


def kind_words(kind: str) -> str:
    """What a lesson is that is not one of the core lessons; those need no word. # TT-01"""
    if kind == ServiceKind.EXTRACURRICULAR:
        return _("внеурочное занятие")
    return _("дополнительное занятие") if kind == ServiceKind.ADDITIONAL else ""


def split_cell(grades) -> list[list]:
    """Grades of one cell, in their order, as groups: «5/4» is one work with two grades, «5 4» are two (P-02)."""
    groups: list[list] = []
    for grade in grades:
        if grade.is_joined and groups:
            groups[-1].append(grade)
        else:
            groups.append([grade])
    return groups


def term_sign(number: int, kind: str) -> str:
    """The head of a narrow column of results: I, II, III, IV as the paper diary has it; the whole year in words."""
    return _("Год") if kind == TermKind.YEAR else ("I", "II", "III", "IV")[number - 1] if number <= 4 else str(number)


def absence_words(kind: str, minutes: int | None) -> str:
    """How the diary says an absence to the family, the same for girls and boys (P-03, P-04)."""
    if kind == AbsenceKind.LATE:
        return _("Опоздание на %(minutes)s мин") % {"minutes": minutes} if minutes else _("Опоздание")
    return {
        AbsenceKind.ABSENT: _("Пропуск урока"),
        AbsenceKind.ILL: _("Пропуск по болезни"),
        AbsenceKind.VALID: _("Пропуск по уважительной причине"),
        AbsenceKind.UNEXCUSED: _("Пропуск без уважительной причины"),
        AbsenceKind.RELEASED: _("Освобождение от занятия"),
    }[kind]


def room_words(name: str) -> str:
    """«каб. 21», or the room's own name where it has one («Спортзал»)."""
    return _("каб. %(room)s") % {"room": name} if name[:1].isdigit() else name


def is_missed(kind: str) -> bool:
    """Whether the sign counts as a missed lesson; lateness and release do not (P-04)."""
    return kind in {AbsenceKind.ABSENT, AbsenceKind.ILL, AbsenceKind.VALID, AbsenceKind.UNEXCUSED}
