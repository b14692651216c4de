"""The desk: a lesson is placed, moved, swapped and taken away from a date on; clashes are told before and after."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.records import record_lesson
from apps.lessons.models import Lesson
from apps.school.models import Curriculum, CurriculumChoice, CurriculumLine, Room, SchoolClass, TeachingAssignment
from apps.timetable.models import TimetableEntry
from tests.plugins.cast import YEAR_START

pytestmark = pytest.mark.django_db
FROM, MONDAY = "2026-12-07", dt.date(2026, 12, 7)


@pytest.fixture
def galina(cast, browser_of):
    """The deputy's browser."""
    return browser_of(cast.galina)


@pytest.fixture
def desk(cast, galina):
    """``desk(act="move", …)`` → the text of the desk of 7А after the change."""

    def send(**fields):
        address = reverse("timetable:edit_class", args=[cast.class_7a.pk])
        fields = {"from": FROM, "owner": cast.class_7a.pk, "beside": "", **fields}
        response = galina.post(address, fields, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response.content.decode()

    return send


def line_of(course, weekday=0) -> dict:
    entry = course.timetable_entries.order_by("-starts_on", "pk").filter(weekday=weekday).first()
    return {"line": entry.pk, "seen": entry.history.latest("history_id").history_id}


def slots(course, day=MONDAY) -> set:
    return set(TimetableEntry.objects.filter(course=course).on(day).values_list("weekday", "number"))


def test_a_lesson_is_moved_from_the_chosen_day_on(cast, desk):
    page = desk(act="move", weekday=3, number=5, **line_of(cast.maths_7a))
    assert "Урок перенесён." in page
    assert slots(cast.maths_7a) == {(3, 5), (2, 2), (4, 3)}
    assert slots(cast.maths_7a, dt.date(2026, 12, 4)) == {(0, 1), (2, 2), (4, 3)}


def test_two_lessons_are_swapped_and_one_is_taken_away(cast, desk):
    other = line_of(cast.english_1)
    page = desk(act="swap", other=other["line"], other_seen=other["seen"], **line_of(cast.maths_7a))
    assert "поменялись местами" in page
    assert (0, 2) in slots(cast.maths_7a)
    assert (0, 1) in slots(cast.english_1)
    assert "Урок снят с 07.12.2026." in desk(act="end", **line_of(cast.maths_7a))
    assert slots(cast.maths_7a) == {(2, 2), (4, 3)}


@pytest.mark.req("STR-15", "TT-01")
def test_hours_of_the_load_wait_beside_the_grid_until_they_stand(cast, galina, desk):
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(hours_per_week="4.5")
    address = reverse("timetable:edit_class", args=[cast.class_7a.pk])
    waiting = galina.get(address, {"from": FROM}).context["desk"].to_place
    assert [(line.subject, line.teacher.pk, line.missing) for line in waiting] == [
        ("Математика", cast.anna_staff.pk, 1.5)
    ]
    place = {"act": "place", "course": cast.maths_7a.pk, "staff": cast.anna_staff.pk}
    assert "Урок поставлен." in desk(weekday=3, number=4, **place)
    desk(weekday=3, number=5, **place)  # half an hour: one week of two
    placed = TimetableEntry.objects.get(course=cast.maths_7a, weekday=3, number=5)
    assert (placed.week, placed.room, placed.teacher) == (1, cast.room, cast.anna_staff)
    assert not galina.get(address, {"from": FROM}).context["desk"].unplaced
    desk(weekday=3, number=6, **place)
    extra = galina.get(address, {"from": FROM}).context["desk"].too_many
    assert [line.missing for line in extra] == [-1]


@pytest.mark.req("TT-02")
def test_what_has_no_teacher_cannot_be_placed(cast, desk):
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(ends_on=dt.date(2026, 11, 1))
    page = desk(act="place", course=cast.maths_7a.pk, staff="", weekday=3, number=4)
    assert "Урок нельзя поставить без учителя" in page
    assert (3, 4) not in slots(cast.maths_7a)


@pytest.mark.req("TT-02", "STR-13")
def test_a_clash_of_teacher_and_room_is_told_before_and_after(cast, galina, desk):
    clash = cast.maths_7b.timetable_entries.get(weekday=1)
    TimetableEntry.objects.filter(pk=clash.pk).update(weekday=0, teacher=cast.anna_staff)
    line = line_of(cast.maths_7a, weekday=2)
    asked = galina.get(reverse("timetable:check"), {"from": FROM, "line": line["line"]}).json()["cells"]
    assert asked["3-4"] == {"state": "free", "texts": [], "swap": None}
    assert asked["2-2"]["state"] == "here"
    texts = asked["0-1"]["texts"]
    assert any("Учитель Алексеева" in text and "7Б, Математика" in text for text in texts)
    assert any("Кабинет 21" in text for text in texts)
    page = galina.get(reverse("timetable:clashes")).content.decode()
    assert "Алексеева" in page
    assert "кабинет" in page
    assert "7Б, Математика" in page
    told = "учитель</span> Алексеева"
    page = desk(act="move", weekday=3, number=4, **line_of(cast.maths_7a))
    assert told not in page
    page = desk(act="move", weekday=0, number=1, **line_of(cast.maths_7a, weekday=3))
    assert told in page
    assert "has-clash" in page


def test_a_cell_that_somebody_else_filled_meanwhile_is_a_conflict(cast, desk):
    assert "поставлен" in desk(act="place", course=cast.maths_7a.pk, staff=cast.anna_staff.pk, weekday=3, number=4)
    page = desk(act="move", weekday=3, number=4, **line_of(cast.english_1))
    assert "эту клетку изменил кто-то другой" in page
    assert (3, 4) not in slots(cast.english_1)
    stale = line_of(cast.english_2)
    desk(act="move", weekday=3, number=6, **stale)
    page = desk(act="move", weekday=3, number=7, **stale)
    assert "уже" in page or "изменил(а) Громова" in page


def test_a_swap_is_offered_where_the_class_itself_is_busy(cast, galina):
    line = line_of(cast.maths_7a)
    cells = galina.get(reverse("timetable:check"), {"from": FROM, "line": line["line"]}).json()["cells"]
    english = cast.english_1.timetable_entries.get(weekday=0)
    assert (cells["0-2"]["state"], cells["0-2"]["swap"]) == ("swap", english.pk)


def test_the_form_of_a_lesson_changes_everything_without_javascript(cast, galina):
    line = line_of(cast.maths_7a)
    address = reverse("timetable:entry", args=[line["line"]])
    gym = Room.objects.create(name="Зал")
    values = {
        "from": FROM, "weekday": 0, "number": 1, "week": 2, "teacher": cast.anna_staff.pk,
        "second_teacher": cast.vera_staff.pk, "room": gym.pk, "seen": line["seen"],
    }  # fmt: skip
    assert "Урок нельзя поставить без учителя." in galina.post(address, {**values, "teacher": ""}).content.decode()
    assert galina.post(address, values).status_code == 302
    changed = TimetableEntry.objects.on(MONDAY).get(course=cast.maths_7a, weekday=0)
    assert (changed.week, changed.second_teacher, changed.room) == (2, cast.vera_staff, gym)
    assert "изменил(а) Громова" in galina.post(address, values).content.decode()
    line = line_of(cast.maths_7a)
    removal = {**values, "seen": line["seen"], "remove": "1"}
    assert galina.post(reverse("timetable:entry", args=[line["line"]]), removal).status_code == 302
    assert (0, 1) not in slots(cast.maths_7a)


@pytest.mark.req("TT-02")
def test_applying_shows_first_which_lessons_change_and_leaves_the_recorded_ones(cast, galina, desk):
    generate_lessons(cast.year, by=cast.igor)
    friday = dt.date(2026, 12, 18)
    kept = record_lesson(cast.lesson("maths_7a", friday), by=cast.anna, topic="Записано заранее")
    desk(act="move", weekday=3, number=5, **line_of(cast.maths_7a, weekday=4))
    before = Lesson.history.count()
    shown = galina.get(reverse("timetable:apply"))
    assert Lesson.history.count() == before
    page = shown.context["page"]
    assert [line.held_on for line in page.kept] == [friday]
    assert [(line.course, line.place) for line in page.created] == [("7А, Математика", "Чт, 5-й урок")]
    assert page.counts["created"] == page.counts["removed"] + 1
    assert "18.12.2026" in shown.content.decode()
    assert galina.post(reverse("timetable:apply")).status_code == 302
    coming = Lesson.objects.filter(course=cast.maths_7a, held_on__gte=MONDAY)
    assert {day.weekday() for day in coming.values_list("held_on", flat=True) if day != friday} == {0, 2, 3}
    assert Lesson.objects.get(pk=kept.pk).topic == "Записано заранее"
    assert Lesson.objects.filter(course=cast.maths_7a, held_on=dt.date(2026, 12, 4)).exists()
    assert galina.get(reverse("timetable:apply")).context["page"].is_idle


@pytest.mark.req("STR-11")
def test_three_hours_where_the_plan_has_four_are_told_beside_the_grid(cast, galina):
    plan = Curriculum.objects.create(year=cast.year, name="7 классы")
    subject = cast.maths_7a.subject
    CurriculumLine.objects.create(curriculum=plan, subject=subject, level=7, hours_per_week=4)
    CurriculumChoice.objects.create(curriculum=plan, school_class=cast.class_7a, starts_on=YEAR_START)
    page = galina.get(reverse("timetable:edit_class", args=[cast.class_7a.pk])).content.decode()
    assert "7А, Математика: в расписании 3, по плану 4 (разница 1)" in page


def test_a_change_cannot_begin_in_the_past(cast, galina):
    page = galina.get(reverse("timetable:edit_class", args=[cast.class_7a.pk]), {"from": "2026-09-01"})
    assert page.context["starts_on"] == dt.date(2026, 12, 2)
    assert galina.get(reverse("timetable:edit_class", args=[cast.class_7a.pk])).context["starts_on"] == MONDAY


@pytest.mark.parametrize("more", [1, 8])
@pytest.mark.parametrize("page", ["edit_class", "edit_teacher", "edit_level", "clashes", "rooms", "apply", "check"])
def test_the_desk_costs_the_same_however_big_the_school_is(
    cast, galina, add_course, page, more, django_assert_max_num_queries
):
    for number in range(more):
        Room.objects.create(name=f"30{number}")
        new = SchoolClass.objects.create(year=cast.year, level=7, letter=f"{number}", name=f"7{number}")
        for lesson in (1, 2):
            add_course(f"П {number} {lesson}", cast.anna_staff, [(1, lesson)], school_class=new, room=cast.room)
    owner = {"edit_class": [cast.class_7a.pk], "edit_teacher": [cast.anna_staff.pk], "edit_level": [7]}.get(page, [])
    query = {"line": line_of(cast.maths_7a)["line"]} if page == "check" else {}
    with django_assert_max_num_queries(50):
        assert galina.get(reverse(f"timetable:{page}", args=owner), query).status_code == 200


@pytest.mark.req("STR-13")
def test_rooms_are_a_register_that_the_timetable_uses(cast, galina):
    values = {"name": "Спортзал", "seats": 60, "purpose": "физкультура", "lessons_at_once": 2, "seen": ""}
    assert galina.post(reverse("timetable:new_room"), values).status_code == 302
    gym = Room.objects.get(name="Спортзал")
    assert (gym.lessons_at_once, gym.history.get().history_user) == (2, cast.galina)
    again = galina.post(reverse("timetable:new_room"), {**values, "name": "спортзал "}).content.decode()
    assert "уже есть" in again
    address = reverse("timetable:edit_room", args=[gym.pk])
    seen = gym.history.latest("history_id").history_id
    assert galina.post(address, {**values, "seen": seen, "is_closed": "on"}).status_code == 302
    assert "изменил кто-то другой" in galina.post(address, {**values, "seen": seen}).content.decode()
    shown = galina.get(reverse("timetable:rooms")).content.decode()
    assert "не используется" in shown
    assert "физкультура" in shown


@pytest.mark.req("STR-13")
def test_two_lessons_in_one_room_at_once_are_a_visible_clash(cast, desk):
    beside = cast.maths_7b.timetable_entries.get(weekday=1)  # room 21, Tuesday, first lesson
    line = line_of(cast.maths_7a)
    page = desk(act="move", weekday=1, number=1, **line)
    assert "кабинет</span> 21: Вт, 1-й урок" in page
    Room.objects.filter(pk=beside.room_id).update(lessons_at_once=2)
    assert "кабинет</span> 21" not in desk(act="none")


def test_a_course_of_two_teachers_is_no_hour_to_place_for_the_second(cast, galina):
    TeachingAssignment.objects.create(
        course=cast.maths_7a, staff=cast.vera_staff, starts_on=YEAR_START, hours_per_week=3
    )
    TimetableEntry.objects.filter(course=cast.maths_7a).update(second_teacher=cast.vera_staff)
    page = galina.get(reverse("timetable:edit_class", args=[cast.class_7a.pk]), {"from": FROM})
    assert page.context["desk"].unplaced == []
