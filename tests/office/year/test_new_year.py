"""A new year made from the last one: preview with counts and names, one action, the old year untouched (I-24)."""

import datetime as dt

import pytest
from django.apps import apps

from apps.core.history import Tracked
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Curriculum,
    CurriculumChoice,
    CurriculumLine,
    Enrolment,
    GroupMembership,
    Holiday,
    SchoolClass,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
)
from apps.timetable.models import Bell, Regime

NEW_START = dt.date(2027, 9, 1)
CHOICE = {
    "starts_on": "2027-09-01", "ends_on": "2028-06-30", "leaving_levels": "9,11", "first_classes": "1А, 1Б",
    "carries_leaders": "on", "carries_teaching": "on", "carries_plans": "on",
}  # fmt: skip
PAGE = "/school/new-year/"


@pytest.fixture
def galina(cast, browser_of):
    cast.now(2027, 5, 26, 12, 0)
    return browser_of(cast.galina)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def everything_tracked() -> dict[str, tuple]:
    """Model → its rows as they stand and the number of history rows about them."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Tracked) and not model._meta.abstract:
            rows = tuple(model._base_manager.order_by("pk").values_list())
            found[model.__name__] = (rows, {row[0] for row in rows})
    return found


@pytest.mark.req("I-24")
def test_classes_are_promoted_with_pupils_teachers_and_load_and_nothing_of_the_old_year_changes(cast, galina):
    before = everything_tracked()
    histories = {name: apps_history(name) for name in before}
    form = galina.get(PAGE).context["form"]
    assert form.initial["starts_on"] == NEW_START
    seen = galina.post(PAGE, CHOICE)
    shown = text_of(seen)
    assert "7А → 8А" in shown
    assert "ученики в классах</dt><dd>4" in shown
    assert "Ёлкина Катя Кирилловна" in shown
    assert everything_tracked() == before  # the preview wrote nothing
    answer = galina.post(PAGE, {**CHOICE, "staying": [cast.yura.pk], "confirmed": "1"})
    assert answer.status_code == 200  # nobody of 7Б can repeat level 7: no class of the level will be there
    assert "Некуда оставить на второй год: Юрьев Юра." in text_of(answer)
    answer = galina.post(PAGE, {**CHOICE, "leaving": [cast.oleg.pk], "confirmed": "1"})
    assert answer.status_code == 302
    year = AcademicYear.objects.get(name="2027/28")
    assert answer.url == f"/school/?year={year.pk}"

    names = list(SchoolClass.objects.filter(year=year).order_by("level", "name").values_list("name", flat=True))
    assert names == ["1А", "1Б", "8А", "8Б"]
    places = Enrolment.objects.filter(school_class__year=year).order_by("student__sort_key")
    assert [(row.student.last_name, row.school_class.name, row.starts_on) for row in places] == [
        ("Дмитриев", "8А", NEW_START),
        ("Ёлкина", "8А", NEW_START),
        ("Юрьев", "8Б", NEW_START),
    ]
    leader = ClassTeacher.objects.get(school_class__year=year)
    assert (leader.school_class.name, leader.staff) == ("8А", cast.vera_staff)
    maths = Course.objects.get(year=year, school_class__name="8А", subject=cast.maths_7a.subject)
    load = TeachingAssignment.objects.get(course=maths)
    assert (load.staff, load.hours_per_week, load.starts_on) == (cast.anna_staff, 3, NEW_START)
    groups = StudyGroup.objects.filter(year=year).order_by("name")
    assert [group.name for group in groups] == ["8А англ. 1", "8А англ. 2"]
    assert [row.student.last_name for row in GroupMembership.objects.filter(study_group=groups[1])] == ["Ёлкина"]
    first, second = Term.objects.filter(scheme__year=year).order_by("number")[:2]
    assert (first.starts_on, second.starts_on.weekday()) == (NEW_START, 0)
    assert Holiday.objects.get(year=year, name="Осенние каникулы").starts_on == dt.date(2027, 10, 23)
    assert Bell.objects.filter(schedule__year=year).count() == 7

    after = everything_tracked()
    for name, (rows, keys) in before.items():
        still = tuple(row for row in after[name][0] if row[0] in keys)
        assert still == rows, name
        assert apps_history(name, keys) == histories[name], name
    assert places[0].history.get().history_user == cast.galina


def apps_history(name: str, keys: set | None = None) -> int:
    """How many history rows there are about the rows of a model (about those of ``keys``)."""
    model = next(one for one in apps.get_models() if one.__name__ == name)
    history = model.history.model.objects
    return history.filter(id__in=keys).count() if keys is not None else history.count()


@pytest.mark.req("I-24")
def test_a_second_time_is_refused_with_a_sentence(cast, galina):
    assert galina.post(PAGE, {**CHOICE, "confirmed": "1"}).status_code == 302
    number = SchoolClass.objects.count()
    shown = text_of(galina.post(PAGE, {**CHOICE, "confirmed": "1"}))
    assert "Учебный год 2027/28 уже заполнен: второй раз перенести в него нельзя." in shown
    assert SchoolClass.objects.count() == number


def test_a_year_opened_by_hand_and_still_empty_is_filled(cast, galina):
    galina.post("/school/years/new/", {"starts_on": "2027-09-01", "ends_on": "2028-05-31"})
    assert galina.post(PAGE, {**CHOICE, "confirmed": "1"}).status_code == 302
    year = AcademicYear.objects.get(name="2027/28")
    assert year.ends_on == dt.date(2028, 6, 30)
    assert year.classes.count() == 4


def test_repeaters_stay_in_their_level_and_leavers_leave(cast, galina):
    sixth = SchoolClass.objects.create(year=cast.year, level=6, letter="А", name="6А")
    eleventh = SchoolClass.objects.create(year=cast.year, level=11, letter="А", name="11А")
    Enrolment.objects.filter(student=cast.katya).update(school_class=eleventh)
    choice = {**CHOICE, "first_classes": "", "leaving_levels": "", "staying": [cast.oleg.pk], "confirmed": "1"}
    assert galina.post(PAGE, choice).status_code == 302
    year = AcademicYear.objects.get(name="2027/28")
    assert sixth.name not in year.classes.values_list("name", flat=True)
    assert not Enrolment.objects.filter(student=cast.katya, school_class__year=year).exists()
    assert Enrolment.objects.get(student=cast.oleg, school_class__year=year).school_class.name == "7А"


def test_another_stage_of_schooling_begins_without_old_subjects(cast, galina):
    SchoolClass.objects.filter(pk=cast.class_7a.pk).update(level=4, name="4А")
    shown = text_of(galina.post(PAGE, CHOICE))
    assert "4А → 5А" in shown
    assert "Новый уровень образования: в 5А предметы" in shown
    galina.post(PAGE, {**CHOICE, "confirmed": "1"})
    year = AcademicYear.objects.get(name="2027/28")
    assert not Course.objects.filter(year=year, school_class__name="5А").exists()
    assert not ClassTeacher.objects.filter(school_class__year=year).exists()
    assert Course.objects.filter(year=year, school_class__name="8Б").exists()


def test_plans_follow_as_long_as_they_are_written_for_the_level(cast, galina):
    maths = Subject.objects.get(name="Математика")
    for name, levels in (("5–7", "5-7"), ("8–9", "8,9")):
        plan = Curriculum.objects.create(year=cast.year, name=name, levels=levels, order_number="1-о")
        CurriculumLine.objects.create(curriculum=plan, subject=maths, level=int(levels[0]), hours_per_week=5)
    old = Curriculum.objects.get(name="5–7")
    CurriculumChoice.objects.create(curriculum=old, school_class=cast.class_7a, starts_on="2026-09-01")
    galina.post(PAGE, {**CHOICE, "confirmed": "1"})
    year = AcademicYear.objects.get(name="2027/28")
    chosen = CurriculumChoice.objects.get(school_class__year=year, school_class__name="8А")
    assert (chosen.curriculum.name, chosen.curriculum.year, chosen.curriculum.order_number) == ("8–9", year, "")


def test_a_regime_in_force_becomes_the_shift_of_the_class_and_who_has_left_teaches_no_more(cast, galina):
    Regime.objects.create(school_class=cast.class_7b, shift=2, days_per_week=6, starts_on="2026-12-07")
    type(cast.anna_staff).objects.filter(pk=cast.anna_staff.pk).update(works_until="2027-06-30")
    galina.post(PAGE, {**CHOICE, "confirmed": "1"})
    year = AcademicYear.objects.get(name="2027/28")
    assert SchoolClass.objects.filter(year=year, name="8Б", shift=2, days_per_week=6).exists()
    assert not TeachingAssignment.objects.filter(course__year=year, staff=cast.anna_staff).exists()


@pytest.mark.req("I-24")
def test_in_the_new_year_everybody_is_in_one_class_and_the_old_journal_is_closed(cast, galina, browser_of):
    galina.post(PAGE, {**CHOICE, "confirmed": "1"})
    cast.now(2027, 7, 15, 12, 0)  # summer: still the class of the old year
    assert [row.school_class.name for row in Enrolment.objects.on(dt.date(2027, 7, 15)).filter(student=cast.dima)] == [
        "7А"
    ]
    cast.now(2027, 9, 3, 12, 0)
    today = dt.date(2027, 9, 3)
    assert [row.school_class.name for row in Enrolment.objects.on(today).filter(student=cast.dima)] == ["8А"]
    assert [row.school_class.name for row in ClassTeacher.objects.on(today).filter(staff=cast.vera_staff)] == ["8А"]
    taught = TeachingAssignment.objects.on(today).filter(staff=cast.anna_staff)
    assert [row.course.audience_name for row in taught] == ["8А"]
    lesson = cast.lesson("maths_7a", dt.date(2026, 12, 2))
    page = browser_of(cast.anna).post(f"/journal/lessons/{lesson.pk}/", {"topic": "Переписать"})
    lesson.refresh_from_db()
    assert (page.status_code != 302, lesson.topic) == (True, "")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": "2027-05-01"}, "Новый год начинается до конца прошлого."),
        ({"leaving_levels": "девять"}, "Параллели «девять» не разобраны"),
        ({"first_classes": "2А"}, "Не похоже на первый класс: 2А."),
        ({"ends_on": "2027-08-01"}, "Учебный год кончается раньше, чем начинается."),
    ],
)
def test_what_cannot_be_is_told_in_words(cast, galina, change, sentence):
    assert sentence in text_of(galina.post(PAGE, CHOICE | change))
    assert AcademicYear.objects.count() == 1


def test_a_school_without_any_class_is_sent_to_its_first_year(cast, galina):
    AcademicYear.objects.update(starts_on="2027-06-01", ends_on="2028-05-01")
    assert "заведите первый учебный год" in text_of(galina.get(PAGE))


@pytest.mark.parametrize("more", [1, 3])
def test_the_preview_costs_the_same_queries_per_class(cast, galina, more, django_assert_max_num_queries):
    for number in range(more):
        SchoolClass.objects.create(year=cast.year, level=8, letter=str(number), name=f"8{number}")
    with django_assert_max_num_queries(80):
        galina.post(PAGE, CHOICE)
