"""The plan of the demo school: everything the workbook holds, the same for the same seed and size."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, time

from apps.demo import curriculum, people, staffing
from apps.demo.weekly import Event, timetable

PASSWORD = "klassny-demo"  # contract 8: the demo people's password, in demo mode only
DEMO_LOGINS = ("admin", "director", "deputy", "teacher", "classteacher", "parent", "pupil")
HOME_CLASS = "7А"


@dataclass(frozen=True)
class Employee:
    number: str
    person: people.Person
    born: date
    title: str
    roles: tuple[str, ...]
    login: str


@dataclass(frozen=True)
class PlannedClass:
    name: str
    level: int
    leader: str
    room: str


@dataclass(frozen=True)
class Pupil:
    file_number: str
    person: people.Person
    born: date
    school_class: str
    enrolled_on: date
    enrolled_by: str
    family: int
    left_on: date | None = None
    left_by: str = ""
    login: str = ""


@dataclass(frozen=True)
class Parent:
    file_number: str
    person: people.Person
    relation: str
    phone: str
    login: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    subject: str
    classes: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    unit: str
    subject: str
    teacher: str
    hours: float


@dataclass(frozen=True)
class Entry:
    weekday: int
    number: int
    unit: str
    subject: str
    teacher: str
    room: str
    week: int


@dataclass(frozen=True)
class Moved:
    """The transfer that the lived history makes: who, from which class to which, when."""

    file_number: str
    from_class: str
    to_class: str
    on: date
    order: str


@dataclass(frozen=True)
class Size:
    classes: tuple[tuple[str, int], ...]
    pupils: tuple[int, int]
    deputies: int
    today: date = curriculum.DEMO_TODAY
    periods: tuple = curriculum.PERIODS
    arrival: date = date(2026, 11, 9)
    departure: date = date(2026, 11, 16)
    transfer: date = date(2026, 10, 12)


@dataclass(frozen=True)
class Blueprint:
    """The whole plan; rows are in the order in which the workbook has them."""

    seed: int
    size: str
    today: date
    staff: tuple[Employee, ...]
    classes: tuple[PlannedClass, ...]
    pupils: tuple[Pupil, ...]
    parents: tuple[Parent, ...]
    groups: tuple[Group, ...]
    loads: tuple[Load, ...]
    entries: tuple[Entry, ...]
    periods: tuple
    holidays: tuple = curriculum.HOLIDAYS
    bells: tuple[tuple[int, time, time], ...] = curriculum.BELLS
    transfer: Moved | None = None
    subjects: tuple[curriculum.SubjectFact, ...] = field(default=())


def _classes(letters: dict[range, str]) -> tuple[tuple[str, int], ...]:
    return tuple((f"{level}{letter}", level) for levels, own in letters.items() for level in levels for letter in own)


SIZES = {
    "tiny": Size(
        (("1А", 1), ("7А", 7), ("7Б", 7)),
        (6, 7),
        1,
        periods=(
            ("1-9", "четверть", 1, date(2026, 11, 9), date(2026, 11, 20)),
            ("1-9", "четверть", 2, date(2026, 11, 23), date(2026, 12, 30)),
        ),
        arrival=date(2026, 11, 12),
        departure=date(2026, 11, 24),
        transfer=date(2026, 11, 16),
    ),
    "small": Size(
        tuple(sorted((*_classes({range(1, 12): "А"}), ("7Б", 7)), key=lambda c: (c[1], c[0]))),
        (25, 30),
        2,
    ),
    "school": Size(_classes({range(1, 10): "АБВГ", range(10, 12): "АБ"}), (25, 30), 4),
}


def make(size: str = "small", seed: int = 20260901) -> Blueprint:
    """The plan of the school of that size (tiny, small, school); equal for equal arguments."""
    shape = SIZES[size]
    rng = random.Random(f"{seed}/{size}")
    classes = list(shape.classes)
    teachers = staffing.hire(rng, classes, size)
    head = next(t for t in teachers if any(unit == HOME_CLASS and s == "Алгебра" for unit, s, _ in t.load))
    leads = staffing.leaders(classes, teachers, frozenset({head.name}))
    pupils, parents = _children(rng, shape, classes)
    moved = next((p for p in pupils if p.school_class == HOME_CLASS and p.enrolled_on < shape.transfer
                  and not p.login and p.left_on is None), None)  # fmt: skip
    transfer = Moved(moved.file_number, HOME_CLASS, "7Б", shape.transfer, f"№ 112-к от {shape.transfer:%d.%m.%Y}")
    return Blueprint(
        seed=seed,
        size=size,
        today=shape.today,
        staff=_staff(rng, shape, teachers, head, leads[HOME_CLASS]),
        classes=tuple(PlannedClass(n, level, leads[n].name, leads[n].room) for n, level in classes),
        pupils=pupils,
        parents=parents,
        groups=_groups(rng, classes, pupils),
        loads=tuple(Load(unit, subject, t.name, hours) for t in teachers for unit, subject, hours in t.load),
        entries=_entries(rng, teachers),
        periods=shape.periods,
        transfer=transfer,
        subjects=_subjects(classes),
    )


def _subjects(classes: list[tuple[str, int]]) -> tuple[curriculum.SubjectFact, ...]:
    taught = {subject for _, level in classes for subject in curriculum.hours(level)}
    return tuple(subject for subject in curriculum.SUBJECTS if subject.name in taught)


def _staff(rng, shape: Size, teachers, head, leader) -> tuple[Employee, ...]:
    """Administration first, then the teachers; the demo people among them."""
    taken = set(DEMO_LOGINS)
    posts = [("директор", ("директор",), "director")]
    posts += [("заместитель директора по УВР", ("заместитель",), "deputy" if i == 0 else "")
              for i in range(shape.deputies)]  # fmt: skip
    posts += [
        ("инженер, администратор журнала", ("администратор",), "admin"),
        ("делопроизводитель", ("секретарь",), ""),
    ]
    if shape.deputies > 2:
        posts += [("педагог-психолог", (), ""), ("педагог-библиотекарь", (), "")]
    names = {t.name for t in teachers}
    rows = []
    for title, roles, login in posts:
        person = people.adult(rng, "ж" if rng.random() < 0.75 else "м")
        while person.full_name in names:
            person = people.adult(rng, "ж")
        names.add(person.full_name)
        rows.append((person, title, roles, login))
    for teacher in teachers:
        login = "teacher" if teacher is head else "classteacher" if teacher is leader else ""
        rows.append((teacher.person, teacher.title, ("учитель",), login))
    return tuple(
        Employee(f"{i:03d}", person, people.adult_birth_date(rng, 2026), title, roles,
                 login or people.login(person, taken))
        for i, (person, title, roles, login) in enumerate(rows, start=1)
    )  # fmt: skip


def _children(rng, shape: Size, classes) -> tuple[tuple[Pupil, ...], tuple[Parent, ...]]:
    """Pupils of every class and their parents; the first family is that of the demo parent."""
    seats = [(name, level) for name, level in classes for _ in range(rng.randint(*shape.pupils))]
    first = (HOME_CLASS, 7)
    second = min((seat for seat in seats if seat[0] != HOME_CLASS), key=lambda seat: abs(seat[1] - 4))
    for seat in (first, second):
        seats.remove(seat)
    rng.shuffle(seats)
    homes = [(people.family(rng, parents=2), [first, second])]
    while seats:
        children = min(len(seats), 1 + (rng.random() < 0.27) + (rng.random() < 0.06))
        homes.append((people.family(rng), [seats.pop() for _ in range(children)]))
    raw = [(index, home, name, level) for index, (home, own) in enumerate(homes) for name, level in own]
    order = {name: i for i, (name, _) in enumerate(classes)}
    drafts = [(people.child(rng, home), index, name, level) for index, home, name, level in raw]
    drafts.sort(key=lambda d: (order[d[2]], people_key(d[0])))
    pupils, numbers = [], {}
    for person, index, name, level in drafts:
        letter = person.last_name[0].replace("Ё", "Е")
        numbers[letter] = numbers.get(letter, 0) + 1
        pupils.append(Pupil(f"{letter}-{numbers[letter]}", person, people.birth_date(rng, level, 2026), name,
                            curriculum.YEAR_STARTS, _order(level), index))  # fmt: skip
    pupils = _movement(shape, pupils)
    return tuple(pupils), _parents(homes, pupils)


def people_key(person: people.Person) -> str:
    """Sorting key of a name: ё is е."""
    return person.full_name.casefold().replace("ё", "е")


def _order(level: int) -> str:
    return "№ 94-к от 28.08.2026" if level in (1, 10) else "№ 95-к от 28.08.2026"


def _movement(shape: Size, pupils: list[Pupil]) -> list[Pupil]:
    """The demo pupil's login, one arrival in 7А during the year and one departure from another class."""
    done = list(pupils)
    home = [i for i, p in enumerate(done) if p.school_class == HOME_CLASS]
    star = next(i for i in home if done[i].family == 0)
    done[star] = replace(done[star], login="pupil")
    arrived = next(i for i in reversed(home) if i != star)
    done[arrived] = replace(
        done[arrived], enrolled_on=shape.arrival, enrolled_by=f"№ 131-к от {shape.arrival:%d.%m.%Y}"
    )
    elsewhere = [i for i, p in enumerate(done) if p.school_class == "7Б" and p.family != 0]
    gone = elsewhere[len(elsewhere) // 2]
    done[gone] = replace(done[gone], left_on=shape.departure,
                         left_by=f"№ 138-к от {shape.departure:%d.%m.%Y}, в школу № 6")  # fmt: skip
    return done


def _parents(homes, pupils: list[Pupil]) -> tuple[Parent, ...]:
    """A row per child and parent, the same parent alike for every child."""
    rows = []
    for pupil in pupils:
        home = homes[pupil.family][0]
        for kind, person in ((0, home.mother), (1, home.father)):
            if person is None:
                continue
            number = pupil.family * 2 + kind
            phone = f"+7 000 {number // 10000:03d}-{number // 100 % 100:02d}-{number % 100:02d}"
            login = "parent" if pupil.family == 0 and kind == 0 else ""
            rows.append(Parent(pupil.file_number, person, ("мать", "отец")[kind], phone, login))
    return tuple(rows)


def _groups(rng, classes, pupils) -> tuple[Group, ...]:
    """Two halves of a class for each subject in which it is divided, shuffled apart."""
    found = []
    for name, level in classes:
        own = [p.file_number for p in pupils if p.school_class == name]
        for subject in curriculum.hours(level):
            if curriculum.is_split(subject, level):
                mixed = own[:]
                rng.shuffle(mixed)
                middle = (len(mixed) + 1) // 2
                for half, members in ((1, mixed[:middle]), (2, mixed[middle:])):
                    chosen = tuple(number for number in own if number in set(members))
                    found.append(Group(staffing.group_name(name, subject, half), subject, name, chosen))
    return tuple(found)


def _entries(rng, teachers) -> tuple[Entry, ...]:
    """The weekly timetable: halves of a class at the same hour, each with its teacher in the teacher's room."""
    teaching: dict[tuple[str, str], list] = {}
    for teacher in teachers:
        for unit, subject, hours in teacher.load:
            teaching.setdefault((unit.split()[0], subject), []).append((unit, teacher, hours))
    events = []
    for (name, subject), own in sorted(teaching.items()):
        busy = tuple(sorted(t.name for _, t, _ in own))
        hours = own[0][2]
        events += [Event(name, subject, busy) for _ in range(int(hours))]
        if hours % 1:
            events.append(Event(name, subject, busy, week=1))
    rows = []
    for placed in timetable(events, rng):
        for unit, teacher, _ in sorted(teaching[placed.event.school_class, placed.event.subject], key=lambda o: o[0]):
            rows.append(Entry(placed.weekday, placed.number, unit, placed.event.subject, teacher.name, teacher.room,
                              placed.event.week))  # fmt: skip
    return tuple(sorted(rows, key=lambda e: (e.unit, e.subject, e.weekday, e.number)))
