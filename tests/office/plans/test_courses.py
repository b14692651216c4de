"""How a course is graded: scale and terms belong to course × term (P-01, I-06)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.seen import seen_of
from apps.lessons.models import CourseTerm, Lesson, TermGrade
from apps.lessons.queries import course_term_of, term_missing
from apps.school.models import Term, TermScheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def halves(cast):
    """Half-years beside the quarters of levels 1-9."""
    scheme = TermScheme.objects.create(year=cast.year, kind="half_year", levels="5-9")
    days = ((dt.date(2026, 9, 1), dt.date(2026, 12, 31)), (dt.date(2027, 1, 1), dt.date(2027, 5, 26)))
    for number, (first, last) in enumerate(days, 1):
        Term.objects.create(scheme=scheme, number=number, starts_on=first, ends_on=last)
    return scheme


def sent(cast, **change) -> dict:
    course = cast.maths_7a
    return {
        "scale": "five", "term_scheme": cast.scheme.pk, "kind": "core", "hours_per_week": "3", "seen": seen_of(course),
    } | change  # fmt: skip


def save(cast, client, **change):
    return client.post(f"/school/courses/{cast.maths_7a.pk}/", sent(cast, **change))


def kinds_missing(cast, term) -> set[str]:
    cast.maths_7a.refresh_from_db()
    row = course_term_of(cast.maths_7a.pk, term.pk)
    return {one.kind for one in term_missing(cast.maths_7a, row, term, clock.now())}


@pytest.mark.req("P-01")
def test_a_term_without_grades_demands_nothing_at_closing_and_the_others_still_do(cast, galina):
    assert "grade" in kinds_missing(cast, cast.term1)
    assert save(cast, galina, gradeless=[cast.term1.pk]).status_code == 302
    assert "grade" not in kinds_missing(cast, cast.term1)
    assert "grade" in kinds_missing(cast, cast.term2)


@pytest.mark.req("P-01")
def test_a_subject_of_one_hour_is_graded_by_half_years_in_a_class_of_quarters(cast, galina, halves):
    assert save(cast, galina, term_scheme=halves.pk).status_code == 302
    used = Lesson.objects.filter(course=cast.maths_7a).values_list("term__scheme", flat=True).distinct().order_by()
    assert list(used) == [halves.pk]
    assert set(CourseTerm.objects.filter(course=cast.maths_7a).values_list("term__scheme", flat=True)) == {halves.pk}
    neighbour = Lesson.objects.filter(course=cast.maths_7b).values_list("term__scheme", flat=True).distinct().order_by()
    assert list(neighbour) == [cast.scheme.pk]


@pytest.mark.req("I-06")
@pytest.mark.parametrize(("scale", "demands"), [("five", True), ("pass", True), ("none", False)])
def test_each_scale_says_whether_a_term_grade_is_demanded(cast, galina, scale, demands):
    save(cast, galina, scale=scale)
    assert ("grade" in kinds_missing(cast, cast.term1)) is demands


def test_a_course_with_term_grades_keeps_its_scale_and_its_terms(cast, galina, halves):
    TermGrade.objects.create(
        course=cast.maths_7a, term=cast.term1, student=cast.dima, value="5", changed_at=clock.now()
    )
    assert "систему оценивания менять нельзя" in save(cast, galina, scale="pass").content.decode()
    assert "периоды менять нельзя" in save(cast, galina, term_scheme=halves.pk).content.decode()
    assert "уже стоят" in save(cast, galina, gradeless=[cast.term1.pk]).content.decode()


def test_who_was_second_learns_that_the_course_was_changed(cast, galina):
    form = sent(cast)
    save(cast, galina, hours_per_week="4")
    answer = galina.post(f"/school/courses/{cast.maths_7a.pk}/", {**form, "hours_per_week": "5"})
    assert "эту запись изменили" in answer.content.decode()


def test_the_director_reads_how_a_course_is_graded(cast, browser_of):
    page = browser_of(cast.nikolai).get(f"/school/courses/{cast.maths_7a.pk}/").content.decode()
    assert "5-балльная" in page and "Алексеева" in page and "Сохранить</button>" not in page
