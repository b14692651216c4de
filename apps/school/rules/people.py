"""Whether what is said of a person can be true: names, birth, service, families."""

import datetime as dt

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.text import search_key

OLDEST = 110  # years


def check_name(last_name: str, first_name: str) -> None:
    """A person has a surname and a first name.

    Raises:
        RuleViolation: one of them is empty.
    """
    if not last_name.strip() or not first_name.strip():
        raise RuleViolation(_("Укажите фамилию и имя."))


def check_birth(birth_on: dt.date | None, today: dt.date) -> None:
    """A birth date lies in the past, within a long life.

    Raises:
        RuleViolation: it does not.
    """
    if birth_on and not (today.year - OLDEST <= birth_on.year and birth_on <= today):
        raise RuleViolation(_("Дата рождения %s невозможна: проверьте год.") % f"{birth_on:%d.%m.%Y}")


def check_dates(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    """What holds from a day to a day ends not before it begins.

    Raises:
        RuleViolation: it does.
    """
    if starts_on and ends_on and ends_on < starts_on:
        values = {"first": f"{starts_on:%d.%m.%Y}", "last": f"{ends_on:%d.%m.%Y}"}
        raise RuleViolation(_("Последний день %(last)s раньше первого %(first)s.") % values)


def works_on(staff, day: dt.date) -> bool:
    """Whether the employee is in service on the day. # STR-14"""
    return not (staff.works_from and day < staff.works_from) and not (staff.works_until and day > staff.works_until)


def check_works_on(staff, day: dt.date) -> None:
    """Nobody is chosen for a day outside the service. # STR-14

    Raises:
        RuleViolation: not yet or no longer employed that day.
    """
    if staff.works_until and day > staff.works_until:
        raise RuleViolation(_("%s к этому дню уже не работает.") % staff)
    if staff.works_from and day < staff.works_from:
        raise RuleViolation(_("%s к этому дню ещё не работает.") % staff)


def is_possible_double(person, last_name: str, first_name: str, patronymic: str, birth_on: dt.date | None) -> bool:
    """Whether a written-down person may be the one being written: the same name, nothing that tells them apart.

    Homonyms are told apart by the patronymic and the birth date where both know them. # I-18
    """
    if search_key(person.last_name, person.first_name) != search_key(last_name, first_name):
        return False
    mine, other = search_key(person.patronymic), search_key(patronymic)
    if mine and other and mine != other:
        return False
    known = getattr(person, "birth_on", None)
    return not (known and birth_on and known != birth_on)
