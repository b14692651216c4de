"""A pupil's own plan and releases: which journals know the pupil, and what is demanded (STR-09, I-06)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.archive.queries.material import read_material
from apps.control.queries.audience import Audiences
from apps.control.queries.works import overdue_works
from apps.core import clock
from apps.core.seen import seen_of
from apps.journal.queries.rolls import Rolls
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.models import Lesson, WorkKind
from apps.lessons.queries import course_term_of, term_missing
from apps.school.models import (
    Course,
    GroupMembership,
    IndividualPlan,
    IndividualPlanLine,
    Release,
    Subject,
    TeachingAssignment,
)
from apps.school.queries import course_roll, days_off, norms_on
from apps.timetable.models import TimetableEntry

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 11, 23)
BEFORE = SINCE - dt.timedelta(days=1)
TODAY = dt.date(2026, 12, 2)
ORDER = {"order_number": "77-у", "order_on": "2026-11-20", "starts_on": "2026-11-23", "ends_on": "", "note": ""}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def nine(cast):
    """Nine courses of class 7А besides English, one lesson a week each."""
    courses = [cast.maths_7a]
    for number in range(2, 10):
        subject = Subject.objects.create(name=f"Предмет {number}", short_name="П", part="federal", position=number + 5)
        facts = {"year": cast.year, "term_scheme": cast.scheme, "school_class": cast.class_7a, "hours_per_week": 1}
        course = Course.objects.create(subject=subject, **facts)
        facts = {"course": course, "starts_on": dt.date(2026, 9, 1)}
        TeachingAssignment.objects.create(staff=cast.vera_staff, hours_per_week=1, **facts)
        TimetableEntry.objects.create(weekday=number % 5, number=6 + number // 5, teacher=cast.vera_staff, **facts)
        courses.append(course)
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    return courses


def names_in(client, course) -> bool:
    """Whether Dima stands in the journal page of the course's second quarter."""
    return "Дмитриев Дима" in text_of(client.get(f"/journal/{course.pk}/"))


@pytest.mark.req("STR-09")
def test_a_pupil_with_a_plan_of_seven_subjects_is_in_those_seven_journals_and_in_no_other_of_the_class(
    cast, galina, nine
):
    chosen, others = nine[:7], [*nine[7:], cast.english_1]
    hours = {f"hours-{course.subject_id}": "1,5" for course in chosen}
    sent = {**ORDER, "starts_on": "2026-11-02", **hours}
    assert galina.post(f"/school/individual-plans/new/?student={cast.dima.pk}", sent).status_code == 302
    plan = IndividualPlan.objects.get()
    assert [(line.hours_per_week, line.course) for line in plan.lines.all()] == [(Decimal("1.5"), None)] * 7
    assert plan.history.get().history_change_reason == "Приказ № 77-у"
    assert [names_in(galina, course) for course in chosen] == [True] * 7
    assert [names_in(galina, course) for course in others] == [False] * 3
    listed = text_of(galina.get("/school/individual-plans/"))
    assert "Дмитриев Дима Денисович" in listed and "приказ № 77-у" in listed and "Предмет 7 — 1,5 ч" in listed


@pytest.fixture
def without_english(cast):
    """From 23 November Dima follows a plan of mathematics alone, taught in 7Б."""
    plan = IndividualPlan.objects.create(
        year=cast.year, student=cast.dima, order_number="1", order_on=BEFORE, starts_on=SINCE
    )
    facts = {"subject": cast.maths_7a.subject, "hours_per_week": 3}
    IndividualPlanLine.objects.create(plan=plan, course=cast.maths_7b, **facts)
    return plan


def test_the_roll_follows_the_plan_from_its_first_day(cast, without_english):
    def on(course, day):
        return cast.dima in [one.student for one in course_roll(course) if one.on(day)]

    assert [on(cast.english_1, BEFORE), on(cast.english_1, SINCE)] == [True, False]
    assert [on(cast.maths_7a, BEFORE), on(cast.maths_7a, SINCE)] == [True, False]
    assert [on(cast.maths_7b, BEFORE), on(cast.maths_7b, SINCE)] == [False, True]


