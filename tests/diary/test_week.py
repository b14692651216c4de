"""The diary's week: what a family sees of the days (DIA-01, DIA-06, DIA-07, DIA-11, DIA-13, DIA-14)."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile

from apps.core import clock
from apps.diary.queries.week import week_page
from apps.diary.rules import Week, parse_week, week_to_open
from apps.homework.actions.records import set_homework
from apps.homework.models import HomeworkFile
from apps.lessons.models import Lesson
from apps.school.models import Enrolment, GroupMembership

MONDAY, WEDNESDAY, FRIDAY = dt.date(2026, 11, 30), dt.date(2026, 12, 2), dt.date(2026, 12, 4)
WEEK = Week(MONDAY)


def days_of(student):
    return {day.date: day for day in week_page(student, WEEK, clock.today()).days}


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" .", ".").strip()


@pytest.fixture
def page(cast, browser_of):
    """The week's page as plain text, for Elena."""

    def ask(user=None, student=None, week="2026-W49"):
        response = browser_of(user or cast.elena).get(f"/diary/{(student or cast.dima).pk}/?week={week}")
        assert response.status_code == 200
        return text_of(response.content.decode())

    return ask


@pytest.mark.req("DIA-06")
def test_the_week_shows_the_own_lessons_and_none_of_another_subgroup(cast):
    Lesson.objects.filter(course=cast.english_2, held_on=MONDAY).update(topic="")  # the other subgroup has lessons too
    assert Lesson.objects.filter(course=cast.english_2, held_on=MONDAY).count() == 1
    rows = days_of(cast.dima)[MONDAY].rows
    assert [(row.number, row.subject) for row in rows] == [(1, "Математика"), (2, "Английский язык")]
    assert {row.course_pk for row in rows} == {cast.maths_7a.pk, cast.english_1.pk}


@pytest.mark.req("DIA-06")
def test_time_and_room_are_shown(page):
    assert "1 Математика 8:30–9:10 · каб. 21" in page()


@pytest.mark.req("DIA-06")
def test_a_move_between_subgroups_follows_the_dates(cast):
    GroupMembership.objects.filter(student=cast.dima).update(ends_on=MONDAY)
    GroupMembership.objects.create(
        student=cast.dima, study_group=cast.english_2.study_group, starts_on=MONDAY + dt.timedelta(days=1)
    )
    days = days_of(cast.dima)
    assert cast.english_1.pk in {row.course_pk for row in days[MONDAY].rows}
    assert {row.course_pk for row in days[WEDNESDAY].rows} == {cast.maths_7a.pk, cast.english_2.pk}


def test_lessons_end_with_the_enrolment_even_where_the_group_list_was_forgotten(cast):
    Enrolment.objects.filter(student=cast.dima).update(ends_on=MONDAY)
    days = days_of(cast.dima)
    assert len(days[MONDAY].rows) == 2
    assert days[WEDNESDAY].rows == []


@pytest.mark.req("DIA-01", "DIA-13")
def test_a_saved_grade_stands_in_the_diary_with_kind_and_comment(write, page, cast):
    write("maths_7a", WEDNESDAY, cast.dima, "5/4", comment="Чистая работа")
    write("maths_7a", WEDNESDAY, cast.katya, "3")
    shown = page()
    assert "5/4 Работа на уроке. Чистая работа" in shown
    assert " 3 Работа" not in shown


@pytest.mark.req("DIA-13")
def test_a_control_work_says_what_it_was(write, control_work, page, cast):
    column = control_work("maths_7a", MONDAY, "Дроби")
    write("maths_7a", MONDAY, cast.dima, "4", column=column)
    assert "4 Контрольная работа: Дроби" in page()


def test_a_title_that_begins_with_the_kind_of_work_does_not_say_it_twice(write, control_work, page, cast):
    column = control_work("maths_7a", MONDAY, "Контрольная работа № 2 по теме «Дроби»")
    write("maths_7a", MONDAY, cast.dima, "4", column=column)
    assert "4 Контрольная работа № 2 по теме «Дроби»" in page()


@pytest.mark.req("P-05")
def test_a_point_is_a_debt_in_words(write, page, cast):
    write("maths_7a", WEDNESDAY, cast.dima, ".")
    assert "долг: работа не сдана" in page()


@pytest.mark.req("DIA-14", "P-03")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("н", "Пропуск урока"),
        ("б", "Пропуск по болезни"),
        ("у", "Пропуск по уважительной причине"),
        ("нп", "Пропуск без уважительной причины"),
        ("о7", "Опоздание на 7 мин"),
        ("о", "Опоздание"),
        ("осв", "Освобождение от занятия"),
    ],
)
def test_absence_is_said_in_words(write, cast, text, words):
    write("maths_7a", WEDNESDAY, cast.dima, text)
    write("maths_7a", WEDNESDAY, cast.katya, "б")
    rows = days_of(cast.dima)[WEDNESDAY].rows
    assert rows[0].absence.words == words


@pytest.mark.req("DIA-07")
def test_a_substitution_is_named(page):
    assert "Замена: Борисов Б. Б." in page()


