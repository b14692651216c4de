"""A school of forty classes: its pages are read within 300 ms of server time, on any machine of these days."""

import time

import pytest
from django.urls import reverse

from apps.school.models import Course, SchoolClass, StaffMember
from apps.school.models.people import name_keys
from apps.timetable.models import TimetableEntry
from tests.plugins.cast import YEAR_START

pytestmark = pytest.mark.django_db
LESSONS = 30


@pytest.fixture
def big_school(cast):
    """Forty classes of thirty lessons a week, and no clash beyond the cast's own."""
    people = []
    for number in range(40):
        names = {"last_name": f"Учитель{number}", "first_name": "Иван", "patronymic": "Иванович"}
        people.append(StaffMember(**names, **name_keys(**names)))
    people = StaffMember.objects.bulk_create(people)
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(year=cast.year, level=1 + number % 11, letter=f"Х{number}", name=f"{1 + number % 11}Х{number}")
        for number in range(38)
    )
    maths = cast.maths_7a.subject
    courses = Course.objects.bulk_create(
        Course(year=cast.year, subject=maths, school_class=one, term_scheme=cast.scheme, hours_per_week=LESSONS)
        for one in classes
    )
    TimetableEntry.objects.bulk_create(
        TimetableEntry(
            course=course, weekday=place // 6, number=1 + place % 6, teacher=people[number], starts_on=YEAR_START
        )
        for number, course in enumerate(courses)
        for place in range(LESSONS)
    )
    return cast


@pytest.mark.parametrize("page", ["day", "clashes", "edit_class", "check"])
def test_forty_classes_are_shown_in_time(big_school, browser_of, page):
    client = browser_of(big_school.galina)
    args = [big_school.class_7a.pk] if page == "edit_class" else []
    query = {"line": big_school.maths_7a.timetable_entries.first().pk} if page == "check" else {}
    address = reverse(f"timetable:{page}", args=args)
    took = []
    for _time in range(3):
        begun = time.thread_time()
        assert client.get(address, query).status_code == 200
        took.append(time.thread_time() - begun)
    assert min(took) < 0.3, took
