"""The schedule of control works: one page for the whole period, warnings while it is edited (TT-07)."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from apps.core.seen import seen_of
from apps.school.models import Norms
from apps.timetable.models import ControlWork
from apps.timetable.rules.controls import Around, Limits, Work, warnings

pytestmark = pytest.mark.django_db
MONDAY, WEDNESDAY = dt.date(2026, 12, 7), dt.date(2026, 12, 9)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def galina(cast, browser_of):
    """The deputy's client."""
    return browser_of(cast.galina)


def sent(course, day, /, **change) -> dict:
    facts = {"course": course.pk, "held_on": day.isoformat(), "number": "", "form": "control", "topic": "Дроби"}
    return {**facts, "note": ""} | change


def plan(client, cast, course, day, school_class=None, /, **change):
    url = f"/timetable/controls/new/?school_class={(school_class or cast.class_7a).pk}"
    return client.post(url, sent(course, day, **change), follow=True)


@pytest.mark.req("TT-07")
def test_the_whole_period_stands_on_one_page_and_a_second_work_on_a_day_raises_a_warning(cast, galina):
    first = plan(galina, cast, cast.maths_7a, WEDNESDAY, number="2")
    assert "в один день" not in text_of(first)
    second = plan(galina, cast, cast.english_1, WEDNESDAY, number="3", form="test", topic="Past Simple")
    said = "7А, 09.12: в один день стоят Математика, Английский язык, по регламенту не больше 1."
    assert said in text_of(second)
    assert ControlWork.objects.count() == 2  # a warning refuses nothing
    plan(galina, cast, cast.maths_7b, dt.date(2026, 12, 8), cast.class_7b, topic="Степени")
    page = galina.get(f"/timetable/controls/?term={cast.term2.pk}")
    assert [(line.held_on, line.audience, line.subject, line.topic, line.form) for line in page.context["lines"]] == [
        (dt.date(2026, 12, 8), "7Б", "Математика", "Степени", "контрольная работа"),
        (WEDNESDAY, "7А", "Математика", "Дроби", "контрольная работа"),
        (WEDNESDAY, "7А англ. 1", "Английский язык", "Past Simple", "тест"),
    ]
    assert text_of(page).count(said) == 2
    for shown in ("Степени", "Past Simple", "контрольная работа", "09.12.2026"):
        assert shown in text_of(page)


def test_the_warning_appears_while_the_form_is_edited_and_says_what_the_page_says(cast, galina):
    plan(galina, cast, cast.maths_7a, WEDNESDAY, number="2")
    form = sent(cast.english_1, WEDNESDAY)
    fragment = galina.get(f"/timetable/controls/classes/{cast.class_7a.pk}/check/", form)
    assert "в один день стоят" in text_of(fragment) and "<html" not in text_of(fragment)
    assert ControlWork.objects.count() == 1
    plan(galina, cast, cast.english_1, WEDNESDAY)
    work = ControlWork.objects.get(course=cast.english_1)
    fresh = galina.get(f"/timetable/controls/{work.pk}/")
    again = galina.get(f"/timetable/controls/classes/{cast.class_7a.pk}/check/", {**form, "work": work.pk})
    assert list(fresh.context["warnings"]) == list(again.context["warnings"]) == list(fragment.context["warnings"])


def test_limits_are_the_norms_of_the_school(cast, galina):
    Norms.objects.create(valid_from=dt.date(2026, 9, 1), order_number="1", control_per_day=2)
    plan(galina, cast, cast.maths_7a, WEDNESDAY, number="2")
    assert "в один день" not in text_of(plan(galina, cast, cast.english_1, WEDNESDAY))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"topic": ""}, "Обязательное поле"),
        ({"held_on": "2026-10-28"}, "не входит ни в один учебный период"),
        ({"course": ""}, "Обязательное поле"),
        ({"course": "maths_7b"}, "Выберите корректный вариант"),
    ],
)
def test_a_faulty_work_is_told_and_what_was_typed_stays(cast, galina, change, sentence):
    if change.get("course") == "maths_7b":
        change = {"course": cast.maths_7b.pk}
    assert sentence in text_of(plan(galina, cast, cast.maths_7a, WEDNESDAY, **change))
    assert not ControlWork.objects.exists()


def test_the_same_work_is_not_entered_twice_and_two_editors_collide(cast, galina):
    plan(galina, cast, cast.maths_7a, WEDNESDAY)
    assert "уже стоит" in text_of(plan(galina, cast, cast.maths_7a, WEDNESDAY))
    work = ControlWork.objects.get()
    url, seen = f"/timetable/controls/{work.pk}/", seen_of(work)
    assert galina.post(url, sent(cast.maths_7a, WEDNESDAY, topic="Проценты", seen=seen)).status_code == 302
    assert "эту запись изменили" in text_of(galina.post(url, sent(cast.maths_7a, WEDNESDAY, seen=seen)))
    galina.post(f"/timetable/controls/{work.pk}/drop/")
    assert not ControlWork.objects.exists()
    assert ControlWork.history.filter(history_type="-").get().history_user == cast.galina


