"""The term-end board and the acceptance of what was handed in (P-11)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.lessons.enums import TermState
from apps.lessons.models import CourseTerm
from apps.school.enums import GroupKind, TermKind
from apps.school.models import Course, StudyGroup, Term, TermScheme


@pytest.fixture
def hand_in(cast):
    """Anna has handed the courses' term in."""

    def do(*courses, term=None, **more):
        for course in courses:
            CourseTerm.objects.update_or_create(
                course=getattr(cast, course),
                term=term or cast.term2,
                defaults={"handed_in_at": clock.now(), "handed_in_by": cast.anna, **more},
            )

    return do


@pytest.fixture
def accept(cast, browser_of):
    def press(user, class_pk, term=None):
        return browser_of(user).post(f"/control/terms/{(term or cast.term2).pk}/classes/{class_pk}/accept/")

    return press


def states(browser, term):
    board = browser.get(f"/control/terms/?term={term.pk}").context["board"]
    return {
        row.school_class and row.school_class.name: [(chip.subject, chip.group, chip.state) for chip in row.chips]
        for row in board.rows
    }


def test_every_course_of_every_class_stands_on_the_board(cast, browser_of, hand_in):
    hand_in("maths_7a")
    hand_in("english_1", accepted_at=clock.now(), accepted_by=cast.galina)
    assert states(browser_of(cast.galina), cast.term2) == {
        "7А": [
            ("Математика", "", TermState.HANDED_IN),
            ("Английский язык", "7А англ. 1", TermState.ACCEPTED),
            ("Английский язык", "7А англ. 2", TermState.OPEN),
        ],
        "7Б": [("Математика", "", TermState.OPEN)],
    }


def test_states_of_an_ended_term(cast, browser_of, hand_in):
    now = clock.now()
    hand_in("maths_7a", term=cast.term1, accepted_at=now, accepted_by=cast.galina, sealed_at=now)
    hand_in("english_1", term=cast.term1, sealed_at=now, reopened_until=now + dt.timedelta(days=1))
    assert states(browser_of(cast.galina), cast.term1)["7А"] == [
        ("Математика", "", TermState.SEALED),
        ("Английский язык", "7А англ. 1", TermState.REOPENED),
        ("Английский язык", "7А англ. 2", TermState.LOCKED),
    ]


def test_each_course_opens_its_term_page(cast, browser_of):
    html = browser_of(cast.galina).get("/control/terms/").content.decode()
    assert f'href="/journal/{cast.maths_7a.pk}/term/{cast.term2.pk}/"' in html


@pytest.mark.req("P-11")
def test_one_press_accepts_everything_a_class_handed_in(cast, browser_of, hand_in, accept):
    hand_in("maths_7a", "english_1", "maths_7b")
    answer = accept(cast.galina, cast.class_7a.pk)
    assert answer.status_code == 302
    accepted = CourseTerm.objects.filter(accepted_at__isnull=False)
    assert {row.course for row in accepted} == {cast.maths_7a, cast.english_1}
    assert {row.accepted_by for row in accepted} == {cast.galina}


def test_pressing_twice_changes_nothing_more(cast, hand_in, accept):
    hand_in("maths_7a")
    accept(cast.galina, cast.class_7a.pk)
    rows = CourseTerm.history.count()
    assert accept(cast.galina, cast.class_7a.pk).status_code == 302
    assert CourseTerm.history.count() == rows


@pytest.mark.req("P-11")
def test_the_director_looks_and_does_not_touch(cast, browser_of, hand_in, accept):
    hand_in("maths_7a")
    assert "Принять все сданные" in browser_of(cast.igor).get("/control/terms/").content.decode()
    assert "Принять все сданные" not in browser_of(cast.nikolai).get("/control/terms/").content.decode()
    assert accept(cast.nikolai, cast.class_7a.pk).status_code == 403
    assert not CourseTerm.objects.filter(accepted_at__isnull=False).exists()


@pytest.mark.parametrize("who", ["anna", "vera", "elena", "sofia"])
def test_nobody_else_accepts(cast, hand_in, accept, who):
    hand_in("maths_7a")
    assert accept(getattr(cast, who), cast.class_7a.pk).status_code == 403
    assert not CourseTerm.objects.filter(accepted_at__isnull=False).exists()


def test_a_class_or_term_that_does_not_exist_is_404_and_a_get_is_405(cast, accept, browser_of):
    assert accept(cast.galina, 999999).status_code == 404
    galina = browser_of(cast.galina)
    assert galina.post(f"/control/terms/999999/classes/{cast.class_7a.pk}/accept/").status_code == 404
    assert galina.get(f"/control/terms/{cast.term2.pk}/classes/{cast.class_7a.pk}/accept/").status_code == 405
    assert galina.get("/control/terms/?term=999999").status_code == 404
    assert galina.get("/control/terms/?term=x").status_code == 404


@pytest.mark.req("P-17")
def test_groups_across_classes_have_a_row_of_their_own(cast, browser_of, hand_in, accept):
    group = StudyGroup.objects.create(
        year=cast.year, name="Поток", kind=GroupKind.STREAM, subject=cast.maths_7a.subject
    )
    group.classes.set([cast.class_7a, cast.class_7b])
    cast.stream = Course.objects.create(
        year=cast.year, subject=cast.maths_7a.subject, study_group=group, term_scheme=cast.scheme
    )
    hand_in("stream", "maths_7a")
    assert states(browser_of(cast.galina), cast.term2)[None] == [("Математика", "Поток", TermState.HANDED_IN)]
    accept(cast.galina, 0)
    assert [row.course for row in CourseTerm.objects.filter(accepted_at__isnull=False)] == [cast.stream]


def test_the_board_opens_at_the_term_that_is_being_closed(cast, browser_of):
    galina = browser_of(cast.galina)
    assert galina.get("/control/terms/").context["term"] == cast.term2
    cast.now(2026, 10, 27, 12, 0)
    assert galina.get("/control/terms/").context["term"] == cast.term1


@pytest.mark.req("P-01")
def test_another_division_of_the_year_has_a_board_of_its_own(cast, browser_of):
    scheme = TermScheme.objects.create(year=cast.year, kind=TermKind.HALF_YEAR, levels="10,11")
    half = Term.objects.create(scheme=scheme, number=1, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 30))
    cast.maths_7b.term_scheme = scheme
    cast.maths_7b.save()
    assert states(browser_of(cast.galina), half) == {"7Б": [("Математика", "", TermState.OPEN)]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_queries_whatever_was_handed_in(
    cast, browser_of, hand_in, django_assert_num_queries, count
):
    hand_in(*("maths_7a", "english_1", "english_2")[:count])
    browser = browser_of(cast.galina)
    with django_assert_num_queries(9):
        browser.get("/control/terms/")
