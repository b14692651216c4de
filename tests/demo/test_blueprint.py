"""The plan of the demo school: repeatable, complete, and without a clash in the timetable."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from apps.core.tables import read_book
from apps.demo import blueprint, curriculum, people, workbook
from apps.demo.weekly import Event, NoTimetable, timetable

SIZES = ("tiny", "small", "school")


@pytest.fixture(scope="module", params=SIZES)
def plan(request):
    return blueprint.make(request.param)


def clashes(entries):
    """Brute force: every pair of entries in one slot that share a teacher, a room, or a class outside its halves."""
    slots = defaultdict(list)
    for entry in entries:
        slots[entry.weekday, entry.number].append(entry)
    found = []
    for slot, here in slots.items():
        for i, one in enumerate(here):
            for two in here[i + 1 :]:
                if one.week and two.week and one.week != two.week:
                    continue
                halves = one.unit != two.unit and one.subject == two.subject and " " in one.unit and " " in two.unit
                same_class = one.unit.split()[0] == two.unit.split()[0] and not halves
                if one.teacher == two.teacher or one.room == two.room or same_class:
                    found.append((slot, one.unit, two.unit))
    return found


def test_the_same_seed_gives_the_same_school(plan):
    assert blueprint.make(plan.size) == plan


def test_another_seed_gives_other_people(plan):
    assert blueprint.make(plan.size, seed=1).pupils != plan.pupils


def test_nobody_is_in_two_places_at_once(plan):
    assert plan.entries
    assert clashes(plan.entries) == []


def test_the_brute_force_check_sees_a_clash(plan):
    one = plan.entries[0]
    moved = replace(one, unit="99Я")
    assert clashes([*plan.entries, moved])


def test_every_course_has_its_hours_in_the_timetable(plan):
    placed = Counter()
    for entry in plan.entries:
        placed[entry.unit, entry.subject, entry.teacher] += 0.5 if entry.week else 1
    assert placed == Counter({(row.unit, row.subject, row.teacher): row.hours for row in plan.loads})


def test_classes_have_no_gaps_and_no_day_longer_than_allowed(plan):
    levels = {c.name: c.level for c in plan.classes}
    days = defaultdict(set)
    for entry in plan.entries:
        days[entry.unit.split()[0], entry.weekday].add(entry.number)
    assert len(days) == len(levels) * 5
    for (name, _), numbers in days.items():
        assert numbers == set(range(1, len(numbers) + 1))
        assert len(numbers) <= curriculum.DAY_MAXIMUM[levels[name]]


def test_hours_stay_within_the_sanitary_maximum():
    for level, most in curriculum.WEEK_MAXIMUM.items():
        assert 0 < sum(curriculum.hours(level).values()) <= most


@pytest.mark.parametrize(("size", "least"), [("small", 15), ("school", 16)])
def test_loads_are_plausible(size, least):
    hours = Counter()
    for row in blueprint.make(size).loads:
        hours[row.teacher] += row.hours
    assert least <= min(hours.values())
    assert max(hours.values()) <= 30


@pytest.mark.parametrize(("size", "classes", "pupils", "staff"), [("small", 12, 330, 24), ("school", 40, 1100, 70)])
def test_the_school_has_the_size_asked_for(size, classes, pupils, staff):
    plan = blueprint.make(size)
    assert len(plan.classes) == classes
    assert abs(len(plan.pupils) - pupils) < pupils * 0.05
    assert abs(len(plan.staff) - staff) <= 2


def test_the_demo_people_stand_where_they_are_promised(plan):
    logins = {e.login: e for e in plan.staff}
    assert {"admin", "director", "deputy", "teacher", "classteacher"} <= set(logins)
    teacher, leader = logins["teacher"].person.full_name, logins["classteacher"].person.full_name
    taught = {row.unit for row in plan.loads if row.teacher == teacher}
    assert "7А" in taught
    assert len(taught) > 1 or plan.size == "tiny"
    assert next(c.leader for c in plan.classes if c.name == "7А") == leader != teacher
    pupil = next(p for p in plan.pupils if p.login == "pupil")
    children = {r.file_number for r in plan.parents if r.login == "parent"}
    classes = {p.school_class for p in plan.pupils if p.file_number in children}
    assert pupil.file_number in children
    assert pupil.school_class == "7А"
    assert len(classes) == 2


def test_everyone_has_a_parent_and_every_class_its_own_class_teacher(plan):
    assert {p.file_number for p in plan.pupils} == {r.file_number for r in plan.parents}
    assert len({c.leader for c in plan.classes}) == len(plan.classes)
    assert len({e.person.full_name for e in plan.staff}) == len(plan.staff)
    assert len({e.login for e in plan.staff}) == len(plan.staff)


def test_halves_of_a_class_share_its_pupils_and_have_two_teachers(plan):
    members, teachers = defaultdict(list), defaultdict(set)
    for group in plan.groups:
        members[group.classes, group.subject] += group.members
        teachers[group.classes, group.subject] |= {r.teacher for r in plan.loads if r.unit == group.name}
    for (name, _), numbers in members.items():
        assert sorted(numbers) == sorted(p.file_number for p in plan.pupils if p.school_class == name)
    assert all(len(two) == 2 for two in teachers.values())


def test_there_is_movement_in_the_year(plan):
    assert any(p.enrolled_on > curriculum.YEAR_STARTS for p in plan.pupils)
    assert any(p.left_on for p in plan.pupils)
    assert plan.transfer.from_class == "7А"
    assert plan.transfer.to_class == "7Б"


def test_names_agree_in_gender():
    female = {f for m, f in people.surnames() if m != f}
    for pupil in blueprint.make("small").pupils:
        person = pupil.person
        if person.sex == "м":
            assert person.last_name not in female
            assert person.patronymic in {m for m, _ in people.patronymics().values()}
        else:
            assert person.patronymic in {f for _, f in people.patronymics().values()}


def test_the_word_lists_are_rich_enough():
    assert len(people.surnames()) >= 400
    assert len(people.patronymics()) >= 80
    assert sum("ё" in male for male, _ in people.surnames()) >= 20
    assert sum(len(people.first_names(sex, "child")) for sex in "mf") >= 100


def test_an_impossible_timetable_is_refused():
    events = [Event(name, "Физика", ("Один",)) for name in ("1А", "1Б") for _ in range(35)]
    with pytest.raises(NoTimetable):
        timetable(events, random.Random(1), rounds=20)


def test_the_workbook_holds_every_row(plan):
    book = read_book(workbook.content(plan), "school.xlsx")
    tables = {sheet.name: sheet.rows for sheet in book.sheets}
    for name, (headings, rows) in workbook.sheets(plan).items():
        assert list(tables[name][0].cells)[: len(headings)] == list(headings)
        assert len(tables[name]) == len(rows) + 1
