"""The calendar of the year: schemes of terms, holidays and days off, transferred days, the production calendar."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.lessons.actions.records import record_lesson
from apps.lessons.models import CourseTerm, Lesson
from apps.office.imports.days_off import read_days_off
from apps.school.models import Course, Holiday, SchoolClass, Term, TermScheme, WorkingDay

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2027, 5, 26)
FRIDAY, SATURDAY = dt.date(2026, 12, 4), dt.date(2026, 12, 12)
QUARTERS = (
    ("2026-09-01", "2026-10-23"),
    ("2026-11-02", "2026-12-30"),
    ("2027-01-11", "2027-03-26"),
    ("2027-04-05", "2027-05-26"),
)
HALVES = (("2026-09-01", "2026-12-30"), ("2027-01-11", "2027-05-26"))


@pytest.fixture
def galina(cast, browser_of):
    return browser_of(cast.galina)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def dates(*terms) -> dict:
    found = {}
    for number, (first, last) in enumerate(terms, 1):
        found |= {f"starts_{number}": first, f"ends_{number}": last}
    return found


@pytest.fixture
def breaks(cast):
    """The cast's winter and spring holidays, so that its quarters leave no school day out."""
    for name, first, last in (("Зимние", (2026, 12, 31), (2027, 1, 10)), ("Весенние", (2027, 3, 27), (2027, 4, 4))):
        Holiday.objects.create(year=cast.year, name=name, starts_on=dt.date(*first), ends_on=dt.date(*last))


@pytest.mark.req("STR-01", "C-01")
def test_grades_1_to_9_have_4_quarters_and_10_to_11_have_2_half_years(cast, galina, breaks):
    """One year with both is saved; a period overlapping another of the same scheme by one day is refused."""
    SchoolClass.objects.create(year=cast.year, level=10, name="10А")
    page = f"/school/calendar/terms/{cast.scheme.pk}/"
    seen = galina.get(page).context["form"].initial["seen"]
    assert galina.post(page, {"levels": "1-9", "seen": seen, **dates(*QUARTERS)}).status_code == 302
    halves = {"levels": "10-11", **dates(*HALVES)}
    assert galina.post("/school/calendar/terms/new/?kind=half_year", halves).status_code == 302
    schemes = TermScheme.objects.filter(year=cast.year).order_by("pk")
    assert [(one.kind, one.levels, one.terms.count()) for one in schemes] == [
        ("quarter", "1-9", 4),
        ("half_year", "10,11", 2),
    ]
    overlapping = [*QUARTERS]
    overlapping[2] = ("2026-12-30", "2027-03-26")
    seen = galina.get(page).context["form"].initial["seen"]
    shown = text_of(galina.post(page, {"levels": "1-9", "seen": seen, **dates(*overlapping)}))
    assert "Периоды 2 и 3 пересекаются: 30.12.2026." in shown
    assert 'value="2026-12-30"' in shown  # what was typed stands in the form
    assert Term.objects.get(scheme=cast.scheme, number=3).starts_on == dt.date(2027, 1, 11)


@pytest.mark.req("STR-01")
def test_a_school_day_in_no_term_is_refused_with_its_dates_or_becomes_a_break(cast, galina):
    page = f"/school/calendar/terms/{cast.scheme.pk}/"
    shown = text_of(galina.post(page, {"levels": "1-9", "seen": "", **dates(*QUARTERS)}))
    assert "Пока вы правили" in shown
    seen = galina.get(page).context["form"].initial["seen"]
    shown = text_of(galina.post(page, {"levels": "1-9", "seen": seen, **dates(*QUARTERS)}))
    lost = "Учебные дни не входят ни в один период: 31.12.2026–08.01.2027, 29.03.2027–02.04.2027."
    assert lost in shown
    filled = {"levels": "1-9", "seen": seen, "fills_gaps": "on", **dates(*QUARTERS)}
    assert galina.post(page, filled).status_code == 302
    spring = Holiday.objects.get(name="Весенние каникулы")
    assert (spring.starts_on, spring.ends_on, spring.kind) == (dt.date(2027, 3, 27), dt.date(2027, 4, 4), "break")
    assert Holiday.objects.filter(year=cast.year).count() == 4  # autumn was there already


