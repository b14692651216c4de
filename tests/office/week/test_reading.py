"""The timetable as everybody reads it: own first, at any date, by kind, a day at a time on a phone."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.actions import assign_role, create_user
from apps.accounts.enums import Role
from apps.lessons.actions.generate import generate_lessons
from apps.school.enums import ServiceKind
from apps.school.models import Enrolment, Representative, SchoolClass
from apps.timetable.actions.entries import end_entry
from apps.timetable.models import TimetableEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(cast, browser_of):
    """``shown(user, "class", pk, on="…")`` → the text of the page."""

    def get(user, name, *args, **query):
        response = browser_of(user).get(reverse(f"timetable:{name}", args=args), query)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_everybody_begins_with_the_own_timetable(cast, browser_of):
    assert browser_of(cast.anna).get("/timetable/").url == reverse("timetable:teacher", args=[cast.anna_staff.pk])
    assert browser_of(cast.elena).get("/timetable/").url == reverse("timetable:student", args=[cast.dima.pk])
    assert browser_of(cast.galina).get("/timetable/").url == reverse("timetable:day")


def test_a_teacher_who_is_a_parent_too_finds_the_own_child(cast, shown):
    mother = Representative.objects.get(user=cast.elena)
    Representative.objects.filter(pk=mother.pk).update(user=cast.boris)
    page = shown(cast.boris, "teacher", cast.boris_staff.pk)
    assert reverse("timetable:student", args=[cast.dima.pk]) in page
    assert "Английский язык" in shown(cast.boris, "student", cast.dima.pk)


@pytest.mark.req("TT-02")
def test_a_class_a_teacher_a_room_and_a_pupil_see_their_lessons_with_the_teacher_named(cast, shown):
    page = shown(cast.galina, "class", cast.class_7a.pk)
    assert page.count("Математика") == 3
    assert "Алексеева" in page
    assert "7А англ. 2" in page
    assert "Борисов" not in page
    page = shown(cast.boris, "teacher", cast.anna_staff.pk)
    assert page.count("Математика") == 3
    assert "7А" in page
    assert shown(cast.sofia, "room", cast.room.pk).count("Математика") == 6
    page = shown(cast.elena, "student", cast.dima.pk)
    assert page.count("Английский язык") == 2  # the first subgroup alone
    assert reverse("timetable:teacher", args=[cast.anna_staff.pk]) not in page


def test_a_date_shows_what_holds_in_its_week_and_tells_of_the_next_change(cast, shown):
    entry = cast.maths_7a.timetable_entries.get(weekday=0)
    seen = entry.history.latest("history_id").history_id
    end_entry(entry_id=entry.pk, starts_on=dt.date(2026, 12, 14), seen=seen, by=cast.galina)
    now = shown(cast.galina, "class", cast.class_7a.pk)
    assert now.count("Математика") == 3
    assert "С 14 декабря 2026 г. расписание меняется." in now
    later = shown(cast.galina, "class", cast.class_7a.pk, on="2026-12-16")
    assert later.count("Математика") == 2
    assert "меняется" not in later


def test_the_weeks_of_a_cycle_are_told_apart(cast, shown):
    TimetableEntry.objects.filter(course=cast.maths_7a, weekday=2).update(week=2)
    page = shown(cast.galina, "class", cast.class_7a.pk, on="2026-09-02")
    assert "2-я неделя" in page
    assert "is-other" in page
    assert "is-other" not in shown(cast.galina, "class", cast.class_7a.pk, on="2026-09-09")


@pytest.mark.req("TT-01")
def test_three_timetables_of_three_kinds_stand_side_by_side_and_the_diary_tells_the_kind(
    cast, shown, add_course, browser_of
):
    add_course("Разговоры о важном", cast.vera_staff, [(3, 1)], kind=ServiceKind.EXTRACURRICULAR)
    add_course("Шахматы", cast.boris_staff, [(3, 6)], kind=ServiceKind.ADDITIONAL, pupils=[cast.dima])
    page = shown(cast.galina, "class", cast.class_7a.pk)
    for text in ("Математика", "Разговоры о важном", "внеурочное", "Шахматы", "дополнительное"):
        assert text in page
    for kind, inside in (("core", "Математика"), ("extra", "Разговоры"), ("additional", "Шахматы")):
        page = shown(cast.galina, "class", cast.class_7a.pk, kind=kind)
        for subject in ("Математика", "Разговоры", "Шахматы"):
            assert (subject in page) == (subject == inside)
    generate_lessons(cast.year, by=cast.igor, first=dt.date(2026, 12, 3), last=dt.date(2026, 12, 30))
    diary = browser_of(cast.elena).get(reverse("diary:week", args=[cast.dima.pk])).content.decode()
    for subject, kind in (("Разговоры о важном", "внеурочное занятие"), ("Шахматы", "дополнительное занятие")):
        assert kind in diary[diary.index(subject) :][:400]
    assert "основные" not in diary


def test_the_school_on_a_day_lists_every_class_by_lesson(cast, shown):
    page = shown(cast.nikolai, "day")
    assert "Расписание на 2 декабря, среда" in page
    assert page.index("7А</a>") < page.index("7Б</a>")
    assert "8:30–9:10" in page
    assert "Осенние каникулы" in shown(cast.nikolai, "day", on="2026-10-26")


@pytest.mark.parametrize("more", [1, 12])
@pytest.mark.parametrize("page", ["day", "class", "teacher", "room", "student"])
def test_pages_cost_the_same_however_big_the_school_is(
    cast, browser_of, add_course, page, more, django_assert_max_num_queries
):
    for number in range(more):
        new = SchoolClass.objects.create(year=cast.year, level=8, letter=f"{number}", name=f"8{number}")
        Enrolment.objects.create(student=cast.dima, school_class=new, starts_on=dt.date(2026, 10, number + 1))
        add_course(f"Предмет {number}", cast.anna_staff, [(1, 2), (2, 5)], school_class=new, room=cast.room)
    owner = {"class": cast.class_7a, "teacher": cast.anna_staff, "room": cast.room, "student": cast.dima}.get(page)
    client = browser_of(cast.galina)
    with django_assert_max_num_queries(28):
        response = client.get(reverse(f"timetable:{page}", args=[owner.pk] if owner else []))
    assert "no-store" in response.headers["Cache-Control"]


def test_the_list_of_owners_leads_to_their_weeks(cast, browser_of):
    client = browser_of(cast.galina)
    asked = client.get("/timetable/teacher/", {"owner": cast.olga_staff.pk, "on": "2026-12-09", "kind": "<x>"})
    assert asked.url == f"/timetable/teacher/{cast.olga_staff.pk}/?on=2026-12-09"
    assert client.get("/timetable/class/").url == f"/timetable/class/{cast.class_7a.pk}/"
    assert client.get("/timetable/class/", {"owner": "999999"}).status_code == 404


@pytest.mark.parametrize("name", ["day", "clashes", "apply", "rooms"])
def test_a_school_without_a_year_is_told_where_to_begin(browser_of, name):
    user = create_user(username="admin", display_name="Ильин Игорь", by=None)
    assign_role(user=user, role=Role.ADMINISTRATOR, by=None)
    page = browser_of(user).get(reverse(f"timetable:{name}"))
    assert page.status_code == 200
    assert reverse("office:new_year") in page.content.decode()
