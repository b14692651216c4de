"""The teacher's start page: today by the bell, what is lacking, debts that are true."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock
from apps.journal.queries.my_day import my_day
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.actions.records import cancel_lesson, record_lesson
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.actions.terms import hand_in, reopen, take_back
from apps.lessons.models import Lesson, WorkKind
from apps.school.models import SchoolClass

from .forms import form_of

TODAY = dt.date(2026, 12, 2)
URL = "/my-day/"


def record_everything(cast, course="maths_7a", before=TODAY):
    """Everything of the course before the day is in the journal."""
    with clock.at(clock.moment(TODAY, dt.time(8))):
        for lesson in Lesson.objects.filter(course=getattr(cast, course), term=cast.term2, held_on__lt=before):
            record_lesson(lesson, topic="Тема", confirm_attendance=True, homework_state="nothing", by=cast.anna)


def labels(badges):
    return [(badge.kind, badge.label) for badge in badges]


def test_todays_lesson_says_what_it_still_lacks_once_it_has_begun(cast):
    record_everything(cast)
    cast.now(2026, 12, 2, 9, 0)
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == []
    cast.now(2026, 12, 2, 9, 30)
    day = my_day(cast.anna_staff)
    assert [(one.number, one.audience, one.css) for one in day.lessons] == [(2, "7А", "is-now")]
    assert labels(day.lessons[0].badges) == [("late", "тема"), ("late", "посещаемость"), ("late", "задание")]
    assert day.debts == ()


def test_a_lesson_recorded_before_its_bell_says_so(cast):
    record_everything(cast)
    cast.now(2026, 12, 2, 8, 0)
    lesson = cast.lesson("maths_7a", TODAY)
    record_lesson(lesson, topic="Тема", confirm_attendance=True, homework_state="nothing", by=cast.anna)
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == [("done", "записано")]


@pytest.mark.req("HW-02", "P-13")
def test_homework_turns_red_ninety_minutes_after_the_last_bell_of_the_class(cast):
    last = Lesson.objects.filter(course__in=[cast.maths_7a, cast.english_2], held_on=TODAY).latest("ends_at").ends_at
    end = dt.datetime.combine(TODAY, last) + dt.timedelta(minutes=90)
    cast.now(2026, 12, 2, end.hour, end.minute)
    record_lesson(cast.lesson("maths_7a", TODAY), topic="Тема", confirm_attendance=True, by=cast.anna)
    # Only the class's own courses give its last bell: mathematics of 7А, second lesson.
    lesson = cast.lesson("maths_7a", TODAY)
    own = dt.datetime.combine(TODAY, lesson.ends_at) + dt.timedelta(minutes=90)
    cast.now(2026, 12, 2, own.hour, own.minute)
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == [("late", "задание")]
    cast.now(2026, 12, 2, own.hour, own.minute + 1)
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == [("missing", "задание")]


@pytest.mark.req("P-14")
def test_homework_of_level_one_is_never_a_debt(cast):
    SchoolClass.objects.filter(pk=cast.class_7a.pk).update(level=1)
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == [("late", "тема"), ("late", "посещаемость")]


def test_a_recorded_lesson_is_done(cast):
    record_lesson(
        cast.lesson("maths_7a", TODAY), topic="Тема", confirm_attendance=True, homework_state="nothing", by=cast.anna
    )
    assert labels(my_day(cast.anna_staff).lessons[0].badges) == [("done", "записано")]


@pytest.mark.req("JRN-02", "ATT-02")
def test_yesterdays_gaps_are_debts_of_open_terms_only(cast):
    record_everything(cast, before=dt.date(2026, 11, 27))
    day = my_day(cast.anna_staff)
    assert [debt.held_on for debt in day.debts] == [dt.date(2026, 11, 27)]
    assert labels(day.debts[0].badges) == [("missing", "тема"), ("missing", "посещаемость"), ("missing", "задание")]


@pytest.mark.req("GRD-04")
def test_grades_of_a_work_that_everyone_writes_are_a_debt_after_its_limit(cast, browser_of):
    record_everything(cast)
    lesson = cast.lesson("maths_7a", dt.date(2026, 11, 27))
    kind = WorkKind.objects.get(code="control")
    cast.now(2026, 11, 27, 12, 0)
    column = add_assessment(lesson, work_kind=kind, by=cast.anna)
    anna = browser_of(cast.anna)
    url = reverse("journal:lesson", args=[lesson.pk])
    form = form_of(anna.get(url)) | {
        f"cell-{column.pk}-{cast.katya.pk}": "5",
        f"sign-{cast.dima.pk}": "н",
    }
    assert anna.post(url, form).status_code == 302
    # Katya has a grade and Dima was away: only Oleg is waited for; the limit moves from a day off to Monday.
    due = lesson.held_on + dt.timedelta(days=3)
    due += dt.timedelta(days={5: 2, 6: 1}.get(due.weekday(), 0))
    cast.now(due.year, due.month, due.day, 23, 0)
    record_everything(cast, before=due + dt.timedelta(days=1))
    assert [one.pk for one in my_day(cast.anna_staff).debts] == []
    after = due + dt.timedelta(days=1)
    cast.now(after.year, after.month, after.day, 8, 0)
    debts = my_day(cast.anna_staff).debts
    assert [(one.pk, labels(one.badges)) for one in debts] == [
        (lesson.pk, [("missing", f"{kind.name}: нет отметок у 1")])
    ]


@pytest.mark.req("TT-03", "TT-06")
def test_a_substitution_moves_the_lesson_and_its_duties(cast):
    record_everything(cast, before=cast.substituted.held_on)
    register_substitution(cast.lesson("maths_7a", TODAY), substitute=cast.olga_staff, reason="семинар", by=cast.galina)
    annas, olgas = my_day(cast.anna_staff), my_day(cast.olga_staff)
    assert [(one.css, one.note, one.badges) for one in annas.lessons] == [
        ("is-given-away", "вас заменяет Орлова О. О.", ())
    ]
    assert annas.debts == ()
    assert "замена, вместо: Алексеева А. П." in [one.note for one in olgas.lessons]
    assert [debt.pk for debt in my_day(cast.boris_staff).debts if debt.audience == "7А"] == [cast.substituted.pk]


def test_a_debt_the_substitute_can_no_longer_write_is_not_shown(cast):
    cast.now(2026, 12, 14, 10, 0)
    assert [debt.pk for debt in my_day(cast.boris_staff).debts if debt.audience == "7А"] == []


def test_a_cancelled_lesson_is_struck_and_lacks_nothing(cast):
    cancel_lesson(cast.lesson("maths_7a", TODAY), reason="карантин", by=cast.galina)
    line = my_day(cast.anna_staff).lessons[0]
    assert (line.css, line.note, labels(line.badges)) == ("is-cancelled", "карантин", [("locked", "отменён")])


def test_the_next_school_days_are_shown(cast):
    days = my_day(cast.anna_staff).next_days
    assert [(day.held_on, [one.number for one in day.lessons]) for day in days] == [
        (dt.date(2026, 12, 4), [3]),
        (dt.date(2026, 12, 7), [1]),
    ]


@pytest.mark.req("P-11")
def test_a_term_about_to_end_asks_to_be_handed_in(cast):
    assert my_day(cast.anna_staff).terms == ()
    cast.now(2026, 12, 28, 10, 0)
    assert [(one.audience, labels([one.badge])) for one in my_day(cast.anna_staff).terms] == [
        ("7А", [("late", "сдать до 02.01")])
    ]


@pytest.mark.req("P-12")
def test_a_reopened_term_is_told_with_its_hour_and_reason_until_it_closes(cast, browser_of):
    row = hand_in(cast.maths_7a, cast.term1, by=cast.galina, override_reason="проверка")
    until = clock.now() + dt.timedelta(hours=8)
    reopen(row, until=until, reason="описка 14 октября", by=cast.galina)
    [one] = my_day(cast.anna_staff).corrections
    assert (one.audience, one.reason, one.badge.label) == ("7А", "описка 14 октября", "исправить до 02.12, 18:30")
    text = browser_of(cast.anna).get(URL).content.decode()
    assert "описка 14 октября" in text and reverse("journal:term", args=[cast.maths_7a.pk, cast.term1.pk]) in text
    assert my_day(cast.boris_staff).corrections == ()
    cast.now(2026, 12, 2, 18, 31)
    assert my_day(cast.anna_staff).corrections == ()


@pytest.mark.req("P-11")
def test_a_returned_term_is_told_with_what_to_mend_until_it_is_handed_in_again(cast, browser_of):
    cast.now(2026, 12, 31, 10, 0)
    row = hand_in(cast.maths_7a, cast.term2, by=cast.galina, override_reason="учитель болен")
    assert my_day(cast.anna_staff).corrections == ()
    take_back(row, by=cast.galina, reason="нет темы 27 ноября")
    [one] = my_day(cast.anna_staff).corrections
    assert (one.reason, one.badge.label) == ("нет темы 27 ноября", "сдать снова до 02.01")
    page = browser_of(cast.anna).get(reverse("journal:term", args=[cast.maths_7a.pk, cast.term2.pk]))
    assert "Период возвращён для исправления: нет темы 27 ноября" in page.content.decode()
    hand_in(cast.maths_7a, cast.term2, by=cast.galina, override_reason="проверка")
    assert my_day(cast.anna_staff).corrections == ()


def test_the_page_opens_every_lesson_in_one_tap(cast, browser_of):
    page = browser_of(cast.anna).get(URL)
    assert page.status_code == 200
    text = page.content.decode()
    assert reverse("journal:lesson", args=[cast.lesson("maths_7a", TODAY).pk]) in text
    assert reverse("journal:lesson", args=[cast.lesson("maths_7a", dt.date(2026, 11, 27)).pk]) in text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(("who", "status"), [("igor", 200), ("galina", 200), ("elena", 403), ("dima_user", 403)])
def test_the_page_is_the_staffs(cast, browser_of, who, status):
    assert browser_of(getattr(cast, who)).get(URL).status_code == status


def test_other_methods_are_refused(cast, browser_of):
    assert browser_of(cast.anna).post(URL).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_lessons(cast, browser_of, django_assert_max_num_queries, count):
    record_everything(cast)
    kind = WorkKind.objects.filter(demands_grades=True).first()
    for lesson in Lesson.objects.filter(course=cast.maths_7a, held_on__lt=TODAY).order_by("-held_on")[1 : 1 + count]:
        add_assessment(lesson, work_kind=kind, by=cast.anna)
        Lesson.objects.filter(pk=lesson.pk).update(topic="", topic_at=None)
    client = browser_of(cast.anna)
    client.get(URL)
    with django_assert_max_num_queries(26):
        client.get(URL)
