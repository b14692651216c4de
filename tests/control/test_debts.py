"""The deputy's first list (CTL-01, CTL-02, CTL-04, CTL-06, P-13, P-14)."""

import datetime as dt
import io
import uuid

import pytest
from python_calamine import CalamineWorkbook

from apps.control.enums import DebtKind
from apps.control.queries.audience import Audiences
from apps.control.queries.debts import Choice, debt_list
from apps.control.rules import Days
from apps.core import clock
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.models import CourseTerm, Lesson, WorkKind
from apps.school.enums import Scale
from apps.school.models import Enrolment
from apps.school.queries import norms_on

MONDAY, TUESDAY, WEDNESDAY = dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2026, 12, 2)
FRIDAY_BEFORE = dt.date(2026, 11, 27)
ALL_DAYS = Days(dt.date(2026, 9, 1), dt.date(2027, 5, 26))


def found(cast, days=ALL_DAYS, **choice):
    return debt_list(
        days,
        Choice(**choice),
        audiences=Audiences(cast.year.pk),
        norms=norms_on(clock.today()),
        year=cast.year,
        now=clock.now(),
    )


def said(lines):
    """Lines as (day, class or group, subject, teacher, kinds, days overdue)."""
    return [
        (line.held_on, line.audience.name, line.subject, line.teacher, [lack.kind for lack in line.lacks], line.days)
        for line in lines
    ]


def test_complete_journals_owe_nothing(done):
    assert found(done).lines == []


@pytest.mark.req("CTL-01", "CTL-04", "CTL-06")
def test_a_held_lesson_is_listed_with_all_it_lacks(done):
    done.lacks("maths_7b", TUESDAY, "topic", "attendance", "homework")
    assert said(found(done).lines) == [
        (TUESDAY, "7Б", "Математика", "Борисов Б. Б.", [DebtKind.TOPIC, DebtKind.ATTENDANCE, DebtKind.HOMEWORK], 1)
    ]


@pytest.mark.req("TT-05")
def test_the_lesson_of_a_substitute_is_the_substitutes_debt(done):
    done.lacks("maths_7a", MONDAY, "topic")
    line = found(done).lines[0]
    assert (line.teacher, line.is_substituted) == ("Борисов Б. Б.", True)


def test_a_lesson_that_has_not_ended_owes_nothing_yet(done):
    lesson = done.lacks("maths_7a", WEDNESDAY, "topic", "attendance")  # second lesson, 9:25–10:05
    done.now(2026, 12, 2, 10, 4)
    assert found(done).lines == []
    done.now(2026, 12, 2, 10, 5)
    assert [line.lesson_pk for line in found(done).lines] == [lesson.pk]


@pytest.mark.req("P-14", "JRN-02", "ATT-02")
def test_a_lesson_of_today_is_shown_but_not_overdue_before_the_day_ends(done):
    done.lacks("maths_7a", WEDNESDAY, "topic", "attendance")
    line = found(done).lines[0]
    assert (line.days, [lack.is_overdue for lack in line.lacks]) == (0, [False, False])
    assert found(done, only_overdue=True).lines == []
    done.now(2026, 12, 3, 0, 1)
    assert found(done, only_overdue=True).lines[0].days == 1


@pytest.mark.req("P-13", "HW-02")
def test_homework_is_counted_after_the_last_bell_of_the_class_and_the_yellow_time(done):
    """The last lesson of 7А on Wednesday is English of the second group: 11:25–12:05, plus 90 minutes."""
    done.lacks("maths_7a", WEDNESDAY, "homework")
    done.now(2026, 12, 2, 13, 35)
    assert found(done).lines == []
    done.now(2026, 12, 2, 13, 36)
    assert [line.lack(DebtKind.HOMEWORK).days for line in found(done).lines] == [0]


@pytest.mark.req("P-14")
def test_homework_of_the_first_level_is_never_a_debt(done):
    done.class_7b.level = 1
    done.class_7b.save()
    done.lacks("maths_7b", TUESDAY, "homework")
    assert found(done).lines == []


def test_a_cancelled_lesson_owes_nothing(done):
    lesson = done.lacks("maths_7b", TUESDAY, "topic", "attendance", "homework")
    Lesson.objects.filter(pk=lesson.pk).update(cancelled_at=clock.now())
    assert found(done).lines == []


