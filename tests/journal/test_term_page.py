"""Closing a term on its page: suggested grades, handing in, acceptance, reopening."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.journal.queries.term_page import term_rows
from apps.lessons.actions.records import record_lesson
from apps.lessons.models import CourseTerm, Lesson, TermGrade
from apps.school.queries import norms_on

from .forms import form_of

TODAY = dt.date(2026, 12, 2)


@pytest.fixture
def url(cast):
    return reverse("journal:term", args=[cast.maths_7a.pk, cast.term2.pk])


@pytest.fixture
def anna(cast, browser_of):
    return browser_of(cast.anna)


@pytest.fixture
def graded(cast, anna):
    """Every pupil has current grades; the last week of the term has come."""
    for day, texts in (("2026-11-27", "545"), ("2026-11-30", "434"), ("2026-12-02", "554")):
        lesson = cast.lesson("maths_7a", dt.date.fromisoformat(day))
        page = reverse("journal:lesson", args=[lesson.pk])
        column = lesson.assessments.get()
        form = form_of(anna.get(page))
        for pupil, text in zip((cast.dima, cast.katya, cast.oleg), texts, strict=True):
            form[f"cell-{column.pk}-{pupil.pk}"] = text
        anna.post(page, form)
    cast.now(2026, 12, 28, 10, 0)


def record_topics(cast):
    for lesson in Lesson.objects.filter(course=cast.maths_7a, term=cast.term2):
        record_lesson(lesson, topic="Тема", by=cast.anna)


def state(cast) -> CourseTerm:
    return CourseTerm.objects.get(course=cast.maths_7a, term=cast.term2)


def values(cast):
    rows = TermGrade.objects.filter(term=cast.term2).order_by("student__sort_key")
    return [row.value for row in rows]


@pytest.mark.req("GRD-14")
def test_every_pupil_has_count_average_and_a_suggestion_that_explains_itself(cast, anna, url, graded):
    rows = term_rows(cast.maths_7a, cast.term2, norms_on(TODAY))
    assert [(row.suggestion.count, row.suggestion.average_text, row.suggestion.value) for row in rows] == [
        (3, "4,67", "5"),
        (3, "4,00", "4"),
        (3, "4,33", "4"),
    ]
    assert "порог для «5» — 4,50" in anna.get(url).content.decode()


def test_blanks_are_filled_with_the_suggestions_and_nothing_else_is_touched(cast, anna, url, graded):
    form = form_of(anna.get(url))
    assert anna.post(url, form | {f"grade-{cast.dima.pk}": "н/а"}).status_code == 302
    assert anna.post(url, form_of(anna.get(url)) | {"do": "fill"}).status_code == 302
    assert values(cast) == ["н/а", "4", "4"]


@pytest.mark.req("GRD-14")
def test_a_grade_far_from_the_average_asks_why(cast, anna, url, graded):
    response = anna.post(url, form_of(anna.get(url)) | {f"grade-{cast.katya.pk}": "5"})
    assert response.status_code == 200
    assert "укажите причину" in response.content.decode()
    again = form_of(response)
    assert again[f"grade-{cast.katya.pk}"] == "5"
    assert anna.post(url, again | {f"reason-{cast.katya.pk}": "Олимпиада"}).status_code == 302
    assert values(cast) == ["5"]
    assert TermGrade.history.get().history_change_reason == "Олимпиада"


def test_a_conflict_shows_both_values(cast, anna, url, graded):
    first, second = (form_of(anna.get(url)) for _attempt in range(2))
    anna.post(url, first | {f"grade-{cast.katya.pk}": "4"})
    response = anna.post(url, second | {f"grade-{cast.katya.pk}": "н/а"})
    assert "здесь появилось «4»" in response.content.decode()
    assert values(cast) == ["4"]
    assert anna.post(url, form_of(response)).status_code == 302
    assert values(cast) == ["н/а"]


@pytest.mark.req("GRD-09")
def test_term_grades_are_not_given_before_their_time(cast, anna, url):
    page = anna.get(url)
    assert "Отметки за период ставятся с" in page.content.decode()
    name = f"{cast.katya.pk}"
    anna.post(url, {"do": "save", f"grade-{name}": "4", f"base-{name}": "0", f"was-{name}": ""})
    assert values(cast) == []


@pytest.mark.req("GRD-08", "P-11")
def test_handing_in_names_what_is_missing_with_links_and_then_goes_through(cast, anna, url, graded):
    text = anna.get(url).content.decode()
    assert "Сдать период" not in text
    assert "нет темы урока" in text
    assert "Ёлкина Катя: нет отметки за период" in text
    refused = anna.post(url, {"do": "hand_in"}, follow=True)
    assert "Период сдать нельзя" in refused.content.decode()
    assert state(cast).handed_in_at is None

    record_topics(cast)
    anna.post(url, form_of(anna.get(url)) | {"do": "fill"})
    assert "Сдать период" in anna.get(url).content.decode()
    done = anna.post(url, {"do": "hand_in"}, follow=True)
    assert "Период сдан." in done.content.decode()
    assert state(cast).handed_in_by == cast.anna
    form = form_of(anna.get(url))
    assert f"grade-{cast.katya.pk}" not in form


def hand_in(cast, anna, url):
    record_topics(cast)
    anna.post(url, form_of(anna.get(url)) | {"do": "fill"})
    anna.post(url, {"do": "hand_in"})
    assert state(cast).handed_in_at


@pytest.mark.req("P-11", "P-12")
def test_the_deputy_accepts_and_reopens_with_a_reason(cast, anna, browser_of, url, graded):
    hand_in(cast, anna, url)
    cast.now(2026, 12, 31, 10, 0)
    galina = browser_of(cast.galina)
    assert "Принять" in galina.get(url).content.decode()
    galina.post(url, {"do": "accept"})
    assert state(cast).accepted_by == cast.galina

    galina.post(url, {"do": "reopen", "until": "2026-12-31T20:00", "reason": ""})
    assert state(cast).reopened_until is None
    galina.post(url, {"do": "reopen", "until": "2027-01-20T20:00", "reason": "ошибка в теме"})
    assert state(cast).reopened_until is None
    galina.post(url, {"do": "reopen", "until": "2026-12-31T20:00", "reason": "ошибка в теме"})
    assert state(cast).reopened_until == clock.moment(dt.date(2026, 12, 31), dt.time(20))
    assert "Период открыт для исправления до 31.12.2026 20:00" in anna.get(url).content.decode()
    galina.post(url, {"do": "close_again"})
    cast.now(2026, 12, 31, 10, 1)
    assert "попросите заместителя" in (said := anna.get(url).content.decode()) and "Период принят" in said
    assert "попросите заместителя" not in (said := galina.get(url).content.decode()) and "Период принят" in said


def test_the_deputy_returns_a_term_to_its_teacher(cast, anna, browser_of, url, graded):
    hand_in(cast, anna, url)
    galina = browser_of(cast.galina)
    galina.post(url, {"do": "take_back", "reason": "исправьте тему 27 ноября"})
    assert state(cast).handed_in_at is None
    assert CourseTerm.history.filter(history_change_reason="исправьте тему 27 ноября").exists()


@pytest.mark.req("P-11")
def test_the_deputy_hands_in_with_gaps_only_with_a_reason(cast, browser_of, url, graded):
    galina = browser_of(cast.galina)
    galina.post(url, {"do": "override", "reason": " "})
    assert state(cast).handed_in_at is None
    galina.post(url, {"do": "override", "reason": "учитель уволился"})
    assert state(cast).handed_in_by == cast.galina


@pytest.mark.parametrize("key", ["accept", "reopen", "take_back", "override", "close_again"])
@pytest.mark.parametrize("who", ["anna", "vera", "nikolai"])
def test_the_deputys_keys_are_the_deputys(cast, browser_of, url, who, key):
    assert browser_of(getattr(cast, who)).post(url, {"do": key, "reason": "так"}).status_code == 403


@pytest.mark.parametrize("key", ["save", "fill", "hand_in"])
@pytest.mark.parametrize("who", ["vera", "galina", "nikolai", "igor", "boris"])
def test_the_teachers_keys_are_the_teachers(cast, browser_of, url, who, key):
    client = browser_of(getattr(cast, who))
    assert client.get(url).status_code == 200
    assert client.post(url, {"do": key}).status_code == 403


@pytest.mark.req("SEC-04")
def test_a_stranger_does_not_know_of_the_page(cast, browser_of, url):
    stranger = browser_of(cast.olga)
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, {"do": "hand_in"}).status_code == 404
    assert browser_of(cast.elena).get(url).status_code == 403


def test_a_term_of_another_scheme_and_an_unknown_key_do_not_exist(cast, anna, url):
    assert anna.get(reverse("journal:term", args=[cast.maths_7a.pk, 10**9])).status_code == 404
    assert anna.post(url, {"do": "explode"}).status_code == 404
    assert anna.put(url).status_code == 405


@pytest.mark.req("P-11", "GRD-10")
def test_a_locked_term_says_so_and_takes_nothing(cast, anna):
    url = reverse("journal:term", args=[cast.maths_7a.pk, cast.term1.pk])
    assert "Период закрыт по регламенту" in anna.get(url).content.decode()
    name = f"{cast.katya.pk}"
    response = anna.post(url, {"do": "save", f"grade-{name}": "4", f"base-{name}": "0", f"was-{name}": ""})
    assert response.status_code == 200
    assert "Период закрыт по регламенту" in response.content.decode()
    assert not TermGrade.objects.exists()


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_class(cast, anna, url, django_assert_max_num_queries, pupils):
    for pupil in (cast.dima, cast.katya, cast.oleg)[pupils:]:
        enrolment = pupil.enrolments.get()
        enrolment.ends_on = dt.date(2026, 10, 1)
        enrolment.save()
    anna.get(url)
    with django_assert_max_num_queries(24):
        anna.get(url)
