"""Forms of study: what the class's pages say, demand and refuse (P-16)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.journal.queries.rolls import Rolls
from apps.lessons.models import CourseTerm
from apps.lessons.queries import term_missing
from apps.school.actions.orders import save_study_form
from apps.school.models import IndividualPlan, IndividualPlanLine, StudyForm
from apps.school.queries import course_roll, students_of_class
from tests.office.persons.grading import grade

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 2)
URL = "/school/students/{}/study-form/"


@pytest.fixture
def learns(cast):
    """``learns(student, "at_home")`` from 2 November on, or for other days."""

    def record(student, mode, first=dt.date(2026, 11, 2), last=None):
        values = {"mode": mode, "starts_on": first, "ends_on": last, "order_number": "48-у", "note": ""}
        return save_study_form(student=student, values={**values, "order_on": dt.date(2026, 10, 30)}, by=cast.sofia)

    return record


def demanded(cast, course) -> set[str]:
    """Of whom the page demands a term grade at the end of term 2."""
    clock_end = clock.moment(cast.term2.ends_on, dt.time(12))
    missing = term_missing(course, CourseTerm.objects.get(course=course, term=cast.term2), cast.term2, clock_end)
    return {one.name.split()[1] for one in missing if one.kind == "grade"}


def here(course, day=TODAY) -> set[str]:
    return {entry.student.first_name for entry in course_roll(course) if entry.on(day)}


@pytest.mark.req("P-16")
def test_a_form_of_study_is_recorded_with_its_order(cast, browser_of):
    sofia = browser_of(cast.sofia)
    values = {"mode": "at_home", "starts_on": "2026-11-02", "order_number": "48-у", "order_on": "2026-10-30"}
    assert sofia.post(URL.format(cast.katya.pk), values).status_code == 302
    shown = sofia.get(f"/school/students/{cast.katya.pk}/").content.decode()
    assert "на дому" in shown and "№ 48-у от 30.10.2026" in shown
    again = sofia.post(URL.format(cast.katya.pk), {**values, "mode": "family", "starts_on": "2026-12-01"})
    assert "сначала закройте эту запись датой" in again.content.decode()
    row = StudyForm.objects.get()
    seen = sofia.get(f"/school/study-forms/{row.pk}/").context["forms"][0][1]["seen"].value()
    sofia.post(f"/school/study-forms/{row.pk}/", {**values, "ends_on": "2026-11-30", "seen": seen})
    assert not StudyForm.objects.on(TODAY).exists()
    assert (
        sofia.post(URL.format(cast.katya.pk), {**values, "mode": "family", "starts_on": "2026-12-01"}).status_code
        == 302
    )


@pytest.mark.req("P-16")
def test_whoever_learns_at_home_stays_on_the_roll_and_the_class_page_demands_nothing(cast, learns, browser_of):
    learns(cast.katya, "at_home")
    assert "Катя" in here(cast.maths_7a)
    assert demanded(cast, cast.maths_7a) == {"Дима", "Олег"}
    assert Rolls([cast.maths_7a]).on(cast.maths_7a.pk, TODAY) == {cast.dima.pk, cast.oleg.pk}
    assert Rolls([cast.maths_7a]).on(cast.maths_7a.pk, dt.date(2026, 10, 1)) >= {cast.katya.pk}
    anna, vera = browser_of(cast.anna), browser_of(cast.vera)
    lesson = cast.lesson("maths_7a", TODAY)
    for client, page in (
        (anna, f"/journal/{cast.maths_7a.pk}/"),
        (anna, f"/journal/lessons/{lesson.pk}/"),
        (vera, f"/classes/{cast.class_7a.pk}/"),
        (vera, f"/school/lists/{cast.class_7a.pk}/"),
    ):
        shown = client.get(page).content.decode()
        assert "Ёлкина" in shown
        assert "на дому" in shown or "/lists/" in page  # the row says so
    assert "на дому" in browser_of(cast.sofia).get(f"/school/classes/{cast.class_7a.pk}/").content.decode()
    assert grade(anna, cast.maths_7a, lesson, cast.katya, "5")["status"] == "saved"  # may be graded all the same


@pytest.mark.req("P-16")
def test_the_own_page_of_somebody_at_home_demands_grades(cast, learns):
    learns(cast.yura, "at_home")
    plan = IndividualPlan.objects.create(
        year=cast.year, student=cast.yura, order_number="1", order_on=TODAY, starts_on=dt.date(2026, 9, 1)
    )
    IndividualPlanLine.objects.create(plan=plan, subject=cast.maths_7a.subject, hours_per_week=2, course=cast.maths_7a)
    assert "Юра" in demanded(cast, cast.maths_7a)
    assert cast.yura.pk in Rolls([cast.maths_7a]).on(cast.maths_7a.pk, TODAY)


@pytest.mark.req("P-16")
def test_family_education_is_outside_the_roll_of_lessons(cast, learns, browser_of):
    learns(cast.katya, "family")
    assert "Катя" not in here(cast.maths_7a) and "Катя" in here(cast.maths_7a, dt.date(2026, 10, 1))
    assert "Катя" not in here(cast.english_2)
    assert demanded(cast, cast.maths_7a) == {"Дима", "Олег"}
    assert all(entry.student != cast.katya or not entry.on(TODAY) for entry in students_of_class(cast.class_7a.pk))
    answer = grade(browser_of(cast.anna), cast.maths_7a, cast.lesson("maths_7a", TODAY), cast.katya, "5")
    assert (answer["status"], "нет в списке" in answer["message"]) == ("refused", True)
    assert cast.katya.enrolments.on(TODAY).exists()  # belongs to the school all the same


@pytest.mark.req("P-16")
def test_days_away_are_no_misses_and_the_row_waits(cast, learns, browser_of):
    learns(cast.katya, "away", dt.date(2026, 11, 30), dt.date(2026, 12, 4))
    anna = browser_of(cast.anna)
    answer = grade(anna, cast.maths_7a, cast.lesson("maths_7a", TODAY), cast.katya, "н")
    assert answer["status"] == "refused"
    assert cast.katya.pk not in Rolls([cast.maths_7a]).on(cast.maths_7a.pk, TODAY)
    before = cast.lesson("maths_7a", dt.date(2026, 11, 27))
    assert grade(anna, cast.maths_7a, before, cast.katya, "4")["status"] == "saved"
    shown = anna.get(f"/journal/{cast.maths_7a.pk}/").content.decode()
    assert "Ёлкина Катя <small>временно в другом месте</small>" in shown
    assert demanded(cast, cast.maths_7a) == {"Дима", "Катя", "Олег"}  # back before the term ends


@pytest.mark.req("P-16")
def test_an_adapted_programme_leaves_no_mark_on_common_pages(cast, learns, browser_of):
    learns(cast.katya, "adapted")
    for client, page in (
        (browser_of(cast.anna), f"/journal/{cast.maths_7a.pk}/"),
        (browser_of(cast.vera), f"/classes/{cast.class_7a.pk}/"),
        (browser_of(cast.sofia), f"/school/classes/{cast.class_7a.pk}/"),
    ):
        assert "адаптированная" not in client.get(page).content.decode()


def test_two_forms_on_one_day_are_refused(cast, learns):
    learns(cast.katya, "at_home")
    with pytest.raises(RuleViolation, match="уже записано «на дому»"):
        learns(cast.katya, "away", dt.date(2026, 11, 30), dt.date(2026, 12, 4))