def test_the_diary_shows_the_lessons_of_the_plan_and_no_others(cast, without_english, browser_of):
    family = browser_of(cast.elena)
    page = family.get(f"/diary/{cast.dima.pk}/?week=2026-W49").context["page"]
    shown = {(row.course_pk, day.date) for day in page.days for row in day.rows}
    theirs = Lesson.objects.filter(course=cast.maths_7b, held_on__range=(dt.date(2026, 11, 30), dt.date(2026, 12, 6)))
    assert shown == {(cast.maths_7b.pk, lesson.held_on) for lesson in theirs}
    earlier = family.get(f"/diary/{cast.dima.pk}/?week=2026-W47").context["page"]
    courses = {row.course_pk for day in earlier.days for row in day.rows}
    assert courses == {cast.maths_7a.pk, cast.english_1.pk}
    assert family.get(f"/diary/{cast.dima.pk}/grades/").status_code == 200


def test_grades_are_written_only_where_the_pupil_sits(cast, without_english, browser_of):
    grid = text_of(browser_of(cast.boris).get(f"/journal/{cast.maths_7b.pk}/"))
    assert "Дмитриев Дима" in grid and "Юрьев Юра" in grid


def test_lists_of_many_courses_agree_with_the_roll_of_each(cast, without_english):
    courses = [cast.maths_7a, cast.maths_7b, cast.english_1, cast.english_2]
    rolls = Rolls(courses)
    for course in courses:
        for day in (BEFORE, SINCE):
            assert rolls.on(course.pk, day) == {one.student.pk for one in course_roll(course) if one.on(day)}
    volume = read_material(cast.class_7a, cast.term2)
    for course in volume.courses:
        assert volume.rolls[course.pk] == course_roll(course)


def test_an_own_class_named_as_the_place_follows_the_pupil_through_a_transfer(cast, galina):
    sent = {**ORDER, f"hours-{cast.maths_7a.subject_id}": "3", f"course-{cast.maths_7a.subject_id}": cast.maths_7a.pk}
    galina.post(f"/school/individual-plans/new/?student={cast.dima.pk}", sent)
    assert IndividualPlanLine.objects.get().course is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"order_number": ""}, "Обязательное поле"),
        ({"starts_on": "2025-11-23"}, "вне учебного года"),
        ({"ends_on": "2026-11-01"}, "Последний день раньше первого"),
        ({"hours": "три"}, "не число часов"),
        ({"hours": ""}, "Впишите часы хотя бы одного предмета"),
    ],
)
def test_a_faulty_plan_is_told_and_what_was_typed_stays(cast, galina, change, sentence):
    hours = {f"hours-{cast.maths_7a.subject_id}": change.pop("hours", "3"), f"hours-{cast.english_1.subject_id}": ""}
    answer = galina.post(f"/school/individual-plans/new/?student={cast.dima.pk}", {**ORDER, **hours, **change})
    assert sentence in text_of(answer)
    assert not IndividualPlan.objects.exists()


def test_two_plans_do_not_overlap_and_two_editors_collide(cast, galina, without_english):
    maths = {f"hours-{cast.maths_7a.subject_id}": "2", f"course-{cast.maths_7a.subject_id}": cast.maths_7b.pk}
    answer = galina.post(f"/school/individual-plans/new/?student={cast.dima.pk}", {**ORDER, **maths})
    assert "уже есть другой индивидуальный план" in text_of(answer)
    url, seen = f"/school/individual-plans/{without_english.pk}/", seen_of(without_english)
    assert galina.post(url, {**ORDER, **maths, "seen": seen}).status_code == 302
    assert "эту запись изменили" in text_of(galina.post(url, {**ORDER, **maths, "seen": seen}))


