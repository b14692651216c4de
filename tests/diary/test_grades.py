"""Grades of the term, the year and the forecast (DIA-13, DIA-16, DIA-17)."""

import datetime as dt

import pytest

from apps.core import clock
from apps.diary.queries.grades import grades_page
from apps.journal.actions.operations import apply_operations
from apps.lessons.models import TermGrade
from apps.school.enums import Scale, TermKind
from apps.school.models import AcademicYear, Enrolment, Norms, SchoolClass, Term, TermScheme

MONDAYS = [dt.date(2026, 11, 9), dt.date(2026, 11, 16), dt.date(2026, 11, 23), dt.date(2026, 11, 30)]
WEDNESDAYS = [dt.date(2026, 11, 11), dt.date(2026, 11, 18), dt.date(2026, 11, 25)]


def page_of(student, **asked):
    return grades_page(student, **{"term_pk": None, "year_pk": None, "today": clock.today()} | asked)


def line_of(student, course, **asked):
    return next(line for line in page_of(student, **asked).lines if line.course == course)


@pytest.fixture
def seven_grades(cast, write):
    """Seven grades of Dima with the average 3,71, and others' that could leak."""
    for day, text in zip([*MONDAYS, *WEDNESDAYS], "4434443", strict=True):
        write("maths_7a", day, cast.dima, text)
        write("maths_7a", day, cast.katya, "2")


@pytest.mark.req("DIA-17")
def test_the_forecast_says_value_count_and_average(cast, seven_grades):
    line = line_of(cast.dima, cast.maths_7a)
    assert line.forecast.startswith("При текущих отметках выходит 4: 7 отметок, средний балл 3,71")


@pytest.mark.req("DIA-17")
def test_the_forecast_changes_after_a_new_grade(cast, seven_grades, write):
    write("maths_7a", dt.date(2026, 12, 2), cast.dima, "2 2")
    assert line_of(cast.dima, cast.maths_7a).forecast.startswith("При текущих отметках выходит 3: 9 отметок")


@pytest.mark.req("DIA-17")
def test_few_grades_are_said_to_be_few(cast, write):
    write("maths_7a", MONDAYS[0], cast.dima, "5")
    assert "отметок мало" in line_of(cast.dima, cast.maths_7a).forecast


def test_without_grades_nothing_is_forecast(cast):
    assert line_of(cast.dima, cast.maths_7a).forecast == ""


@pytest.mark.req("DIA-13")
def test_all_grades_stand_in_order_with_date_and_kind(cast, write, control_work):
    write("maths_7a", MONDAYS[0], cast.dima, "4 5")
    write("maths_7a", MONDAYS[0], cast.dima, "3", column=control_work("maths_7a", MONDAYS[0], "Дроби"))
    write("maths_7a", WEDNESDAYS[0], cast.dima, ".")
    marks = line_of(cast.dima, cast.maths_7a).marks
    assert [(dated.date.day, dated.mark.text, dated.mark.says, dated.mark.is_debt) for dated in marks] == [
        (9, "4", "Работа на уроке", False),
        (9, "5", "Работа на уроке", False),
        (9, "3", "Контрольная работа: Дроби", False),
        (11, ".", "Работа на уроке", True),
    ]


@pytest.mark.req("DIA-13")
def test_average_and_count_agree_with_the_journal(cast, seven_grades):
    said = apply_operations(
        cast.maths_7a,
        [
            {
                "id": "0b8f4a4e-5f3e-4f0e-9d35-2f5f1c0f7a11",
                "column": f"a{cast.lesson('maths_7a', dt.date(2026, 12, 2)).assessments.get().pk}",
                "student": cast.dima.pk,
                "text": "5",
                "base": 0,
                "comment": None,
                "reason": None,
            }
        ],
        by=cast.anna,
    ).rows[0]
    suggestion = line_of(cast.dima, cast.maths_7a).suggestion
    assert (suggestion.average_text, str(suggestion.count), suggestion.value) == (
        said["average"],
        said["count"],
        said["suggested"],
    )


@pytest.mark.req("DIA-14")
def test_missed_lessons_are_counted_without_lateness_and_release(cast, write):
    for day, text in zip(MONDAYS, ("н", "б", "о5", "осв"), strict=True):
        write("maths_7a", day, cast.dima, text)
    line = line_of(cast.dima, cast.maths_7a)
    assert line.missed == 2
    assert line.held == 13  # lessons of the second quarter up to today, that of the free fourth of November left out