@pytest.mark.req("DIA-07")
def test_a_cancelled_lesson_is_struck(cast, browser_of):
    Lesson.objects.filter(course=cast.maths_7a, held_on=WEDNESDAY).update(
        cancelled_at=clock.now(), cancel_reason="нет отопления"
    )
    html = browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W49").content.decode()
    assert "<s>Математика</s>" in html
    assert "Урок отменён" in html
    assert "нет отопления" in html


@pytest.mark.req("DIA-11")
def test_homework_stands_at_the_day_it_is_due_whenever_it_was_set(cast):
    set_homework(cast.lesson("maths_7a", dt.date(2026, 11, 27)), text="§ 14, № 301", by=cast.anna)
    set_homework(cast.lesson("english_1", MONDAY), text="Слова к тексту", by=cast.olga)
    days = days_of(cast.dima)
    assert [task.text for task in days[MONDAY].rows[0].tasks] == ["§ 14, № 301"]
    assert [task.text for row in days[WEDNESDAY].rows for task in row.tasks] == ["Слова к тексту"]


@pytest.mark.req("DIA-11", "DIA-06")
def test_homework_of_another_subgroup_is_not_shown(cast):
    set_homework(cast.lesson("english_2", MONDAY), text="Чужое задание", by=cast.olga)
    shown = [task.text for day in days_of(cast.dima).values() for row in day.rows for task in row.tasks]
    assert "Чужое задание" not in shown
    assert "Чужое задание" in [
        task.text for day in days_of(cast.katya).values() for row in day.rows for task in row.tasks
    ]


@pytest.mark.req("DIA-11")
def test_a_task_due_on_a_day_without_the_lesson_is_not_lost(cast, page):
    thursday = dt.date(2026, 12, 3)
    set_homework(cast.lesson("maths_7a", MONDAY), text="Принести циркуль", due_on=thursday, by=cast.anna)
    assert [task.text for task in days_of(cast.dima)[thursday].other_tasks] == ["Принести циркуль"]
    assert "Сделать к этому дню Математика Принести циркуль" in page()


@pytest.mark.req("DIA-10")
def test_a_holiday_is_named(cast, page):
    assert "Осенние каникулы" in page(week="2026-W44")
    assert "День народного единства" in page(week="2026-W45")


def test_today_is_marked_and_a_sunday_opens_the_week_to_come(page):
    assert "Среда, 2 декабря сегодня" in page()
    assert week_to_open(dt.date(2026, 12, 5)).code == "2026-W49"
    assert week_to_open(dt.date(2026, 12, 6)).code == "2026-W50"


@pytest.mark.parametrize("code", ["2026-W54", "2026-W00", "2026W49", "2026-49", "x", "2026-W49 "])
def test_a_week_that_does_not_exist_is_no_page(cast, browser_of, code):
    assert parse_week(code) is None
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/", {"week": code}).status_code == 404


def test_the_53rd_week_and_the_turn_of_the_year_are_found(page):
    assert parse_week("2026-W53").monday == dt.date(2026, 12, 28)
    assert "28 декабря – 3 января" in page(week="2026-W53")


@pytest.mark.parametrize("count", [1, 3])
def test_a_full_week_costs_as_many_queries_as_an_empty_one(cast, browser_of, write, django_assert_num_queries, count):
    fridays = dt.date(2026, 11, 27)
    lessons = [("maths_7a", MONDAY), ("maths_7a", WEDNESDAY), ("english_1", MONDAY)][:count]
    for course, day in lessons:
        write(course, day, cast.dima, "5")
    for course, day in [("maths_7a", fridays), ("maths_7a", MONDAY), ("english_1", MONDAY)][:count]:
        set_homework(cast.lesson(course, day), text="Задание", by=cast.anna)
    browser = browser_of(cast.elena)
    with django_assert_num_queries(16):
        browser.get(f"/diary/{cast.dima.pk}/?week=2026-W49")


@pytest.fixture
def attached(cast):
    """A file at Dima's English and one at the other subgroup's."""

    def attach(course):
        homework = set_homework(cast.lesson(course, MONDAY), text="Файл", by=cast.olga)
        return HomeworkFile.objects.create(
            homework=homework,
            file=ContentFile(b"<script>alert(1)</script>", name="x.html"),
            name="карточка.html",
            content_type="text/html",
            size=25,
            uploaded_by=cast.olga,
            uploaded_at=clock.now(),
        )

    return attach


def test_a_file_of_the_homework_comes_as_an_attachment(cast, browser_of, attached, page):
    file = attached("english_1")
    assert "карточка.html" in page()
    answer = browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/files/{file.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"


@pytest.mark.req("DIA-06", "SEC-06")
def test_a_file_of_another_subgroup_is_404(cast, browser_of, attached):
    file = attached("english_2")
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/files/{file.pk}/").status_code == 404


def test_a_file_that_the_storage_lost_is_404(cast, browser_of, attached):
    file = attached("english_1")
    file.file.storage.delete(file.file.name)
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/files/{file.pk}/").status_code == 404
