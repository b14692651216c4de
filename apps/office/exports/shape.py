"""What an exported list is made of, and how people are named so that the import finds them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.core.tables import OutSheet, Value
from apps.office.queries.index import Lookup, People
from apps.school.models import AcademicYear, StaffMember

LOGIN = "Логин"


@dataclass(frozen=True)
class Scope:
    """Of what and for whom a list is made: the year, the day, the narrowing of the page it is offered on."""

    year: AcademicYear | None
    today: dt.date
    with_logins: bool = False
    text: str = ""
    part: str = ""
    class_pk: int | None = None
    staff_pk: int | None = None
    only: frozenset[int] | None = None  # keys of the rows the page shows


@dataclass(frozen=True)
class Listing:
    """A list: the name of its sheet, its columns as the import knows them, and the builder of its rows.

    Attributes:
        people: the secretary reads it too.
        texts: titles of columns that a spreadsheet must not turn into numbers or dates.
    """

    sheet: str
    titles: Sequence[str]
    rows: Callable[[Scope], Sequence[Sequence[Value]]]
    people: bool = False
    texts: frozenset[str] = frozenset()

    def table(self, scope: Scope) -> OutSheet:
        """The sheet; logins are left out for whoever does not manage accounts."""
        rows = self.rows(scope)
        kept = [index for index, title in enumerate(self.titles) if title != LOGIN or scope.with_logins]
        titles = [self.titles[index] for index in kept]
        texts = [index for index, title in enumerate(titles) if title in self.texts]
        rows = [tuple(row[index] for index in kept) for row in rows]
        widths = [_width(title, [row[index] for row in rows[:300]]) for index, title in enumerate(titles)]
        return OutSheet(self.sheet, titles, rows, widths=widths, text_columns=texts)


def _width(title: str, values: Sequence[Value]) -> int:
    longest = max((10 if isinstance(value, dt.date) else len(str(value or "")) for value in values), default=0)
    return max(8, min(44, longest + 2), min(24, len(title) + 2))


def staff_names() -> dict[int, str]:
    """Each employee as one name that means nobody else: the full name, else the number, else name and birth date."""
    people = People(StaffMember.objects.order_by("pk"), "personnel_no")
    return {person.pk: _staff_name(people, person) for person in people.all}


def _staff_name(people: People, person: StaffMember) -> str:
    try:
        if people.find(person.full_name) is person:
            return person.full_name
    except Lookup:
        pass
    if person.personnel_no:
        return person.personnel_no
    return f"{person.full_name} ({person.birth_on:%d.%m.%Y})" if person.birth_on else person.full_name
