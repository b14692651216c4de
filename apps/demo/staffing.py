"""Who teaches what in the invented school: teachers by speciality, loads shared out evenly, class teachers."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from dataclasses import dataclass, field

from apps.demo import curriculum
from apps.demo.people import Person, adult

HOURS_AIM = 19.5
HOURS_MAXIMUM = 30

MERGED = {
    "small": {"phys": "math", "inf": "math", "chem": "nature", "bio": "nature", "geo": "nature"},
    "school": {"inf": "phys", "chem": "nature", "bio": "nature"},
}
MERGED["tiny"] = MERGED["small"]
ALWAYS_MERGED = {"safety": "pe", "art": "crafts", "music": "crafts", "tech": "crafts"}
TITLES = {
    **curriculum.SPECIALITY_TITLES,
    "nature": "учитель биологии и химии",
    "crafts": "учитель труда, ИЗО и музыки",
    "pe": "учитель физической культуры, ОБЗР",
}
TITLES_IN_SMALL = {
    "math": "учитель математики, физики и информатики",
    "nature": "учитель биологии, химии и географии",
}
# share of women among the teachers of a speciality
WOMEN = {"pe": 0.4, "crafts": 0.7, "phys": 0.6, "primary": 1.0}


@dataclass
class Teacher:
    """A teacher with what he or she teaches: ``load`` is (class or group, subject, hours)."""

    person: Person
    speciality: str
    title: str
    room: str
    load: list[tuple[str, str, float]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.person.full_name

    @property
    def hours(self) -> float:
        return sum(hours for _, _, hours in self.load)


@dataclass(frozen=True)
class Bundle:
    """What one teacher takes as a whole: subjects of one speciality in one class (or in one half of it)."""

    school_class: str
    speciality: str
    items: tuple[tuple[str, str, float], ...]

    @property
    def hours(self) -> float:
        return sum(hours for _, _, hours in self.items)


def group_name(school_class: str, subject: str, half: int) -> str:
    """Name of a half of a class, such as «7А англ. 1»."""
    short = "англ." if subject == curriculum.LANGUAGE else "инф."
    return f"{school_class} {short} {half}"


def speciality_of(subject: str, level: int, size: str) -> str:
    """The speciality after the merging that the size of the school brings."""
    own = curriculum.speciality(subject, level)
    own = MERGED[size].get(own, own)
    return ALWAYS_MERGED.get(own, own)


def bundles(classes: list[tuple[str, int]], size: str) -> list[Bundle]:
    """Everything that must be taught, in bundles, for classes given as (name, level)."""
    found = []
    for name, level in classes:
        whole = defaultdict(list)
        for subject, hours in curriculum.hours(level).items():
            speciality = speciality_of(subject, level, size)
            if curriculum.is_split(subject, level):
                for half in (1, 2):
                    item = (group_name(name, subject, half), subject, hours)
                    found.append(Bundle(name, speciality, (item,)))
            else:
                key = (speciality, "inf" if subject == "Физика" else "")
                whole[key].append((name, subject, hours))
        found.extend(Bundle(name, speciality, tuple(items)) for (speciality, _), items in whole.items())
    return found


def hire(rng: random.Random, classes: list[tuple[str, int]], size: str) -> list[Teacher]:
    """Teachers with their loads; the two halves of a class always have two different teachers."""
    work = bundles(classes, size)
    by_speciality = defaultdict(list)
    for bundle in work:
        by_speciality[bundle.speciality].append(bundle)
    names: set[str] = set()
    teachers: list[Teacher] = []
    for speciality in sorted(by_speciality):
        own = by_speciality[speciality]
        total = sum(bundle.hours for bundle in own)
        count = _how_many(speciality, own, total)
        group = [_teacher(rng, speciality, (len(teachers), i), names, size) for i in range(count)]
        _share(group, own)
        teachers.extend(group)
    return teachers


def _how_many(speciality: str, own: list[Bundle], total: float) -> int:
    if speciality == "primary":
        return len(own)
    halves = any(one.school_class == two.school_class and one.items[0][1] == two.items[0][1]
                 for i, one in enumerate(own) for two in own[i + 1 :])  # fmt: skip
    return max(2 if halves else 1, math.ceil(total / HOURS_MAXIMUM), round(total / HOURS_AIM))


def _teacher(rng: random.Random, speciality: str, place: tuple[int, int], names: set[str], size: str) -> Teacher:
    while True:
        person = adult(rng, "ж" if rng.random() < WOMEN.get(speciality, 0.85) else "м")
        if person.full_name not in names:
            break
    names.add(person.full_name)
    index = sum(place)
    room = f"{index // 24 + 1}{index % 24 + 1:02d}"
    title = TITLES[speciality] if size == "school" else TITLES_IN_SMALL.get(speciality, TITLES[speciality])
    return Teacher(person, speciality, title, _gym(place) if speciality == "pe" else room)


def _gym(place: tuple[int, int]) -> str:
    """Every teacher of physical education has a hall of his or her own."""
    halls = ("Спортзал", "Малый зал", "Спортплощадка", "Тренажёрный зал")
    return halls[place[1]] if place[1] < len(halls) else f"Зал {place[1] + 1}"


def _share(group: list[Teacher], own: list[Bundle]) -> None:
    """The biggest bundles first, each to whoever has least and does not already teach the other half."""
    for bundle in sorted(own, key=lambda b: (-b.hours, b.school_class, b.items[0][0])):
        subject = bundle.items[0][1]
        taken = {
            id(teacher)
            for teacher in group
            for unit, known, _ in teacher.load
            if known == subject and unit.startswith(f"{bundle.school_class} ") and unit != bundle.school_class
        }
        free = [teacher for teacher in group if id(teacher) not in taken]
        if bundle.speciality == "primary":
            free = [teacher for teacher in group if not teacher.load]
        min(free, key=lambda teacher: teacher.hours).load.extend(bundle.items)


def leaders(classes: list[tuple[str, int]], teachers: list[Teacher], avoid: frozenset[str]) -> dict[str, Teacher]:
    """A class teacher for every class, preferably who teaches it most; nobody leads two, ``avoid`` lead none."""
    found: dict[str, Teacher] = {}
    used: set[str] = set(avoid)
    ordered = sorted(classes, key=lambda c: (c[0] != "7А", c[1] > 4, c[1]))
    for name, _ in ordered:
        hours = defaultdict(float)
        by_name = {teacher.name: teacher for teacher in teachers}
        for teacher in teachers:
            for unit, _, amount in teacher.load:
                if unit == name or unit.startswith(f"{name} "):
                    hours[teacher.name] += amount
        free = [who for who in hours if who not in used]
        choice = max(free or [t.name for t in teachers if t.name not in used], key=lambda who: (hours[who], who))
        used.add(choice)
        found[name] = by_name[choice]
    return found
