"""What the school already holds, indexed for comparison with a file: read once, by few queries."""

from __future__ import annotations

import re
from collections import defaultdict

from django.utils.translation import gettext as _

from apps.core.text import by_look, search_key


def look_key(*parts: str) -> str:
    """Names are compared as they look: without regard to case, ё/е and Latin letters among Russian ones."""
    return by_look(search_key(*parts))


class Lookup(Exception):
    """A reference that leads to nobody or to several; ``message`` is for the user."""

    def __init__(self, message: str, *, unknown: bool = False):
        super().__init__(message)
        self.message, self.unknown = message, unknown


class People:
    """Persons of one kind by number and by name; planned persons join those of the database.

    ``number_field`` is ``personnel_no`` or ``file_no``; homonyms stay apart (formats.md §12.6).
    """

    def __init__(self, persons, number_field: str):
        self.number_field = number_field
        self.by_number: dict[str, object] = {}
        self.by_name: dict[str, list] = defaultdict(list)
        self.by_short: dict[str, list] = defaultdict(list)
        self.all: list = []
        for person in persons:
            self.add(person)

    def add(self, person) -> None:
        """Index a person."""
        self.all.append(person)
        self.number_changed(person)
        self.name_changed(person)

    def number_changed(self, person) -> None:
        """Index the person under a number."""
        number = getattr(person, self.number_field, "")
        if number:
            self.by_number.setdefault(number_key(number), person)

    def name_changed(self, person) -> None:
        """Index the person under the present name."""
        for index, key in ((self.by_name, name_key(person)), *((self.by_short, key) for key in _short_keys(person))):
            if not any(person is other for other in index[key]):
                index[key].append(person)

    def same_name(self, last_name: str, first_name: str) -> list:
        """Persons with this surname and name, whatever the patronymic."""
        return self.by_name.get(look_key(last_name, first_name), [])

    def named(self, text: str) -> list:
        """Those whom a full name, «Фамилия Имя», «Фамилия И. О.» or a lone surname may mean."""
        return self.by_short.get(_reference_key(text), [])

    def find(self, text: str):
        """The one person meant by a number, a name, or a name with the birth date in brackets.

        Raises :class:`Lookup`.
        """
        person = self.by_number.get(number_key(text))
        if person is not None:
            return person
        name, born = told_apart(text)
        found = [one for one in self.named(name) if not born or _born(one) == born]
        if len(found) == 1:
            return found[0]
        if not found:
            raise Lookup(_("Такого сотрудника нет в школе."), unknown=True)
        names = ", ".join(person.full_name for person in found[:3])
        raise Lookup(_("Подходят несколько человек (%s): укажите табельный номер.") % names)


def told_apart(text: str) -> tuple[str, str]:
    """«Иванов Иван (05.04.1980)» → the name and the birth date; without brackets the date is empty."""
    found = re.fullmatch(r"(.+?)\s*\((\d{2}\.\d{2}\.\d{4})\)", text.strip())
    return (found[1], found[2]) if found else (text, "")


def _born(person) -> str:
    return f"{person.birth_on:%d.%m.%Y}" if person.birth_on else ""


def number_key(number: str) -> str:
    """Numbers are compared without regard to case and blanks."""
    return re.sub(r"\s+", "", number).casefold()


def name_key(person) -> str:
    """Key of surname and name; the patronymic is compared apart because files leave it out."""
    return look_key(person.last_name, person.first_name)


def _short_keys(person) -> set[str]:
    last, first, patronymic = person.last_name, person.first_name, person.patronymic
    keys = {look_key(last), look_key(last, first), look_key(last, first, patronymic)}
    keys.add(look_key(last, first[:1]))
    if patronymic:
        keys.add(look_key(last, first[:1], patronymic[:1]))
    return keys


def _reference_key(text: str) -> str:
    return look_key(re.sub(r"\s+", " ", re.sub(r"\.(?=\S)", " ", text)).replace(".", ""))
