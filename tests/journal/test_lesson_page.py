"""The lesson's page: who may, what one press records, what is shown after a refusal."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.attendance.models import Absence
from apps.homework.models import Homework
from apps.lessons.models import Assessment, CourseTerm, Grade, Lesson

from .forms import form_of

TODAY = dt.date(2026, 12, 2)


def url(lesson) -> str:
    return reverse("journal:lesson", args=[lesson.pk])


def ordinary(lesson) -> Assessment:
    return lesson.assessments.get(is_ordinary=True)


def grade_name(lesson, pupil) -> str:
    return f"cell-{ordinary(lesson).pk}-{pupil.pk}"


@pytest.fixture
def anna(cast, browser_of):
    return browser_of(cast.anna)


@pytest.fixture
def lesson(cast):
    return cast.lesson("maths_7a", TODAY)


def test_the_form_without_javascript_records_a_whole_class(cast, anna, lesson):
    form = form_of(anna.get(url(lesson)))
    form |= {
        "topic": "Сложение дробей",
        f"sign-{cast.dima.pk}": "н",
        f"sign-{cast.katya.pk}": "о",
        f"minutes-{cast.katya.pk}": "10",
        grade_name(lesson, cast.katya): "5 4",
        grade_name(lesson, cast.oleg): "3/4",
        "homework": "set",
        "text": "§ 12, № 340–342",
        "minutes": "25",
    }
    assert anna.post(url(lesson), form).status_code == 302

    lesson.refresh_from_db()
    assert lesson.topic == "Сложение дробей"
    assert lesson.topic_at is not None
    assert lesson.attendance_confirmed_at is not None
    assert [(row.student, row.kind, row.minutes) for row in Absence.objects.order_by("student__sort_key")] == [
        (cast.dima, "absent", None),
        (cast.katya, "late", 10),
    ]
    assert list(
        Grade.objects.order_by("student__sort_key", "position").values_list("student", "value", "is_joined")
    ) == [
        (cast.katya.pk, "5", False),
        (cast.katya.pk, "4", False),
        (cast.oleg.pk, "3", False),
        (cast.oleg.pk, "4", True),
    ]
    homework = Homework.objects.get(lesson=lesson)
    assert (homework.text, homework.minutes, homework.due_lesson.held_on) == (
        "§ 12, № 340–342",
        25,
        dt.date(2026, 12, 4),
    )
    shown = form_of(anna.get(url(lesson)))
    assert shown[f"sign-{cast.dima.pk}"] == "н"
    assert shown[grade_name(lesson, cast.oleg)] == "3/4"


def test_the_same_form_sent_twice_is_applied_once(cast, anna, lesson):
    form = form_of(anna.get(url(lesson))) | {grade_name(lesson, cast.oleg): "5"}
    for _attempt in range(2):
        assert anna.post(url(lesson), form).status_code == 302
    assert Grade.history.count() == 1


def test_an_untouched_form_writes_no_history(cast, anna, lesson):
    form = form_of(anna.get(url(lesson)))
    before = Lesson.history.count()
    assert anna.post(url(lesson), form).status_code == 302
    assert Lesson.history.count() == before
    assert not Grade.history.exists()


def test_a_written_lesson_sent_again_untouched_writes_no_history(cast, anna, lesson):
    form = form_of(anna.get(url(lesson))) | {"topic": "Дроби", "homework": "set", "text": "№ 5\r\n№ 6", "do": "held"}
    anna.post(url(lesson), form)
    assert lesson.homework.text == "№ 5\n№ 6"
    before = (Lesson.history.count(), Homework.history.count())
    again = form_of(anna.get(url(lesson)))
    assert anna.post(url(lesson), again | {"text": again["text"].replace("\n", "\r\n")}).status_code == 302
    assert (Lesson.history.count(), Homework.history.count()) == before


@pytest.mark.req("P-01")
def test_a_course_without_grades_shows_only_attendance(cast, anna, lesson):
    cast.maths_7a.scale = "none"
    cast.maths_7a.save()
    page = anna.get(url(lesson))
    assert 'class="grade" type="hidden"' in page.content.decode()
    assert anna.post(url(lesson), form_of(page) | {f"sign-{cast.dima.pk}": "н"}).status_code == 302
    assert Absence.objects.get().student == cast.dima


@pytest.mark.req("ATT-02")
def test_all_present_is_a_fact_of_its_own(cast, anna, lesson):
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"topic": "Дроби"})
    lesson.refresh_from_db()
    assert lesson.attendance_confirmed_at is None
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"all_present": "on"})
    lesson.refresh_from_db()
    assert lesson.attendance_confirmed_at is not None
    assert not Absence.objects.exists()


@pytest.mark.req("P-14", "HW-05")
def test_one_key_says_that_the_lesson_was_held(cast, anna, lesson):
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"topic": "Дроби", "do": "held"})
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.homework_state) == ("Дроби", "nothing")
    assert lesson.attendance_confirmed_at is not None


@pytest.mark.req("JRN-07")
def test_a_held_lesson_needs_a_topic_but_the_rest_is_kept(cast, anna, lesson):
    response = anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"do": "held"})
    assert response.status_code == 200
    assert "Запишите тему урока." in response.content.decode()
    lesson.refresh_from_db()
    assert lesson.attendance_confirmed_at is not None


def test_a_typed_homework_counts_even_when_its_choice_was_not_pressed(cast, anna, lesson):
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"text": "№ 5"})
    lesson.refresh_from_db()
    assert lesson.homework_state == "set"
    assert lesson.homework.text == "№ 5"


def test_nothing_set_takes_the_text_away(cast, anna, lesson):
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"homework": "set", "text": "№ 5"})
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {"homework": "nothing"})
    lesson.refresh_from_db()
    assert lesson.homework_state == "nothing"
    assert not Homework.objects.exists()


def test_a_second_teacher_sees_both_values_and_chooses(cast, anna, browser_of, lesson):
    name = grade_name(lesson, cast.oleg)
    first, second = (form_of(anna.get(url(lesson))) for _attempt in range(2))
    anna.post(url(lesson), first | {name: "5"})
    response = anna.post(url(lesson), second | {name: "3"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "здесь появилось «5»" in page
    assert "Вы ввели «3»" in page
    again = form_of(response)
    assert again[name] == "3"
    assert Grade.objects.get().value == "5"

    kept = anna.post(url(lesson), again | {f"keep-{name}": "1"})
    assert kept.status_code == 302
    assert Grade.objects.get().value == "5"

    assert anna.post(url(lesson), again).status_code == 302
    assert Grade.objects.get().value == "3"


def test_a_topic_written_meanwhile_is_not_overwritten_unseen(cast, anna, lesson):
    first, second = (form_of(anna.get(url(lesson))) for _attempt in range(2))
    anna.post(url(lesson), first | {"topic": "Дроби"})
    response = anna.post(url(lesson), second | {"topic": "Проценты"})
    assert "Тему уже записали: «Дроби»." in response.content.decode()
    again = form_of(response)
    assert again["topic"] == "Проценты"
    anna.post(url(lesson), again)
    lesson.refresh_from_db()
    assert lesson.topic == "Проценты"


def test_a_cell_not_understood_stays_as_typed_and_the_rest_is_written(cast, anna, lesson):
    bad, good = grade_name(lesson, cast.oleg), grade_name(lesson, cast.katya)
    response = anna.post(url(lesson), form_of(anna.get(url(lesson))) | {bad: "9", good: "5"})
    assert response.status_code == 200
    assert form_of(response)[bad] == "9"
    assert "Запись «9» не понята" in response.content.decode()
    assert [grade.student for grade in Grade.objects.all()] == [cast.katya]


@pytest.mark.req("P-08")
def test_a_correction_on_another_day_asks_for_a_reason(cast, anna, lesson):
    name = grade_name(lesson, cast.oleg)
    anna.post(url(lesson), form_of(anna.get(url(lesson))) | {name: "5"})
    cast.now(2026, 12, 4, 9, 0)
    response = anna.post(url(lesson), form_of(anna.get(url(lesson))) | {name: "4"})
    assert "Укажите причину исправления." in response.content.decode()
    again = form_of(response)
    assert again[name] == "4"
    assert anna.post(url(lesson), again | {"reason": "Описка"}).status_code == 302
    assert Grade.objects.get().value == "4"
    assert Grade.history.first().history_change_reason == "Описка"


def test_a_column_of_another_work_has_its_own_fields(cast, anna, lesson):
    from apps.lessons.actions.assessments import add_assessment
    from apps.lessons.models import WorkKind

    kind = WorkKind.objects.filter(demands_grades=True).first()
    column = add_assessment(lesson, work_kind=kind, by=cast.anna)
    name = f"cell-{column.pk}-{cast.oleg.pk}"
    assert anna.post(url(lesson), form_of(anna.get(url(lesson))) | {name: "4"}).status_code == 302
    assert Grade.objects.get().cell.assessment == column


@pytest.mark.req("HW-04")
def test_ahead_of_time_topic_and_homework_but_neither_grades_nor_attendance(cast, anna):
    lesson = cast.lesson("maths_7a", dt.date(2026, 12, 4))
    page = anna.get(url(lesson))
    assert "Урок ещё не наступил" in page.content.decode()
    form = form_of(page)
    assert not [name for name in form if name.startswith("cell-")]
    column = ordinary(lesson)
    name = f"cell-{column.pk}-{cast.oleg.pk}"
    forged = {name: "5", f"base-{name}": "0", f"was-{name}": "", "all_present": "on"}
    response = anna.post(url(lesson), form | forged | {"topic": "Впереди", "homework": "set", "text": "№ 1"})
    assert response.status_code == 200
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.homework_state, lesson.attendance_confirmed_at) == ("Впереди", "set", None)
    assert not Grade.objects.exists()


@pytest.mark.req("TT-06", "I-12")
def test_a_substitute_fills_exactly_the_own_lesson(cast, browser_of):
    boris = browser_of(cast.boris)
    own, other = cast.substituted, cast.lesson("maths_7a", TODAY)
    page = boris.get(url(own))
    assert "Замена. Урок ведёт: Борисов Б. Б., вместо: Алексеева А. П." in page.content.decode()
    form = form_of(page) | {"topic": "Замена", grade_name(own, cast.oleg): "5"}
    assert boris.post(url(own), form).status_code == 302
    own.refresh_from_db()
    assert own.topic == "Замена"
    assert Grade.history.get().history_user == cast.boris
    assert boris.get(url(other)).status_code == 200
    assert boris.post(url(other), {"topic": "Чужой"}).status_code == 403
    other.refresh_from_db()
    assert other.topic == ""


def test_a_substitute_cannot_reach_another_lesson_through_the_own_form(cast, browser_of):
    boris = browser_of(cast.boris)
    own, other = cast.substituted, cast.lesson("maths_7a", TODAY)
    name = grade_name(other, cast.oleg)
    forged = {name: "5", f"base-{name}": "0", f"was-{name}": ""}
    boris.post(url(own), form_of(boris.get(url(own))) | forged)
    assert not Grade.objects.exists()


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize("who", ["vera", "galina", "nikolai", "igor"])
def test_neighbours_look_and_do_not_touch(cast, browser_of, lesson, who):
    client = browser_of(getattr(cast, who))
    page = client.get(url(lesson))
    assert page.status_code == 200
    assert "data-lesson-form" not in page.content.decode()
    assert client.post(url(lesson), {"topic": "Нельзя"}).status_code == 403
    lesson.refresh_from_db()
    assert lesson.topic == ""


@pytest.mark.req("SEC-04")
def test_a_stranger_does_not_know_of_the_lesson(cast, browser_of):
    stranger = browser_of(cast.olga)
    lesson = cast.lesson("maths_7b", TODAY)
    assert stranger.get(url(lesson)).status_code == 404
    assert stranger.post(url(lesson)).status_code == 404
    assert stranger.get(reverse("journal:lesson", args=[10**9])).status_code == 404


@pytest.mark.parametrize("who", ["elena", "dima_user", "sofia"])
def test_families_and_the_secretary_have_no_lesson_page(cast, browser_of, lesson, who):
    assert browser_of(getattr(cast, who)).get(url(lesson)).status_code == 403


def test_nobody_comes_in_unsigned(cast, client, lesson):
    response = client.get(url(lesson))
    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=")


def test_other_methods_are_refused(cast, anna, lesson):
    assert anna.put(url(lesson)).status_code == 405
    assert anna.delete(url(lesson)).status_code == 405


@pytest.mark.req("JRN-09", "P-11")
def test_a_closed_term_is_read_and_says_who_closed_it(cast, anna):
    lesson = cast.lesson("maths_7a", dt.date(2026, 10, 14))
    page = anna.get(url(lesson))
    text = page.content.decode()
    assert "Период закрыт по регламенту" in text
    assert "попросите заместителя директора открыть период" in text
    assert "data-lesson-form" not in text
    name = grade_name(lesson, cast.oleg)
    typed = {"topic": "Поздно", "homework": "unknown", name: "5", f"base-{name}": "0", f"was-{name}": ""}
    response = anna.post(url(lesson), typed)
    assert response.status_code == 200
    assert "Поздно" in response.content.decode()
    lesson.refresh_from_db()
    assert lesson.topic == ""
    assert not Grade.objects.exists()


@pytest.mark.req("P-12")
def test_a_reopened_term_is_written_with_its_banner(cast, anna):
    lesson = cast.lesson("maths_7a", dt.date(2026, 10, 14))
    row = CourseTerm.objects.get(course=cast.maths_7a, term=cast.term1)
    from apps.core import clock
    from apps.lessons.actions.terms import reopen

    reopen(row, until=clock.now() + dt.timedelta(hours=8), reason="пропущена тема", by=cast.galina)
    page = anna.get(url(lesson))
    assert "Период открыт для исправления до" in page.content.decode()
    assert anna.post(url(lesson), form_of(page) | {"topic": "Вовремя"}).status_code == 302
    lesson.refresh_from_db()
    assert lesson.topic == "Вовремя"


def test_a_cancelled_lesson_is_read_only(cast, anna, lesson):
    from apps.lessons.actions.records import cancel_lesson

    cancel_lesson(lesson, reason="карантин", by=cast.galina)
    text = anna.get(url(lesson)).content.decode()
    assert "Урок отменён" in text
    assert "карантин" in text
    assert "data-lesson-form" not in text


def test_the_lesson_before_is_shown_for_convenience(cast, anna, lesson):
    before = cast.substituted
    Lesson.objects.filter(pk=before.pk).update(topic="Позапрошлое", topic_at=dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
    text = anna.get(url(lesson)).content.decode()
    assert "Позапрошлое" in text
    assert url(before) in text


def test_a_pupil_who_left_is_not_on_the_roll_of_later_lessons(cast, anna, lesson):
    enrolment = cast.oleg.enrolments.get()
    enrolment.ends_on = dt.date(2026, 12, 1)
    enrolment.save()
    text = anna.get(url(lesson)).content.decode()
    assert cast.oleg.short_name not in text
    assert cast.oleg.short_name in anna.get(url(cast.substituted)).content.decode()


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_class(cast, anna, lesson, django_assert_max_num_queries, pupils):
    for pupil in (cast.dima, cast.katya, cast.oleg)[pupils:]:
        enrolment = pupil.enrolments.get()
        enrolment.ends_on = dt.date(2026, 12, 1)
        enrolment.save()
    form = form_of(anna.get(url(lesson)))
    for pupil in (cast.dima, cast.katya, cast.oleg)[:pupils]:
        form[grade_name(lesson, pupil)] = "5"
    anna.post(url(lesson), form)
    with django_assert_max_num_queries(QUERIES):
        anna.get(url(lesson))


QUERIES = 24


def test_what_is_private_is_not_stored_by_the_browser(cast, anna, lesson):
    assert "no-store" in anna.get(url(lesson))["Cache-Control"]


def test_the_answer_to_an_htmx_press_is_the_fresh_page(cast, anna, lesson):
    """Swapped content equals a fresh page but for the message of success and the form's own identifiers."""
    form = form_of(anna.get(url(lesson))) | {"topic": "Дроби"}
    swapped = anna.post(url(lesson), form, headers={"HX-Request": "true"}, follow=True)
    fresh = anna.get(url(lesson))

    def body(response):
        text = response.content.decode()
        text = text[text.index('<div id="lesson">') : text.index("</main>")]
        lines = (line for line in text.splitlines() if "csrfmiddlewaretoken" not in line and "form_id" not in line)
        return [line for line in lines if line.strip()]

    assert body(swapped) == body(fresh)