@pytest.mark.req("STR-02")
def test_a_9_day_autumn_block_makes_no_lessons_and_stands_in_the_diary(cast, galina, browser_of):
    """Entered on the page; generation creates 0 lessons on those 9 dates and the diary's week shows the block."""
    Holiday.objects.filter(name="Осенние каникулы").delete()
    block = {"kind": "break", "name": "Осенние каникулы", "starts_on": "2026-10-24", "ends_on": "2026-11-01"}
    assert galina.post("/school/calendar/holidays/new/", block).status_code == 302
    days = [dt.date(2026, 10, 24) + dt.timedelta(days=step) for step in range(9)]
    assert Lesson.objects.filter(held_on__in=days).count() == 0
    shown = text_of(galina.get("/school/calendar/"))
    assert "Осенние каникулы" in shown
    assert 'title="26.10.2026: Осенние каникулы"' in shown
    diary = text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W44"))
    assert diary.count("Осенние каникулы") >= 5


@pytest.mark.req("STR-02")
def test_new_days_off_are_previewed_with_their_lessons_and_records_stay(cast, galina):
    record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, topic="Записано заранее")
    block = {"kind": "day_off", "name": "Карантин", "starts_on": "2026-12-03", "ends_on": "2026-12-16", "levels": "7"}
    within = Lesson.objects.filter(held_on__range=("2026-12-03", "2026-12-16"))
    before = within.count()
    seen = galina.post("/school/calendar/holidays/new/", block)
    assert seen.status_code == 200
    shown = text_of(seen)
    assert f"исчезнет уроков: {before - 1}, в них ещё ничего не записано" in shown
    assert "04.12.2026, урок 3: 7А · Математика" in shown
    assert (within.count(), Holiday.objects.filter(name="Карантин").exists()) == (before, False)
    done = galina.post("/school/calendar/holidays/new/", {**block, "confirmed": "1"}, follow=True)
    assert f"Снято уроков: {before - 1}." in text_of(done)
    assert within.count() == 1
    quarantine = Holiday.objects.get(name="Карантин")
    page = f"/school/calendar/holidays/{quarantine.pk}/"
    mark = galina.get(page).context["form"].initial["seen"]
    back = galina.post(page, {"drop": "1", "seen": mark})
    assert f"появится уроков: {before - 1}" in text_of(back)
    galina.post(page, {"drop": "1", "seen": mark, "confirmed": "1"})
    assert within.count() == before
    assert quarantine.history.first().history_type == "-"


def test_two_who_change_one_block_conflict(cast, galina):
    block = Holiday.objects.get(name="Осенние каникулы")
    page = f"/school/calendar/holidays/{block.pk}/"
    form = galina.get(page).context["form"].initial
    changed = {**form, "ends_on": "2026-11-02", "confirmed": "1"}
    assert galina.post(page, changed).status_code == 302
    assert "эту запись изменили" in text_of(galina.post(page, {**form, "ends_on": "2026-11-03", "confirmed": "1"}))
    block.refresh_from_db()
    assert block.ends_on == dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2026-10-01"}, "Последний день раньше первого."),
        ({"starts_on": "2026-08-01"}, "Дни выходят за учебный год 2026/27"),
        ({"name": "Ещё каникулы"}, "Пересекается с записью «Осенние каникулы»: 24.10.2026–01.11.2026."),
        ({"levels": "семь"}, "Параллели «семь» не разобраны"),
    ],
)
def test_a_block_that_cannot_be_is_refused_in_words(cast, galina, change, sentence):
    block = {"kind": "break", "name": "Осень", "starts_on": "2026-10-20", "ends_on": "2026-11-03"} | change
    assert sentence in text_of(galina.post("/school/calendar/holidays/new/", block))
    assert Holiday.objects.count() == 2


