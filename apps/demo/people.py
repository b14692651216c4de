"""Invented people: names composed from the project's own word lists, genders and families agreeing."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"

TRANSLIT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya".split(),
        strict=True,
    )
)


@dataclass(frozen=True)
class Person:
    """A name with a sex; ``patronymic`` is empty for the few who have none."""

    last_name: str
    first_name: str
    patronymic: str
    sex: str

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)


@dataclass(frozen=True)
class Family:
    """What children of one family share: the surname in both forms, the father's name, the parents."""

    surname: tuple[str, str]
    father: Person | None
    mother: Person | None
    patronymics: tuple[str, str]


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (WORDS / name).open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))


@cache
def first_names(sex: str, age: str) -> tuple[str, ...]:
    """First names of one sex, ``age`` is child or adult."""
    return tuple(r["name"] for r in _rows("first_names.csv") if r["sex"] == sex and age in r["used_for"].split())


@cache
def patronymics() -> dict[str, tuple[str, str]]:
    """Father's first name -> the patronymic of a son and of a daughter."""
    return {r["father"]: (r["male"], r["female"]) for r in _rows("patronymics.csv")}


@cache
def surnames() -> tuple[tuple[str, str], ...]:
    """Surnames as pairs (of a man, of a woman)."""
    return tuple((r["male"], r["female"]) for r in _rows("surnames.csv"))


def _early(rng: random.Random, items: tuple[str, ...]) -> str:
    """One of the items, the first ones (the frequent names) twice as often as the last."""
    return items[min(rng.randrange(len(items)), rng.randrange(len(items)))]


def adult(rng: random.Random, sex: str, surname: tuple[str, str] | None = None) -> Person:
    """A grown-up of the sex, of the family when a surname pair is given."""
    pair = surname or rng.choice(surnames())
    index = 0 if sex == "м" else 1
    father = _early(rng, first_names("m", "adult"))
    first = _early(rng, first_names("m" if sex == "м" else "f", "adult"))
    return Person(pair[index], first, patronymics()[father][index], sex)


def family(rng: random.Random, parents: int | None = None) -> Family:
    """A family with one or two parents (the mother nearly always), the mother rarely under another surname."""
    surname = rng.choice(surnames())
    father = adult(rng, "м", surname)
    own = surname if rng.random() < 0.87 else rng.choice(surnames())
    mother = adult(rng, "ж", own)
    how_many = parents or (2 if rng.random() < 0.55 else 1)
    pair = patronymics()[father.first_name]
    if how_many == 1:
        return Family(surname, None, mother, pair) if rng.random() < 0.9 else Family(surname, father, None, pair)
    return Family(surname, father, mother, pair)


def child(rng: random.Random, of: Family) -> Person:
    """A child of the family."""
    index = rng.randrange(2)
    first = _early(rng, first_names("mf"[index], "child"))
    return Person(of.surname[index], first, of.patronymics[index], "мж"[index])


def birth_date(rng: random.Random, level: int, year: int) -> date:
    """A pupil's birthday: six and a half to eight years old on the first of September of the first level."""
    return date(year - 7 - (level - 1), 3, 1) - timedelta(days=rng.randrange(-10, 420))


def adult_birth_date(rng: random.Random, year: int) -> date:
    """A grown-up's birthday: 25 to 62 years before the year."""
    return date(year - 25, 1, 1) - timedelta(days=rng.randrange(37 * 365))


def login(person: Person, taken: set[str]) -> str:
    """A sign-in name of surname and initials in Latin letters, unique among those taken (to which it is added)."""
    surname = "".join(TRANSLIT.get(c, c) for c in person.last_name.lower()).replace("_", "")
    initials = "".join(TRANSLIT.get(w[0].lower(), "")[:1] for w in (person.first_name, person.patronymic) if w)
    base = f"{surname}.{initials}" if initials else surname
    name, number = base, 2
    while name in taken:
        name, number = f"{base}{number}", number + 1
    taken.add(name)
    return name
