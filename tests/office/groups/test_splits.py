"""A class divided into subgroups by the class teacher or the deputy, term by term."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.core.errors import Conflict, RuleViolation
from apps.journal.actions.operations import apply_operations
from apps.lessons.models import Assessment, Grade
from apps.office.actions.groups import split_class
from apps.school.actions.groups import divide_class
from apps.school.models import (
    ClassSplit,
    Course,
    Curriculum,
    CurriculumChoice,
    CurriculumLine,
    GroupMembership,
    Norms,
    SplitConfirmation,
    StudyGroup,
    Subject,
)
from apps.school.queries import course_roll
from apps.school.queries.groups import lists_stamp
from tests.office.groups.conftest import enrol, shown
from tests.plugins.cast import YEAR_START

TERM_2 = dt.date(2026, 11, 2)


@pytest.fixture
def halves(cast) -> list[StudyGroup]:
    """The subgroups of English of 7А."""
    return [cast.english_1.study_group, cast.english_2.study_group]


def split_form(halves, places: dict, day="2026-11-02", **more) -> dict:
    """The form of the page: a radio per pupil."""
    chosen = {f"half-{student.pk}": group.pk for student, group in places.items()}
    return {"starts_on": day, "seen": lists_stamp(halves), **chosen, **more}


def in_half(cast, course: Course, day: dt.date) -> set:
    course = Course.objects.select_related("study_group").get(pk=course.pk)
    return {entry.student for entry in course_roll(course) if entry.on(day)}


@pytest.mark.req("STR-08", "C-14")
def test_a_class_of_28_is_split_in_halves_from_term_2_and_the_marks_of_term_1_stay_with_the_old_split(
    cast, desk, browser_of, class_of_28, halves, school_time
):
    school_time(2026, 9, 2, 12, 0)
    old = {student: halves[place >= 10] for place, student in enumerate(class_of_28)}
    assert desk(cast.vera).post(
        "split", cast.class_7a.pk, cast.english_1.subject_id, **split_form(halves, old, "2026-09-01")
    ).status_code == 302  # fmt: skip
    school_time(2026, 10, 7, 18, 0)
    moving = class_of_28[11]  # in the second half now
    lesson = cast.english_2.lessons.get(held_on=dt.date(2026, 10, 7))
    column = Assessment.objects.get(lesson=lesson, is_ordinary=True)
    mark = {"id": str(uuid.uuid4()), "column": f"a{column.pk}", "student": moving.pk, "text": "5", "base": 0}
    answer = apply_operations(cast.english_2, [{**mark, "comment": None}], by=cast.olga)
    assert answer.results[0]["status"] == "saved", answer.results

    school_time(2026, 10, 30, 12, 0)  # between the terms: the page offers the first day of term 2 by itself
    page = desk(cast.vera).get("split", cast.class_7a.pk, cast.english_1.subject_id)
    assert 'value="2026-11-02"' in shown(page)
    new = {student: halves[place >= 14] for place, student in enumerate(class_of_28)}
    answer = desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **split_form(halves, new))
    assert answer.status_code == 302
    day = TERM_2
    assert (len(in_half(cast, cast.english_1, day)), len(in_half(cast, cast.english_2, day))) == (14, 14)
    eve = day - dt.timedelta(days=1)
    assert (len(in_half(cast, cast.english_1, eve)), len(in_half(cast, cast.english_2, eve))) == (10, 18)
    assert moving in in_half(cast, cast.english_1, day) and moving in in_half(cast, cast.english_2, eve)
    assert Grade.objects.get(student=moving).course == cast.english_2
    grid = reverse("journal:grid", args=[cast.english_2.pk])
    assert f'data-student="{moving.pk}"' in shown(browser_of(cast.olga).get(f"{grid}?term={cast.term1.pk}"))
    assert f'data-student="{moving.pk}"' not in shown(browser_of(cast.olga).get(f"{grid}?term={cast.term2.pk}"))


@pytest.mark.req("STR-08")
def test_a_pupil_in_both_halves_is_refused_by_the_rule(cast, desk, halves):
    form = split_form(halves, {cast.dima: halves[0], cast.katya: halves[1]}, "2027-01-11")
    form[f"half-{cast.oleg.pk}"] = [halves[0].pk, halves[1].pk]
    page = shown(desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **form))
    assert "Нельзя состоять в двух подгруппах сразу: Жуков Олег." in page
    assert not ClassSplit.objects.exists()


@pytest.mark.req("STR-08")
def test_a_pupil_in_both_halves_is_refused_by_the_database_too(cast, halves):
    split = ClassSplit.objects.create(school_class=cast.class_7a, subject=halves[0].subject, starts_on=TERM_2)
    place = {"student": cast.dima, "split": split, "starts_on": TERM_2}
    GroupMembership.objects.create(study_group=halves[0], **place)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembership.objects.create(study_group=halves[1], **place)


@pytest.mark.req("C-14")
def test_class_teacher_and_deputy_may_both_divide_a_neighbour_may_not(cast, desk, halves):
    places = {cast.dima: halves[1], cast.katya: halves[0], cast.oleg: halves[0]}
    for user in (cast.vera, cast.galina):
        answer = desk(user).post(
            "split", cast.class_7a.pk, cast.english_1.subject_id, **split_form(halves, places, "2027-01-11")
        )
        assert answer.status_code == 302
    assert ClassSplit.objects.get().history.latest("history_id").history_user == cast.vera
    assert desk(cast.vera).get("split", cast.class_7b.pk, cast.english_1.subject_id).status_code == 404
    assert desk(cast.nikolai).post("split", cast.class_7a.pk, cast.english_1.subject_id).status_code == 403
    looking = shown(desk(cast.nikolai).get("split", cast.class_7a.pk, cast.english_1.subject_id))
    assert "disabled" in looking and "По алфавиту" not in looking


def test_a_pupil_is_not_taken_from_a_half_where_marks_of_those_days_stand(cast, desk, halves):
    column = Assessment.objects.get(lesson=cast.lesson("english_2", dt.date(2026, 11, 30)), is_ordinary=True)
    mark = {"id": str(uuid.uuid4()), "column": f"a{column.pk}", "student": cast.katya.pk, "text": "4", "base": 0}
    apply_operations(cast.english_2, [{**mark, "comment": None}], by=cast.olga)
    places = {cast.dima: halves[1], cast.katya: halves[0], cast.oleg: halves[0]}
    page = desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **split_form(halves, places))
    assert "Ёлкина Катя (30.11)" in shown(page) and "не раньше 01.12.2026" in shown(page)
    later = split_form(halves, places, "2026-12-01")
    assert desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **later).status_code == 302


def test_a_division_before_a_later_one_is_refused_and_the_same_day_is_corrected_in_place(cast, halves):
    def divide(day, first):
        places = [(one.pk, halves[one not in first].pk) for one in (cast.dima, cast.katya, cast.oleg)]
        return divide_class(
            school_class=cast.class_7a, subject=halves[0].subject, groups=halves, chosen=places, starts_on=day,
            seen=lists_stamp(halves), by=cast.galina,
        )  # fmt: skip

    divide(dt.date(2027, 1, 11), [cast.dima])
    divide(dt.date(2027, 1, 11), [cast.dima, cast.katya])
    assert ClassSplit.objects.count() == 1
    assert in_half(cast, cast.english_1, dt.date(2027, 1, 11)) == {cast.dima, cast.katya}
    assert in_half(cast, cast.english_1, dt.date(2027, 1, 10)) == {cast.dima}
    with pytest.raises(RuleViolation, match=r"Уже записано деление с 11\.01\.2027"):
        divide(dt.date(2026, 12, 7), [cast.oleg])


def test_two_people_who_divide_at_once_do_not_overwrite_each_other(cast, desk, halves):
    places = {cast.dima: halves[1], cast.katya: halves[0], cast.oleg: halves[0]}
    form = split_form(halves, places, "2027-01-11")
    assert desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **form).status_code == 302
    page = shown(desk(cast.galina).post("split", cast.class_7a.pk, cast.english_1.subject_id, **form))
    assert "изменил кто-то другой" in page
    with pytest.raises(Conflict):
        split_class(
            school_class=cast.class_7a, subject=halves[0].subject, chosen=[], starts_on=dt.date(2027, 1, 11),
            seen=form["seen"], new_halves={}, by=cast.galina,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("button", "first"),
    [("alphabet", 14), ("sex", 14)],
)
def test_a_button_divides_the_list_and_saves_nothing(cast, desk, class_of_28, halves, button, first):
    form = split_form(halves, {}, arrange=button)
    response = desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **form)
    chosen = dict(response.context["rows"])
    marks = [chosen[student] for student in class_of_28]
    if button == "alphabet":
        assert marks == [str(halves[0].pk)] * 14 + [str(halves[1].pk)] * 14
    else:
        assert all(chosen[one] == str(halves[one.sex == "f"].pk) for one in class_of_28 if one.sex)
    assert marks.count(str(halves[0].pk)) == first
    assert not ClassSplit.objects.exists()


def test_a_pasted_list_fills_one_half_and_the_rest_the_other(cast, desk, halves):
    form = split_form(halves, {}, arrange="names", names="1. Елкина Катя\nЖуков О.\nНеизвестный", target=halves[0].pk)
    response = desk(cast.vera).post("split", cast.class_7a.pk, cast.english_1.subject_id, **form)
    assert "Нет в классе: Неизвестный." in shown(response)
    chosen = dict(response.context["rows"])
    assert (chosen[cast.katya], chosen[cast.oleg], chosen[cast.dima]) == (
        str(halves[0].pk), str(halves[0].pk), str(halves[1].pk),
    )  # fmt: skip


def test_halves_that_do_not_exist_yet_are_made_with_pages_like_the_whole_classs(cast, desk):
    form = {"starts_on": "2027-01-11", "seen": 0, "name-new1": "7А мат. база", "count": 2}
    form |= {f"half-{cast.dima.pk}": "new1", f"half-{cast.katya.pk}": "new2", f"half-{cast.oleg.pk}": "new2"}
    assert desk(cast.vera).post("split", cast.class_7a.pk, cast.maths_7a.subject_id, **form).status_code == 302
    groups = StudyGroup.objects.filter(home_class=cast.class_7a, subject=cast.maths_7a.subject).order_by("pk")
    assert [one.name for one in groups] == ["7А мат. база", "7А Математи 2"]
    course = groups[0].courses.get()
    assert (course.term_scheme, course.hours_per_week, course.scale) == (cast.scheme, 3, "five")
    assert not course.assignments.exists()  # who teaches it is the deputy's to say


def test_an_arrival_after_the_day_begins_on_the_day_of_arrival(cast, halves):
    late = enrol(cast.class_7a, 3, starts_on=dt.date(2027, 2, 1))
    places = [(one.pk, halves[one is cast.dima].pk) for one in (cast.dima, cast.katya, cast.oleg, late)]
    divide_class(
        school_class=cast.class_7a, subject=halves[0].subject, groups=halves, chosen=places,
        starts_on=dt.date(2027, 1, 11), seen=lists_stamp(halves), by=cast.galina,
    )  # fmt: skip
    assert GroupMembership.objects.get(student=late).starts_on == dt.date(2027, 2, 1)


@pytest.mark.req("C-14", "STR-08")
def test_the_class_teacher_is_asked_each_term_until_the_division_is_confirmed_or_changed(
    cast, desk, browser_of, halves
):
    def asked(user=None) -> bool:
        user = user or cast.vera
        return "Проверьте подгруппы" in shown(browser_of(user).get(reverse("journal:class", args=[cast.class_7a.pk])))

    assert asked() and asked(cast.galina)
    assert "Проверьте подгруппы" in shown(browser_of(cast.vera).get("/my-day/"))
    assert "Проверьте подгруппы" not in shown(browser_of(cast.anna).get("/my-day/"))
    desk(cast.vera).post("confirm_split", cast.class_7a.pk, cast.english_1.subject_id)
    desk(cast.vera).post("confirm_split", cast.class_7a.pk, cast.english_1.subject_id)
    row = SplitConfirmation.objects.get()
    assert (row.term, row.confirmed_by) == (cast.term2, cast.vera)
    assert not asked()
    cast.now(2027, 1, 12, 9, 0)
    assert asked()
    places = {cast.dima: halves[1], cast.katya: halves[0], cast.oleg: halves[0]}
    desk(cast.vera).post(
        "split", cast.class_7a.pk, cast.english_1.subject_id, **split_form(halves, places, "2027-01-12")
    )
    assert not asked()
    assert "Проверьте подгруппы" not in shown(browser_of(cast.vera).get("/my-day/"))


@pytest.mark.req("C-14")
def test_a_school_that_divides_once_a_year_is_asked_in_the_first_term_only(cast, browser_of):
    Norms.objects.create(valid_from=dt.date(2026, 9, 1), group_prompt="year")
    assert "Проверьте подгруппы" not in shown(
        browser_of(cast.vera).get(reverse("journal:class", args=[cast.class_7a.pk]))
    )


def test_a_class_that_shall_be_divided_by_its_plan_is_asked_for(cast, desk):
    plan = Curriculum.objects.create(year=cast.year, name="План")
    CurriculumChoice.objects.create(curriculum=plan, school_class=cast.class_7b, starts_on=dt.date(2026, 9, 1))
    CurriculumLine.objects.create(
        curriculum=plan, subject=cast.english_1.subject, level=7, hours_per_week=3, groups=2, part="federal"
    )
    assert "не разделён" in shown(desk(cast.galina).get("divisions", cast.class_7b.pk))


@pytest.mark.parametrize("more", [0, 25])
def test_dividing_costs_the_same_for_a_big_class(cast, desk, halves, more, django_assert_max_num_queries):
    for number in range(more):
        enrol(cast.class_7a, number)
    client = desk(cast.vera)
    with django_assert_max_num_queries(26):
        client.get("split", cast.class_7a.pk, cast.english_1.subject_id)
    with django_assert_max_num_queries(26):
        client.get("divisions", cast.class_7a.pk)


def test_halves_in_which_nobody_was_yet_are_filled_from_the_first_day_of_the_year(cast, desk):
    english = cast.english_1.subject_id
    assert desk(cast.galina).get("split", cast.class_7a.pk, english).context["form"]["starts_on"].value() != YEAR_START
    GroupMembership.objects.all().delete()
    assert desk(cast.galina).get("split", cast.class_7a.pk, english).context["form"]["starts_on"].value() == YEAR_START


def test_a_class_teacher_divides_only_subjects_that_the_class_is_taught(cast, desk):
    """Another subject's number in the address makes neither groups nor pages of the journal."""
    foreign = Subject.objects.create(name="Химия", short_name="Химия", part="federal", position=9)
    halves = ((cast.dima, "new1"), (cast.katya, "new2"), (cast.oleg, "new2"))
    places = {f"half-{one.pk}": mark for one, mark in halves}
    form = {"starts_on": "2026-12-02", "seen": 0, **places}
    for user, status in ((cast.vera, 404), (cast.galina, 302)):
        before = Course.objects.count(), StudyGroup.objects.count()
        answer = desk(user).post("split", cast.class_7a.pk, foreign.pk, **form)
        assert answer.status_code == status
        assert ((Course.objects.count(), StudyGroup.objects.count()) == before) is (status == 404)
