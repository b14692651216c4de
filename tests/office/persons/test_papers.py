"""Lists of a class, certificates and extracts."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from apps.core import pdf
from apps.core.tables import read_book
from apps.office.queries.certificates import grades_extract, place_of
from apps.school.actions.movement import record_movement
from apps.school.models import Enrolment, Representative, Student
from apps.school.models.people import name_keys
from tests.office.persons.grading import grade

pytestmark = pytest.mark.django_db
needs_print = pytest.mark.skipif(bool(pdf.unavailable_reason()), reason="WeasyPrint is not here")


@pytest.fixture
def sofia(cast, browser_of):
    """The secretary's browser."""
    return browser_of(cast.sofia)


def text_of(response) -> str:
    return response.content.decode()


def words_of(response) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())


@pytest.mark.req("P-20")
def test_a_list_is_picked_column_by_column(cast, sofia):
    mother = Representative.objects.get(user=cast.elena)
    mother.phone = "+7 900 000-00-02"
    mother.save()
    url = f"/school/lists/{cast.class_7a.pk}/"
    asked = {"title": "Экскурсия", "columns": ["birth", "parent_phones", "consent"], "blanks": 2}
    shown = text_of(sofia.get(url, asked))
    assert "+7 900 000-00-02 (Елена)" in shown and "01.03.2013" in shown and "Согласие родителя" in shown
    sheet = read_book(sofia.get(f"{url}xlsx/", asked).content, "x.xlsx").sheets[0]
    assert [sheet.rows[1].cell(place) for place in range(4)][1:] == [
        "Дмитриев Дима Денисович", "01.03.2013", "+7 900 000-00-02 (Елена)"
    ]  # fmt: skip
    assert len(sheet.rows) == 4
    assert sofia.get(f"{url}doc/").status_code == 404


@pytest.mark.req("P-20")
@needs_print
@pytest.mark.parametrize(
    "asked",
    [
        {"blanks": 20},
        {"columns": ["birth", "age"]},
        {"columns": ["signature"]},
        {"columns": ["phone", "parent_phones"]},
    ],
)
def test_every_list_prints_on_a4(cast, sofia, asked):
    answer = sofia.get(f"/school/lists/{cast.class_7a.pk}/pdf/", asked)
    page = PdfReader(io.BytesIO(answer.content)).pages[0]
    assert {round(float(page.mediabox.width)), round(float(page.mediabox.height))} == {595, 842}
    assert "Ёлкина Катя Кирилловна" in words_of(answer)


@pytest.mark.req("P-20")
def test_personal_data_stand_on_lists_of_those_entitled_only(cast, browser_of):
    url, asked = f"/school/lists/{cast.class_7a.pk}/", {"columns": ["phone"]}
    assert browser_of(cast.vera).get(url, asked).status_code == 200  # leads the class
    anna = browser_of(cast.anna)  # only teaches it
    shown = text_of(anna.get(url, {"blanks": 5}))
    assert "Дмитриев Дима Денисович" in shown and "Телефон" not in shown
    for page in (url, f"{url}pdf/", f"{url}xlsx/"):
        assert anna.get(page, asked).status_code == 403
    assert browser_of(cast.boris).get(url).status_code == 404


def test_whoever_has_one_class_need_not_choose(cast, browser_of, sofia):
    assert browser_of(cast.vera).get("/school/lists/").url == f"/school/lists/{cast.class_7a.pk}/"
    assert "7Б" in text_of(sofia.get("/school/lists/"))


@pytest.mark.parametrize("more", [0, 3])
def test_a_list_costs_the_same_however_long_it_is(cast, sofia, more, django_assert_max_num_queries):
    for number in range(more):
        names = {"last_name": f"Новый{number}", "first_name": "Ян", "patronymic": ""}
        new = Student.objects.create(**names, **name_keys(**names))
        Enrolment.objects.create(student=new, school_class=cast.class_7a, starts_on=dt.date(2026, 9, 1))
    with django_assert_max_num_queries(10):
        sofia.get(f"/school/lists/{cast.class_7a.pk}/", {"columns": ["parents", "parent_phones"]})


@pytest.mark.req("P-19")
@needs_print
def test_the_secretary_prints_a_certificate_of_study(cast, sofia):
    url = f"/school/certificates/{cast.dima.pk}/"
    assert "Дмитриев Дима" in text_of(sofia.get("/school/certificates/", {"q": "дмитр"}))
    told = {"number": "118", "issued_on": "2026-12-01", "purpose": "в отдел соц. защиты", "paper": "study"}
    words = words_of(sofia.get(url, told))
    for part in (
        "Средняя школа № 0",
        "№ 118 от 01.12.2026",
        "Дмитриев Дима Денисович",
        "7А классе",
        "соц. защиты",
    ):
        assert part in words
    assert "ещё не наступила" in text_of(sofia.get(url, {**told, "issued_on": "2027-01-01"}))


@pytest.mark.req("P-19")
def test_nobody_gets_a_certificate_after_the_departure(cast, sofia):
    record_movement(
        student=cast.katya, kind="departure", effective_on=dt.date(2026, 11, 16), order_number="1",
        order_on=dt.date(2026, 11, 13), year=cast.year, by=cast.sofia,
    )  # fmt: skip
    told = {"number": "119", "issued_on": "2026-12-01", "purpose": "по месту требования", "paper": "study"}
    assert "справка не выдаётся" in text_of(sofia.get(f"/school/certificates/{cast.katya.pk}/", told))


@pytest.mark.req("P-19")
@needs_print
def test_the_secretary_prints_current_grades_and_writes_nothing(cast, sofia, browser_of):
    anna = browser_of(cast.anna)
    for day, text in ((dt.date(2026, 11, 11), "5"), (dt.date(2026, 11, 13), "4"), (dt.date(2026, 11, 16), "н")):
        assert grade(anna, cast.maths_7a, cast.lesson("maths_7a", day), cast.dima, text)["status"] == "saved"
    today = dt.date(2026, 12, 2)
    line = grades_extract(cast.dima, place_of(cast.dima, today), today).lines[0]
    assert (line.name, line.current, line.average, line.missed) == ("Математика", "5 4", "4,50", 1)
    told = {"number": "120", "issued_on": "2026-12-02", "purpose": "в школу № 3", "paper": "grades"}
    url = f"/school/certificates/{cast.dima.pk}/"
    words = words_of(sofia.get(url, told))
    assert "Математика" in words and "5 4" in words and "4,50" in words
    assert sofia.post(url, told).status_code == 405
