"""Transferred days, regimes, shortened days: what the dated lessons make of them (STR-02, STR-16, I-01, I-03)."""

import datetime as dt

import pytest

from apps.core.errors import RuleViolation
from apps.lessons.actions.generate import change_with_lessons, generate_lessons
from apps.lessons.actions.records import record_lesson
from apps.lessons.models import CourseTerm, Lesson, Move
from apps.school.enums import GroupKind
from apps.school.models import (
    Course,
    GroupMembership,
    Holiday,
    StudyGroup,
    Subject,
    TermScheme,
    WorkingDay,
)
from apps.school.queries import days_off
from apps.school.rules.dates import DaysOff, is_school_day, timetable_weekday
from apps.timetable.models import Bell, BellDay, BellSchedule, Regime, TimetableEntry
from apps.timetable.queries.regimes import Regimes

LAST = dt.date(2026, 12, 30)
SATURDAY = dt.date(2026, 12, 12)
MONDAY, FRIDAY = dt.date(2026, 12, 7), dt.date(2026, 12, 4)


def generate(cast):
    return generate_lessons(cast.year, by=cast.igor, last=LAST)


def times_of(course, day) -> list[tuple]:
    rows = Lesson.objects.filter(course=course, held_on=day).order_by("number")
    return [(row.number, f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in rows]


def make_bells(cast, name, shift, *times, is_default=False):
    bells, _new = BellSchedule.objects.get_or_create(year=cast.year, name=name, is_default=is_default)
    for number, starts in enumerate(times, 1):
        hour, minute = map(int, starts.split(":"))
        end = divmod(hour * 60 + minute + 30, 60)
        Bell.objects.create(
            schedule=bells, shift=shift, number=number, starts_at=dt.time(hour, minute), ends_at=dt.time(*end)
        )
    return bells


@pytest.mark.req("I-03")
def test_a_transferred_saturday_is_held_by_mondays_timetable(cast):
    WorkingDay.objects.create(year=cast.year, held_on=SATURDAY, as_weekday=0)
    generate(cast)
    assert times_of(cast.maths_7a, SATURDAY) == [(1, "08:30", "09:10")]  # as on Mondays
    assert times_of(cast.maths_7b, SATURDAY) == []  # 7Б has no mathematics on Mondays


def test_a_transferred_day_beats_a_holiday_only_for_its_levels():
    day = dt.date(2026, 12, 31)
    off = DaysOff(((day, day, "Выходной", frozenset()),), ((day, 4, frozenset({7})),))
    assert timetable_weekday(day, level=7, days_per_week=5, days_off=off) == 4
    assert off.name_on(day, 7) == ""
    assert timetable_weekday(day, level=8, days_per_week=5, days_off=off) is None
    assert off.name_on(day, 8) == "Выходной"


def test_a_saturday_by_saturdays_timetable_stays_free_for_a_week_of_five_days():
    off = DaysOff((), ((SATURDAY, 5, frozenset()),))
    assert not is_school_day(SATURDAY, level=7, days_per_week=5, days_off=off)
    assert is_school_day(SATURDAY, level=7, days_per_week=6, days_off=off)


def test_the_calendar_of_a_year_is_two_queries(cast, django_assert_num_queries):
    WorkingDay.objects.create(year=cast.year, held_on=SATURDAY, as_weekday=0)
    with django_assert_num_queries(2):
        assert days_off(cast.year.pk).worked_as(SATURDAY, 7) == 0


@pytest.mark.req("STR-16")
def test_two_regimes_two_weeks_two_ends_of_lessons(cast):
    """7А works five days in shift 1, 7Б six days in shift 2: each has its own slots and its own end of lessons."""
    make_bells(cast, "Основной", 2, "14:00", "14:50", "15:40", is_default=True)
    Regime.objects.create(school_class=cast.class_7b, shift=2, days_per_week=6, starts_on=dt.date(2026, 12, 7))
    TimetableEntry.objects.create(
        course=cast.maths_7b, weekday=5, number=2, teacher=cast.boris_staff, starts_on=dt.date(2026, 12, 7)
    )
    TimetableEntry.objects.create(
        course=cast.maths_7a, weekday=5, number=2, teacher=cast.anna_staff, starts_on=dt.date(2026, 12, 7)
    )
    generate(cast)
    assert times_of(cast.maths_7b, FRIDAY) == [(1, "08:30", "09:10")]  # before the regime
    assert times_of(cast.maths_7b, dt.date(2026, 12, 11)) == [(1, "14:00", "14:30")]
    assert times_of(cast.maths_7b, SATURDAY) == [(2, "14:50", "15:20")]
    assert times_of(cast.maths_7a, SATURDAY) == []  # five days
    assert times_of(cast.maths_7a, dt.date(2026, 12, 11)) == [(3, "10:20", "11:00")]


@pytest.mark.req("STR-16")
def test_a_group_and_a_pupil_taught_alone_work_by_their_own_regime(cast):
    alone = make_bells(cast, "На дому", 1, "10:00", "11:00", "12:00", "13:00", "14:00")
    Regime.objects.create(student=cast.dima, bells=alone, starts_on=dt.date(2026, 9, 1))
    generate(cast)
    assert times_of(cast.english_1, MONDAY) == [(2, "11:00", "11:30")]  # Dima is its only pupil
    assert times_of(cast.english_2, MONDAY) == [(3, "10:20", "11:00")]  # a group of two
    GroupMembership.objects.create(
        study_group=cast.english_1.study_group, student=cast.katya, starts_on=dt.date(2026, 12, 9)
    )
    generate(cast)
    assert times_of(cast.english_1, dt.date(2026, 12, 14)) == [(2, "09:25", "10:05")]
    Regime.objects.create(
        study_group=cast.english_2.study_group, bells=alone, starts_on=dt.date(2026, 12, 1), days_per_week=5
    )
    generate(cast)
    assert times_of(cast.english_2, MONDAY) == [(3, "12:00", "12:30")]
    book = Regimes(cast.year)
    assert book.of_student(cast.dima.pk, cast.class_7a, MONDAY).bells_id == alone.pk
    assert book.of_student(cast.oleg.pk, cast.class_7a, MONDAY).bells_id is None


@pytest.mark.req("I-01")
def test_a_set_of_bells_is_replaced_for_a_single_date(cast):
    short = make_bells(cast, "Сокращённый", 1, "08:30", "09:10", "09:50", "10:30", "11:10")
    BellDay.objects.create(schedule=short, held_on=FRIDAY, reason="совещание")
    generate(cast)
    assert times_of(cast.maths_7a, FRIDAY) == [(3, "09:50", "10:20")]
    assert times_of(cast.maths_7a, dt.date(2026, 12, 11)) == [(3, "10:20", "11:00")]


@pytest.mark.req("I-01")
def test_a_shortened_day_for_some_levels_leaves_the_others(cast):
    short = make_bells(cast, "Сокращённый", 1, "08:30", "09:10", "09:50")
    BellDay.objects.create(schedule=short, held_on=FRIDAY, levels="5,6")
    generate(cast)
    assert times_of(cast.maths_7a, FRIDAY) == [(3, "10:20", "11:00")]


def test_a_lesson_with_records_keeps_its_times_and_is_named(cast):
    record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, topic="Записано заранее")
    short = make_bells(cast, "Сокращённый", 1, "08:30", "09:10", "09:50")
    outcome = change_with_lessons(
        cast.year, lambda: BellDay.objects.create(schedule=short, held_on=FRIDAY), by=cast.igor, first=FRIDAY,
        last=FRIDAY,
    )  # fmt: skip
    assert times_of(cast.maths_7a, FRIDAY) == [(3, "10:20", "11:00")]
    assert times_of(cast.maths_7b, FRIDAY) == [(1, "08:30", "09:00")]
    assert [lesson.course_id for lesson in outcome.kept_times] == [cast.maths_7a.pk]


