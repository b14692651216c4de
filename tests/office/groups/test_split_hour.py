"""A class hour split between two teachers at once, and lessons outside the core curriculum."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.archive.queries.assemble import assemble
from apps.archive.queries.material import read_material
from apps.archive.queries.pages import volumes
from apps.attendance.models import Absence
from apps.core import clock
from apps.homework.models import Homework
from apps.journal.queries.class_page import class_page
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.models import Lesson
from apps.school.models import Course, GroupMembership, StudyGroup, TeachingAssignment
from apps.timetable.models import TimetableEntry
from tests.journal.forms import form_of
from tests.office.groups.conftest import shown

TODAY = dt.date(2026, 12, 2)


@pytest.fixture
def hour(cast):
    """English of 7А moved into one hour, the first lesson of Wednesday, by Olga and by Boris."""
    TimetableEntry.objects.filter(course__in=[cast.english_1, cast.english_2]).delete()
    TeachingAssignment.objects.filter(course=cast.english_2).update(staff=cast.boris_staff)
    for course, teacher in ((cast.english_1, cast.olga_staff), (cast.english_2, cast.boris_staff)):
        Lesson.objects.filter(course=course, held_on=TODAY).update(
            number=1, teacher=teacher, starts_at=dt.time(8, 30), ends_at=dt.time(9, 10)
        )
        TimetableEntry.objects.create(course=course, weekday=2, number=1, teacher=teacher, starts_on=TODAY)
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    return [Lesson.objects.get(course=one, held_on=TODAY, number=1) for one in (cast.english_1, cast.english_2)]


def record(client, lesson, topic: str, homework: str, away) -> None:
    """The lesson's own form, sent as the browser sends it."""
    url = reverse("journal:lesson", args=[lesson.pk])
    form = form_of(client.get(url)) | {"topic": topic, "homework": "set", "text": homework, "all_present": "on"}
    assert client.post(url, form | {f"sign-{away.pk}": "н"}).status_code == 302


@pytest.mark.req("I-11")
def test_one_hour_two_pages_each_with_its_topic_homework_and_attendance_and_no_double_absence(cast, hour, browser_of):
    first, second = hour
    assert first.starts_at == second.starts_at and first.course != second.course
    for lesson, user, topic, away in (
        (first, cast.olga, "Past Simple", cast.dima),
        (second, cast.boris, "Future", cast.katya),
    ):
        record(browser_of(user), lesson, topic, f"Учить: {topic}", away)
    for lesson in hour:
        lesson.refresh_from_db()
    assert (first.topic, second.topic) == ("Past Simple", "Future")
    assert [Homework.objects.get(lesson=one).text for one in hour] == ["Учить: Past Simple", "Учить: Future"]
    assert list(Absence.objects.order_by("pk").values_list("lesson", "student")) == [
        (first.pk, cast.dima.pk), (second.pk, cast.katya.pk),
    ]  # fmt: skip
    assert all(one.attendance_confirmed_at for one in hour)
    away = {line.name: line.missed for line in class_page(cast.class_7a, term_id=None).away}
    assert away == {"Дмитриев Дима": 1, "Ёлкина Катя": 1}


@pytest.mark.req("I-11")
def test_an_absence_in_both_pages_of_an_hour_counts_once_in_the_day(cast, hour):
    for lesson in hour:  # the split was corrected afterwards: the first page still holds the mark
        Absence.objects.create(lesson=lesson, student=cast.dima, kind="ill")
    (line,) = class_page(cast.class_7a, term_id=None).away
    assert line.missed == 1
    volume = assemble(read_material(cast.class_7a, cast.term2))
    december = next(month for month in volume.absences if month.title.startswith("декабрь"))
    place = [pupil.student for pupil in volume.pupils].index(cast.dima.pk)
    signs, _days, lessons = december.lines[place]
    assert (signs[1], lessons) == ("1б", 1)


@pytest.mark.req("P-17")
def test_additional_lessons_of_a_class_never_hold_up_its_seal_and_have_no_page_in_its_volume(cast):
    extra = Course.objects.create(
        year=cast.year, subject=cast.english_1.subject, school_class=cast.class_7b, term_scheme=cast.scheme,
        scale="none", kind="extra",
    )  # fmt: skip
    assert extra not in read_material(cast.class_7b, cast.term1).courses
    rows = volumes(cast.year.pk, now=clock.now(), today=clock.today(), school_class_id=cast.class_7b.pk)
    assert {row.courses for row in rows} == {1}
    assert not any("Английский" in name for row in rows for name in row.waits_for)


@pytest.mark.req("P-17")
@pytest.mark.parametrize(("scale", "kind"), [("none", "extra"), ("pass", "core"), ("five", "core")])
def test_every_kind_of_page_is_the_same_grid(cast, browser_of, scale, kind):
    group = StudyGroup.objects.create(
        year=cast.year, name="Группа", kind="elective" if scale == "pass" else "extracurricular",
        subject=cast.english_1.subject,
    )  # fmt: skip
    group.classes.add(cast.class_7a, cast.class_7b)
    for student in (cast.dima, cast.yura):
        GroupMembership.objects.create(study_group=group, student=student, starts_on=dt.date(2026, 9, 1))
    course = Course.objects.create(
        year=cast.year, subject=group.subject, study_group=group, term_scheme=cast.scheme, scale=scale, kind=kind
    )
    TeachingAssignment.objects.create(
        course=course, staff=cast.olga_staff, starts_on=dt.date(2026, 9, 1), hours_per_week=1
    )
    TimetableEntry.objects.create(
        course=course, weekday=3, number=7, teacher=cast.olga_staff, starts_on=dt.date(2026, 9, 1)
    )
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    page = shown(browser_of(cast.olga).get(reverse("journal:grid", args=[course.pk])))
    assert page.count("<tr data-student=") == 2
    assert "data-grid" in page
    assert ('data-column="term-' in page) == (scale != "none")
