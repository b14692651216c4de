"""The list of journal pages and the class teacher's desk."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.journal.queries.course_list import course_list
from apps.lessons.actions.substitutions import register_substitution

from .forms import form_of

TODAY = dt.date(2026, 12, 2)


def names(page):
    return {
        section.title: [(group.name, [line.subject for line in group.courses]) for group in section.groups]
        for section in page.sections
    }


@pytest.mark.req("JRN-03")
def test_a_teacher_sees_exactly_the_pages_of_the_own_load(cast):
    assert names(course_list(cast.anna_staff, sees_all=False, query="")) == {"Мои журналы": [("Математика", ["7А"])]}
    assert names(course_list(cast.olga_staff, sees_all=False, query="")) == {
        "Мои журналы": [("Английский язык", ["7А англ. 1", "7А англ. 2"])]
    }


@pytest.mark.req("TT-06")
def test_a_page_substituted_in_today_is_there_today_only(cast):
    lesson = cast.lesson("maths_7a", TODAY)
    register_substitution(lesson, substitute=cast.olga_staff, reason="семинар", by=cast.galina)
    page = course_list(cast.olga_staff, sees_all=False, query="")
    assert ("Математика", ["7А"]) in names(page)["Мои журналы"]
    line = next(group.courses[0] for group in page.sections[0].groups if group.name == "Математика")
    assert line.badge.label == "замена сегодня"
    cast.now(2026, 12, 3, 9, 0)
    assert ("Математика", ["7А"]) not in names(course_list(cast.olga_staff, sees_all=False, query=""))["Мои журналы"]


@pytest.mark.req("SEC-05")
def test_a_class_teacher_sees_every_page_of_the_led_class(cast):
    assert names(course_list(cast.vera_staff, sees_all=False, query="")) == {
        "Мой класс: 7А": [("7А", ["Математика", "Английский язык", "Английский язык"])]
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["7А", "7Б"]),
        ("7a", ["7А"]),
        ("матем", ["7А", "7Б"]),
        ("БОРИСОВ", ["7Б"]),
        ("7б математика", ["7Б"]),
        ("химия", []),
    ],
)
def test_oversight_searches_all_pages(cast, query, found):
    page = course_list(cast.galina_staff, sees_all=True, query=query)
    assert [group.name for group in page.sections[-1].groups] == found


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("vera", 200), ("galina", 200), ("igor", 200), ("elena", 403), ("sofia", 403)]
)
def test_the_list_is_the_staffs(cast, browser_of, who, status):
    client = browser_of(getattr(cast, who))
    assert client.get("/journal/").status_code == status
    assert client.post("/journal/").status_code == (405 if status == 200 else 403)


@pytest.mark.parametrize(
    ("who", "status"), [("vera", 200), ("galina", 200), ("nikolai", 200), ("igor", 200), ("anna", 404), ("elena", 403)]
)
def test_the_desk_of_a_class_is_its_teachers_and_oversights(cast, browser_of, who, status):
    client = browser_of(getattr(cast, who))
    assert client.get(f"/classes/{cast.class_7a.pk}/").status_code == status
    assert client.get(f"/classes/{10**9}/").status_code == (403 if status == 403 else 404)


def test_a_class_teacher_goes_straight_to_the_only_class(cast, browser_of):
    response = browser_of(cast.vera).get("/classes/")
    assert response.status_code == 302
    assert response["Location"] == f"/classes/{cast.class_7a.pk}/"
    assert browser_of(cast.vera).get(f"/classes/{cast.class_7b.pk}/").status_code == 404
    assert "7Б" in browser_of(cast.galina).get("/classes/").content.decode()
    assert "не закреплён" in browser_of(cast.anna).get("/classes/").content.decode()


@pytest.mark.req("ATT-01")
def test_todays_absences_of_the_class_stand_on_its_desk(cast, browser_of):
    lesson = cast.lesson("maths_7a", TODAY)
    url = reverse("journal:lesson", args=[lesson.pk])
    anna = browser_of(cast.anna)
    grade = f"cell-{lesson.assessments.get().pk}-{cast.oleg.pk}"
    anna.post(url, form_of(anna.get(url)) | {f"sign-{cast.dima.pk}": "н", grade: "4"})
    text = browser_of(cast.vera).get(f"/classes/{cast.class_7a.pk}/").content.decode()
    assert "урок 2 — н" in text
    assert "4,00" in text
    assert reverse("journal:grid", args=[cast.maths_7a.pk]) in text
    assert browser_of(cast.vera).post(f"/classes/{cast.class_7a.pk}/").status_code == 405


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_class(cast, browser_of, django_assert_max_num_queries, pupils):
    for pupil in (cast.dima, cast.katya, cast.oleg)[pupils:]:
        enrolment = pupil.enrolments.get()
        enrolment.ends_on = dt.date(2026, 10, 1)
        enrolment.save()
    client = browser_of(cast.vera)
    client.get(f"/classes/{cast.class_7a.pk}/")
    with django_assert_max_num_queries(30):
        client.get(f"/classes/{cast.class_7a.pk}/")
    with django_assert_max_num_queries(18):
        client.get("/journal/")
