"""Lists as schools have them: any encoding and separator, header anywhere, mapped columns."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.office.actions.import_school import import_list
from apps.school.models import Enrolment, SchoolClass, StaffMember, Student

pytestmark = pytest.mark.django_db
D = dt.date

SKUD = (
    "Отчёт по контингенту;;;;\r\n;;;;\r\nФамилия;Имя;Отчество;Др;Класс;\r\n"
    'ИВАНОВ;ИВАН;ИВАНОВИЧ;01.02.13;7А;\r\n"Ёлкина-""Юрьева""";Катя;;3 мая 2013;7 а;\r\nИтого;2;;;;\r\n'
)


@pytest.fixture(autouse=True)
def _today(school_time):
    school_time(2026, 9, 1, 8, 0)


def run(tmp_path, content: bytes, *options, name="list.csv") -> tuple[int, dict]:
    path = tmp_path / name
    path.write_bytes(content)
    out = io.StringIO()
    status = 0
    try:
        call_command("import_list", str(path), "--json", *options, stdout=out)
    except SystemExit as end:
        status = end.code

    return status, json.loads(out.getvalue())


@pytest.mark.parametrize("options", [(), ("--class", "10G"), ("--map", "PID=Личное дело №", "DOB_D=birth_date")])
def test_a_foreign_class_list_lands_with_dates_and_particles(tmp_path, shared_data, options):
    content = (shared_data / "gradebooks_xlsx/wz_pupils_10G.tsv").read_bytes()
    status, told = run(tmp_path, content, "--kind", "students", *options, name="Klasse_10G.tsv")
    assert (status, told["faults"], told["created"]["Ученики"]) == (0, [], 9)
    ole = Student.objects.get(last_name="zu den Erlen")
    assert (ole.first_name, ole.file_no, ole.birth_on, ole.sex) == ("Ole", "200951", D(1999, 8, 13), "m")
    left = Enrolment.objects.select_related("school_class").get(student__last_name="Unstet")
    assert (left.school_class.name, left.starts_on, left.ends_on) == ("10G", D(2006, 8, 1), D(2016, 1, 31))
    assert Enrolment.objects.filter(ends_on=None).count() == 8
    status, told = run(tmp_path, content, "--kind", "students", *options)
    assert (status, told["created"], told["changed"], told["untouched"]["Ученики"]) == (0, {}, {}, 9)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_the_pass_office_lands(tmp_path, encoding):
    content = SKUD.replace('-""Юрьева""', "-Юрьева").encode(encoding)
    status, told = run(tmp_path, content, "--kind", "students")
    assert (status, told["faults"]) == (0, [])
    assert set(Student.objects.values_list("last_name", "birth_on")) == {
        ("Иванов", D(2013, 2, 1)), ("Ёлкина-Юрьева", D(2013, 5, 3))
    }  # fmt: skip
    assert SchoolClass.objects.get().name == "7А"


def test_faults_stop_the_list_and_only_good_lets_the_rest_in(tmp_path):
    content = "ФИО;Дата рождения\nЛи Анна;01.02.2013\nКим;01.02.2013\nПак Юн;32.02.2013\n".encode()
    status, told = run(tmp_path, content, "--kind", "students", "--class", "5В")
    assert status == 1
    assert [(fault["row"], fault["column"], fault["value"]) for fault in told["faults"]] == [
        (3, "ФИО", "Ким"), (4, "Дата рождения", "32.02.2013")
    ]  # fmt: skip
    assert Student.objects.count() == SchoolClass.objects.count() == 0
    status, _told = run(tmp_path, content, "--kind", "students", "--class", "5В", "--only-good")
    assert (status, Student.objects.get().full_name) == (0, "Ли Анна")


def test_dry_run_writes_nothing(tmp_path):
    status, told = run(
        tmp_path, "ФИО;ДР\nЛи Анна;01.02.2013\n".encode(), "--kind", "students", "--class=5В", "--dry-run"
    )
    assert (status, told["created"]["Ученики"], Student.objects.count()) == (0, 1, 0)


def test_columns_are_mapped_by_russian_title_or_code_name(tmp_path):
    content = "Кто;Должность в школе;Чин\nЛи Анна Юрьевна;учитель;завуч\n".encode()
    mapping = ("--map", "Кто=ФИО", "Чин=roles", "--map", "Должность в школе=Должность")
    status, told = run(tmp_path, content, "--kind", "staff", *mapping)
    assert (status, told["faults"]) == (0, [])
    anna = StaffMember.objects.get()
    assert (anna.full_name, anna.job_title) == ("Ли Анна Юрьевна", "учитель")
    assert [row.role for row in anna.user.role_assignments.all()] == ["deputy"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--map", "Кто=Рост"), "Нет такого поля"),
        (("--map", "Рост=Пол", "--class", "5В"), "нет столбца"),
        (("--class", "седьмой"), "Класс не понят"),
        ((), "Класс"),
    ],
)
def test_what_is_asked_wrongly_is_told(tmp_path, options, words):
    content = "ФИО;ДР\nЛи Анна;01.02.2013\n".encode()
    status, told = run(tmp_path, content, "--kind", "students", *options)
    assert status == 1
    assert words in told["faults"][0]["message"]
    assert Student.objects.count() == 0


def test_a_file_that_cannot_be_read_is_an_error_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="не читается"):
        call_command("import_list", str(tmp_path / "нет.csv"), "--kind", "students")
    with pytest.raises(CommandError, match="СТОЛБЕЦ"):
        call_command("import_list", __file__, "--kind", "students", "--map", "ФИО")
    assert run(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "--kind", "staff")[0] == 1


def test_a_foreign_grade_sheet_is_not_taken_for_a_list(shared_data):
    content = (shared_data / "gradebooks_xlsx/wz_marks_10_2.xlsx").read_bytes()
    assert import_list(content, "x.xlsx", kind="students", class_name="10А").faults
    assert Student.objects.count() == 0


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_lists_never_end_in_a_traceback(data):
    content = bytearray(SKUD.encode(data.draw(st.sampled_from(["utf-8", "cp1251", "utf-16"]))))
    for _ in range(data.draw(st.integers(1, 10))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    plan = import_list(
        bytes(content), "x.csv", kind=data.draw(st.sampled_from(["students", "staff"])),
        only_good=data.draw(st.booleans()), dry_run=data.draw(st.booleans()),
    )  # fmt: skip
    assert all(fault.message for fault in plan.faults)
    assert not plan.is_broken or "заполненной строки" in plan.faults[-1].message