@pytest.fixture
def control_work(done):
    """A control work of 7А on a day, graded for the named pupils."""

    def write(day, texts, *, kind="control", course="maths_7a"):
        lesson = done.lesson(course, day)
        column = add_assessment(lesson, work_kind=WorkKind.objects.get(code=kind), by=done.anna)
        ordinary = lesson.assessments.get(is_ordinary=True)
        operations = [
            {
                "id": str(uuid.uuid4()),
                "column": f"a{(ordinary if text[0] in 'нбуо' else column).pk}",
                "student": pupil.pk,
                "text": text,
                "base": 0,
                "comment": None,
                "reason": None,
            }
            for pupil, text in texts.items()
        ]
        answer = apply_operations(getattr(done, course), operations, by=done.anna)
        assert {one["status"] for one in answer.results} <= {"saved"}, answer.results
        return lesson

    return write


@pytest.mark.req("CTL-02", "GRD-04")
def test_a_control_work_without_grades_is_overdue_after_its_limit(done, control_work):
    """27 November + 3 days is Monday the 30th; from Tuesday the deputy sees it, today it is two days late."""
    control_work(FRIDAY_BEFORE, {done.dima: "5"})
    line = found(done).lines[0]
    assert (line.lack(DebtKind.GRADES).label, line.days) == ("Контрольная работа: нет отметок у 2", 2)
    done.now(2026, 11, 30, 23, 0)
    assert found(done).lines == []


@pytest.mark.req("P-13")
def test_a_limit_that_falls_on_a_day_off_moves_to_the_next_school_day(done, control_work):
    """25 November + 3 days is Saturday, so the grades are due on Monday."""
    control_work(dt.date(2026, 11, 25), {})
    done.now(2026, 11, 30, 23, 0)
    assert found(done).lines == []
    done.now(2026, 12, 1, 8, 0)
    assert found(done).lines[0].days == 1


@pytest.mark.req("P-05", "CTL-02")
def test_grade_absence_debt_and_release_each_settle_the_column(done, control_work):
    control_work(FRIDAY_BEFORE, {done.dima: ".", done.katya: "н", done.oleg: "осв"})
    assert found(done).lines == []


def test_who_was_late_wrote_the_work(done, control_work):
    control_work(FRIDAY_BEFORE, {done.dima: "5", done.katya: "4", done.oleg: "о5"})
    assert found(done).lines[0].lack(DebtKind.GRADES).label == "Контрольная работа: нет отметки у 1"


@pytest.mark.req("P-14")
def test_pupils_who_came_later_or_have_left_are_not_waited_for(done, control_work):
    control_work(FRIDAY_BEFORE, {done.dima: "5"})
    Enrolment.objects.filter(student=done.katya).update(starts_on=MONDAY)
    Enrolment.objects.filter(student=done.oleg).update(ends_on=TUESDAY)
    assert found(done).lines == []


def test_in_a_subgroup_only_its_own_pupils_are_waited_for(done, control_work):
    column_day = dt.date(2026, 11, 25)
    control_work(column_day, {done.dima: "5"}, course="english_1")
    assert found(done).lines == []
    control_work(column_day, {done.katya: "5"}, course="english_2")
    assert [line.audience.name for line in found(done).lines] == ["7А англ. 2"]


@pytest.mark.req("CTL-02")
@pytest.mark.parametrize("kind", ["project", "homework"])
def test_work_that_not_everyone_writes_demands_nothing(done, control_work, kind):
    control_work(dt.date(2026, 11, 9), {}, kind=kind)
    assert found(done).lines == []


def test_an_ordinary_lesson_demands_no_grades(done):
    assert found(done).counts[-1] == (DebtKind.GRADES, 0)


@pytest.mark.req("P-14", "P-01")
@pytest.mark.parametrize("way", ["course", "term"])
def test_without_grades_in_course_or_term_nothing_is_demanded(done, control_work, way):
    control_work(FRIDAY_BEFORE, {})
    assert len(found(done).lines) == 1
    if way == "course":
        done.maths_7a.scale = Scale.NONE
        done.maths_7a.save()
    else:
        CourseTerm.objects.update_or_create(course=done.maths_7a, term=done.term2, defaults={"is_graded": False})
    assert found(done).lines == []