# --- releases ------------------------------------------------------------------------------------------------------


def release(cast, client, **change):
    sent = {"course": cast.maths_7a.pk, "starts_on": "2026-11-02", "ends_on": "", "basis": "Справка № 5"} | change
    return client.post(f"/school/releases/new/?student={cast.dima.pk}", sent)


@pytest.mark.req("I-06")
def test_a_released_pupil_is_not_demanded_a_mark(cast, galina, browser_of):
    control = WorkKind.objects.get(code="control")
    lesson = cast.lesson("maths_7a", dt.date(2026, 11, 25))
    add_assessment(lesson, work_kind=control, by=cast.anna)

    def owing():
        row = course_term_of(cast.maths_7a.pk, cast.term2.pk)
        missing = term_missing(cast.maths_7a, row, cast.term2, clock.now())
        lessons = Lesson.objects.filter(pk=lesson.pk)
        args = (Audiences(cast.year.pk), norms_on(TODAY), days_off(cast.year.pk), clock.now())
        works = [work.label for work in overdue_works(lessons, *args)]
        return (
            [one.name for one in missing if one.kind == "grade"],
            works,
            Rolls([cast.maths_7a]).on(cast.maths_7a.pk, lesson.held_on),
        )

    names, [work], demanded = owing()
    assert "Дмитриев Дима" in names and "у 3" in work and cast.dima.pk in demanded
    assert release(cast, galina).status_code == 302
    names, [work], demanded = owing()
    assert "Дмитриев Дима" not in names and "Жуков Олег" in names
    assert "у 2" in work and cast.dima.pk not in demanded
    assert any(one.student == cast.dima for one in course_roll(cast.maths_7a))  # present all the same
    page = text_of(browser_of(cast.anna).get(reverse("journal:term", args=[cast.maths_7a.pk, cast.term2.pk])))
    assert "освобождён" in page


def test_a_release_that_ended_demands_again(cast, galina):
    release(cast, galina)
    row = Release.objects.get()
    galina.post(f"/school/releases/{row.pk}/end/", {"last_day": "2026-11-30"})
    row.refresh_from_db()
    assert row.ends_on == dt.date(2026, 11, 30)
    missing = term_missing(cast.maths_7a, None, cast.term2, clock.now())
    assert "Дмитриев Дима" in [one.name for one in missing]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"basis": ""}, "Обязательное поле"),
        ({"ends_on": "2026-10-01"}, "Последний день раньше первого"),
        ({"course": "english_2"}, "Выберите корректный вариант"),
    ],
)
def test_a_faulty_release_is_told(cast, galina, change, sentence):
    if change.get("course") == "english_2":  # Dima is in the first group
        change = {"course": cast.english_2.pk}
    assert sentence in text_of(release(cast, galina, **change))
    assert not Release.objects.exists()


def test_the_same_days_are_not_released_twice(cast, galina):
    release(cast, galina)
    assert "уже освобождён" in text_of(release(cast, galina))


def test_the_pupil_is_found_by_name(cast, galina):
    assert "Ёлкина Катя" in text_of(galina.get("/school/releases/new/?q=елкина"))
    assert galina.get("/school/releases/new/?student=999999").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_with_one_plan_and_with_three(cast, galina, more, django_assert_max_num_queries):
    for student in (cast.dima, cast.katya, cast.oleg)[:more]:
        facts = {"year": cast.year, "student": student, "order_number": "1", "order_on": TODAY, "starts_on": SINCE}
        plan = IndividualPlan.objects.create(**facts)
        for course in (cast.maths_7a, cast.english_1):
            IndividualPlanLine.objects.create(plan=plan, subject=course.subject, hours_per_week=1, course=course)
            Release.objects.create(student=student, course=course, starts_on=SINCE, basis="справка")
    GroupMembership.objects.filter(student=cast.katya).delete()
    with django_assert_max_num_queries(16):
        assert galina.get("/school/individual-plans/").status_code == 200
