"""Lists leave the school: who gets which, what stands in them, what they cost."""

import pytest
from django.urls import reverse

from apps.core.tables import read_book
from apps.office.exports.school import LISTS
from apps.school.models import Enrolment, Guardianship, Student, StudyGroup
from tests.office.exchange.conftest import D, person

LISTED = sorted(LISTS)


def rows_of(client, name: str, file_format: str = "xlsx", **asked) -> list[tuple]:
    response = client.get(reverse("office:export_list", args=[name, file_format]), asked)
    assert response.status_code == 200
    return [row.cells for row in read_book(response.content).sheets[0].rows[1:]]


@pytest.mark.req("ADM-03")
@pytest.mark.parametrize("name", LISTED)
def test_a_list_is_the_same_in_both_formats(lived_in, browser_of, name):
    igor = browser_of(lived_in.igor)
    assert len(rows_of(igor, name)) == len(rows_of(igor, name, "csv")) > 0


def test_the_file_is_named_after_the_school_and_the_day_and_opens_with_russian_letters(cast, browser_of):
    response = browser_of(cast.igor).get(reverse("office:export_list", args=["students", "csv"]))
    assert "2026-12-02.csv" in response["Content-Disposition"]
    assert "%D0%A3%D1%87%D0%B5%D0%BD%D0%B8%D0%BA%D0%B8" in response["Content-Disposition"]  # «Ученики»
    assert response["Cache-Control"].startswith("max-age=0") or "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "Дмитриев;Дима;Денисович;01.03.2013" in response.content.decode("utf-8-sig")


@pytest.mark.req("ADM-04")
@pytest.mark.parametrize(
    ("page", "name", "asked"),
    [
        ("office:students", "students", {}),
        ("office:students", "students", {"q": "ёлк"}),
        ("office:students", "students", {"q": "дмитриев"}),
        ("office:staff", "staff", {"q": "а"}),
        ("office:classes", "classes", {}),
        ("office:subjects", "subjects", {}),
        ("office:subjects", "subjects", {"part": "school"}),
        ("office:groups", "groups", {"shown": "1"}),
        ("office:groups", "groups", {"kind": "subgroup", "shown": "1"}),
        ("office:groups", "groups", {"ended": "on", "shown": "1"}),
    ],
)
def test_the_file_has_the_rows_of_the_screen(lived_in, browser_of, page, name, asked):
    igor = browser_of(lived_in.igor)
    screen = igor.get(reverse(page), asked).content.decode()
    address = reverse("office:export_list", args=[name, "xlsx"])
    assert address in screen
    assert len(rows_of(igor, name, **asked)) == screen.count('<th scope="row"')


def test_a_class_narrows_the_file_as_it_narrows_the_page(cast, browser_of):
    igor = browser_of(cast.igor)
    assert len(rows_of(igor, "students", school_class=cast.class_7a.pk)) == 3
    load = rows_of(igor, "load", staff=cast.anna_staff.pk)
    assert [row[:4] for row in load] == [("7А", "Математика", "Алексеева Анна Петровна", 3)]


def test_a_pupil_stands_with_the_class_of_the_day(lived_in, browser_of):
    rows = {f"{row[1]} {row[2]}": row for row in rows_of(browser_of(lived_in.igor), "students")}
    assert rows["ИВАНОВ ПЁТР"][6:8] == ("7Б", D(2026, 11, 15))  # moved on 15 November
    assert rows["Ли Анна"][6:10] == ("5", D(2026, 9, 1))  # goes on in 7А from 15 December: not left
    assert rows["О'Нил-Ёжикова Зоя"][9] == D(2026, 10, 9)  # left the school


def test_the_secretary_gets_lists_of_people_without_logins(cast, browser_of):
    sofia = browser_of(cast.sofia)
    page = sofia.get(reverse("office:export")).content.decode()
    assert reverse("office:export_list", args=["students", "csv"]) in page
    assert reverse("office:export_list", args=["load", "csv"]) not in page
    assert reverse("office:export_list", args=["school", "xlsx"]) not in page
    content = sofia.get(reverse("office:export_list", args=["students", "csv"])).content.decode("utf-8-sig")
    assert "Логин" not in content
    assert ";dima;" not in content
    assert (
        ";dima;" in browser_of(cast.igor).get(reverse("office:export_list", args=["students", "csv"])).content.decode()
    )


def test_a_csv_runs_nothing_in_a_spreadsheet(lived_in, browser_of):
    content = browser_of(lived_in.igor).get(reverse("office:export_list", args=["staff", "csv"])).content
    assert ";'=учитель;" in content.decode("utf-8-sig")
    assert ";=" not in content.decode("utf-8-sig")


@pytest.mark.parametrize("name", [*LISTED, "school"])
def test_a_list_costs_the_same_however_long_it_is(cast, browser_of, name, django_assert_max_num_queries):
    most = 45 if name == "school" else 14
    igor = browser_of(cast.igor)
    address = reverse("office:export_list", args=[name, "xlsx"])
    with django_assert_max_num_queries(most):
        igor.get(address)
    for number in range(3):
        pupil = person(Student, f"Новый Ученик{number}", file_no=f"Н-{number}")
        Enrolment.objects.create(student=pupil, school_class=cast.class_7a, starts_on=D(2026, 9, 1))
        Guardianship.objects.create(
            student=pupil, representative=cast.elena.representative, relation="mother", starts_on=D(2026, 9, 1)
        )
        group = StudyGroup.objects.create(year=cast.year, name=f"Г{number}", kind="club", subject=cast.maths_7a.subject)
        group.classes.add(cast.class_7a, cast.class_7b)
        group.memberships.create(student=pupil, starts_on=D(2026, 9, 1))
    with django_assert_max_num_queries(most):
        igor.get(address)
