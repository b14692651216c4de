"""One lesson on the board: every kind, cancellation, move, swap, and their undoing (TT-03…TT-06, P-22)."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.archive.queries.assemble import assemble
from apps.archive.queries.material import read_material
from apps.core import clock
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.records import record_lesson
from apps.lessons.actions.substitutions import register_substitution, withdraw_substitution
from apps.lessons.models import Lesson, Move, Substitution
from apps.lessons.rules.substitutions import state_token
from apps.timetable.models import TimetableEntry

pytestmark = pytest.mark.django_db

TODAY, FRIDAY, MONDAY = dt.date(2026, 12, 2), dt.date(2026, 12, 4), dt.date(2026, 12, 7)
TUESDAY, THURSDAY = dt.date(2026, 12, 8), dt.date(2026, 12, 10)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def path(lesson) -> str:
    return reverse("timetable:day_lesson", args=[lesson.pk])


@pytest.fixture
def galina(cast, browser_of):
    return browser_of(cast.galina)


@pytest.fixture
def tuesday(cast):
    TimetableEntry.objects.create(
        course=cast.maths_7a, weekday=1, number=2, teacher=cast.anna_staff, room=cast.room, starts_on=MONDAY
    )
    generate_lessons(cast.year, by=cast.igor, first=MONDAY, last=dt.date(2026, 12, 30))
    return cast.lesson("maths_7a", TUESDAY)


def do(browser, lesson, key: str, **said):
    token = state_token(Lesson.objects.select_related("substitution").get(pk=lesson.pk))
    return browser.post(path(lesson), {"do": key, "seen": token, **said}, follow=True)


@pytest.mark.req("TT-04")
def test_a_moved_lesson_is_crossed_out_on_the_old_place_and_present_on_the_new(cast, galina, browser_of, tuesday):
    before = Lesson.objects.filter(course=cast.maths_7a, cancelled_at=None).count()
    page = do(galina, tuesday, "move", to_on="2026-12-10", to_number="6", reason="олимпиада")
    assert "Урок перенесён." in text_of(page)
    assert Lesson.objects.filter(course=cast.maths_7a, cancelled_at=None).count() == before
    diary = text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W50"))
    assert "<s>Математика</s>" in diary
    assert "Перенесён на чт, 10 декабря, 6-й урок" in diary
    assert "Перенос с вт, 8 декабря, 2-й урок" in diary
    grid = text_of(browser_of(cast.anna).get(f"/journal/{cast.maths_7a.pk}/?term={cast.term2.pk}"))
    assert "<s>08.12, Вт</s>" in grid
    assert "Перенос с вт, 8 декабря, 2-й урок" in grid
    cast.now(2026, 12, 8, 8, 0)
    assert "Перенесён на чт, 10 декабря, 6-й урок" in text_of(browser_of(cast.anna).get("/my-day/"))
    board = text_of(galina.get("/timetable/days/2026-12-08/"))
    assert "Перенесён на чт, 10 декабря, 6-й урок" in board
    assert "Перенос с вт, 8 декабря, 2-й урок" in text_of(galina.get("/timetable/days/2026-12-10/"))
    assert "Перенос отменён." in text_of(do(galina, tuesday, "undo"))
    assert not Move.objects.exists()


def test_a_clash_is_said_at_the_form_and_what_was_typed_stays(cast, galina, tuesday):
    page = text_of(do(galina, tuesday, "move", to_on="2026-12-14", to_number="1", reason="олимпиада"))
    assert "Место занято: 7А · Математика (Алексеева А. П.)." in page
    assert 'value="олимпиада"' in page
    assert 'value="2026-12-14"' in page


def test_records_travel_only_after_a_tick(cast, galina):
    lesson = cast.lesson("maths_7a", TODAY)
    record_lesson(lesson, by=cast.anna, topic="Дроби")
    said = {"to_on": "2026-12-03", "to_number": "1", "reason": "олимпиада"}
    assert "Подтвердите перенос." in text_of(do(galina, lesson, "move", **said))
    assert "Урок перенесён." in text_of(do(galina, lesson, "move", despite_records="on", **said))


@pytest.mark.req("TT-04")
def test_lessons_change_places_and_back(cast, galina):
    one, other = cast.lesson("maths_7a", FRIDAY), cast.lesson("english_1", MONDAY)
    page = do(galina, one, "swap", other=f"{other.pk}|{state_token(other)}", reason="олимпиада")
    assert "Уроки поменялись местами." in text_of(page)
    assert Lesson.objects.get(pk=other.pk).held_on == FRIDAY
    do(galina, one, "undo")
    assert Lesson.objects.get(pk=other.pk).held_on == MONDAY


@pytest.mark.req("P-22")
def test_every_kind_is_reached_and_undone_from_the_line(cast, galina):
    english = cast.lesson("english_1", TODAY)
    page = do(galina, english, "substitute", who=f"two_classes:{cast.boris_staff.pk}", reason="болезнь", hours="0.5")
    assert "Замена записана: Борисов Б. Б." in text_of(page)
    row = Substitution.objects.get(lesson=english)
    assert (row.kind, str(row.hours)) == ("two_classes", "0.5")
    assert "один учитель на два класса" in text_of(galina.get(path(english)))
    assert "Замена снята." in text_of(do(galina, english, "withdraw"))
    assert "Урок отменён." in text_of(do(galina, english, "cancel", reason="мороз"))
    assert "Урок возвращён." in text_of(do(galina, english, "restore"))
    said = {"who": f"same:{cast.boris_staff.pk}", "kind": "self_study", "reason": "болезнь", "hours": "1"}
    assert "В это время учитель ведёт" in text_of(do(galina, english, "substitute", **said))


def test_an_old_page_does_not_overwrite_what_stands_now(cast, galina):
    lesson = cast.lesson("maths_7a", FRIDAY)
    seen = state_token(lesson)
    register_substitution(lesson, substitute=cast.olga_staff, reason="семинар", by=cast.igor)
    page = galina.post(path(lesson), {"do": "cancel", "seen": seen, "reason": "мороз"})
    assert "этот урок изменили" in text_of(page)
    assert not Lesson.objects.get(pk=lesson.pk).is_cancelled


@pytest.mark.req("TT-05")
def test_page_and_printout_name_the_actual_teacher_and_not_the_main_one(cast, galina, browser_of):
    record_lesson(cast.substituted, by=cast.boris, topic="Дроби")
    grid = browser_of(cast.anna).get(f"/journal/{cast.maths_7a.pk}/?term={cast.term2.pk}")
    line = next(one for one in grid.context["page"].lines if one.topic == "Дроби")
    assert line.note == "Замена: Борисов Б. Б."
    lesson = text_of(browser_of(cast.anna).get(reverse("journal:lesson", args=[cast.substituted.pk])))
    assert "Замена. Урок ведёт: Борисов Б. Б., вместо: Алексеева А. П." in lesson
    assert "08:30–09:10 · каб. 21 · Борисов Б. Б." in lesson
    volume = assemble(read_material(cast.class_7a, cast.term2))
    maths = next(one for one in volume.subjects if one.subject == "Математика")
    printed = next(one for one in maths.lessons if one.on == cast.substituted.held_on)
    assert printed.substitution == "Борисов Борис Борисович"
    others = [one for one in maths.lessons if one.on != cast.substituted.held_on]
    assert {one.substitution for one in others} == {""}
    author = Lesson.history.filter(id=cast.substituted.pk).latest().history_user
    assert author == cast.boris


@pytest.mark.req("TT-06", "I-12")
def test_with_one_substitution_the_lesson_of_the_day_before_stays_closed(cast, browser_of):
    """Like the row's own dates: on 12 October Boris stands in for Anna; her lesson before that is 9 October's."""
    withdraw_substitution(cast.substitution, by=cast.galina)
    cast.now(2026, 10, 12, 7, 40)
    own, before = cast.lesson("maths_7a", dt.date(2026, 10, 12)), cast.lesson("maths_7a", dt.date(2026, 10, 9))
    register_substitution(own, substitute=cast.boris_staff, reason="болезнь", by=cast.galina)
    cast.now(2026, 10, 12, 10, 30)
    boris = browser_of(cast.boris)
    column = own.assessments.get()
    form = {
        "form_id": "1",
        "topic": "Проценты",
        "topic_base": "",
        "homework": "set",
        "text": "№ 12",
        "due": "",
        "all_present": "on",
        f"sign-{cast.dima.pk}": "н",
    }
    for pupil in (cast.dima, cast.katya):
        name = f"cell-{column.pk}-{pupil.pk}"
        form |= {name: "5" if pupil == cast.katya else "", f"was-{name}": "", f"base-{name}": "0"}
    url = reverse("journal:lesson", args=[own.pk])
    choices = boris.get(url).context["form"].fields["due"].choices
    response = boris.post(url, form | {"due": choices[0][0]})
    assert response.status_code == 302
    own.refresh_from_db()
    assert (own.topic, own.homework.text) == ("Проценты", "№ 12")
    assert own.absences.get().student == cast.dima
    assert column.cells.get(student=cast.katya).grades.get().value == "5"
    assert boris.post(reverse("journal:lesson", args=[before.pk]), form).status_code == 403
    assert boris.get(reverse("journal:lesson", args=[before.pk])).status_code == 200  # the last topics are read
    cast.now(2026, 10, 13, 23, 0)
    assert boris.get(url).status_code == 200
    cast.now(2026, 10, 14, 0, 30)
    assert boris.get(url).status_code == 404  # ended by itself


def test_an_unknown_key_or_choice_changes_nothing(cast, galina):
    lesson = cast.lesson("maths_7a", FRIDAY)
    assert "Отменять нечего" in text_of(do(galina, lesson, "nonsense"))
    said = {"who": "same:999999", "reason": "так", "hours": "1"}
    assert "Выбор не понят" in text_of(do(galina, lesson, "substitute", **said))
    assert clock.today() == TODAY
    assert not Substitution.objects.filter(lesson=lesson).exists()


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_of_a_lesson_costs_the_same(cast, galina, more, django_assert_max_num_queries):
    lesson = cast.lesson("maths_7a", FRIDAY)
    for number in range(more):
        Move.objects.create(
            lesson=lesson, from_on=TODAY, from_number=number, to_on=FRIDAY, to_number=3, moved_at=clock.now(),
            reason="так", moved_by=cast.galina,
        )  # fmt: skip
    with django_assert_max_num_queries(28):
        galina.get(path(lesson))
