"""Timetable files of other programs: what is read from each, what is told, what is refused in a sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.core.tables import Unreadable
from apps.office.imports.timetables.grid import parse_cell
from apps.office.imports.timetables.reading import read_timetable
from apps.office.imports.timetables.week import DayPlace, place_days
from tests.office import books
from tests.office.timetables import samples

XML_SAMPLES = {"asc": samples.ASC, "netschool": samples.NETSCHOOL, "fet": samples.FET, "xhstt": samples.XHSTT}


def places(found) -> set[tuple]:
    return {(slot.weekday, slot.number, slot.week, slot.subject, slot.group) for slot in found.slots}


def texts(remarks) -> str:
    return "\n".join(f"{one.place}: {one.text}" for one in remarks)


# --- real files: the counts equal what an independent script reads ---------------------------------------------------


def test_a_real_xhstt_file_has_as_many_lessons_teachers_and_rooms_as_counted_independently(shared_data):
    path = shared_data / "timetables/xhstt_ES-SS-08_SpainSchool.xml"
    root = ElementTree.parse(path).getroot()
    kinds = [node.find("ResourceType").get("Reference") for node in root.findall(".//Resources/Resource[@Id]")]
    first = root.find("SolutionGroups/SolutionGroup/Solution/Events")
    known = {node.get("Id"): node for node in root.findall("Instances/Instance/Events/Event")}
    found = read_timetable(path.read_bytes())
    assert found.format == "xhstt"
    assert found.lessons == len(known)
    assert (len(found.teachers), len(found.classes), len(found.rooms)) == tuple(
        kinds.count(kind) for kind in ("Teacher", "Class", "Room")
    )
    placed = [node for node in first if node.find("Time") is not None]
    assert len(found.slots) == sum(int(node.findtext("Duration")) for node in placed)
    several = sum(
        int(node.findtext("Duration"))
        for node in placed
        if sum(
            kinds_of.get("Reference") in _classes(root) for kinds_of in known[node.get("Reference")].iter("Resource")
        )
        > 1
    )
    assert sum(len(slot.classes) > 1 for slot in found.slots) == several > 0
    assert found.faults == ()
    assert "взято первое" in texts(found.remarks)


def _classes(root) -> set[str]:
    resources = root.findall(".//Resources/Resource[@Id]")
    return {node.get("Id") for node in resources if node.find("ResourceType").get("Reference") == "Class"}


def test_a_real_fet_file_has_as_many_lessons_teachers_and_rooms_as_counted_independently(shared_data):
    path = shared_data / "timetables/fet_russian_medical_college_pseudonymised.fet"
    root = ElementTree.parse(path).getroot()
    found = read_timetable(path.read_bytes())
    assert found.format == "fet"
    assert found.lessons == len(root.findall("Activities_List/Activity"))
    assert len(found.teachers) == len(root.findall("Teachers_List/Teacher"))
    assert len(found.rooms) == len(root.findall("Rooms_List/Room"))
    assert len(found.classes) == len(root.findall("Students_List/Year"))
    assert len(found.subjects) == len({node.findtext("Name") for node in root.findall("Subjects_List/Subject")})
    placed = root.findall("Time_Constraints_List/ConstraintActivityPreferredStartingTime/Activity_Id")
    assert len(found.unplaced) == found.lessons - len({node.text for node in placed})
    assert {slot.week for slot in found.slots} == {1}  # «А-Вторник» of a cycle of twelve days
    sets = {node.text for node in root.findall("Activities_List/Activity/Students")}
    whole = {node.text for node in root.findall("Students_List/Year/Name")}
    every = [*found.slots, *found.unplaced]
    assert {bool(slot.group) for slot in every} == {True, False}
    assert len({(slot.classes, slot.group) for slot in every}) == len(sets)
    assert {slot.classes[0] for slot in every} <= whole


# --- every format ----------------------------------------------------------------------------------------------------


def test_asc_cards_become_lessons_with_weeks_groups_and_several_classes():
    found = read_timetable(samples.ASC)
    assert found.format == "asc"
    assert (found.lessons, len(found.teachers), len(found.rooms)) == (4, 3, 2)
    assert places(found) == {
        (0, 1, 0, "Математика", ""),
        (0, 2, 0, "Математика", ""),
        (1, 3, 1, "Математика", ""),  # period 4 is called «3», only the odd weeks
        (1, 2, 0, "Английский язык", "1 группа"),
        (1, 1, 0, "Физ-ра", ""),
    }
    both = next(slot for slot in found.slots if slot.subject == "Физ-ра")
    assert (both.classes, both.teachers, both.room) == (("7A", "7Б"), ("Ёршов П. П.", "Орлова О. О."), "Спортзал")
    assert [slot.subject for slot in found.unplaced] == ["Математика"]
    assert "Повтор" in texts(found.remarks)
    assert "«Обед» — не урок" in texts(found.remarks)
    assert "занятие, которого в файле нет" in texts(found.faults)
    assert (found.bells[0].number, found.bells[0].starts_at) == (1, dt.time(8, 30))
    assert [bell.number for bell in found.bells] == [1, 2, 3]


def test_the_exchange_of_netschool_is_read_with_its_two_weeks_and_swapped_names():
    found = read_timetable(samples.NETSCHOOL)
    assert found.format == "netschool"
    assert (found.lessons, len(found.teachers), len(found.rooms)) == (4, 2, 1)
    assert places(found) == {
        (0, 1, 0, "Математика", ""),
        (0, 2, 1, "Английский язык", "1 гр."),
        (0, 2, 2, "Английский язык", "2 гр."),
    }
    assert found.teachers[0].name == "Алексеева Анна Петровна"
    assert [slot.classes for slot in found.unplaced] == [("7б",)]
    assert "«999»" in texts(found.faults)


def test_a_fet_file_places_what_it_holds_and_keeps_the_rest():
    found = read_timetable(samples.FET)
    assert places(found) == {(1, 2, 0, "Математика", ""), (1, 3, 0, "Математика", "")}
    assert found.slots[0].room == "21"
    assert [(slot.classes, slot.group) for slot in found.unplaced] == [(("7А",), "1")]


def test_an_xhstt_file_is_read_with_the_rooms_of_its_solution():
    found = read_timetable(samples.XHSTT)
    assert [(one.weekday, one.number, one.room, one.classes) for one in found.slots] == [
        (0, 2, "21", ("7А",)),
        (1, 1, "", ("7А",)),
    ]
    assert "неизвестное событие «e9»" in texts(found.faults)
    unsolved = samples.XHSTT.partition(b"<SolutionGroups>")[0] + b"</HighSchoolTimetableArchive>"
    assert [one.duration for one in read_timetable(unsolved).unplaced] == [2]


def test_the_grid_of_the_wall_is_read_with_its_subgroups():
    found = read_timetable(samples.grid())
    assert found.format == "grid"
    assert places(found) == {
        (0, 1, 0, "Математика", ""),
        (0, 1, 0, "Физ-ра", ""),
        (0, 2, 0, "Английский язык", "1"),
        (0, 2, 0, "Английский язык", "2"),
        (0, 2, 0, "Математика", ""),
        (0, 3, 0, "Литература", "1"),
        (0, 3, 0, "Информатика", "2"),
        (1, 0, 0, "Кл.час", ""),
        (1, 1, 0, "Английский язык", "1"),
        (1, 1, 0, "Английский язык", "2"),
    }
    hour = next(slot for slot in found.slots if slot.subject == "Кл.час")
    assert hour.classes == ("7А", "7Б")  # «<<<<» goes on with the class on the left
    assert {entity.name for entity in found.rooms} == {"21", "спортзал", "22", "23", "305", "307"}
    assert {entity.name for entity in found.teachers} == {"Алексеева А.П.", "Орлова О.О.", "Борисов Б.Б."}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Математика Иванова И.И. 21", [("Математика", "Иванова И.И.", "21", "")]),
        ("Русский язык, Иванова И. И., 3", [("Русский язык", "Иванова И. И.", "3", "")]),
        ("Математика\nИванова Ирина Ивановна\n21", [("Математика", "Иванова Ирина Ивановна", "21", "")]),
        ("Иностранный язык (английский) (305)", [("Иностранный язык (английский)", "", "305", "")]),
        (
            "Информатика, Труд (технология) (320,110)",
            [("Информатика", "", "320", "1"), ("Труд (технология)", "", "110", "2")],
        ),
        ("ин/п 56 хим/п 24", [("ин", "", "56", "1"), ("хим", "", "24", "2")]),
        ("Математика Иванова 21", [("Математика", "Иванова", "21", "")]),
        (
            "Англ. яз. Иванова 21 / Петренко 22",
            [("Англ. яз.", "Иванова", "21", "1"), ("Англ. яз.", "Петренко", "22", "2")],
        ),
        ("Россия — мои горизонты", [("Россия — мои горизонты", "", "", "")]),
        ("Физ-ра с/з", [("Физ-ра", "", "с/з", "")]),
        (
            "Англ. яз. Иванова И.И. каб. 21 / Петрова П.П. каб. 22",
            [("Англ. яз.", "Иванова И.И.", "21", "1"), ("Англ. яз.", "Петрова П.П.", "22", "2")],
        ),
        ("Труд (1 подгруппа) 12\nТруд (2 подгруппа) 14", [("Труд", "", "12", "1"), ("Труд", "", "14", "2")]),
    ],
)
def test_a_cell_of_the_grid_is_taken_apart(text, wanted):
    pieces = [(one.subject, ", ".join(one.teachers), ", ".join(one.rooms), one.group) for one in parse_cell(text)]
    assert pieces == wanted


def test_our_own_sheet_is_read_with_its_faults_by_row():
    content = books.sheets()
    content["Расписание"][1].append(["Пн", 99, "7А", "Математика", "", "", "", "", ""])
    found = read_timetable(books.book(content))
    assert found.format == "sheet"
    assert len(found.slots) == 4
    group = next(slot for slot in found.slots if slot.subject == "Английский язык")
    assert (group.classes, group.group, group.week) == (("7А",), "7А англ. 1", 1)
    assert "строка 6" in texts(found.faults)


def test_days_are_known_by_name_and_a_longer_list_is_a_cycle_of_two_weeks():
    assert place_days(["Пн", "Ср"]) == [DayPlace(0, 0), DayPlace(2, 0)]
    assert place_days(["Dilluns", "Dimarts"]) == [DayPlace(0, 0), DayPlace(1, 0)]
    assert place_days([f"{week}-{day}" for week in "АВ" for day in ("Понедельник", "Вторник", "Среда", "Четверг")])[
        5
    ] == (DayPlace(1, 2))


# --- bad files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Файл пуст"),
        (b"<html><body>1</body></html>", "не расписание"),
        (b"<?xml version='1.0'?><timetable><lessons><lesson", "повреждён"),
        (b"<timetable></timetable>", "нет ни одного занятия"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><timetable>&a;</timetable>', "сущности"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><fet>&a;</fet>', "сущности"),
        (b"<fet>" * 60 + b"</fet>" * 60, "слишком сложен"),
        ("а;б\n1;2".encode(), "не найдено"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_timetable(content)


def test_a_lying_declaration_does_not_spoil_the_letters():
    lying = samples.NETSCHOOL.replace(b"windows-1251", b"UTF-8")
    assert read_timetable(lying).teachers == read_timetable(samples.NETSCHOOL).teachers


HEAVY = {
    "a default value given to every element": (
        b'<!DOCTYPE timetable [<!ATTLIST a b CDATA "' + b"x" * 100_000 + b'">]><timetable>'
        + b"<a/>" * 2_000 + b"</timetable>"
    ),
    "a lesson of many names, carried by many cards": (
        b'<timetable><lessons><lesson id="1" classids="' + b"1," * 400_000 + b'"/></lessons><cards>'
        + b'<card lessonid="1" period="1" days="1"/>' * 200 + b"</cards></timetable>"
    ),
    "a lesson on a million days": (
        b'<timetable><lessons><lesson id="1"/></lessons><cards><card lessonid="1" period="1" days="'
        + b"1" * 1_000_000 + b'"/></cards></timetable>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_a_file_that_swells_when_read_is_refused_before_it_does(name):
    began = time.process_time()
    with pytest.raises(Unreadable, match=r"сущности|слишком сложен"):
        read_timetable(HEAVY[name])
    assert time.process_time() - began < 2


MANY = 6_000


def _xhstt(events: int) -> bytes:
    courses = "".join(f'<Course Id="c{number}"><Name>К</Name></Course>' for number in range(events))
    rows = "".join(f'<Event Id="e{number}"><Name>у</Name></Event>' for number in range(events))
    inside = f"<Times/><Resources/><Events><EventGroups>{courses}</EventGroups>{rows}</Events>"
    instance = f'<Instances><Instance Id="i">{inside}</Instance></Instances>'
    return f"<HighSchoolTimetableArchive>{instance}</HighSchoolTimetableArchive>".encode()


def _fet(activities: int) -> bytes:
    days = "".join(f"<Day><Name>д{number}</Name></Day>" for number in range(activities))
    rows = "".join(
        f"<Activity><Subject>у</Subject><Students>п</Students><Id>{number}</Id></Activity>"
        for number in range(activities)
    )
    places = "".join(
        "<ConstraintActivityPreferredStartingTime>"
        f"<Activity_Id>{number}</Activity_Id><Preferred_Day>д{number}</Preferred_Day><Preferred_Hour>1</Preferred_Hour>"
        "</ConstraintActivityPreferredStartingTime>"
        for number in range(activities)
    )
    years = "".join(f"<Year><Name>{number}</Name><Group><Name>п</Name></Group></Year>" for number in range(activities))
    return (
        f"<fet><Days_List>{days}</Days_List><Hours_List><Hour><Name>1</Name></Hour></Hours_List>"
        f"<Students_List>{years}</Students_List><Activities_List>{rows}</Activities_List>"
        f"<Time_Constraints_List>{places}</Time_Constraints_List></fet>"
    ).encode()


def _netschool(classes: int) -> bytes:
    rows = "".join(f'<class name="{number}"><csg id="1" name="у"/></class>' for number in range(classes * 5))
    return f"<TimeTableExchange><Plan>{rows}</Plan></TimeTableExchange>".encode()


@pytest.mark.parametrize("make", [_xhstt, _fet, _netschool])
def test_a_long_file_takes_time_by_its_length_and_not_by_the_square_of_it(make):
    began = time.process_time()
    with contextlib.suppress(Unreadable):
        read_timetable(make(MANY))
    assert time.process_time() - began < 3


def _tries(content: bytes) -> None:
    try:
        found = read_timetable(content)
    except Unreadable:
        return
    for slot in found.slots:
        assert 0 <= slot.weekday <= 6 and 0 <= slot.number <= 14 and slot.week in (0, 1, 2)


@pytest.mark.parametrize("name", sorted(XML_SAMPLES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mutation_of_a_file_ends_in_a_traceback(name, data):
    content = bytearray(XML_SAMPLES[name])
    for _step in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 1, 5, 60]))
        content[start : start + length] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"<", b'="', b"/>", b"999999999"])
        )
    _tries(bytes(content))


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="Аабв ИПэш.,/п()<0123 \nгрк№-", max_size=60))
@example("/п /п /п")
@example("(1,2,3)(4)")
@example("1 гр 2 гр")
def test_no_cell_of_a_grid_ends_in_a_traceback(text):
    for piece in parse_cell(text):
        assert piece.subject


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["7А", "Пн", 1, "1 урок", "08:30", "Химия", "", "<<<<", "7Б", "каб."]), max_size=5),
        min_size=1,
        max_size=8,
    )
)
def test_no_grid_ends_in_a_traceback(rows):
    _tries(samples.grid([["Лист"], *rows]))
