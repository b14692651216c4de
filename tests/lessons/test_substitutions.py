"""Substitutions of every kind, their rights and their ends (TT-03, TT-06, C-16, I-12, P-22)."""

import datetime as dt

import pytest

from apps.core.errors import Conflict, RuleViolation
from apps.lessons.actions.cover import Choice, NotCovered, cover_absence, undo_absence
from apps.lessons.actions.records import cancel_lesson, record_lesson, restore_lesson
from apps.lessons.actions.substitutions import (
    claim_substitution,
    confirm_claim,
    decline_claim,
    rebuild_substitute_grants,
    register_substitution,
    substitute_grant_faults,
    withdraw_substitution,
)
from apps.lessons.enums import SubstitutionKind, SubstitutionState
from apps.lessons.models import Lesson, Substitution
from apps.lessons.queries import substituted_lesson_ids
from apps.lessons.rules.substitutions import right_ends_on, state_token
from apps.school.actions.absences import record_absence
from apps.school.models import Course, StaffAbsence, TeachingAssignment, WorkingDay
from apps.school.models.year import Subject
from apps.school.queries import norms_on

pytestmark = pytest.mark.django_db

TODAY, FRIDAY = dt.date(2026, 12, 2), dt.date(2026, 12, 4)


def register(cast, lesson, who, **more):
    more = {"reason": "болезнь", "by": cast.galina, **more}
    return register_substitution(lesson, substitute=who, **more)


def may_fill(cast, who) -> frozenset:
    return substituted_lesson_ids(cast.maths_7a.pk, who.pk, TODAY, norms_on(TODAY))


@pytest.fixture
def history_7a(cast):
    """Boris teaches history in 7А too."""
    subject = Subject.objects.create(name="История", short_name="История", part="federal", position=5)
    course = Course.objects.create(
        year=cast.year, subject=subject, school_class=cast.class_7a, term_scheme=cast.scheme, hours_per_week=1
    )
    TeachingAssignment.objects.create(
        course=course, staff=cast.boris_staff, starts_on=dt.date(2026, 9, 1), hours_per_week=1
    )
    return course


@pytest.mark.req("I-12")
def test_the_right_ends_by_itself_after_the_grace(cast):
    norms = norms_on(TODAY)
    lesson = cast.lesson("maths_7a", FRIDAY)
    substitution = register(cast, lesson, cast.boris_staff)
    assert right_ends_on(substitution, norms) == FRIDAY + dt.timedelta(days=norms.substitute_grace_days)
    own = {cast.substituted.pk, lesson.pk}
    assert substituted_lesson_ids(cast.maths_7a.pk, cast.boris.pk, TODAY, norms) == own
    cast.now(2026, 12, 5, 8, 0)
    assert substituted_lesson_ids(cast.maths_7a.pk, cast.boris.pk, dt.date(2026, 12, 5), norms) == {lesson.pk}
    cast.now(2026, 12, 6, 8, 0)
    assert substituted_lesson_ids(cast.maths_7a.pk, cast.boris.pk, dt.date(2026, 12, 6), norms) == frozenset()
    assert substitute_grant_faults() != []
    assert rebuild_substitute_grants() == 1
    assert substitute_grant_faults() == []


@pytest.mark.req("P-22")
def test_another_subject_cancels_the_lesson_and_gives_the_hour_to_the_own_course(cast, history_7a):
    lesson = cast.lesson("maths_7a", TODAY)
    count = Lesson.objects.filter(course=cast.maths_7a, cancelled_at=None).count()
    substitution = register(cast, lesson, cast.boris_staff, kind=SubstitutionKind.OTHER)
    lesson.refresh_from_db()
    assert (lesson.is_cancelled, lesson.cancel_reason) == (True, "вместо него: История")
    held = substitution.instead
    assert (held.course, held.teacher, held.held_on, held.number) == (history_7a, cast.boris_staff, TODAY, 2)
    assert held.assessments.get().is_ordinary
    assert Lesson.objects.filter(course=cast.maths_7a, cancelled_at=None).count() == count - 1  # the subject lags
    assert lesson.pk not in may_fill(cast, cast.boris)
    record_lesson(held, by=cast.boris, topic="Реформы Петра I")
    with pytest.raises(RuleViolation, match="уже записан"):
        withdraw_substitution(substitution, by=cast.galina)


def test_another_subject_is_taken_back_as_long_as_nobody_wrote(cast, history_7a):
    lesson = cast.lesson("maths_7a", TODAY)
    substitution = register(cast, lesson, cast.boris_staff, kind=SubstitutionKind.OTHER)
    withdraw_substitution(substitution, by=cast.galina)
    lesson.refresh_from_db()
    assert not lesson.is_cancelled
    assert not Lesson.objects.filter(course=history_7a).exists()
    assert not Substitution.objects.filter(lesson=lesson).exists()
    with pytest.raises(RuleViolation, match="нет своего предмета"):
        register(cast, lesson, cast.olga_staff, kind=SubstitutionKind.OTHER)


