"""Bells and regimes: sets by shift, shortened days, what classes, groups and pupils work by."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import RuleViolation
from apps.lessons.actions.records import record_lesson
from apps.lessons.models import Lesson
from apps.school.models import SchoolClass
from apps.timetable.models import Bell, BellDay, BellSchedule, Regime, TimetableEntry
from apps.timetable.rules.bells import check_bells, spread_bells

FRIDAY, NEXT_FRIDAY, SATURDAY = dt.date(2026, 12, 4), dt.date(2026, 12, 11), dt.date(2026, 12, 12)


@pytest.fixture
def galina(cast, browser_of):
    return browser_of(cast.galina)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def filled(galina, page: str, **spread) -> dict:
    """The fields of a set after «Заполнить смену»."""
    usual = {"shift": 1, "starts": "08:30", "minutes": 40, "breaks": "10", "count": 7}
    typed = {f"spread-{name}": value for name, value in (usual | spread).items()}
    form = galina.post(page, {"fill": "1", "name": "", **typed}).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name not in ("is_default", "seen")}


def make_set(galina, name: str, **spread) -> BellSchedule:
    typed = filled(galina, "/school/bells/sets/new/", **spread)
    answer = galina.post("/school/bells/sets/new/", {**typed, "name": name})
    assert answer.status_code == 302, text_of(answer)
    return BellSchedule.objects.get(name=name)


def times_on(course, day) -> list[str]:
    rows = Lesson.objects.filter(course=course, held_on=day).order_by("number")
    return [f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}" for row in rows]


def test_the_times_of_a_shift_are_written_down_by_themselves(cast, galina):
    short = make_set(galina, "Сокращённый", minutes=30, breaks="5, 15, 10", count=5)
    bells = short.bells.order_by("number")
    assert [f"{bell.starts_at:%H:%M}-{bell.ends_at:%H:%M}" for bell in bells] == [
        "08:30-09:00",
        "09:05-09:35",
        "09:50-10:20",
        "10:30-11:00",
        "11:10-11:40",
    ]
    assert not short.is_default
    assert short.history.get().history_user == cast.galina
    shown = text_of(galina.get("/school/bells/"))
    assert "Сокращённый" in shown
    assert "09:50–10:20" in shown


@pytest.mark.req("I-01")
def test_bells_that_overlap_or_go_backwards_are_refused_with_the_times(cast, galina):
    typed = filled(galina, "/school/bells/sets/new/") | {"name": "Новый"}
    odd = typed | {"s1_3_starts": "09:55"}
    shown = text_of(galina.post("/school/bells/sets/new/", odd))
    assert "Смена 1: урок 3 (09:55) начинается до конца урока 2 (10:00)." in shown
    assert 'value="09:55"' in shown
    backwards = typed | {"s1_2_ends": "09:10"}
    assert "урок 2: конец (09:10) не позже начала (09:20)" in text_of(galina.post("/school/bells/sets/new/", backwards))
    halved = typed | {"s1_2_ends": ""}
    assert "Нужны и начало, и конец." in text_of(galina.post("/school/bells/sets/new/", halved))
    double = typed | {"name": "основной "}
    assert "Набор «основной» уже есть." in text_of(galina.post("/school/bells/sets/new/", double))
    assert BellSchedule.objects.count() == 1


@settings(max_examples=60, deadline=None)
@given(
    st.times(max_value=dt.time(20, 0)),
    st.integers(15, 90),
    st.lists(st.integers(0, 60), max_size=8),
    st.integers(1, 10),
)
def test_times_written_down_by_themselves_are_always_in_order(starts, minutes, breaks, count):
    spread = spread_bells(starts.replace(second=0, microsecond=0), minutes=minutes, breaks=breaks, count=count)
    if spread:
        check_bells({(1, number): span for number, span in spread.items()})
    assert len(spread) <= count


def test_nothing_is_no_set():
    with pytest.raises(RuleViolation, match="хотя бы одного"):
        check_bells({})


@pytest.mark.req("I-01")
def test_a_shortened_day_moves_coming_lessons_and_leaves_recorded_ones(cast, galina):
    record_lesson(cast.lesson("maths_7b", FRIDAY), by=cast.boris, topic="Записано заранее")
    short = make_set(galina, "Сокращённый", minutes=30, count=7)
    day = {"held_on": FRIDAY.isoformat(), "schedule": short.pk, "reason": "педсовет"}
    shown = text_of(galina.post("/school/bells/days/new/", day))
    assert "изменится 1 урок" in shown
    assert "сохранят прежнее время, потому что в них есть записи: <ul><li>04.12.2026, урок 1: 7Б · Математика" in shown
    assert not BellDay.objects.exists()
    assert galina.post("/school/bells/days/new/", {**day, "confirmed": "1"}).status_code == 302
    assert times_on(cast.maths_7a, FRIDAY) == ["09:50–10:20"]
    assert times_on(cast.maths_7b, FRIDAY) == ["08:30–09:10"]
    assert times_on(cast.maths_7a, NEXT_FRIDAY) == ["10:20–11:00"]
    row = BellDay.objects.get()
    assert "другие звонки уже назначены" in text_of(galina.post("/school/bells/days/new/", day))
    mark = galina.get(f"/school/bells/days/{row.pk}/").context["form"].initial["seen"]
    galina.post(f"/school/bells/days/{row.pk}/", {"drop": "1", "seen": mark, "confirmed": "1"})
    assert times_on(cast.maths_7a, FRIDAY) == ["10:20–11:00"]


@pytest.mark.req("STR-16")
def test_two_classes_two_regimes_each_with_its_own_slots_and_end_of_lessons(cast, galina, browser_of):
    """7А works 5 days in shift 1, 7Б 6 days in shift 2: own lesson slots and own end of lessons, in desk and diary."""
    ordinary = BellSchedule.objects.get(is_default=True)
    page = f"/school/bells/sets/{ordinary.pk}/"
    form = galina.get(page).context["form"]
    present = {name: value for name, value in form.initial.items() if name != "is_default"}
    second = filled(galina, page, shift=2, starts="14:00")
    typed = present | {name: value for name, value in second.items() if name.startswith("s2_")} | {"is_default": "on"}
    assert galina.post(page, typed).status_code == 302
    TimetableEntry.objects.create(
        course=cast.maths_7b, weekday=5, number=2, teacher=cast.boris_staff, starts_on=dt.date(2026, 12, 7)
    )
    regime = {"school_class": cast.class_7b.pk, "shift": 2, "days_per_week": 6, "starts_on": "2026-12-07"}
    shown = text_of(galina.post("/school/bells/regimes/new/", regime))
    assert "изменится уроков" in shown
    assert galina.post("/school/bells/regimes/new/", {**regime, "confirmed": "1"}).status_code == 302
    assert (times_on(cast.maths_7a, NEXT_FRIDAY), times_on(cast.maths_7a, SATURDAY)) == (["10:20–11:00"], [])
    assert times_on(cast.maths_7b, NEXT_FRIDAY) == ["14:00–14:40"]
    assert times_on(cast.maths_7b, SATURDAY) == ["14:50–15:30"]
    assert times_on(cast.maths_7b, FRIDAY) == ["08:30–09:10"]  # before the regime
    cast.now(2026, 12, 8, 9, 0)
    lines = {line.school_class.name: line for line in galina.get("/school/bells/").context["bells"].classes}
    assert (lines["7А"].shift, lines["7А"].days_per_week, dict(lines["7А"].ends)["Пт"]) == (1, 5, "11:00")
    assert (lines["7Б"].shift, lines["7Б"].days_per_week, dict(lines["7Б"].ends)["Пт"]) == (2, 6, "14:40")
    assert "14:50" in text_of(browser_of(cast.zhanna).get(f"/diary/{cast.yura.pk}/?week=2026-W50"))


def test_a_regime_is_of_one_meets_no_other_and_is_ended_not_deleted(cast, galina):
    both = {
        "school_class": cast.class_7b.pk, "student": "Юрьев", "shift": 1, "days_per_week": 5, "starts_on": "2026-12-07",
    }  # fmt: skip
    assert "что-нибудь одно" in text_of(galina.post("/school/bells/regimes/new/", both))
    nobody = both | {"school_class": "", "student": "Никто"}
    assert "Такого ученика в этом году нет." in text_of(galina.post("/school/bells/regimes/new/", nobody))
    alone = both | {"school_class": "", "student": "П-001", "starts_on": "2026-11-02"}
    assert galina.post("/school/bells/regimes/new/", alone).status_code == 302
    row = Regime.objects.get()
    assert row.student == cast.dima
    assert "На эти дни режим уже записан: с 02.11.2026." in text_of(galina.post("/school/bells/regimes/new/", alone))
    page = f"/school/bells/regimes/{row.pk}/"
    mark = galina.get(page).context["form"].initial["seen"]
    assert "укажите его последний день" in text_of(galina.post(page, {"drop": "1", "seen": mark}))
    ended = {"shift": 1, "days_per_week": 5, "starts_on": "2026-11-02", "ends_on": "2026-12-31", "seen": mark}
    assert galina.post(page, ended).status_code == 302
    assert "эту запись изменили" in text_of(galina.post(page, {**ended, "ends_on": "2026-12-30"}))


def test_the_ordinary_set_passes_on_and_is_not_dropped(cast, galina):
    ordinary = BellSchedule.objects.get()
    page = f"/school/bells/sets/{ordinary.pk}/"
    form = galina.get(page).context["form"].initial
    assert "сначала сделайте основным другой" in text_of(galina.post(page, {"drop": "1", "seen": form["seen"]}))
    other = make_set(galina, "Новый обычный", starts="09:00")
    page = f"/school/bells/sets/{other.pk}/"
    typed = {name: value for name, value in galina.get(page).context["form"].initial.items() if name != "is_default"}
    shown = text_of(galina.post(page, {**typed, "is_default": "on"}))
    assert "изменится уроков" in shown
    galina.post(page, {**typed, "is_default": "on", "confirmed": "1"})
    assert BellSchedule.objects.get(is_default=True) == other
    assert times_on(cast.maths_7b, FRIDAY) == ["09:00–09:40"]
    late = galina.post(page, {**typed, "name": "Иначе", "is_default": "on", "confirmed": "1"})
    assert "изменил кто-то другой" in text_of(late)


def test_bells_cannot_be_taken_from_under_the_timetable(cast, galina):
    page = f"/school/bells/sets/{BellSchedule.objects.get().pk}/"
    typed = {name: value for name, value in galina.get(page).context["form"].initial.items() if name != "is_default"}
    shown = text_of(galina.post(page, {**typed, "s1_3_starts": "", "s1_3_ends": ""}))
    assert "Для урока № 3 (смена 1) нет звонка." in shown
    assert Bell.objects.filter(number=3).exists()


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_of_bells_costs_the_same_however_big_the_school_is(cast, galina, more, django_assert_max_num_queries):
    for number in range(more):
        new = SchoolClass.objects.create(year=cast.year, level=8, name=f"8{number}")
        Regime.objects.create(school_class=new, shift=2, starts_on="2026-09-01")
        bells = BellSchedule.objects.create(year=cast.year, name=f"Н{number}")
        BellDay.objects.create(schedule=bells, held_on=dt.date(2026, 12, 7 + number))
    with django_assert_max_num_queries(23):
        response = galina.get("/school/bells/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
