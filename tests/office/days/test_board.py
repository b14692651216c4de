"""The day's board from «Кого нет?» to the sheet on the wall (TT-03, P-22, C-16)."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.substitutions import claim_substitution, register_substitution
from apps.lessons.models import Lesson, Substitution
from apps.lessons.rules.substitutions import state_token
from apps.office.queries.days.board import board
from apps.office.queries.days.cover import cover_page
from apps.school.actions.absences import record_absence
from apps.school.models import Course, StaffAbsence, Subject, TeachingAssignment
from apps.timetable.models import TimetableEntry

pytestmark = pytest.mark.django_db

TODAY, FRIDAY = dt.date(2026, 12, 2), dt.date(2026, 12, 4)
DAY = "/timetable/days/2026-12-02/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def galina(cast, browser_of):
    return browser_of(cast.galina)


def cover_path(cast) -> str:
    return f"{DAY}absent/{cast.anna_staff.pk}/"


def choice(lesson, value: str) -> dict:
    return {f"lesson-{lesson.pk}": value, f"seen-{lesson.pk}": state_token(lesson)}


@pytest.mark.req("TT-03")
def test_a_substitution_names_who_is_absent_who_comes_and_why_and_is_in_the_diary_at_once(cast, galina, browser_of):
    lesson = cast.lesson("maths_7a", TODAY)
    said = {"ground": "ill", "last": "2026-12-02", **choice(lesson, f"same:{cast.boris_staff.pk}")}
    assert galina.post(cover_path(cast), said).status_code == 302
    row = Substitution.objects.get(lesson=lesson)
    assert (row.lesson.teacher, row.substitute, row.reason) == (cast.anna_staff, cast.boris_staff, "болезнь")
    assert row.absence == StaffAbsence.objects.get(staff=cast.anna_staff)
    page = text_of(galina.get(DAY))
    for words in ("Алексеева Анна Петровна", "Борисов Б. Б.", "болезнь", "тот же предмет"):
        assert words in page
    diary = text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W49"))
    assert "Замена: Борисов Б. Б., вместо: Алексеева А. П." in diary
    assert "болезнь" not in diary  # why is not the family's business
    assert "замена, вместо: Алексеева А. П." in text_of(browser_of(cast.boris).get("/my-day/"))


@pytest.mark.req("P-22")
def test_suggestions_begin_with_the_same_subject_and_end_with_whoever_is_free(cast):
    page = cover_page(cast.anna_staff, None, TODAY, FRIDAY)
    groups = {group.label: [one.label for one in group.options] for group in page.lines[0].groups}
    assert groups["Тот же предмет"] == ["Борисов Б. Б. — 1 урок"]
    chosen = [one.value for group in page.lines[0].groups for one in group.options if one.is_chosen]
    assert chosen == [f"same:{cast.boris_staff.pk}"]
    assert [line.day for line in page.lines] == ["ср, 2 декабря", "пт, 4 декабря"]


@pytest.mark.req("P-22")
def test_whoever_knows_the_class_comes_first_and_whoever_is_away_not_at_all(cast):
    TeachingAssignment.objects.create(
        course=cast.maths_7a, staff=cast.olga_staff, starts_on=dt.date(2026, 11, 1), hours_per_week=1
    )
    lines = cover_page(cast.anna_staff, None, TODAY, TODAY).lines
    labels = [one.label for one in lines[0].groups[0].options]
    assert labels == ["Орлова О. О. — знает класс, 2 урока", "Борисов Б. Б. — 1 урок"]
    record_absence(cast.olga_staff, ground="ill", starts_on=TODAY, ends_on=TODAY, by=cast.galina)
    lines = cover_page(cast.anna_staff, None, TODAY, TODAY).lines
    assert [one.label for one in lines[0].groups[0].options] == ["Борисов Б. Б. — 1 урок"]


@pytest.mark.req("P-22")
def test_subject_declared_own_subject_of_the_class_and_gap_are_seen(cast):
    maths = cast.maths_7a.subject
    cast.vera_staff.subjects.add(maths)
    history = Subject.objects.create(name="История", short_name="Ист", part="federal", position=5)
    course = Course.objects.create(
        year=cast.year, subject=history, school_class=cast.class_7a, term_scheme=cast.scheme, hours_per_week=1
    )
    TeachingAssignment.objects.create(
        course=course, staff=cast.olga_staff, starts_on=dt.date(2026, 9, 1), hours_per_week=1
    )
    TimetableEntry.objects.create(
        course=cast.english_1, weekday=2, number=1, teacher=cast.olga_staff, starts_on=dt.date(2026, 9, 1)
    )
    generate_lessons(cast.year, by=cast.igor, first=TODAY, last=TODAY)
    groups = {one.label: one.options for one in cover_page(cast.anna_staff, None, TODAY, TODAY).lines[0].groups}
    assert [one.label for one in groups["Тот же предмет"]] == [
        "Борисов Б. Б. — 1 урок",
        "Власова В. В. — без уроков в этот день",
    ]
    assert [one.label for one in groups["Другой предмет"]] == ["Орлова О. О. — История, окно, 3 урока"]


def test_a_choice_that_became_impossible_comes_back_with_its_sentence_and_the_rest_as_chosen(cast, galina):
    lesson, friday = cast.lesson("maths_7a", TODAY), cast.lesson("maths_7a", FRIDAY)
    said = {
        "ground": "trip",
        "last": "2026-12-04",
        "basis": "приказ № 7",
        **choice(lesson, f"joined:{cast.boris_staff.pk}"),
        **choice(friday, "cancel"),
    }
    response = galina.post(cover_path(cast), said)
    page = text_of(response)
    assert response.status_code == 200
    assert "В это время у учителя нет своего урока" in page
    assert "Ничего не записано" in page
    assert 'value="приказ № 7"' in page
    assert '<option value="cancel" selected>' in page
    assert not StaffAbsence.objects.exists()
    assert not Lesson.objects.get(pk=friday.pk).is_cancelled


def test_two_deputies_do_not_overwrite_each_other(cast, galina):
    lesson = cast.lesson("maths_7a", TODAY)
    said = {"ground": "ill", "last": "2026-12-02", **choice(lesson, f"same:{cast.boris_staff.pk}")}
    register_substitution(lesson, substitute=cast.olga_staff, reason="семинар", by=cast.igor)
    assert "этот урок изменили" in text_of(galina.post(cover_path(cast), said))
    assert Substitution.objects.get(lesson=lesson).substitute == cast.olga_staff


@pytest.mark.req("P-22")
def test_everything_is_undone_when_the_teacher_turns_up(cast, galina):
    lesson = cast.lesson("maths_7a", TODAY)
    said = {"ground": "ill", "last": "2026-12-02", **choice(lesson, f"same:{cast.boris_staff.pk}")}
    galina.post(cover_path(cast), said)
    absence = StaffAbsence.objects.get()
    response = galina.post(reverse("timetable:remove_absence", args=[absence.pk]), follow=True)
    assert "Алексеева А. П. на месте: возвращён 1 урок." in text_of(response)
    assert not Substitution.objects.filter(lesson=lesson).exists()
    assert "Все на месте" in text_of(response)


@pytest.mark.req("P-22")
def test_the_sheet_names_lesson_class_subject_both_teachers_room_and_kind_but_no_reason(cast, galina):
    lesson = cast.lesson("maths_7a", TODAY)
    said = {"ground": "ill", "last": "2026-12-02", **choice(lesson, f"same:{cast.boris_staff.pk}")}
    galina.post(cover_path(cast), said)
    page = text_of(galina.get(f"{DAY}sheet/"))
    for words in ("7А", "Математика", "Алексеева А. П.", "Борисов Б. Б.", "21", "тот же предмет"):
        assert words in page
    assert "болезнь" not in page


def test_an_uncovered_lesson_is_red_and_an_absence_is_made_longer(cast, galina):
    record_absence(cast.anna_staff, ground="ill", starts_on=TODAY, ends_on=TODAY, by=cast.galina)
    assert "1 урок без учителя" in text_of(galina.get(DAY))
    page = galina.get(cover_path(cast))
    said = {"ground": "ill", "last": "2026-12-04", "basis": "больничный лист", "seen": page.context["seen"]}
    galina.post(cover_path(cast), said)
    absence = StaffAbsence.objects.get()
    assert (absence.ends_on, absence.basis) == (FRIDAY, "больничный лист")
    assert "отсутствие" in text_of(galina.post(cover_path(cast), {**said, "basis": "другой"}))
    assert StaffAbsence.objects.get().basis == "больничный лист"


@pytest.mark.req("C-16")
def test_a_teachers_claim_waits_on_the_board_and_opens_the_lesson_when_confirmed(cast, galina, browser_of):
    lesson, olga = cast.lesson("maths_7a", TODAY), browser_of(cast.olga)
    found = olga.get("/timetable/days/claim/", {"school_class": cast.class_7a.pk, "day": "2026-12-02"})
    assert "Этот урок веду я" in text_of(found)
    assert olga.post("/timetable/days/claim/", {"lesson": lesson.pk, "reason": "просила коллега"}).status_code == 302
    assert olga.post(reverse("journal:lesson", args=[lesson.pk]), {"topic": "Дроби"}).status_code == 404
    page = text_of(galina.get(DAY))
    assert "Вести хочет Орлова О. О., вместо: Алексеева А. П." in page
    claim = Substitution.objects.get(lesson=lesson)
    galina.post(reverse("timetable:decide_claim", args=[claim.pk]), {"do": "confirm", "kind": "same"})
    claim.refresh_from_db()
    assert claim.state == "confirmed"
    assert olga.get(reverse("journal:lesson", args=[lesson.pk])).status_code == 200
    assert "внесена" in text_of(olga.get("/timetable/days/claim/"))


@pytest.mark.req("C-16")
def test_a_declined_claim_stays_as_a_trace(cast, galina, browser_of):
    lesson = cast.lesson("maths_7a", TODAY)
    claim = claim_substitution(lesson, substitute=cast.olga_staff, reason="так", by=cast.olga)
    galina.post(reverse("timetable:decide_claim", args=[claim.pk]), {"do": "decline", "reason": "вела сама"})
    claim.refresh_from_db()
    assert claim.state == "declined"
    assert "не подтверждена" in text_of(browser_of(cast.olga).get("/timetable/days/claim/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_however_many_are_away(cast, galina, count, django_assert_max_num_queries):
    for staff in (cast.anna_staff, cast.boris_staff, cast.olga_staff)[:count]:
        record_absence(staff, ground="ill", starts_on=TODAY, ends_on=TODAY, by=cast.galina)
    with django_assert_max_num_queries(22):
        galina.get(DAY)
    with django_assert_max_num_queries(16):
        galina.get(f"{DAY}sheet/")


@pytest.mark.parametrize("last", ["2026-12-02", "2026-12-18"])
def test_suggestions_cost_the_same_for_a_day_and_for_a_fortnight(cast, galina, last, django_assert_max_num_queries):
    with django_assert_max_num_queries(23):
        assert galina.get(cover_path(cast), {"last": last}).status_code == 200


def test_the_board_of_today_is_the_start(cast, galina):
    assert "среда, 2 декабря" in text_of(galina.get("/timetable/days/")).lower()
    assert board(TODAY, clock.today(), cast.year).is_today
    assert galina.get("/timetable/days/2026-13-40/").status_code == 404
    assert "Алексеева Анна Петровна" in text_of(galina.get(f"{DAY}absent/"))


@pytest.mark.req("C-16")
def test_the_way_to_a_claim_is_on_the_lesson_and_on_my_day(cast, browser_of):
    vera, lesson = browser_of(cast.vera), cast.lesson("maths_7a", TODAY)  # leads 7А and so sees its lessons
    page = vera.get(reverse("journal:lesson", args=[lesson.pk]))
    way = f"/timetable/days/claim/?school_class={cast.class_7a.pk}&amp;day=2026-12-02"
    assert way in text_of(page)
    assert "Этот урок веду я" in text_of(vera.get(way.replace("&amp;", "&")))
    assert "/timetable/days/claim/" in text_of(vera.get("/my-day/"))
    friday = cast.lesson("maths_7a", FRIDAY)
    assert "заявить замену" not in text_of(vera.get(reverse("journal:lesson", args=[friday.pk])))
    assert vera.post("/timetable/days/claim/", {"lesson": friday.pk, "reason": "так"}).status_code == 200
    assert vera.post("/timetable/days/claim/", {"lesson": 999_999_999, "reason": "так"}).status_code == 404
