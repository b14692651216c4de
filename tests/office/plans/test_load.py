"""The load: what the plan asks, what teachers have, what is missing; a change of teacher keeps the page."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.core.errors import Conflict, RuleViolation
from apps.core.seen import seen_of
from apps.lessons.actions.load import drop_assignment, hand_over
from apps.lessons.models import Lesson
from apps.school.actions.curricula import LineEdit, choose_curriculum, set_lines
from apps.school.actions.load import assign_teacher, create_planned_courses, end_assignment
from apps.school.models import Course, CourseGrant, SchoolClass, StaffMember, Subject, TeachingAssignment
from apps.school.models.people import name_keys
from apps.school.queries.load import load_of
from apps.timetable.models import TimetableEntry
from apps.timetable.queries.hours import hour_differences
from tests.office.plans.conftest import FIRST

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 2)


def text_of(response) -> str:
    return response.content.decode()


def gaps(client) -> list[tuple[str, str, str]]:
    return [(gap.class_name, gap.subject, gap.missing) for gap in client.get("/school/load/").context["page"].gaps]


@pytest.mark.req("STR-15")
def test_distributed_hours_of_a_class_equal_the_plan_and_an_unassigned_subject_is_listed(cast, galina, plan_of_seven):
    sums = load_of(cast.year, TODAY).by_class
    assert sums[cast.class_7a.pk].required == 3 + 2 * 2  # English in two groups
    assert sums[cast.class_7a.pk].distributed == sums[cast.class_7a.pk].required
    assert sums[cast.class_7a.pk].is_balanced
    assert gaps(galina) == [("7Б", "Английский язык", "4")]
    assert "7Б, Английский язык" in text_of(galina.get("/school/load/"))
    galina.post("/school/load/create/")
    for course in Course.objects.filter(study_group__home_class=cast.class_7b):
        sent = {"staff": cast.olga_staff.pk, "hours": "2", "starts_on": "2026-12-02", "ends_on": ""}
        assert galina.post(f"/school/load/courses/{course.pk}/", sent).status_code == 302
    after = load_of(cast.year, TODAY).by_class[cast.class_7b.pk]
    assert (after.required, after.distributed, after.missing) == (7, 7, 0)
    assert gaps(galina) == []


@pytest.mark.req("STR-11")
def test_a_timetable_with_three_hours_where_the_plan_has_four_differs_by_one(cast, galina, plan_of_seven):
    assert [one.subject.name for one in hour_differences(cast.year, TODAY)] == ["Английский язык"]  # 7Б has none yet
    maths = cast.maths_7a.subject_id
    galina.post(f"/school/plans/{plan_of_seven.pk}/cells/", {f"c-{maths}-7": "4", f"seen-{maths}-7": "3"})
    found = [one for one in hour_differences(cast.year, TODAY) if one.school_class == cast.class_7a]
    assert [(one.subject.name, one.planned, one.placed, one.difference) for one in found] == [("Математика", 4, 3, 1)]
    assert "в расписании 3, по плану 4 (разница 1)" in text_of(galina.get(f"/school/load/{cast.class_7a.pk}/"))


def test_a_place_in_every_other_week_counts_half_an_hour(cast, plan_of_seven):
    entry = TimetableEntry.objects.filter(course=cast.maths_7a).first()
    TimetableEntry.objects.filter(pk=entry.pk).update(week=1)
    [found] = [one for one in hour_differences(cast.year, TODAY) if one.subject == cast.maths_7a.subject]
    assert (found.placed, found.difference) == (Decimal("2.5"), Decimal("0.5"))


def test_one_press_makes_the_missing_courses_and_a_second_makes_nothing(cast, galina, plan_of_seven):
    made = create_planned_courses(cast.year, TODAY, by=cast.galina)
    assert sorted(one.study_group.name for one in made) == ["7Б Английск 1", "7Б Английск 2"]
    assert {(one.term_scheme, one.hours_per_week) for one in made} == {(cast.scheme, 2)}
    assert create_planned_courses(cast.year, TODAY, by=cast.galina) == []


def test_a_level_without_terms_is_told(cast, galina, make_plan):
    ten = SchoolClass.objects.create(year=cast.year, level=10, letter="А", name="10А")
    plan = make_plan("10", {("Математика", 10): 4})
    choose_curriculum(curriculum=plan, school_class=ten, starts_on=FIRST, by=cast.galina)
    assert "не заданы учебные периоды" in text_of(galina.post("/school/load/create/", follow=True))


def test_courses_of_the_first_level_come_without_grades(cast, make_plan):
    one = SchoolClass.objects.create(year=cast.year, level=1, letter="А", name="1А")
    plan = make_plan("1-4", {("Математика", 1): 4})
    choose_curriculum(curriculum=plan, school_class=one, starts_on=FIRST, by=cast.galina)
    [made] = create_planned_courses(cast.year, TODAY, school_class=one, by=cast.galina)
    assert (made.scale, made.is_graded) == ("none", False)


def test_hours_beyond_the_plan_are_seen_too(cast, galina, plan_of_seven):
    assign_teacher(cast.maths_7a, staff=cast.boris_staff, hours=Decimal(1), starts_on=TODAY, by=cast.galina)
    found = load_of(cast.year, TODAY)
    assert found.by_class[cast.class_7a.pk].surplus == 1
    assert "3 (+1)" not in text_of(galina.get("/school/load/"))
    assert "4 (+1)" in text_of(galina.get("/school/load/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hours": "0"}, "Укажите часы в неделю"),
        ({"hours": "много"}, "не число часов"),
        ({"staff": ""}, "Обязательное поле"),
        ({"ends_on": "2026-11-01"}, "Последний день раньше первого"),
        ({"starts_on": "2028-01-01"}, "вне учебного года"),
        ({"staff": "anna"}, "в эти дни предмет уже ведёт"),
    ],
)
def test_a_faulty_assignment_is_told_and_what_was_typed_stays(cast, galina, change, sentence):
    sent = {"staff": cast.boris_staff.pk, "hours": "2", "starts_on": "2026-12-02", "ends_on": ""} | change
    if change.get("staff") == "anna":
        sent["staff"] = cast.anna_staff.pk
    answer = galina.post(f"/school/load/courses/{cast.maths_7a.pk}/", sent)
    assert sentence in text_of(answer)
    assert cast.maths_7a.assignments.count() == 1


def test_who_has_left_gets_no_hours(cast):
    StaffMember.objects.filter(pk=cast.boris_staff.pk).update(works_until=dt.date(2026, 11, 30))
    cast.boris_staff.refresh_from_db()
    with pytest.raises(RuleViolation, match="не работает"):
        assign_teacher(cast.maths_7a, staff=cast.boris_staff, hours=Decimal(1), starts_on=TODAY, by=cast.galina)


def test_teachers_of_the_subject_stand_first_with_their_hours(cast, galina):
    form = galina.get(f"/school/load/courses/{cast.maths_7a.pk}/?hours=3").context["form"]
    own = form.fields["staff"].choices[1]
    assert own[0] == "Ведут этот предмет"
    assert [label for _pk, label in own[1]] == ["Алексеева А. П. — 3 ч", "Борисов Б. Б. — 3 ч"]
    assert form["hours"].value() == "3"


def test_two_people_changing_one_share_collide(cast, galina):
    row = cast.maths_7a.assignments.get()
    url = f"/school/load/assignments/{row.pk}/"
    sent = {"hours": "3", "starts_on": "2026-09-01", "ends_on": "", "seen": seen_of(row)}
    row.hours_per_week = 2
    row.save()
    assert "эту запись изменили" in text_of(galina.post(url, sent))
    row.refresh_from_db()
    assert row.hours_per_week == 2


# --- a change of teacher -------------------------------------------------------------------------------------------


def teachers_of(course) -> dict:
    return dict(Lesson.objects.filter(course=course).values_list("held_on", "teacher__last_name"))


def test_a_change_of_teacher_keeps_the_page_and_moves_only_what_is_to_come(cast, galina, browser_of):
    row = cast.maths_7a.assignments.get()
    url = f"/school/load/assignments/{row.pk}/hand-over/"
    sent = {"staff": cast.boris_staff.pk, "on": "2026-12-07", "seen": seen_of(row)}
    before = teachers_of(cast.maths_7a)
    preview = galina.post(url, sent).context["preview"]
    assert teachers_of(cast.maths_7a) == before  # a preview writes nothing
    assert (preview.following, preview.first, preview.slots) == (11, dt.date(2026, 12, 7), 3)
    assert galina.post(url, {**sent, "confirm": "on"}).status_code == 302
    after = teachers_of(cast.maths_7a)
    assert {name for day, name in after.items() if day < dt.date(2026, 12, 7)} == {"Алексеева"}
    moved = [day for day, name in after.items() if name == "Борисов" and day <= dt.date(2026, 12, 30)]
    assert len(moved) == preview.following
    assert {name for day, name in after.items() if day >= dt.date(2026, 12, 7)} == {"Борисов"}
    old, new = cast.maths_7a.assignments.order_by("starts_on")
    assert (old.staff, old.ends_on) == (cast.anna_staff, dt.date(2026, 12, 6))
    assert (new.staff, new.starts_on, new.hours_per_week) == (cast.boris_staff, dt.date(2026, 12, 7), 3)
    assert (
        TimetableEntry.objects.on(dt.date(2026, 12, 2)).filter(course=cast.maths_7a, teacher=cast.anna_staff).count()
        == 3
    )
    assert (
        TimetableEntry.objects.on(dt.date(2026, 12, 9)).filter(course=cast.maths_7a, teacher=cast.boris_staff).count()
        == 3
    )


def test_rights_follow_the_change_of_teacher_on_its_day(cast, browser_of):
    hand_over(cast.maths_7a.assignments.get(), staff=cast.olga_staff, on=TODAY, by=cast.galina)
    granted = CourseGrant.objects.filter(content_object=cast.maths_7a, permission__codename="fill_course")
    assert set(granted.values_list("user__username", flat=True)) == {"olga"}
    assert browser_of(cast.olga).get(f"/journal/{cast.maths_7a.pk}/").status_code == 200
    assert browser_of(cast.anna).get(f"/journal/{cast.maths_7a.pk}/").status_code == 404


def test_a_change_made_on_what_has_moved_on_is_a_conflict(cast):
    row = cast.maths_7a.assignments.get()
    seen = seen_of(row)
    end_assignment(row, last_day=dt.date(2027, 1, 31), by=cast.igor)
    with pytest.raises(Conflict):
        hand_over(row, staff=cast.boris_staff, on=TODAY, seen=seen, by=cast.galina)


def test_the_same_teacher_is_no_change(cast, galina):
    row = cast.maths_7a.assignments.get()
    sent = {"staff": cast.anna_staff.pk, "on": "2026-12-07", "seen": seen_of(row), "confirm": "on"}
    assert "и так ведёт" in text_of(galina.post(f"/school/load/assignments/{row.pk}/hand-over/", sent))


def test_only_a_share_by_which_nothing_was_held_is_a_mistake(cast):
    with pytest.raises(RuleViolation):
        drop_assignment(cast.maths_7a.assignments.get(), by=cast.galina)
    extra = assign_teacher(cast.maths_7a, staff=cast.boris_staff, hours=Decimal(1), starts_on=TODAY, by=cast.galina)
    drop_assignment(extra, by=cast.galina)
    assert cast.maths_7a.assignments.count() == 1


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_fragment_swapped_after_an_assignment_equals_the_fresh_page(cast, galina, plan_of_seven):
    galina.post("/school/load/create/")
    course = Course.objects.filter(study_group__home_class=cast.class_7b).first()
    sent = {"staff": cast.olga_staff.pk, "hours": "2", "starts_on": "2026-12-02", "ends_on": ""}
    swapped = galina.post(f"/school/load/courses/{course.pk}/", sent, headers={"HX-Request": "true"}, follow=True)
    fresh = galina.get(f"/school/load/{cast.class_7b.pk}/")
    for page in (swapped, fresh):
        found = page.context["page"]
        assert (found.total.missing, [one.hours for one in found.teachers]) == (2, ["3", "6"])


@pytest.mark.parametrize("more", [0, 4])
@pytest.mark.parametrize("path", ["load/", "load/teachers/", "load/{one}/", "courses/{course}/"])
def test_pages_of_the_load_cost_the_same_however_big_the_school_is(
    cast, galina, plan_of_seven, path, more, django_assert_max_num_queries
):
    for number in range(more):
        one = SchoolClass.objects.create(year=cast.year, level=7, letter=f"{number}", name=f"7-{number}")
        names = {"last_name": f"Новый{number}", "first_name": "Ян", "patronymic": ""}
        staff = StaffMember.objects.create(**names, **name_keys(**names))
        subject = Subject.objects.create(name=f"Предмет {number}", short_name="П", part="school", position=9)
        set_lines(plan_of_seven, [LineEdit(subject.pk, 7, None, Decimal(2))], by=cast.galina)
        choose_curriculum(curriculum=plan_of_seven, school_class=one, starts_on=FIRST, by=cast.galina)
        facts = {"year": cast.year, "term_scheme": cast.scheme, "hours_per_week": 2}
        course = Course.objects.create(**facts, subject=subject, school_class=one)
        TeachingAssignment.objects.create(course=course, staff=staff, hours_per_week=2, starts_on=FIRST)
    with django_assert_max_num_queries(30):
        answer = galina.get("/school/" + path.format(one=cast.class_7a.pk, course=cast.maths_7a.pk))
    assert answer.status_code == 200