@pytest.mark.req("STR-02")
def test_new_days_off_take_away_untouched_lessons_and_name_those_that_stay(cast):
    record_lesson(cast.lesson("maths_7a", FRIDAY), by=cast.anna, topic="Записано заранее")
    quarantine = {"year": cast.year, "name": "Карантин", "starts_on": FRIDAY, "ends_on": dt.date(2026, 12, 17)}

    def change():
        Holiday.objects.create(kind="day_off", **quarantine)

    span = {"first": FRIDAY, "last": dt.date(2026, 12, 17)}
    within = Lesson.objects.filter(held_on__range=(FRIDAY, span["last"]))
    before = within.count()
    seen = change_with_lessons(cast.year, change, by=cast.galina, dry_run=True, **span)
    assert (within.count(), Holiday.objects.filter(name="Карантин").count()) == (before, 0)
    done = change_with_lessons(cast.year, change, by=cast.galina, **span)
    assert seen == done
    assert done.generated.removed == before - 1
    assert [(lesson.held_on, lesson.topic) for lesson in done.kept] == [(FRIDAY, "Записано заранее")]
    assert within.count() == 1


def test_a_moved_lesson_leaves_its_old_place_empty(cast):
    lesson = cast.lesson("maths_7a", FRIDAY)
    Move.objects.create(
        lesson=lesson, from_on=FRIDAY, from_number=3, to_on=SATURDAY, to_number=1, reason="семинар",
        moved_at="2026-12-02T07:30:00Z",
    )  # fmt: skip
    Lesson.objects.filter(pk=lesson.pk).update(held_on=SATURDAY, number=1, touched_at="2026-12-02T07:30:00Z")
    assert generate(cast).created == 0
    assert not Lesson.objects.filter(course=cast.maths_7a, held_on=FRIDAY).exists()


