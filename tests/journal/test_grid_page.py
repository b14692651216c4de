"""The journal page: who sees which cells, which are closed and why, and what it costs."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from apps.core import clock
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.actions.terms import mark_sealed
from apps.lessons.models import Assessment, CourseTerm, WorkKind
from apps.school.models import Course, Enrolment, Student
from apps.school.models.people import name_keys

MONDAY, FRIDAY, TODAY, TOMORROWS = (
    dt.date(2026, 11, 30),
    dt.date(2026, 11, 27),
    dt.date(2026, 12, 2),
    dt.date(2026, 12, 4),
)


def page_url(cast, course="maths_7a", term=None) -> str:
    address = reverse("journal:grid", args=[getattr(cast, course).pk])
    return f"{address}?term={term.pk}" if term else address


def column_of(cast, day: dt.date) -> str:
    return f"a{Assessment.objects.get(lesson=cast.lesson('maths_7a', day), is_ordinary=True).pk}"


def tag(html: str, column: str, student: Student) -> str:
    """The opening tag of a cell with its text."""
    return re.search(rf'<td[^>]*data-column="{column}" data-student="{student.pk}"[^>]*>[^<]*', html)[0]


def is_open(html: str, column: str, student: Student) -> bool:
    return "aria-readonly" not in tag(html, column, student)


def write(cast, column: str, student: Student, text: str, comment=None, by=None):
    operation = {
        "id": str(uuid.uuid4()),
        "column": column,
        "student": student.pk,
        "text": text,
        "base": 0,
        "comment": comment,
    }
    answer = apply_operations(cast.maths_7a, [operation], by=by or cast.anna)
    assert answer.results[0]["status"] == "saved", answer.results


def get(browser_of, user, url: str) -> str:
    response = browser_of(user).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_the_mark_up_of_the_contract(cast, browser_of):
    column = column_of(cast, FRIDAY)
    write(cast, column, cast.katya, "5/4", comment="у доски")
    html = get(browser_of, cast.anna, page_url(cast))
    lesson = cast.lesson("maths_7a", FRIDAY)
    assert f'data-grid data-course="{cast.maths_7a.pk}" data-term="{cast.term2.pk}"' in html
    assert f'data-column="{column}" data-lesson="{lesson.pk}" data-date="2026-11-27"' in html
    cell = tag(html, column, cast.katya)
    assert cell.endswith(">5/4") and 'data-version="1"' in cell and 'data-comment="у доски"' in cell
    assert 'data-version="0"' in tag(html, column, cast.dima)
    assert f'data-column="term-{cast.term2.pk}" data-student="{cast.dima.pk}"' in html
    row = re.search(rf'<tr data-student="{cast.katya.pk}">.*?</tr>', html)[0]
    assert re.search(r"data-average[^>]*>4,50<", row) and re.search(r"data-count>2<", row)
    assert 'data-suggested="5"' in row


def test_what_people_wrote_is_escaped(cast, browser_of):
    write(cast, column_of(cast, FRIDAY), cast.katya, "5", comment='<b onmouseover="x">"&')
    Student.objects.filter(pk=cast.oleg.pk).update(last_name="<script>")
    html = get(browser_of, cast.anna, page_url(cast))
    assert "<b onmouseover" not in html and "<script> " not in html
    assert "&lt;b onmouseover=&quot;x&quot;&gt;&quot;&amp;" in html


@pytest.mark.req("ATT-05")
def test_an_absence_stands_in_the_ordinary_column_and_shows_in_the_others(cast, browser_of):
    lesson = cast.lesson("maths_7a", FRIDAY)
    kind = WorkKind.objects.filter(is_ordinary=False).order_by("position").first()
    control = f"a{add_assessment(lesson, work_kind=kind, by=cast.anna).pk}"
    write(cast, column_of(cast, FRIDAY), cast.oleg, "б")
    html = get(browser_of, cast.anna, page_url(cast))
    assert tag(html, column_of(cast, FRIDAY), cast.oleg).endswith(">б")
    assert 'data-absence="б"' in tag(html, control, cast.oleg)
    assert tag(html, control, cast.oleg).endswith(">")
    assert "data-absence" not in tag(html, control, cast.dima)


@pytest.mark.req("I-05")
def test_days_outside_the_enrolment_are_closed(cast, browser_of):
    newcomer = Student.objects.create(last_name="Новиков", first_name="Иван", **name_keys("Новиков", "Иван", ""))
    Enrolment.objects.create(student=newcomer, school_class=cast.class_7a, starts_on=MONDAY)
    Enrolment.objects.filter(student=cast.oleg).update(ends_on=FRIDAY)
    html = get(browser_of, cast.anna, page_url(cast))
    friday, monday = column_of(cast, FRIDAY), column_of(cast, MONDAY)
    assert not is_open(html, friday, newcomer) and is_open(html, monday, newcomer)
    assert is_open(html, friday, cast.oleg) and not is_open(html, monday, cast.oleg)
    assert 'class="shut"' in tag(html, friday, newcomer)


def test_tomorrows_lesson_is_closed_and_todays_is_marked(cast, browser_of):
    html = get(browser_of, cast.anna, page_url(cast))
    assert is_open(html, column_of(cast, TODAY), cast.dima)
    assert not is_open(html, column_of(cast, TOMORROWS), cast.dima)
    assert re.search(
        r'<th scope="col" class="today" aria-current="date"[^>]*data-date="2026-12-02"[^>]*data-start', html
    )


@pytest.mark.req("TT-06", "I-12")
def test_a_substitute_fills_exactly_the_own_lessons(cast, browser_of):
    html = get(browser_of, cast.boris, page_url(cast))
    assert is_open(html, column_of(cast, MONDAY), cast.dima)
    assert not is_open(html, column_of(cast, FRIDAY), cast.dima)
    assert not is_open(html, f"term-{cast.term2.pk}", cast.dima)


@pytest.mark.parametrize("login", ["vera", "galina", "nikolai", "igor"])
def test_those_who_oversee_look_and_do_not_touch(cast, browser_of, login):
    html = get(browser_of, getattr(cast, login), page_url(cast))
    cells = re.findall(r"<td[^>]*data-column=[^>]*>", html)
    assert cells and all("aria-readonly" in cell for cell in cells)
    assert "data-act=" not in html.replace('data-act="help"', "")


@pytest.mark.req("SEC-04")
def test_strangers_do_not_learn_of_the_page(cast, browser_of):
    assert browser_of(cast.olga).get(page_url(cast)).status_code == 404
    assert browser_of(cast.anna).get(page_url(cast, "maths_7b")).status_code == 404
    assert browser_of(cast.anna).get(reverse("journal:grid", args=[999_999])).status_code == 404


@pytest.mark.parametrize("login", ["elena", "dima_user", "sofia"])
def test_family_and_secretary_have_no_journal(cast, browser_of, login):
    assert browser_of(getattr(cast, login)).get(page_url(cast)).status_code == 403


def test_the_page_is_only_read(cast, browser_of, client):
    assert browser_of(cast.anna).post(page_url(cast)).status_code == 405
    assert client.get(page_url(cast)).status_code == 302
    assert browser_of(cast.anna).get(page_url(cast))["Cache-Control"] == "no-store"


def test_terms_are_switched_and_foreign_terms_are_unknown(cast, browser_of):
    html = get(browser_of, cast.anna, page_url(cast, term=cast.term1))
    assert f'data-term="{cast.term1.pk}"' in html
    assert (
        browser_of(cast.anna).get(reverse("journal:grid", args=[cast.maths_7a.pk]) + "?term=999999").status_code == 404
    )
    assert browser_of(cast.anna).get(reverse("journal:grid", args=[cast.maths_7a.pk]) + "?term=x").status_code == 404


def test_in_the_holidays_the_term_before_is_shown(cast, browser_of):
    cast.now(2026, 10, 28, 12, 0)
    assert f'data-term="{cast.term1.pk}"' in get(browser_of, cast.anna, page_url(cast))


@pytest.mark.req("JRN-09")
def test_a_closed_term_says_who_closed_it_and_what_to_do(cast, browser_of):
    html = get(browser_of, cast.anna, page_url(cast, term=cast.term1))
    assert "Период закрыт по регламенту 26.10.2026 23:59." in html
    row = CourseTerm.objects.get(course=cast.maths_7a, term=cast.term1)
    mark_sealed([row], by=cast.igor)
    html = get(browser_of, cast.anna, page_url(cast, term=cast.term1))
    assert "Период зафиксирован в архиве 02.12.2026" in html and "попросите заместителя директора" in html
    cells = re.findall(r"<td[^>]*data-column=[^>]*>", html)
    assert cells and all("aria-readonly" in cell for cell in cells)


@pytest.mark.req("GRD-09")
def test_the_term_column_opens_in_the_last_week(cast, browser_of):
    column = f"term-{cast.term2.pk}"
    assert not is_open(get(browser_of, cast.anna, page_url(cast)), column, cast.dima)
    cast.now(2026, 12, 28, 12, 0)
    assert is_open(get(browser_of, cast.anna, page_url(cast)), column, cast.dima)


@pytest.mark.req("P-01")
def test_a_term_without_grades_has_no_term_column_and_can_be_handed_in(cast, browser_of):
    row = CourseTerm.objects.get(course=cast.maths_7a, term=cast.term2)
    row.is_graded = False
    row.save()
    html = get(browser_of, cast.anna, page_url(cast))
    assert "term-" not in html[html.index("<table") : html.index("</table>")]
    assert reverse("journal:term", args=[cast.maths_7a.pk, cast.term2.pk]) in html


def test_the_right_page_tells_topics_and_debts(cast, browser_of):
    lesson = cast.lesson("maths_7a", FRIDAY)
    lesson.topic, lesson.topic_at = "Дроби", clock.now()
    lesson.save()
    html = get(browser_of, cast.anna, page_url(cast))
    right = html[html.index("Правая страница") :]
    assert "Дроби" in right and "тема не записана" in right
    assert reverse("journal:lesson", args=[lesson.pk]) in right


def test_the_number_of_queries_does_not_grow_with_the_class(cast, browser_of, django_assert_num_queries):
    client = browser_of(cast.anna)
    client.get(page_url(cast))
    with django_assert_num_queries(11):
        client.get(page_url(cast))
    for number in range(25):
        pupil = Student.objects.create(last_name=f"Я{number}", first_name="Ян", **name_keys(f"Я{number}", "Ян", ""))
        Enrolment.objects.create(student=pupil, school_class=cast.class_7a, starts_on=cast.year.starts_on)
        for day in (FRIDAY, MONDAY, TODAY):
            write(cast, column_of(cast, day), pupil, "5 4" if number % 3 else "н")
    with django_assert_num_queries(11):
        client.get(page_url(cast))
    substitute = browser_of(cast.boris)
    with django_assert_num_queries(12):
        substitute.get(page_url(cast))


def test_a_group_and_a_course_without_lessons_open_too(cast, browser_of):
    html = get(browser_of, cast.olga, page_url(cast, "english_2"))
    assert f'data-student="{cast.katya.pk}"' in html and f'data-student="{cast.dima.pk}"' not in html
    bare = Course.objects.create(
        year=cast.year,
        subject=cast.english_1.subject,
        school_class=cast.class_7b,
        term_scheme=cast.scheme,
    )
    assert "ещё нет уроков" in get(browser_of, cast.galina, reverse("journal:grid", args=[bare.pk]))