def test_another_kind_takes_the_place_of_another_subject(cast, history_7a):
    lesson = cast.lesson("maths_7a", TODAY)
    register(cast, lesson, cast.boris_staff, kind=SubstitutionKind.OTHER)
    register(cast, lesson, cast.olga_staff, kind=SubstitutionKind.SELF_STUDY)
    lesson.refresh_from_db()
    assert (lesson.is_cancelled, lesson.substitution.instead) == (False, None)
    assert lesson.pk in may_fill(cast, cast.olga)
    assert not Lesson.objects.filter(course=history_7a).exists()


@pytest.mark.req("P-22")
def test_kinds_ask_for_a_free_teacher_or_for_one_with_a_lesson_beside(cast):
    taken, free = cast.lesson("english_1", TODAY), cast.lesson("maths_7a", TODAY)  # slot 3 as maths of 7Б; slot 2
    with pytest.raises(RuleViolation, match="В это время учитель ведёт 3-й урок: 7Б · Математика"):
        register(cast, taken, cast.boris_staff)
    assert register(cast, taken, cast.boris_staff, kind=SubstitutionKind.TWO_CLASSES).kind == "two_classes"
    for kind in (SubstitutionKind.JOINED, SubstitutionKind.TWO_CLASSES):
        with pytest.raises(RuleViolation, match="нет своего урока"):
            register(cast, free, cast.boris_staff, kind=kind)
    assert register(cast, free, cast.boris_staff, kind=SubstitutionKind.SELF_STUDY).kind == "self_study"


def test_nobody_absent_or_not_yet_here_substitutes(cast):
    lesson = cast.lesson("maths_7a", FRIDAY)
    record_absence(cast.boris_staff, ground="ill", starts_on=TODAY, ends_on=FRIDAY, by=cast.galina)
    with pytest.raises(RuleViolation, match="отсутствует"):
        register(cast, lesson, cast.boris_staff)
    cast.olga_staff.works_from = dt.date(2027, 1, 11)
    cast.olga_staff.save()
    with pytest.raises(RuleViolation, match="ещё не работает"):
        register(cast, lesson, cast.olga_staff)


def test_what_somebody_else_changed_meanwhile_is_a_conflict(cast):
    lesson = Lesson.objects.select_related("substitution").get(pk=cast.lesson("maths_7a", FRIDAY).pk)
    seen = state_token(lesson)
    substitution = register(cast, lesson, cast.boris_staff, seen=seen)
    with pytest.raises(Conflict):
        register(cast, lesson, cast.olga_staff, seen=seen)
    with pytest.raises(Conflict):
        withdraw_substitution(substitution, by=cast.galina, seen=seen)
    with pytest.raises(Conflict):
        cancel_lesson(lesson, reason="мороз", by=cast.galina, seen=seen)


@pytest.mark.req("C-16")
def test_a_claim_opens_nothing_until_the_deputy_confirms_it(cast):
    lesson = cast.lesson("maths_7a", TODAY)
    claim = claim_substitution(lesson, substitute=cast.olga_staff, reason="заболела", by=cast.olga)
    assert claim.state == SubstitutionState.CLAIMED
    assert may_fill(cast, cast.olga) == frozenset()
    assert substitute_grant_faults() == []
    with pytest.raises(RuleViolation, match="уже есть замена"):
        claim_substitution(lesson, substitute=cast.boris_staff, reason="заболела", by=cast.boris)
    confirm_claim(claim, by=cast.galina)
    assert may_fill(cast, cast.olga) == {lesson.pk}
    with pytest.raises(RuleViolation, match="уже решено"):
        decline_claim(claim, by=cast.galina)
    row = Substitution.objects.get(pk=claim.pk)
    assert (row.registered_by, row.decided_by, row.state) == (cast.olga, cast.galina, "confirmed")


@pytest.mark.req("C-16")
def test_a_declined_claim_keeps_its_trace_and_may_be_made_anew(cast):
    lesson = cast.lesson("maths_7a", TODAY)
    claim = claim_substitution(lesson, substitute=cast.olga_staff, reason="заболела", by=cast.olga)
    decline_claim(claim, by=cast.galina, reason="урок ведёт сама учительница")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("declined", cast.galina)
    assert claim.history.first().history_change_reason == "урок ведёт сама учительница"
    assert may_fill(cast, cast.olga) == frozenset()
    again = claim_substitution(lesson, substitute=cast.boris_staff, reason="просили", by=cast.boris)
    assert (again.pk, again.state, again.decided_at) == (claim.pk, "claimed", None)