def test_lessons_before_arrival_are_not_the_pupils(cast):
    Enrolment.objects.filter(student=cast.dima).update(starts_on=dt.date(2026, 11, 30))
    assert line_of(cast.dima, cast.maths_7a).held == 2


def test_grades_of_another_term_stay_there(cast, write):
    write("maths_7a", MONDAYS[0], cast.dima, "5")
    assert line_of(cast.dima, cast.maths_7a, term_pk=cast.term1.pk).marks == []


@pytest.mark.req("DIA-06")
def test_only_the_own_subgroup_is_listed(cast):
    assert [line.course for line in page_of(cast.dima).lines] == [cast.maths_7a, cast.english_1]


@pytest.mark.req("DIA-13")
def test_term_grades_of_all_terms_stand_in_the_years_table(cast):
    for term, value in ((cast.term1, "4"), (cast.term2, "5")):
        TermGrade.objects.create(
            course=cast.maths_7a, term=term, student=cast.dima, value=value, changed_at=clock.now()
        )
    TermGrade.objects.create(
        course=cast.maths_7a, term=cast.terms[2], student=cast.dima, value="", changed_at=clock.now()
    )
    table = page_of(cast.dima).year_tables[0]
    assert table.columns[:2] == [("I", "1 четверть"), ("II", "2 четверть")]
    assert table.rows[0] == ("Математика", ["4", "5", "", ""])
    line = line_of(cast.dima, cast.maths_7a)
    assert (line.given.value, line.forecast) == ("5", "")


def test_a_final_grade_outside_the_quarters_has_a_column_of_its_own(cast):
    scheme = TermScheme.objects.create(year=cast.year, kind=TermKind.YEAR, levels="1-11")
    whole = Term.objects.create(scheme=scheme, number=1, starts_on=cast.year.starts_on, ends_on=cast.year.ends_on)
    TermGrade.objects.create(course=cast.maths_7a, term=whole, student=cast.dima, value="4", changed_at=clock.now())
    table = page_of(cast.dima).year_tables[0]
    assert ([sign for sign, _name in table.columns], table.rows[0][1]) == (
        ["I", "II", "III", "IV", "Год"],
        ["", "", "", "", "4"],
    )


@pytest.mark.req("DIA-17", "P-01")
def test_a_course_on_half_years_keeps_its_own_term(cast):
    scheme = TermScheme.objects.create(year=cast.year, kind=TermKind.HALF_YEAR, levels="7")
    first = Term.objects.create(scheme=scheme, number=1, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 30))
    cast.english_1.term_scheme = scheme
    cast.english_1.save()
    assert line_of(cast.dima, cast.english_1).term == first
    assert line_of(cast.dima, cast.maths_7a).term == cast.term2


@pytest.mark.req("DIA-16")
def test_an_earlier_year_is_two_taps_away(cast, browser_of):
    earlier = AcademicYear.objects.create(name="2025/26", starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 5, 26))
    class_6a = SchoolClass.objects.create(year=earlier, level=6, letter="А", name="6А")
    Enrolment.objects.create(
        student=cast.dima, school_class=class_6a, starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 5, 26)
    )
    browser = browser_of(cast.elena)
    assert f'href="?year={earlier.pk}">2025/26<' in browser.get(f"/diary/{cast.dima.pk}/grades/").content.decode()
    assert browser.get(f"/diary/{cast.dima.pk}/grades/?year={earlier.pk}").status_code == 200


@pytest.mark.parametrize("asked", ["term=999999", "term=x", "year=999999", "term=٣", "term=99999999999999999999"])
def test_a_term_or_year_that_is_not_the_pupils_is_404(cast, browser_of, asked):
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/grades/?{asked}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_many_grades_cost_as_many_queries_as_one(cast, browser_of, write, django_assert_num_queries, count):
    Norms.objects.create(valid_from=dt.date(2026, 9, 1))
    for day in MONDAYS[:count]:
        write("maths_7a", day, cast.dima, "5")
        write("english_1", day, cast.dima, "б")
    browser = browser_of(cast.elena)
    with django_assert_num_queries(16):
        answer = browser.get(f"/diary/{cast.dima.pk}/grades/")
    assert answer.status_code == 200


@pytest.mark.req("P-01")
def test_a_subject_without_grades_says_so_and_has_no_results(cast):
    cast.maths_7a.scale = Scale.NONE
    cast.maths_7a.save()
    page = page_of(cast.dima)
    assert page.lines[0].without_marks == "без отметок"
    assert [name for name, _values in page.year_tables[0].rows] == ["Английский язык"]