@pytest.mark.req("P-11")
def test_nothing_is_made_in_a_term_that_is_handed_in(cast):
    CourseTerm.objects.filter(course=cast.maths_7a, term=cast.term1).update(
        handed_in_at="2026-10-23T12:00:00Z", handed_in_by=cast.anna
    )
    TimetableEntry.objects.create(
        course=cast.maths_7a, weekday=3, number=5, teacher=cast.anna_staff, starts_on=dt.date(2026, 9, 1)
    )
    generate(cast)
    thursdays = Lesson.objects.filter(course=cast.maths_7a, number=5)
    assert not thursdays.filter(term=cast.term1).exists()
    assert thursdays.filter(term=cast.term2).exists()


@pytest.mark.req("STR-01", "P-01")
def test_lessons_follow_the_dates_of_their_terms(cast):
    day = dt.date(2026, 11, 2)
    assert cast.lesson("maths_7a", day).term == cast.term2

    def change():
        cast.scheme.terms.filter(number=1).update(ends_on=day)
        cast.scheme.terms.filter(number=2).update(starts_on=dt.date(2026, 11, 3))

    change_with_lessons(cast.year, change, by=cast.galina, first=day, last=day)
    assert cast.lesson("maths_7a", day).term == cast.term1


@pytest.mark.req("P-11")
def test_no_lesson_moves_into_a_term_that_is_handed_in(cast):
    CourseTerm.objects.filter(course=cast.maths_7a, term=cast.term1).update(
        handed_in_at="2026-10-23T12:00:00Z", handed_in_by=cast.anna
    )
    day = dt.date(2026, 11, 2)
    with pytest.raises(RuleViolation, match="уже сдан"):
        change_with_lessons(
            cast.year, lambda: cast.scheme.terms.filter(number=1).update(ends_on=day), by=cast.galina, first=day,
            last=day,
        )  # fmt: skip


@pytest.mark.req("C-01")
def test_a_course_that_changes_its_scheme_has_the_terms_of_the_new_one(cast):
    halves = TermScheme.objects.create(year=cast.year, kind="half_year", levels="7")
    first = halves.terms.create(number=1, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 30))
    halves.terms.create(number=2, starts_on=dt.date(2027, 1, 11), ends_on=dt.date(2027, 5, 26))
    Course.objects.filter(pk=cast.maths_7a.pk).update(term_scheme=halves)
    generate(cast)
    mine = CourseTerm.objects.filter(course=cast.maths_7a)
    assert set(mine.values_list("term__scheme", flat=True)) == {halves.pk}
    assert set(Lesson.objects.filter(course=cast.maths_7a).values_list("term", flat=True)) == {first.pk}


def test_a_group_without_a_class_makes_no_lessons_and_no_error(cast):
    group = StudyGroup.objects.create(year=cast.year, name="Без класса", kind=GroupKind.CLUB)
    subject = Subject.objects.create(name="Шахматы", short_name="Шахматы")
    club = Course.objects.create(year=cast.year, subject=subject, study_group=group, term_scheme=cast.scheme)
    TimetableEntry.objects.create(
        course=club, weekday=0, number=1, teacher=cast.anna_staff, starts_on=dt.date(2026, 9, 1)
    )
    generate(cast)
    assert not Lesson.objects.filter(course=club).exists()
