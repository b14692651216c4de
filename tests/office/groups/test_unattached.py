"""Who sits in no group of a subject that is taught in groups only."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core.tables import read_book
from apps.school.models import (
    GroupMembership,
    IndividualPlan,
    IndividualPlanLine,
    StudyGroup,
    TeachingAssignment,
)
from tests.office.groups.conftest import enrol, shown

TODAY = dt.date(2026, 12, 2)


@pytest.mark.req("STR-07")
def test_the_report_names_each_pupil_and_reaches_zero_after_attachment(cast, desk):
    alone = [enrol(cast.class_7a, number, last_name=name) for number, name in enumerate(("Одинцова", "Сидоров"))]
    page = desk(cast.galina).get("unattached")
    assert page.context["total"] == 2
    assert all(one.short_name in shown(page) for one in alone)
    assert "Дмитриев" not in shown(page) and "Юрьев" not in shown(page)
    for one in alone:
        answer = desk(cast.galina).post("attach", student=one.pk, group=cast.english_1.study_group_id)
        assert answer.status_code == 302
    page = desk(cast.galina).get("unattached")
    assert page.context["total"] == 0 and "все прикреплены" in shown(page)
    assert GroupMembership.objects.get(student=alone[0]).starts_on == TODAY


@pytest.mark.req("STR-07")
def test_the_report_is_a_workbook_too(cast, desk):
    enrol(cast.class_7a, 1, last_name="Одинцова")
    answer = desk(cast.galina).get("unattached_xlsx")
    rows = read_book(answer.content, "x.xlsx").sheets[0].rows[1:]
    assert [tuple(row.cells[:3]) for row in rows] == [("7А", "Английский язык", "Одинцова Ян")]


def test_a_subject_somebody_teaches_to_the_whole_class_asks_for_nobody(cast, desk):
    group = StudyGroup.objects.create(
        year=cast.year, name="7А мат. сильные", kind="stream", subject=cast.maths_7a.subject
    )
    group.classes.add(cast.class_7a)
    assert desk(cast.galina).get("unattached").context["total"] == 0
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(ends_on=dt.date(2026, 11, 30))
    assert desk(cast.galina).get("unattached").context["total"] == 3
    assert desk(cast.galina).get("unattached", on="2026-11-30").context["total"] == 0


def test_electives_ask_only_for_those_who_chose_them(cast, desk):
    group = StudyGroup.objects.create(year=cast.year, name="Логика", kind="elective", subject=cast.maths_7b.subject)
    group.classes.add(cast.class_7a, cast.class_7b)
    assert desk(cast.galina).get("unattached").context["total"] == 0


@pytest.mark.req("STR-07")
def test_a_subject_of_an_individual_plan_waits_for_a_group_and_others_of_the_class_do_not(cast, desk):
    plan = IndividualPlan.objects.create(
        year=cast.year, student=cast.yura, order_number="7", order_on=TODAY, starts_on=dt.date(2026, 9, 1)
    )
    IndividualPlanLine.objects.create(plan=plan, subject=cast.english_1.subject, hours_per_week=3)
    page = desk(cast.galina).get("unattached")
    assert [(line.school_class, line.students) for line in page.context["lines"]] == [(cast.class_7b, (cast.yura,))]
    assert "группы ещё нет" in shown(page)


def test_a_class_teacher_sees_and_attaches_the_own_class_only(cast, desk):
    mine, theirs = enrol(cast.class_7a, 1, last_name="Моя"), enrol(cast.class_7b, 2, last_name="Чужая")
    group = StudyGroup.objects.create(
        year=cast.year, name="7Б англ.", kind="subgroup", subject=cast.english_1.subject, home_class=cast.class_7b
    )
    group.classes.add(cast.class_7b)
    page = shown(desk(cast.vera).get("unattached"))
    assert "Моя" in page and "Чужая" not in page
    assert desk(cast.vera).post("attach", student=theirs.pk, group=group.pk).status_code == 404
    assert desk(cast.vera).post("attach", student=mine.pk, group=cast.english_1.study_group_id).status_code == 302
    assert desk(cast.vera).get("unattached").context["total"] == 0
    assert desk(cast.nikolai).post("attach", student=theirs.pk, group=group.pk).status_code == 403


@pytest.mark.parametrize("more", [0, 4])
def test_the_report_costs_the_same_however_many_are_missing(cast, desk, more, django_assert_max_num_queries):
    for number in range(more):
        enrol(cast.class_7a, number)
    client = desk(cast.galina)
    with django_assert_max_num_queries(24):
        client.get("unattached")


def test_a_class_teacher_attaches_pupils_of_the_groups_classes_and_learns_no_names_of_others(cast, desk):
    """The numbers of the form are the sender's word: another class's pupil is not even named."""
    answer = desk(cast.vera).client.post(
        reverse("office:attach"), {"student": cast.yura.pk, "group": cast.english_1.study_group_id}, follow=True
    )
    assert "Такой группы или такого ученика больше нет." in shown(answer)
    assert "Юрьев" not in shown(answer)
    assert not GroupMembership.objects.filter(student=cast.yura).exists()