def test_a_choice_narrows_by_teacher_class_and_kind(done):
    done.lacks("maths_7a", MONDAY, "topic")  # held by Boris
    done.lacks("maths_7b", TUESDAY, "topic", "attendance")
    done.lacks("english_1", MONDAY, "attendance")
    boris, olga = done.boris_staff.pk, done.olga_staff.pk
    assert len(found(done, teacher_pk=boris).lines) == 2
    assert [line.subject for line in found(done, teacher_pk=olga).lines] == ["Английский язык"]
    assert {line.audience.name for line in found(done, class_pk=done.class_7a.pk).lines} == {"7А", "7А англ. 1"}
    only = found(done, kind=DebtKind.ATTENDANCE)
    assert [(line.subject, len(line.lacks)) for line in only.lines] == [("Английский язык", 1), ("Математика", 1)]
    assert only.counts == [
        (DebtKind.TOPIC, 2),
        (DebtKind.ATTENDANCE, 2),
        (DebtKind.HOMEWORK, 0),
        (DebtKind.GRADES, 0),
    ]
    assert [(one.name, one.counts, one.total) for one in found(done).by_teacher] == [
        ("Борисов Б. Б.", (2, 1, 0, 0), 3),
        ("Орлова О. О.", (0, 1, 0, 0), 1),
    ]
    assert [(one.name, one.total) for one in found(done).by_class] == [("7А", 2), ("7Б", 2)]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("", [16, 23, 30, 2]),
        ("span=week", [30, 2]),
        ("span=last_week", [23]),
        ("span=year", [28, 16, 23, 30, 2]),
        ("first=2026-11-20&last=2026-11-30", [23, 30]),
        ("span=days&first=2026-11-30", [30, 2]),
        ("span=nonsense", [16, 23, 30, 2]),
        ("span=days&first=nonsense&last=2026-11-16", [28, 16]),
    ],
)
def test_the_days_are_a_choice_and_the_term_is_what_one_sees_first(done, browser_of, asked, days):
    for day in (dt.date(2026, 9, 28), dt.date(2026, 11, 16), dt.date(2026, 11, 23), MONDAY, WEDNESDAY):
        done.lacks("maths_7a", day, "topic")
    page = browser_of(done.galina).get(f"/control/?{asked}")
    assert [line.held_on.day for line in page.context["page"]] == days


def test_each_line_opens_its_lesson(done, browser_of):
    lesson = done.lacks("maths_7b", TUESDAY, "topic")
    html = browser_of(done.galina).get("/control/").content.decode()
    assert f'href="/journal/lessons/{lesson.pk}/"' in html
    assert browser_of(done.galina).get(f"/journal/lessons/{lesson.pk}/").status_code == 200


@pytest.mark.req("CTL-01")
def test_the_workbook_holds_the_rows_of_the_screen(done, control_work, browser_of):
    control_work(FRIDAY_BEFORE, {done.dima: "5"})
    done.lacks("maths_7b", TUESDAY, "topic", "homework")
    done.lacks("english_1", MONDAY, "attendance")
    browser = browser_of(done.galina)
    lines = browser.get("/control/?span=week").context["found"].lines
    answer = browser.get("/control/debts.xlsx?span=week")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == [
        "Дата",
        "Урок",
        "Класс, группа",
        "Предмет",
        "Учитель",
        "Тема",
        "Посещаемость",
        "Домашнее задание",
        "Отметки за работу",
        "Дней просрочки",
    ]
    assert [(row[0], row[1], row[2], row[3], row[4], row[9]) for row in rows[1:]] == [
        (line.held_on, line.number, line.audience.name, line.subject, line.teacher, line.days) for line in lines
    ]
    assert [row[5:9] for row in rows[1:]] == [["", "нет", "", ""], ["нет", "", "нет", ""]]
    assert "attachment" in answer["Content-Disposition"]


def test_the_workbook_names_the_work_without_grades(done, control_work, browser_of):
    control_work(FRIDAY_BEFORE, {done.dima: "5"})
    answer = browser_of(done.galina).get("/control/debts.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][8] == "Контрольная работа: нет отметок у 2"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_with_one_line_and_with_many(
    done, control_work, browser_of, django_assert_num_queries, count
):
    for day in (FRIDAY_BEFORE, dt.date(2026, 11, 20), dt.date(2026, 11, 13))[:count]:
        control_work(day, {})
        done.lacks("english_1", day + dt.timedelta(days=3), "topic")
        done.lacks("maths_7b", day, "homework")
    browser = browser_of(done.galina)
    with django_assert_num_queries(21):
        browser.get("/control/")


def test_long_lists_are_paged(done, browser_of, monkeypatch):
    monkeypatch.setattr("apps.control.views.PER_PAGE", 2)
    for day in (MONDAY, WEDNESDAY, dt.date(2026, 11, 23)):
        done.lacks("maths_7a", day, "topic")
    browser = browser_of(done.galina)
    assert len(browser.get("/control/").context["page"]) == 2
    assert [line.held_on for line in browser.get("/control/?page=2").context["page"]] == [WEDNESDAY]


def test_the_way_back_to_all_kinds_drops_only_the_kind(done, browser_of):
    done.lacks("maths_7b", TUESDAY, "topic")
    galina = browser_of(done.galina)
    assert '<a href="/control/?"><b>1</b>' in galina.get("/control/?kind=topic&page=1").content.decode()
    assert '<a href="/control/?span=week"><b>1</b>' in galina.get("/control/?kind=topic&span=week").content.decode()