def test_the_family_sees_the_work_at_its_lesson(cast, galina, browser_of):
    plan(galina, cast, cast.maths_7a, dt.date(2026, 12, 4), topic="Дроби и проценты")
    plan(galina, cast, cast.english_2, WEDNESDAY, topic="Not Dima’s group")
    week = text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W49"))
    assert "Контрольная работа: Дроби и проценты" in week
    assert "Not Dima" not in text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W50"))


def test_a_teacher_reads_the_schedule_and_a_family_does_not(cast, galina, browser_of):
    plan(galina, cast, cast.maths_7a, WEDNESDAY)
    page = text_of(browser_of(cast.anna).get("/timetable/controls/"))
    assert "Дроби" in page and "Внести работу" not in page
    assert browser_of(cast.elena).get("/timetable/controls/").status_code == 403


def test_the_grid_shows_a_month_class_by_class(cast, galina):
    plan(galina, cast, cast.maths_7a, WEDNESDAY)
    page = galina.get("/timetable/controls/?view=grid")
    grid = page.context["grid"]
    assert [one.name for one, _days in grid.rows] == ["7А", "7Б"]
    assert grid.days[0][0] == dt.date(2026, 12, 1)
    found = [cell.day for _one, days in grid.rows for cell in days if cell.lines]
    assert found == [WEDNESDAY]


def test_the_workbook_holds_the_same_rows(cast, galina):
    plan(galina, cast, cast.maths_7a, WEDNESDAY, topic="=СУММ(A1)")
    answer = galina.get(f"/timetable/controls/export/?term={cast.term2.pk}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:6] == ["Дата", "Урок", "Класс, группа", "Предмет", "Форма контроля", "Тема"]
    assert rows[1][0] == WEDNESDAY and rows[1][2:6] == ["7А", "Математика", "контрольная работа", "=СУММ(A1)"]


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize("path", ["", "?view=grid", "export/"])
def test_the_page_costs_the_same_with_one_work_and_with_three(cast, galina, path, more, django_assert_max_num_queries):
    for course, day in ((cast.maths_7a, MONDAY), (cast.english_1, WEDNESDAY), (cast.maths_7b, WEDNESDAY))[:more]:
        ControlWork.objects.create(course=course, term=cast.term2, held_on=day, topic="Дроби", form="control")
    with django_assert_max_num_queries(25):
        assert galina.get(f"/timetable/controls/{path}").status_code == 200


# --- the rule ------------------------------------------------------------------------------------------------------

CLASS = ((7, "7А"),)
DAY = dt.date(2026, 12, 7)


def work(key, course=1, day=DAY, number=3, subject=None, classes=CLASS) -> Work:
    return Work(key, course, subject or f"Предмет {course}", classes, day, number)


def around(*works, lessons=100, last=6, weekly=3) -> Around:
    return Around(
        {(one.course, one.held_on): (one.number,) for one in works},
        {(7, one.held_on): (1, last) for one in works},
        {one.course: lessons for one in works},
        {one.course: Decimal(weekly) for one in works},
    )


def said(*works, limits=None, **facts) -> dict:
    return warnings(works, limits or Limits(), around(*works, **facts))


def test_one_work_in_the_middle_of_the_day_is_right():
    assert said(work("a")) == {}


def test_two_groups_writing_one_subject_count_once():
    assert said(work("a", 1, subject="Английский"), work("b", 2, subject="Английский")) == {}


def test_a_week_holds_so_many_works_of_a_class_and_no_more():
    week = [work(step, course=step, day=DAY + dt.timedelta(days=step)) for step in range(4)]
    assert set(said(*week)) == {0, 1, 2, 3}
    assert "контрольных 4 — по регламенту не больше 3" in said(*week)[0][0]
    assert said(*week[:3]) == {}


@pytest.mark.parametrize(("days", "warned"), [(16, True), (17, False)])
def test_works_of_a_subject_stand_at_a_distance(days, warned):
    assert bool(said(work("a"), work("b", day=DAY + dt.timedelta(days=days)))) is warned


@pytest.mark.parametrize(("lessons", "warned"), [(19, True), (20, False)])
def test_works_take_a_share_of_the_lessons(lessons, warned):
    works = [work("a"), work("b", day=DAY + dt.timedelta(days=28))]
    assert bool(said(*works, lessons=lessons)) is warned


def test_a_subject_of_few_lessons_may_have_one_work():
    assert said(work("a"), lessons=5) == {}


@pytest.mark.parametrize(("number", "warned"), [(1, True), (2, False), (6, True)])
def test_the_first_and_the_last_lesson_are_no_place_for_a_work(number, warned):
    assert bool(said(work("a", number=number))) is warned
    assert said(work("a", number=number), limits=Limits(not_at_edges=False)) == {}
    assert said(work("a", number=number), weekly=1) == {}  # one lesson a week has no other place


def test_a_day_without_the_lesson_is_told():
    assert warnings([work("a")], Limits(), Around()) == {"a": ["Предмет 1: в этот день урока нет."]}
    facts = around(work("a"))
    assert "другой по счёту — 3" in warnings([work("a", number=4)], Limits(), facts)["a"][0]
