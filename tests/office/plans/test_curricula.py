"""Curricula: a table edited like a spreadsheet, profiles, hours from files."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import RuleViolation
from apps.school.actions.curricula import choose_curriculum
from apps.school.models import Curriculum, CurriculumChoice, CurriculumLine, SchoolClass, Subject
from apps.school.queries.plans import demands
from apps.school.rules.plans import hours_text, parse_hours
from tests.office.plans.conftest import FIRST

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def hours_of(plan) -> dict:
    return {(one.subject.name, one.level): one.hours_per_week for one in plan.lines.select_related("subject")}


def test_a_plan_is_made_and_its_hours_are_typed_without_javascript(cast, galina):
    form = {"name": "План 5–9", "levels": "5-9", "profile": "", "weeks": 34, "order_number": "12"}
    url = galina.post("/school/plans/new/", form).url
    maths, english = cast.maths_7a.subject_id, cast.english_1.subject_id
    sent = {f"c-{maths}-7": "3", f"seen-{maths}-7": "", f"c-{english}-7": "0,5", f"seen-{english}-7": ""}
    assert galina.post(url, sent).status_code == 302
    assert hours_of(Curriculum.objects.get()) == {("Математика", 7): 3, ("Английский язык", 7): Decimal("0.5")}
    assert 'value="0,5"' in text_of(galina.get(url))


def test_a_wrong_cell_is_told_the_others_are_saved_and_nothing_typed_is_lost(cast, galina, make_plan):
    plan = make_plan("7", {})
    maths, english = cast.maths_7a.subject_id, cast.english_1.subject_id
    shown = text_of(galina.post(f"/school/plans/{plan.pk}/", {f"c-{maths}-7": "три", f"c-{english}-7": "2"}))
    assert "не число часов" in shown
    assert 'value="три"' in shown
    assert hours_of(plan) == {("Английский язык", 7): 2}


def test_a_cell_that_moved_on_is_a_conflict_and_stays(cast, galina, plan_of_seven):
    maths = cast.maths_7a.subject_id
    url = f"/school/plans/{plan_of_seven.pk}/cells/"
    first = galina.post(url, {f"c-{maths}-7": "5", f"seen-{maths}-7": "3"}).json()
    second = galina.post(url, {f"c-{maths}-7": "4", f"seen-{maths}-7": "3"}).json()
    assert first["cells"][f"c-{maths}-7"] == {"value": "5", "fault": ""}
    assert first["totals"]["7"]["value"] == "7"
    assert "уже изменили" in second["cells"][f"c-{maths}-7"]["fault"]
    assert hours_of(plan_of_seven)["Математика", 7] == 5


def test_hours_over_the_limit_of_the_week_are_shown(cast, galina, make_plan):
    plan = make_plan("7", {("Математика", 7): 30, ("Английский язык", 7): 4})
    page = galina.get(f"/school/plans/{plan.pk}/")
    [total] = page.context["table"].totals
    assert (total.text, total.limit, total.excess) == ("34", "32", "2")


def test_an_emptied_cell_takes_the_line_away_and_history_remembers_it(cast, galina, plan_of_seven):
    maths = cast.maths_7a.subject_id
    galina.post(f"/school/plans/{plan_of_seven.pk}/cells/", {f"c-{maths}-7": "", f"seen-{maths}-7": "3"})
    assert ("Математика", 7) not in hours_of(plan_of_seven)
    gone = CurriculumLine.history.filter(history_type="-").get()
    assert gone.history_user == cast.galina


def test_levels_with_hours_cannot_be_cut_off_a_plan(cast, galina, plan_of_seven):
    values = {"name": "План", "levels": "5,6", "profile": "", "weeks": 34, "order_number": "", "seen": ""}
    seen = galina.get(f"/school/plans/{plan_of_seven.pk}/change/").context["form"].initial["seen"]
    assert "уже стоят часы" in text_of(
        galina.post(f"/school/plans/{plan_of_seven.pk}/change/", {**values, "seen": seen})
    )


@pytest.fixture
def tenth(cast, make_plan):
    """Class 10А with Dima and Katya, two profiles with different hours of mathematics."""
    from apps.school.models import Enrolment

    ten = SchoolClass.objects.create(year=cast.year, level=10, letter="А", name="10А")
    Enrolment.objects.filter(student__in=[cast.dima, cast.katya]).update(school_class=ten)
    humanities = make_plan("10,11", {("Математика", 10): 4}, "10 гуманитарный", "гуманитарный")
    technology = make_plan("10,11", {("Математика", 10): 8}, "10 технологический", "технологический")
    return ten, humanities, technology


@pytest.mark.req("STR-12")
def test_two_profiles_of_grade_ten_coexist_and_each_pupil_is_counted_in_exactly_one(cast, galina, tenth):
    ten, humanities, technology = tenth
    before = galina.get("/school/plans/levels/10/").context["profiles"]
    assert [line.student for line in before.undecided] == [cast.dima, cast.katya]
    sent = {"school_class": [ten.pk], "curriculum": humanities.pk, "starts_on": "2026-09-01"}
    galina.post("/school/plans/classes/", sent)
    own = {"student": [cast.katya.pk], "curriculum": technology.pk, "starts_on": "2026-09-01"}
    galina.post("/school/plans/levels/10/", own)
    found = galina.get("/school/plans/levels/10/").context["profiles"]
    assert [(plan.name, count) for plan, count in found.counts] == [("10 гуманитарный", 1), ("10 технологический", 1)]
    assert found.undecided == ()
    assert sum(count for _plan, count in found.counts) == found.total == 2
    assert hours_of(humanities)["Математика", 10] == 4
    assert hours_of(technology)["Математика", 10] == 8
    asked = demands(cast.year, dt.date(2026, 12, 2))[ten.pk, cast.maths_7a.subject_id]
    assert (asked.variants, asked.required) == ((4, 8), 12)  # a group of the own for each profile


def test_a_pupil_changes_the_profile_on_a_day_and_the_past_stays(cast, galina, tenth):
    ten, humanities, technology = tenth
    choose_curriculum(curriculum=humanities, school_class=ten, starts_on=FIRST, by=cast.galina)
    own = {"student": [cast.katya.pk], "curriculum": technology.pk, "starts_on": "2026-12-02"}
    galina.post("/school/plans/levels/10/", own)
    galina.post("/school/plans/levels/10/", {**own, "curriculum": "", "starts_on": "2027-01-11"})
    choice = CurriculumChoice.objects.get(student=cast.katya)
    assert (choice.starts_on, choice.ends_on) == (dt.date(2026, 12, 2), dt.date(2027, 1, 10))


def test_a_class_follows_another_plan_from_a_day_on(cast, plan_of_seven, make_plan):
    other = make_plan("7", {("Математика", 7): 4}, "Новый")
    choose_curriculum(curriculum=other, school_class=cast.class_7a, starts_on=dt.date(2027, 1, 11), by=cast.galina)
    maths = (cast.class_7a.pk, cast.maths_7a.subject_id)
    assert demands(cast.year, dt.date(2026, 12, 31))[maths].hours == 3
    assert demands(cast.year, dt.date(2027, 1, 11))[maths].hours == 4


def test_a_plan_of_another_level_is_refused(cast, galina, make_plan):
    plan = make_plan("10,11", {})
    sent = {"school_class": [cast.class_7a.pk], "curriculum": plan.pk, "starts_on": "2026-09-01"}
    assert "не для 7-й параллели" in text_of(galina.post("/school/plans/classes/", sent, follow=True))
    assert not CurriculumChoice.objects.exists()


# --- hours from files ------------------------------------------------------------------------------------------------


def file(text: str, name="plan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_real_curriculum_is_previewed_and_taken_over(cast, galina, make_plan, shared_data):
    sample = (shared_data / "domain" / "fop_ooo_hours_per_week_base.csv").read_bytes()
    plan = make_plan("5-9", {})
    url = f"/school/plans/{plan.pk}/import/"
    upload = {"file": SimpleUploadedFile("fop.csv", sample)}
    assert "Этих предметов в школе нет" in text_of(galina.post(url, upload))
    preview = galina.post(url, {"file": SimpleUploadedFile("fop.csv", sample), "add_subjects": "on"})
    assert plan.lines.count() == 0  # a preview writes nothing
    confirmation = {"text": preview.context["text"], "add_subjects": "on", "confirm": "on"}
    assert galina.post(url, confirmation).status_code == 302
    sums = [plan.lines.filter(level=level) for level in range(5, 10)]
    independent = [0] * 5
    for line in sample.decode().splitlines()[1:]:
        for place, value in enumerate(line.split('"')[0].split(",")[1:6]):
            independent[place] += int(value or 0)
    assert [sum(line.hours_per_week for line in lines) for lines in sums] == independent
    again = galina.post(url, {"file": SimpleUploadedFile("fop.csv", sample)})
    assert "ничего не изменит" in text_of(again)


def test_all_faults_of_a_table_are_told_by_row_and_nothing_is_changed(cast, galina, plan_of_seven):
    table = "Предмет;7;12;8\nМатематика;много;;1\nматематика;2;;\nАнглийский язык;41;;2\nИтого;99;;"
    shown = galina.post(f"/school/plans/{plan_of_seven.pk}/import/", {"file": file(table)})
    faults = [(fault.row, fault.column) for fault in shown.context["reading"].faults]
    assert faults == [(1, "12"), (2, "7"), (3, "Предмет"), (4, "7")]
    assert hours_of(plan_of_seven) == {("Математика", 7): 3, ("Английский язык", 7): 2}
    assert "Загрузить</button>" not in text_of(shown)


def test_a_table_pasted_from_excel_is_read_too(cast, galina, plan_of_seven):
    pasted = "Учебный предмет\t7 класс\nМатематика\t6\n"
    preview = galina.post(f"/school/plans/{plan_of_seven.pk}/import/", {"text": pasted})
    assert preview.context["outcome"].changed == 1
    galina.post(f"/school/plans/{plan_of_seven.pk}/import/", {"text": preview.context["text"], "confirm": "on"})
    assert hours_of(plan_of_seven)["Математика", 7] == 6


def test_neither_file_nor_table_is_told(cast, galina, plan_of_seven):
    answer = galina.post(f"/school/plans/{plan_of_seven.pk}/import/", {})
    assert "Выберите файл или вставьте таблицу" in text_of(answer)


@given(st.decimals(min_value=0, max_value=40, places=1))
@settings(max_examples=60, deadline=None)
def test_hours_are_read_as_they_are_written(hours):
    assert parse_hours(hours_text(hours)) == (hours or None)


@given(st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_for_hours_is_a_number_or_a_sentence(text):
    with suppress(RuleViolation):
        hours = parse_hours(text)
        assert hours is None or 0 < hours <= 40


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize("path", ["subjects/", "plans/", "plans/{plan}/", "plans/levels/7/"])
def test_pages_of_plans_cost_the_same_however_much_there_is(
    cast, galina, plan_of_seven, make_plan, path, more, django_assert_max_num_queries
):
    for number in range(more):
        Subject.objects.create(name=f"Предмет {number}", short_name="П", part="school", position=9 + number)
        make_plan("7", {(f"Предмет {number}", 7): 1}, f"План {number}")
        SchoolClass.objects.create(year=cast.year, level=7, letter=f"{number}", name=f"7-{number}")
    with django_assert_max_num_queries(18):
        answer = galina.get("/school/" + path.format(plan=plan_of_seven.pk))
    assert answer.status_code == 200