@pytest.mark.req("I-03")
def test_a_saturday_works_by_mondays_timetable(cast, galina):
    moved = {"held_on": SATURDAY.isoformat(), "as_weekday": "0"}
    seen = galina.post("/school/calendar/working-days/new/", moved)
    assert "появится уроков: 3" in text_of(seen)  # mathematics and both groups of English of 7А
    galina.post("/school/calendar/working-days/new/", {**moved, "confirmed": "1"})
    assert Lesson.objects.filter(held_on=SATURDAY).count() == 3
    assert "рабочий день по расписанию: понедельник" in text_of(galina.get("/school/calendar/"))
    again = galina.post("/school/calendar/working-days/new/", {**moved, "as_weekday": "1"})
    assert "На 12.12.2026 перенос уже записан." in text_of(again)
    row = WorkingDay.objects.get()
    mark = galina.get(f"/school/calendar/working-days/{row.pk}/").context["form"].initial["seen"]
    galina.post(f"/school/calendar/working-days/{row.pk}/", {"drop": "1", "seen": mark, "confirmed": "1"})
    assert not Lesson.objects.filter(held_on=SATURDAY).exists()


@pytest.mark.req("I-03")
def test_the_production_calendar_is_read_previewed_and_written_once(cast, galina, shared_data):
    content = (shared_data / "calendar" / "ru_public_holidays_2025_2027.csv").read_bytes()
    file = SimpleUploadedFile("ru_public_holidays_2025_2027.csv", content)
    seen = galina.post("/school/calendar/import/", {"file": file})
    shown = text_of(seen)
    assert "01.01.2027–06.01.2027 — Новогодние каникулы" in shown
    assert re.search("других учебных лет пропущен|другого учебного года пропущен", shown)
    assert "уже есть</span> 04.11.2026 — День народного единства" in shown
    assert Holiday.objects.count() == 2
    galina.post("/school/calendar/import/", {"days": seen.context["reading"].as_text(), "confirmed": "1"})
    kinds = dict(Holiday.objects.filter(starts_on__year=2027).values_list("starts_on", "kind"))
    assert kinds[dt.date(2027, 2, 22)] == "day_off"  # transferred
    assert kinds[dt.date(2027, 3, 8)] == "public"
    number = Holiday.objects.count()
    again = galina.post("/school/calendar/import/", {"file": SimpleUploadedFile("days.csv", content)})
    assert "Все эти дни в календаре уже есть." in text_of(again)
    assert Holiday.objects.count() == number


def test_every_fault_of_a_file_is_named_at_once_and_nothing_is_written(cast, galina):
    content = (
        "Дата;Название\n04.11.2026;День\n31.02.2027;Странный\n;Без даты\n04.11.2026;Дважды\nзавтра;Скоро\n".encode()
    )
    shown = text_of(galina.post("/school/calendar/import/", {"file": SimpleUploadedFile("days.csv", content)}))
    for sentence in ("Такой даты нет в календаре.", "Дата не указана.", "Этот день уже есть в строке 2.", "завтра"):
        assert sentence in shown
    assert "добавится" not in shown.split("Ошибки в файле")[0]
    assert Holiday.objects.count() == 2
    nothing = text_of(galina.post("/school/calendar/import/", {}))
    assert "Выберите файл." in nothing
    odd = SimpleUploadedFile("days.csv", "кот;пёс\n1;2\n".encode())
    assert "Не найден столбец с датами" in text_of(galina.post("/school/calendar/import/", {"file": odd}))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet="0123456789.;,-\nдатаДеньб ", max_size=400).map(str.encode))
def test_no_file_of_days_ends_in_a_traceback(data):
    reading = read_days_off(data, "days.csv", FIRST, LAST)
    assert reading.faults or reading.days
    again = read_days_off(reading.as_text().encode(), "days.csv", FIRST, LAST)
    assert sorted(again.days) == sorted(reading.days)


@pytest.mark.req("C-01")
def test_a_level_changes_from_quarters_to_trimesters_with_its_lessons(cast, galina, breaks):
    trimesters = (("2026-09-01", "2026-11-20"), ("2026-11-21", "2027-02-19"), ("2027-02-20", "2027-05-26"))
    form = {"levels": "7", "moves_courses": "on", **dates(*trimesters)}
    new = "/school/calendar/terms/new/?kind=trimester"
    seen = text_of(galina.post(new, form))
    assert re.search(r"измен[ия]тся", seen)
    assert galina.post(new, {**form, "confirmed": "1"}).status_code == 302
    scheme = TermScheme.objects.get(kind="trimester")
    cast.scheme.refresh_from_db()
    assert (scheme.levels, cast.scheme.levels) == ("7", "1-6,8,9")
    assert set(Course.objects.values_list("term_scheme", flat=True)) == {scheme.pk}
    assert cast.lesson("maths_7a", dt.date(2026, 11, 20)).term.number == 1
    assert set(CourseTerm.objects.values_list("term__scheme", flat=True)) == {scheme.pk}