@pytest.mark.req("C-16")
def test_claims_are_near_the_day_and_where_the_norms_allow_them(cast):
    for day, words in ((FRIDAY, "будущий день"), (dt.date(2026, 11, 27), "прошёл")):
        with pytest.raises(RuleViolation, match=words):
            claim_substitution(cast.lesson("maths_7a", day), substitute=cast.olga_staff, reason="так", by=cast.olga)
    norms = norms_on(TODAY)
    norms.substitution_self_claim = False
    norms.valid_from = dt.date(2026, 9, 1)
    norms.save()
    with pytest.raises(RuleViolation, match="только заместитель"):
        claim_substitution(cast.lesson("maths_7a", TODAY), substitute=cast.olga_staff, reason="так", by=cast.olga)


def test_a_cancelled_lesson_comes_back_unless_its_place_is_taken(cast, history_7a):
    lesson = cast.lesson("maths_7a", FRIDAY)
    cancel_lesson(lesson, reason="мороз", by=cast.galina)
    assert not restore_lesson(lesson, by=cast.galina).is_cancelled
    with pytest.raises(RuleViolation, match="не отменён"):
        restore_lesson(lesson, by=cast.galina)
    register(cast, lesson, cast.boris_staff, kind=SubstitutionKind.OTHER)
    with pytest.raises(RuleViolation, match="снимите замену"):
        restore_lesson(lesson, by=cast.galina)


def test_a_lesson_with_a_substitute_is_not_cancelled_over_the_head(cast):
    lesson = cast.lesson("maths_7a", FRIDAY)
    register(cast, lesson, cast.boris_staff)
    with pytest.raises(RuleViolation, match="назначена замена"):
        cancel_lesson(lesson, reason="мороз", by=cast.galina)


@pytest.mark.req("P-22")
def test_an_absence_is_covered_in_one_press_and_undone_in_one(cast):
    lessons = [Lesson.objects.get(course=cast.maths_7a, held_on=day) for day in (TODAY, FRIDAY)]
    tokens = [state_token(lesson) for lesson in lessons]
    choices = [
        Choice(lessons[0], tokens[0], cast.boris_staff, SubstitutionKind.SAME),
        Choice(lessons[1], tokens[1]),
    ]
    absence = cover_absence(
        cast.anna_staff, ground="ill", starts_on=TODAY, ends_on=FRIDAY, choices=choices, by=cast.galina
    )
    stood = Substitution.objects.get(lesson=lessons[0])
    assert (stood.absence, stood.reason, stood.substitute) == (absence, "болезнь", cast.boris_staff)
    assert Lesson.objects.get(pk=lessons[1].pk).cancel_reason == "нет возможности заменить учителя"
    assert undo_absence(absence, by=cast.galina) == 2
    assert not Lesson.objects.get(pk=lessons[1].pk).is_cancelled
    assert not StaffAbsence.objects.exists()
    assert Substitution.objects.count() == 1  # Monday's own


def test_a_choice_that_does_not_hold_writes_nothing_at_all(cast):
    one, other = cast.lesson("maths_7a", TODAY), cast.lesson("maths_7a", FRIDAY)
    choices = [
        Choice(one, state_token(one), cast.boris_staff, SubstitutionKind.SAME),
        Choice(other, state_token(other), cast.boris_staff, SubstitutionKind.JOINED),
    ]
    with pytest.raises(NotCovered) as refusal:
        cover_absence(cast.anna_staff, ground="ill", starts_on=TODAY, ends_on=FRIDAY, choices=choices, by=cast.galina)
    assert list(refusal.value.faults) == [other.pk]
    assert not StaffAbsence.objects.exists()
    assert not Substitution.objects.filter(lesson=one).exists()


def test_nobody_is_absent_twice_at_once(cast):
    record_absence(cast.anna_staff, ground="ill", starts_on=TODAY, ends_on=None, by=cast.galina)
    with pytest.raises(RuleViolation, match=r"уже отсутствует с 02.12.2026"):
        record_absence(cast.anna_staff, ground="trip", starts_on=FRIDAY, ends_on=FRIDAY, by=cast.galina)
    with pytest.raises(RuleViolation, match="раньше первого"):
        record_absence(cast.boris_staff, ground="ill", starts_on=FRIDAY, ends_on=TODAY, by=cast.galina)


def test_a_transferred_working_day_is_a_school_day(cast):
    from apps.lessons.queries.slots import is_taught

    saturday = dt.date(2026, 12, 5)
    assert not is_taught(cast.maths_7a, saturday)
    WorkingDay.objects.create(year=cast.year, held_on=saturday, as_weekday=0)
    assert is_taught(cast.maths_7a, saturday)
