"""Study groups: made with their page and teacher, listed by dates, ended without losing anything."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.core.errors import Conflict, RuleViolation
from apps.lessons.actions.generate import generate_lessons
from apps.office.actions.groups import close_group
from apps.school.actions.groups import add_members, save_group
from apps.school.enums import GroupKind, ServiceKind
from apps.school.models import CourseGrant, Enrolment, GroupMembership, StudyGroup, TeachingAssignment
from apps.timetable.models import TimetableEntry
from tests.office.groups.conftest import enrol, shown

TODAY = dt.date(2026, 12, 2)


def club_form(cast, **changes):
    return {
        "name": "Шахматы", "kind": GroupKind.CLUB, "subject": cast.maths_7a.subject_id,
        "classes": [cast.class_7a.pk, cast.class_7b.pk], "page-make": "on", "page-term_scheme": cast.scheme.pk,
        "page-scale": "none", "page-kind": ServiceKind.ADDITIONAL, "page-hours": "1",
        "page-teacher": cast.anna_staff.pk, "page-starts_on": "2026-11-02", **changes,
    }  # fmt: skip


@pytest.mark.req("STR-06")
def test_a_club_of_twelve_pupils_from_three_classes_has_its_own_page_with_exactly_twelve_rows(cast, desk, browser_of):
    class_8a = cast.year.classes.create(level=8, letter="А", name="8А")
    pupils = [enrol(one, n) for n, one in enumerate([cast.class_7a, cast.class_7b, class_8a] * 4)]
    enrol(cast.class_7b, 40)  # of the same classes, not in the club
    kinds = re.findall(r'<option value="(\w+)"', shown(desk(cast.galina).get("new_group")).split('name="kind"')[1])
    assert len(set(kinds) & set(GroupKind.values)) >= 5
    form = club_form(cast, classes=[cast.class_7a.pk, cast.class_7b.pk, class_8a.pk])
    answer = desk(cast.galina).post("new_group", **form)
    club = StudyGroup.objects.get(name="Шахматы")
    assert answer.url == reverse("office:group", args=[club.pk])
    desk(cast.galina).post("add_members", club.pk, students=[one.pk for one in pupils], starts_on="2026-11-02")
    course = club.courses.get()
    assert course.kind == ServiceKind.ADDITIONAL
    TimetableEntry.objects.create(
        course=course, weekday=1, number=7, teacher=cast.anna_staff, room=cast.room, starts_on=dt.date(2026, 11, 3)
    )
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    page = shown(browser_of(cast.anna).get(reverse("journal:grid", args=[course.pk])))
    rows = set(re.findall(r'data-student="(\d+)"', page))
    assert rows == {str(one.pk) for one in pupils} and len(rows) == 12


def test_the_teacher_named_in_the_form_may_fill_the_page_at_once(cast, desk, browser_of):
    desk(cast.galina).post("new_group", **club_form(cast))
    course = StudyGroup.objects.get(name="Шахматы").courses.get()
    assert TeachingAssignment.objects.get(course=course).staff == cast.anna_staff
    assert CourseGrant.objects.filter(content_object=course, user=cast.anna).exists()
    assert browser_of(cast.olga).get(reverse("journal:grid", args=[course.pk])).status_code == 404


def test_the_page_may_be_left_for_later_and_is_made_from_the_group(cast, desk):
    form = {key: value for key, value in club_form(cast).items() if not key.startswith("page-")}
    desk(cast.galina).post("new_group", **form)
    club = StudyGroup.objects.get(name="Шахматы")
    assert not club.courses.exists()
    assert "журнал не заведён" in shown(desk(cast.galina).get("groups"))
    page = {"term_scheme": cast.scheme.pk, "scale": "five", "kind": "core", "hours": "2", "starts_on": "2026-12-02"}
    assert desk(cast.galina).post("group_page", club.pk, **page).status_code == 302
    assert "уже есть" in shown(desk(cast.galina).post("group_page", club.pk, **page))
    assert club.courses.get().hours_per_week == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "7А англ. 1"}, "уже есть"),
        ({"kind": "class_set"}, "разных параллелей"),
        ({"kind": "subgroup"}, "часть одного класса"),
        ({"subject": ""}, "Укажите предмет"),
        ({"page-term_scheme": ""}, "Обязательное поле"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_at_its_place_and_keeps_what_was_typed(cast, desk, changes, sentence):
    page = shown(desk(cast.galina).post("new_group", **club_form(cast, **changes)))
    assert sentence in page
    assert f'value="{changes.get("name", "Шахматы")}"' in page
    assert not StudyGroup.objects.filter(name="Шахматы").exists()


def test_a_list_of_names_is_pasted_and_lines_that_name_nobody_are_said(cast, desk):
    group = StudyGroup.objects.create(year=cast.year, name="Поток", kind="stream", subject=cast.maths_7a.subject)
    group.classes.add(cast.class_7a, cast.class_7b)
    page = shown(
        desk(cast.galina).post("add_members", group.pk, names="Елкина К.\nПетров Пётр", starts_on="2026-12-02")
    )
    assert "Нет среди учеников классов группы: Петров Пётр" in page
    assert not group.memberships.exists()
    desk(cast.galina).post("add_members", group.pk, names="1. ёлкина катя\n2) Юрьев", starts_on="2026-12-02")
    assert {row.student for row in group.memberships.all()} == {cast.katya, cast.yura}


def test_search_finds_pupils_of_several_classes(cast, desk):
    group = StudyGroup.objects.create(year=cast.year, name="Поток", kind="stream", subject=cast.maths_7a.subject)
    group.classes.add(cast.class_7a, cast.class_7b)
    page = shown(desk(cast.galina).get("group", group.pk, q="елкина"))
    assert "Ёлкина" in page and "Юрьев" not in page
    assert "Юрьев" in shown(desk(cast.galina).get("group", group.pk))


@pytest.mark.req("STR-08")
def test_nobody_sits_in_two_groups_of_one_subject(cast, desk):
    page = shown(desk(cast.galina).post(
        "add_members", cast.english_1.study_group_id, students=[cast.katya.pk], starts_on="2026-12-02"
    ))  # fmt: skip
    assert "Нельзя состоять в двух группах одного предмета сразу: Ёлкина Катя — 7А англ. 2." in page
    assert cast.english_1.study_group.memberships.count() == 1


def test_a_club_of_the_same_subject_takes_nobody_out_of_a_subgroup(cast):
    club = StudyGroup.objects.create(year=cast.year, name="Клуб", kind="club", subject=cast.english_1.subject)
    club.classes.add(cast.class_7a)
    add_members(group=club, students=[cast.katya], starts_on=TODAY, by=cast.galina)
    assert club.memberships.count() == 1


def test_a_group_takes_only_pupils_of_its_classes_who_are_at_school(cast, desk):
    group = cast.english_1.study_group
    page = shown(desk(cast.galina).post("add_members", group.pk, students=[cast.yura.pk], starts_on="2026-12-02"))
    assert "Выберите корректный вариант" in page
    assert group.memberships.count() == 1
    with pytest.raises(RuleViolation, match="Не из классов этой группы: Юрьев Юра"):
        add_members(group=group, students=[cast.yura], starts_on=TODAY, by=cast.galina)
    Enrolment.objects.filter(student=cast.katya).update(ends_on=dt.date(2026, 11, 30))
    with pytest.raises(RuleViolation, match="не числятся в школе: Ёлкина Катя"):
        add_members(group=group, students=[cast.katya], starts_on=TODAY, by=cast.galina)


def test_a_place_ends_with_a_day_and_the_past_stays(cast, desk):
    place = GroupMembership.objects.get(student=cast.dima)
    answer = desk(cast.galina).post("end_membership", place.study_group_id, place.pk, last_day="2026-11-30")
    assert answer.status_code == 302
    place.refresh_from_db()
    assert place.ends_on == dt.date(2026, 11, 30)
    assert place.history.count() >= 1 and place.history.latest("history_id").history_user == cast.galina
    assert "Были раньше: 1" in shown(desk(cast.galina).get("group", place.study_group_id))


def test_who_ends_a_place_that_somebody_else_ended_is_told(cast, desk):
    place = GroupMembership.objects.get(student=cast.dima)
    desk(cast.galina).post("end_membership", place.study_group_id, place.pk, last_day="2026-11-30")
    igor = desk(cast.igor)
    answer = igor.post("end_membership", place.study_group_id, place.pk, last_day="2026-10-30")
    assert "изменил кто-то другой" in shown(igor.client.get(answer.url))
    place.refresh_from_db()
    assert place.ends_on == dt.date(2026, 11, 30)


@pytest.mark.req("STR-06")
def test_an_ended_group_leaves_the_timetable_and_keeps_its_pages_and_lists(cast, desk, browser_of):
    group, course = cast.english_1.study_group, cast.english_1
    held = course.lessons.filter(held_on__lte=TODAY).count()
    assert held
    desk(cast.galina).post("end_group", group.pk, last_day="2026-12-02")
    group.refresh_from_db()
    assert group.ends_on == TODAY
    assert all(row.ends_on == TODAY for row in group.memberships.all())
    assert all(row.ends_on == TODAY for row in TeachingAssignment.objects.filter(course=course))
    assert all(row.ends_on == TODAY for row in TimetableEntry.objects.filter(course=course))
    assert course.lessons.filter(held_on__lte=TODAY).count() == held
    assert "Дмитриев" in shown(browser_of(cast.galina).get(reverse("journal:grid", args=[course.pk])))
    cast.now(2026, 12, 3, 9, 0)
    names = shown(desk(cast.galina).get("groups"))
    assert "7А англ. 1" not in names and "7А англ. 2" in names
    assert "7А англ. 1" in shown(desk(cast.galina).get("groups", ended="on"))
    with pytest.raises(Exception, match="уже закончила"):
        close_group(group=group, last_day=TODAY, by=cast.galina)


def test_two_people_who_edit_a_group_do_not_overwrite_each_other(cast, desk):
    group = cast.english_1.study_group
    with pytest.raises(Conflict):
        save_group(
            year=cast.year, name="иначе", kind=group.kind, subject=group.subject, classes=[cast.class_7a],
            group=group, seen=0, by=cast.igor,
        )  # fmt: skip
    form = {
        "name": "Англ. А",
        "kind": "subgroup",
        "subject": group.subject_id,
        "classes": [cast.class_7a.pk],
        "seen": 0,
    }
    page = shown(desk(cast.galina).post("edit_group", group.pk, **form))
    assert "изменил кто-то другой" in page and 'value="Англ. А"' in page
    form["seen"] = group.history.latest("history_id").history_id
    assert desk(cast.galina).post("edit_group", group.pk, **form).status_code == 302
    group.refresh_from_db()
    assert group.name == "Англ. А"


def test_the_subject_of_a_group_with_a_page_stays(cast, desk):
    group = cast.english_1.study_group
    form = {
        "name": group.name, "kind": "subgroup", "subject": cast.maths_7a.subject_id, "classes": [cast.class_7a.pk],
        "seen": group.history.latest("history_id").history_id,
    }  # fmt: skip
    assert "предмет менять нельзя" in shown(desk(cast.galina).post("edit_group", group.pk, **form))


def test_the_list_narrows_by_kind_class_and_subject(cast, desk):
    desk(cast.galina).post("new_group", **club_form(cast))
    for data, wanted in (
        ({"kind": "club"}, {"Шахматы"}),
        ({"school_class": cast.class_7b.pk}, {"Шахматы"}),
        ({"subject": cast.english_1.subject_id}, {"7А англ. 1", "7А англ. 2"}),
        ({}, {"Шахматы", "7А англ. 1", "7А англ. 2"}),
    ):
        page = shown(desk(cast.galina).get("groups", **data))
        assert {name for name in ("Шахматы", "7А англ. 1", "7А англ. 2") if f">{name}</a>" in page} == wanted


def test_a_class_teacher_sees_groups_of_the_own_class_only_and_keeps_their_lists(cast, desk):
    desk(cast.galina).post("new_group", **club_form(cast, name="Чужая", classes=[cast.class_7b.pk]))
    desk(cast.galina).post("new_group", **club_form(cast))
    page = shown(desk(cast.vera).get("groups"))
    assert "Шахматы" in page and "Чужая" not in page
    alien, common = StudyGroup.objects.get(name="Чужая"), StudyGroup.objects.get(name="Шахматы")
    assert desk(cast.vera).get("group", alien.pk).status_code == 404
    assert desk(cast.vera).post("add_members", alien.pk, students=[cast.yura.pk]).status_code == 404
    assert desk(cast.vera).post("add_members", common.pk, students=[cast.katya.pk]).status_code == 403
    assert desk(cast.vera).get("edit_group", common.pk).status_code == 403


@pytest.mark.parametrize("more", [0, 3])
def test_the_desk_costs_the_same_however_many_groups_and_pupils(cast, desk, more, django_assert_max_num_queries):
    for number in range(more):
        desk(cast.galina).post("new_group", **club_form(cast, name=f"Кружок {number}"))
        add_members(
            group=StudyGroup.objects.get(name=f"Кружок {number}"), students=[cast.katya, cast.yura], starts_on=TODAY,
            by=cast.galina,
        )  # fmt: skip
    client = desk(cast.galina)
    with django_assert_max_num_queries(24):
        client.get("groups")
    group = StudyGroup.objects.order_by("pk").last()
    with django_assert_max_num_queries(26):
        client.get("group", group.pk)
