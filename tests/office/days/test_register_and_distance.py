"""The month's register adds up (P-22); a class at a distance is marked everywhere (JRN-11)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.archive.queries.assemble import assemble
from apps.archive.queries.material import read_material
from apps.core.seen import seen_of
from apps.core.tables import read_book
from apps.lessons.actions.records import cancel_lesson
from apps.lessons.actions.substitutions import claim_substitution, register_substitution
from apps.lessons.models import DistanceMode, Lesson
from apps.office.queries.days.register import register
from apps.school.actions.absences import record_absence

pytestmark = pytest.mark.django_db

TODAY, FRIDAY = dt.date(2026, 12, 2), dt.date(2026, 12, 4)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def galina(cast, browser_of):
    return browser_of(cast.galina)


@pytest.fixture
def december(cast):
    """Three substitutions of December, one of them by an absence with its basis; a claim and a cancelled lesson."""
    absence = record_absence(
        cast.anna_staff, ground="ill", starts_on=TODAY, ends_on=FRIDAY, basis="больничный лист № 5", by=cast.galina
    )
    today, friday = cast.lesson("maths_7a", TODAY), cast.lesson("maths_7a", FRIDAY)
    more = {"reason": "болезнь", "absence": absence, "by": cast.galina}
    register_substitution(today, substitute=cast.boris_staff, **more)
    register_substitution(friday, substitute=cast.olga_staff, hours=Decimal("0.5"), **more)
    english = cast.lesson("english_2", TODAY)
    register_substitution(english, substitute=cast.boris_staff, reason="семинар", by=cast.galina)
    claimed = cast.lesson("english_1", TODAY)
    claim_substitution(claimed, substitute=cast.vera_staff, reason="просили", by=cast.vera)
    cancel_lesson(cast.lesson("maths_7b", FRIDAY), reason="мороз", by=cast.galina)


@pytest.mark.req("P-22")
def test_the_register_says_all_that_the_payroll_asks_and_adds_up(cast, galina, december):
    found = register(dt.date(2026, 12, 1))
    first = found.lines[0]
    assert (first.held_on, first.absent, first.basis) == (TODAY, "Алексеева А. П.", "болезнь, больничный лист № 5")
    assert (first.audience, first.number, first.subject) == ("7А", 2, "Математика")
    assert (first.substitute, first.hours) == ("Борисов Б. Б.", 1)
    totals = {one.name: (one.lessons, one.hours) for one in found.totals}
    assert totals == {"Борисов Борис Борисович": (2, 2), "Орлова Ольга Олеговна": (1, Decimal("0.5"))}
    assert found.hours == sum(one.hours for one in found.totals) == sum(one.hours for one in found.lines)
    page = text_of(galina.get("/timetable/register/", {"month": "2026-12"}))
    for words in ("02.12.2026", "больничный лист № 5", "Борисов Б. Б.", "Подпись", "0,5", "2,5"):
        assert words in page
    assert "Власова" not in page  # a claim that waits is nobody's hour
    assert [one.held_on for one in register(dt.date(2026, 11, 1)).lines] == [cast.substituted.held_on]


@pytest.mark.req("P-22")
def test_the_register_is_a_workbook_too(cast, galina, december):
    response = galina.get("/timetable/register/", {"month": "2026-12", "format": "xlsx"})
    assert "2026-12.xlsx" in response["Content-Disposition"]
    book = read_book(response.content, "x.xlsx")
    lines, totals = book.sheets
    assert [row.cell(6) for row in lines.rows[1:]] == ["Борисов Б. Б.", "Борисов Б. Б.", "Орлова О. О."]
    assert totals.rows[-1].cell(2) == 2.5
    assert galina.get("/timetable/register/", {"month": "зима"}).status_code == 404
    assert "замен не было" in text_of(galina.get("/timetable/register/", {"month": "2027-05"}))


@pytest.mark.parametrize("more", [1, 3])
def test_the_register_costs_the_same(cast, galina, more, django_assert_max_num_queries):
    for course in ("maths_7a", "english_2", "english_1")[:more]:
        register_substitution(cast.lesson(course, TODAY), substitute=cast.vera_staff, reason="так", by=cast.galina)
    with django_assert_max_num_queries(10):
        galina.get("/timetable/register/")


@pytest.mark.req("JRN-11")
def test_fourteen_days_at_a_distance_mark_every_lesson_everywhere(cast, galina, browser_of):
    last = TODAY + dt.timedelta(days=13)
    said = {
        "classes": [cast.class_7a.pk],
        "starts_on": TODAY.isoformat(),
        "ends_on": last.isoformat(),
        "ground": "quarantine",
        "order_number": "115",
        "link": "https://video.example/7a",
        "note": "по расписанию звонков",
    }
    assert galina.post("/timetable/distance/", said).status_code == 302
    assert "приказ № 115" in text_of(galina.get("/timetable/distance/"))
    days = Lesson.objects.filter(course=cast.maths_7a, held_on__range=(TODAY, last)).values_list("held_on", flat=True)
    grid = browser_of(cast.anna).get(f"/journal/{cast.maths_7a.pk}/?term={cast.term2.pk}")
    marked = [line.date_label for line in grid.context["page"].lines if "Дистанционно" in line.note]
    assert marked == [f"{day:%d.%m}, {'Пн Вт Ср Чт Пт'.split()[day.weekday()]}" for day in sorted(days)]
    weeks = ["2026-W49", "2026-W50", "2026-W51"]
    diary = [browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week={week}") for week in weeks]
    rows = [(day.date, row) for page in diary for day in page.context["page"].days for row in day.rows]
    assert all(row.is_distance == (TODAY <= day <= last) for day, row in rows)
    assert "https://video.example/7a" in text_of(diary[0])
    assert "Дистанционно" in text_of(browser_of(cast.anna).get("/my-day/"))
    lesson = text_of(browser_of(cast.anna).get(reverse("journal:lesson", args=[cast.lesson("maths_7a", TODAY).pk])))
    assert "Урок проводится дистанционно: карантин. по расписанию звонков" in lesson
    volume = assemble(read_material(cast.class_7a, cast.term2))
    maths = next(one for one in volume.subjects if one.subject == "Математика")
    assert {one.on for one in maths.lessons if one.mark == "Дистанционно"} == set(days)


@pytest.mark.req("JRN-11")
def test_each_lesson_carries_its_own_link_and_files(cast, browser_of, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    lesson, anna = cast.lesson("maths_7a", TODAY), browser_of(cast.anna)
    url = reverse("journal:lesson", args=[lesson.pk])
    due = anna.get(url).context["form"].fields["due"].choices[0][0]
    said = {
        "form_id": "1", "topic": "Дроби", "topic_base": "", "homework": "set", "text": "№ 5", "due": due,
        "link": "video.example/lesson", "files": SimpleUploadedFile("план.pdf", b"%PDF-1.4 x"),
    }  # fmt: skip
    assert anna.post(url, said).status_code == 302
    lesson.refresh_from_db()
    assert lesson.link == "https://video.example/lesson"
    assert lesson.homework.files.get().name == "план.pdf"
    assert "https://video.example/lesson" in text_of(browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/"))


def test_whole_levels_are_switched_and_faults_stand_at_the_form(cast, galina):
    said = {"levels": ["7"], "starts_on": "2026-12-02", "ends_on": "2026-12-04", "ground": "frost"}
    galina.post("/timetable/distance/", said)
    assert DistanceMode.objects.count() == 2
    assert "7А уже учится дистанционно" in text_of(galina.post("/timetable/distance/", said))
    assert "Выберите класс или параллель." in text_of(galina.post("/timetable/distance/", said | {"levels": []}))


def test_a_mode_ends_early_or_goes_and_is_not_overwritten(cast, galina):
    said = {"classes": [cast.class_7a.pk], "starts_on": "2026-12-02", "ends_on": "2026-12-15", "ground": "frost"}
    galina.post("/timetable/distance/", said)
    mode = DistanceMode.objects.get()
    url, seen = reverse("timetable:one_distance", args=[mode.pk]), seen_of(mode)
    assert galina.post(url, {"ends_on": "2026-12-04", "seen": seen}).status_code == 302
    mode.refresh_from_db()
    assert mode.ends_on == FRIDAY
    assert "изменили" in text_of(galina.post(url, {"ends_on": "2026-12-11", "seen": seen}))
    galina.post(url, {"do": "remove"})
    assert not DistanceMode.objects.exists()


def test_a_link_of_another_kind_than_a_page_is_refused_everywhere(cast, galina, browser_of):
    said = {"classes": [cast.class_7a.pk], "starts_on": "2026-12-02", "ends_on": "2026-12-04", "ground": "frost"}
    assert galina.post("/timetable/distance/", said | {"link": "ftp://school.example/"}).status_code == 200
    assert not DistanceMode.objects.exists()
    lesson = cast.lesson("maths_7a", TODAY)
    url = reverse("journal:lesson", args=[lesson.pk])
    browser_of(cast.anna).post(
        url, {"form_id": "1", "topic": "Дроби", "topic_base": "", "link": "ftp://school.example/"}
    )
    lesson.refresh_from_db()
    assert lesson.link == ""