@pytest.mark.req("P-11")
def test_dates_of_a_term_that_is_handed_in_do_not_take_its_lessons_away(cast, galina, breaks):
    CourseTerm.objects.filter(course=cast.maths_7a, term=cast.term1).update(
        handed_in_at="2026-10-23T12:00:00Z", handed_in_by=cast.anna
    )
    page = f"/school/calendar/terms/{cast.scheme.pk}/"
    seen = galina.get(page).context["form"].initial["seen"]
    shorter = [("2026-09-01", "2026-10-20"), ("2026-10-21", "2026-12-30"), *QUARTERS[2:]]
    shown = text_of(galina.post(page, {"levels": "1-9", "seen": seen, **dates(*shorter)}))
    assert "уже сдан" in shown
    lost = [("2026-09-01", "2026-10-20"), *QUARTERS[1:]]
    shown = text_of(galina.post(page, {"levels": "1-9", "seen": seen, "fills_gaps": "on", **dates(*lost)}))
    assert "Уроки с записями остались бы вне периодов" in shown
    assert Term.objects.get(pk=cast.term1.pk).ends_on == dt.date(2026, 10, 23)


def test_a_scheme_that_courses_follow_is_not_dropped_and_an_idle_one_is(cast, galina, breaks):
    page = f"/school/calendar/terms/{cast.scheme.pk}/"
    seen = galina.get(page).context["form"].initial["seen"]
    assert "сначала переведите их на другие" in text_of(galina.post(page, {"drop": "1", "seen": seen}))
    galina.post("/school/calendar/terms/new/?kind=half_year", {"levels": "10,11", **dates(*HALVES)})
    idle = TermScheme.objects.get(kind="half_year")
    page = f"/school/calendar/terms/{idle.pk}/"
    seen = galina.get(page).context["form"].initial["seen"]
    assert galina.post(page, {"drop": "1", "seen": seen}).status_code == 302
    assert not TermScheme.objects.filter(pk=idle.pk).exists()


@pytest.mark.req("I-24")
def test_the_calendar_of_a_year_that_has_ended_is_only_read(cast, galina):
    cast.now(2027, 9, 1, 9, 0)
    shown = text_of(galina.get("/school/calendar/"))
    assert "закончился: его можно только читать" in shown
    assert "/school/calendar/terms/new/" not in shown
    block = {"kind": "break", "name": "Лето", "starts_on": "2027-05-20", "ends_on": "2027-05-26"}
    assert "можно только читать" in text_of(galina.post("/school/calendar/holidays/new/", block))


@pytest.mark.parametrize("more", [1, 3])
def test_the_calendar_costs_the_same_however_much_is_in_it(cast, galina, more, django_assert_max_num_queries):
    for number in range(more):
        day = dt.date(2026, 12, 7 + number)
        Holiday.objects.create(year=cast.year, name=f"Д{number}", starts_on=day, ends_on=day)
        scheme = TermScheme.objects.create(year=cast.year, kind="half_year", levels=str(9 + number))
        scheme.terms.create(number=1, starts_on="2026-09-01", ends_on="2026-12-30")
    with django_assert_max_num_queries(15):
        response = galina.get("/school/calendar/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_a_confirmation_is_good_only_for_what_was_looked_at(cast, galina):
    block = {"kind": "day_off", "name": "Карантин", "starts_on": "2026-12-03", "ends_on": "2026-12-04"}
    looked_at = galina.post("/school/calendar/holidays/new/", block).context["form"].looked_at
    longer = {**block, "ends_on": "2026-12-18", "looked_at": looked_at, "confirmed": "1"}
    again = galina.post("/school/calendar/holidays/new/", longer)
    assert "Изменение затронет уроки:" in text_of(again)
    assert not Holiday.objects.filter(name="Карантин").exists()
    agreed = {**longer, "looked_at": again.context["form"].looked_at}
    assert galina.post("/school/calendar/holidays/new/", agreed).status_code == 302
    assert Holiday.objects.get(name="Карантин").ends_on == dt.date(2026, 12, 18)
