"""The school's workbook: everything lands, twice changes nothing, every fault is named, all or nothing."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.actions import create_user
from apps.accounts.models import RoleAssignment, User
from apps.lessons.models import Lesson
from apps.office.actions.import_school import import_school
from apps.school.actions.grants import school_grant_faults
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Enrolment,
    GroupMembership,
    Guardianship,
    Representative,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    TeachingAssignment,
)
from apps.timetable.models import TimetableEntry
from tests.office.books import book, sheets

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def _today(school_time):
    school_time(2026, 9, 1, 8, 0)


def totals(plan) -> dict[str, int]:
    return {status: sum(counter.values()) for status, counter in plan.counts.items()}


def everything() -> dict[str, int]:
    models = (User, RoleAssignment, StaffMember, Student, Enrolment, SchoolClass, Course, TeachingAssignment, Lesson,
              TimetableEntry, Guardianship, GroupMembership)  # fmt: skip
    return {model.__name__: model.objects.count() for model in models} | {
        f"history of {model.__name__}": model.history.count() for model in models
    }


def messages(plan) -> list[str]:
    return [f"{fault.sheet}:{fault.row}:{fault.column}: {fault.message}" for fault in plan.faults]


@pytest.mark.req("STR-01", "STR-03", "STR-04", "STR-15", "STR-17")
def test_a_whole_school_lands_from_its_workbook(django_assert_max_num_queries):
    with django_assert_max_num_queries(160):
        plan = import_school(book(), "school.xlsx")
    assert messages(plan) == []
    year = AcademicYear.objects.get()
    assert (year.name, year.starts_on) == ("2026/27", D(2026, 9, 1))
    dima = Student.objects.get(file_no="А-1")
    assert (dima.full_name, dima.birth_on, dima.sex) == ("Дроздов Дима Олегович", D(2013, 3, 1), "m")
    oleg = Enrolment.objects.select_related("school_class").get(student__file_no="А-3")
    assert (oleg.school_class.name, oleg.starts_on, oleg.ends_on) == ("7А", D(2026, 9, 1), D(2026, 11, 20))
    assert (oleg.departure_order, Student.objects.get(file_no="А-3").birth_on) == ("пр. 9", D(2013, 5, 6))
    assert ClassTeacher.objects.get(school_class__name="7А").staff.last_name == "Арбузова"
    maths = Course.objects.get(school_class__name="7А")
    teachers = maths.assignments.order_by("starts_on").values_list("staff__last_name", "starts_on", "ends_on")
    assert list(teachers) == [("Арбузова", D(2026, 9, 1), D(2026, 12, 31)), ("Белов", D(2027, 1, 1), None)]
    assert maths.hours_per_week == 5
    club = StudyGroup.objects.get(name="Краеведы")
    assert (club.home_class, club.classes.count(), club.courses.get().scale) == (None, 2, "none")
    assert Lesson.objects.filter(course=maths, held_on=D(2026, 9, 7), number=1).exists()
    assert school_grant_faults() == []


@pytest.mark.req("ACC-06")
def test_accounts_have_no_password_and_the_roles_of_the_facts():
    import_school(book())
    assert not any(user.has_usable_password() for user in User.objects.all())
    roles = {
        user.username: {row.role for row in user.role_assignments.all()}
        for user in User.objects.prefetch_related("role_assignments")
    }
    assert roles["anna.p"] == {"teacher", "class_teacher"}
    assert roles["igor.i"] == {"administrator", "secretary"}
    assert roles["dima"] == {"student"}
    assert roles["drozdova.ei"] == {"representative"}
    assert Guardianship.objects.filter(representative__last_name="Дроздова").count() == 2
    assert Representative.objects.filter(last_name="Дроздова").count() == 1  # one telephone: one mother of two


def test_the_same_file_twice_changes_nothing():
    first = import_school(book())
    before = everything()
    again = import_school(book())
    assert totals(again) == {"created": 0, "changed": 0, "untouched": totals(first)["created"]}
    assert everything() == before


def test_the_preview_counts_what_the_load_does_and_writes_nothing():
    preview = import_school(book(), dry_run=True)
    assert User.objects.count() == Student.objects.count() == AcademicYear.objects.count() == 0
    assert import_school(book()).as_dict() == preview.as_dict()


def test_a_corrected_file_changes_only_what_differs():
    import_school(book())
    content = sheets()
    content["Ученики"][1][1][3] = "Кирилловна"  # a patronymic found out later
    content["Сотрудники"][1][1][8] = ""  # an empty cell wipes nothing
    content["Классы"][1][1][5] = "33"
    plan = import_school(book(content))
    assert messages(plan) == []
    assert dict(plan.counts["changed"]) == {"Ученики": 1, "Классы": 1}
    assert Student.objects.get(file_no="А-2").patronymic == "Кирилловна"
    assert Student.objects.get(file_no="А-2").user.display_name == "Ёлкина Катя Кирилловна"
    assert StaffMember.objects.get(personnel_no="002").email == "b@school.example"


@pytest.mark.req("STR-17")
def test_a_transfer_ends_the_former_enrolment_the_day_before():
    import_school(book())
    content = sheets()
    content["Ученики"][1][0][6:8] = ["7Б", D(2026, 11, 16)]
    plan = import_school(book(content))
    assert messages(plan) == []
    rows = Enrolment.objects.filter(student__file_no="А-1").order_by("starts_on")
    assert [(row.school_class.name, row.starts_on, row.ends_on) for row in rows] == [
        ("7А", D(2026, 9, 1), D(2026, 11, 15)), ("7Б", D(2026, 11, 16), None)
    ]  # fmt: skip
    content["Ученики"][1][0][6:8] = ["7А", ""]
    assert import_school(book(content)).faults == []  # the old file again: he was in 7А, nothing to change
    content["Ученики"][1][3][6] = "7А"
    assert "день перевода" in messages(import_school(book(content)))[0]


def test_who_leaves_the_school_loses_every_role_with_that_day(school_time):
    import_school(book())
    content = sheets()
    content["Сотрудники"][0].append("Работает по")
    content["Сотрудники"][1][1].append(D(2026, 11, 30))
    plan = import_school(book(content))
    assert (messages(plan), dict(plan.counts["changed"])) == ([], {"Сотрудники": 1})
    roles = RoleAssignment.objects.filter(user__staffmember__personnel_no="002")
    assert {(row.role, row.ends_on) for row in roles} == {
        ("teacher", D(2026, 11, 30)), ("class_teacher", D(2026, 11, 30))
    }  # fmt: skip
    assert totals(import_school(book(content)))["changed"] == 0
    school_time(2026, 12, 2, 8, 0)  # a later load gives nothing back
    again = import_school(book(content))
    assert (messages(again), totals(again)["changed"], roles.count()) == ([], 0, 2)


def test_a_new_timetable_from_a_day_on_ends_the_former():
    import_school(book())
    content = sheets()
    content["Расписание"][1][:] = [["Ср", 2, "7Б", "Математика", "", "22", "", "09.11.2026", ""]]
    plan = import_school(book(content))
    assert messages(plan) == []
    entries = TimetableEntry.objects.filter(course__school_class__name="7Б").order_by("starts_on")
    assert [(row.weekday, row.starts_on, row.ends_on) for row in entries] == [
        (0, D(2026, 9, 1), D(2026, 11, 8)), (2, D(2026, 11, 9), None)
    ]  # fmt: skip
    days = Lesson.objects.filter(course__school_class__name="7Б", held_on__gte=D(2026, 11, 9)).values_list("held_on")
    assert days
    assert {day.weekday() for (day,) in days} == {2}


def twelve_faults() -> dict:
    content = sheets()
    content["Сотрудники"][1][1][6] = "завхоз"  # 1 unknown role
    content["Классы"][1].append(["8В", 9, "", 1, 5, ""])  # 2 level does not fit
    content["Ученики"][1][0][4] = "31.02.2013"  # 3 no such day
    content["Ученики"][1].append(["А-2", "Новый", "Никита", "", "01.01.2013", "м", "7А", *[""] * 5])  # 4 number taken
    content["Ученики"][1].append(["А-9", "Чужой", "Чук", "", "01.01.2013", "м", "11Щ", *[""] * 5])  # 5 no such class
    content["Представители"][1].append(["Б-77", "Никто", "Нина", "", "мать", "", "", ""])  # 6 no such pupil
    content["Нагрузка"][1].append(["7Б", "Алхимия", "001", 1, "", ""])  # 7 no such subject
    content["Нагрузка"][1].append(["7Б", "Английский язык", "001", "1,3", "", ""])  # 8 hours in steps of a half
    content["Периоды"][1].append(["1-9", "четверть", 3, D(2026, 12, 20), D(2027, 3, 20)])  # 9 terms overlap
    content["Звонки"][1][1][3:5] = [dt.time(9, 0), dt.time(8, 0)]  # 10 ends before it begins
    content["Расписание"][1].append(["Яндень", 1, "7А", "Математика", "", "", "", "", ""])  # 11 no such weekday
    content["Каникулы"][0][1] = "Когда"  # 12 a required column is missing
    return content


def test_twelve_different_faults_are_all_named_and_nothing_changes(tmp_path, capsys):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(book(twelve_faults()))
    with pytest.raises(SystemExit) as end:
        call_command("import_school", str(path), "--json")
    assert end.value.code == 1
    told = json.loads(capsys.readouterr().out)["faults"]
    places = [(fault["sheet"], fault["row"], fault["column"], fault["value"]) for fault in told]
    assert sorted(places) == sorted([
        ("Сотрудники", 3, "Роли", "завхоз"),
        ("Классы", 4, "Параллель", "9"),
        ("Ученики", 2, "Дата рождения", "31.02.2013"),
        ("Ученики", 6, "Личное дело №", "А-2"),
        ("Ученики", 7, "Класс", "11Щ"),
        ("Представители", 5, "Личное дело №", "Б-77"),
        ("Нагрузка", 7, "Предмет", "Алхимия"),
        ("Нагрузка", 8, "Часов в неделю", "1,3"),
        ("Периоды", 4, "Начало", "20.12.2026"),
        ("Звонки", 3, "Конец", "08:00"),
        ("Расписание", 6, "День", "Яндень"),
        ("Каникулы", 1, "Начало", ""),
    ])  # fmt: skip
    assert len({fault["message"] for fault in told}) == 12
    assert everything() == dict.fromkeys(everything(), 0)


def test_only_good_loads_the_rest_and_names_what_was_left_out(tmp_path, capsys):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(book(twelve_faults()))
    call_command("import_school", str(path), "--only-good", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["created"]["Ученики"] == 2  # 7Б waits for its class teacher, and its pupil for 7Б
    assert len(told["faults"]) > 12  # rows that refer to a rejected row are left out too, and told
    assert not Student.objects.filter(file_no="А-1").exists()
    assert Student.objects.filter(file_no="А-2").exists()


NEW_PUPIL = [D(2013, 3, 1), "м", "7А", *[""] * 5]
DOUBTFUL = [
    ("Сотрудники", ["", "Белов", "Борис", "Ильич", "", "", "", "", ""], "Тёзка"),
    ("Сотрудники", ["009", "Белов", "Борис", "Петрович", "", "", "", "", ""], "табельный номер"),
    ("Сотрудники", ["008", "Серова", "Ия", "", "", "", "", "IGOR.I", ""], "Логин уже занят"),
    ("Ученики", ["", "Ёлкина", "Катя", "Юрьевна", D(2013, 4, 12), *NEW_PUPIL[1:]], "Тёзка"),
    ("Ученики", ["", "Дроздов", "Дима", "Олегович", *NEW_PUPIL], "строке 2"),
    ("Ученики", ["А-5", "Юн", "Ян", "", *NEW_PUPIL[:3], "", "", "01.08.2026", "", ""], "раньше, чем зачислен"),
    ("Представители", ["А-3", "Дроздова", "Елена", "Ивановна", "мать", "", "", ""], "Тёзка"),
    ("Представители", ["А-1", "Дроздова", "Елена", "Ивановна", "мать", "", "", ""], "в строке 2"),
    ("Нагрузка", ["7А", "Мат.", "Кузнецов", 5, "", ""], "Такого сотрудника нет"),
    ("Нагрузка", ["Краеведы", "Математика", "002", 1, "", ""], "по предмету «Краеведение»"),
    ("Нагрузка", ["10А", "Мат.", "002", 1, "", ""], "не заданы учебные периоды"),
    ("Расписание", ["Пт", 9, "7Б", "Математика", "", "", "", "", ""], "нет звонка"),
    ("Расписание", ["Пт", 2, "7Б", "Математика", "Арбузова", "", "", "", ""], "другой учитель"),
    ("Состав групп", ["Краеведы", "А-4", "01.10.2026", ""], "повторяет строку 4"),
    ("Звонки", ["Обычный день", 1, 7, "8:35", "8:50"], "пересекается"),
    ("Периоды", ["1-9", "четверть", 3, D(2027, 6, 1), D(2027, 10, 1)], "выходит за учебный год"),
]


@pytest.mark.parametrize(("sheet", "row", "words"), DOUBTFUL)
def test_doubtful_rows_are_faults_with_a_sentence(sheet, row, words):
    content = sheets()
    content["Классы"][1].append(["10А", 10, "", 1, 6, ""])
    content[sheet][1].append(row)
    plan = import_school(book(content))
    assert words in " ".join(messages(plan))
    assert Student.objects.count() == 0


def test_homonyms_with_their_own_numbers_stay_two_people():
    content = sheets()
    content["Ученики"][1].append(["А-7", "Дроздов", "Дима", "Олегович", D(2013, 3, 1), "м", "7Б", *[""] * 5])
    assert messages(import_school(book(content))) == []
    assert Student.objects.filter(last_name="Дроздов").count() == 2
    assert {user.username for user in User.objects.filter(display_name="Дроздов Дима Олегович")} == {
        "dima", "drozdov.do"
    }  # fmt: skip


def test_a_number_given_later_belongs_to_the_person_already_there_and_is_told():
    content = sheets()
    for name in ("Представители", "Состав групп"):
        del content[name]
    content["Ученики"][1][3][0] = ""
    import_school(book(content))
    plan = import_school(book())
    assert messages(plan) == []
    assert Student.objects.filter(last_name="Юрьев").count() == 1
    assert any("Юрьев" in warning for warning in plan.warnings)


def test_names_in_one_column_capitals_and_another_order_of_columns():
    people = (["Пол", "Класс", "ФИО", "Цвет глаз", "Дата рождения"],
              [["м", "7-а", "ПЕТРОВ-ВОДКИН КУЗЬМА СЕРГЕЕВИЧ", "карие", "01.02.2013"]])  # fmt: skip
    plan = import_school(book({"Классы": sheets()["Классы"][:1] + ([["7А", 7]],), "Обучающиеся": people}))
    assert messages(plan) == []
    assert Student.objects.get().full_name == "Петров-Водкин Кузьма Сергеевич"
    assert any("Цвет глаз" in warning for warning in plan.warnings)


def test_clashes_and_repeated_lines_of_the_timetable_are_told_not_refused():
    content = sheets()
    content["Расписание"][1].extend([
        ["Пн", 1, "7Б", "Математика", "Белов", "", "", "", ""],
        ["Пн", 1, "Краеведы", "Краеведение", "Арбузова", "", "1", "", ""],
        ["понедельник", 2, "7Б", "Математика", "", "22", "", "", ""],
    ])  # fmt: skip
    plan = import_school(book(content))
    assert messages(plan) == []
    told = " ".join(plan.warnings)
    assert "Арбузова А. П." in told
    assert "повторяет строку 3" in told


def test_a_file_without_rows_or_sheets_is_told(tmp_path, capsys):
    path = tmp_path / "empty.xlsx"
    call_command("import_template", str(path))
    for data in (path.read_bytes(), book({"Прочее": (["А"], [["Б"]])}), b"junk"):
        plan = import_school(data)
        assert len(plan.faults) == 1
        assert not plan.holds


def test_the_template_has_every_column_and_takes_a_filled_row(tmp_path):
    from apps.core.tables import read_book
    from apps.office.imports.rows import SHEETS

    path = tmp_path / "t.xlsx"
    call_command("import_template", str(path))
    names = [sheet.name for sheet in read_book(path.read_bytes()).sheets]
    assert names == ["Как заполнять", *(spec.name for spec in SHEETS)]


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_workbooks_never_end_in_a_traceback(data):
    content = sheets()
    for _ in range(data.draw(st.integers(1, 8))):
        titles, rows = content[data.draw(st.sampled_from(sorted(content)))]
        row = rows[data.draw(st.integers(0, len(rows) - 1))] if data.draw(st.integers(0, 5)) else titles
        others = [cell for _titles, lines in content.values() for line in lines for cell in line]
        junk = st.one_of(
            st.sampled_from(others), st.text(max_size=12), st.integers(-1000, 50000), st.floats(-1e6, 1e6),
            st.dates(D(1900, 3, 1), D(2100, 1, 1)), st.sampled_from(["", "7А", "1-9", "1-11", "0", "-", "=1", "А-1"]),
        )  # fmt: skip
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(junk if row is not titles else st.text(max_size=12))
    for name in data.draw(st.sets(st.sampled_from(sorted(content)), max_size=2)):
        del content[name]
    plan = import_school(book(content), dry_run=data.draw(st.booleans()), only_good=data.draw(st.booleans()))
    assert all(fault.message for fault in plan.faults)
    assert not plan.is_broken or "заполненной строки" in plan.faults[-1].message


def first_administrator():
    return create_user(username="admin", display_name="Ильин Игорь Сергеевич", by=None)


def staff_row(login: str, patronymic="Сергеевич"):
    return {"Сотрудники": (sheets()["Сотрудники"][0], [["", "Ильин", "Игорь", patronymic, *[""] * 3, login, ""]])}


def test_the_first_administrator_finds_himself_in_the_staff_list():
    """The account stood before the card; the file joins them by login and name, and again changes nothing."""
    account = first_administrator()
    assert import_school(book(staff_row("admin")), "school.xlsx").faults == []
    assert StaffMember.objects.get().user == account
    assert User.objects.count() == 1
    assert totals(import_school(book(staff_row("admin")), "school.xlsx"))["created"] == 0


def test_an_account_is_joined_by_nobody_of_another_name_nor_by_name_alone():
    first_administrator()
    fault = import_school(book(staff_row("admin", "Петрович")), "school.xlsx").faults[0]
    assert "«Ильин Игорь Сергеевич»" in fault.message
    plan = import_school(book(staff_row("")), "school.xlsx", dry_run=True)
    assert any("учётная запись «admin»" in text for text in plan.warnings)
    import_school(book(staff_row("")), "school.xlsx")
    assert User.objects.count() == 2
