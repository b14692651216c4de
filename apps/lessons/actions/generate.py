"""Dated lessons from the weekly timetable (decision 3)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.school.models import Course

from ..models import Assessment, CourseTerm, Lesson, Move, TermGrade, WorkKind
from ..queries.wanted import COPIED, wanted_lessons
from .work_kinds import ensure_work_kinds


@dataclass(frozen=True)
class Generated:
    """How many lessons were made, brought up to date and taken away."""

    created: int
    changed: int
    removed: int


@dataclass(frozen=True)
class LessonChange:
    """A dated lesson beside what the timetable says.

    Attributes:
        course_id, held_on, number: the slot.
        lesson_id: the lesson that stands there, or None.
        old: its values, or None.
        new: the values by the timetable, or None where the timetable has no lesson.
    """

    course_id: int
    held_on: dt.date
    number: int
    lesson_id: int | None
    old: dict | None
    new: dict | None


@dataclass(frozen=True)
class Preview:
    """What generation would do, each list by date.

    Attributes:
        created, changed, removed: lessons to make, to bring up to date and to take away.
        kept: coming lessons that differ from the timetable and stay: they are recorded.
        placeless: lessons of today or before that have no place in the timetable or the calendar; they stay.
        other_term: lessons held or recorded whose date belongs to another term by now: the term follows the date.
        closed: slots without a lesson in terms that are handed in already: nothing is made there. # P-11
    """

    created: list[LessonChange]
    changed: list[LessonChange]
    removed: list[LessonChange]
    kept: list[LessonChange]
    placeless: list[LessonChange] = field(default_factory=list)
    other_term: list[LessonChange] = field(default_factory=list)
    closed: list[LessonChange] = field(default_factory=list)


@transaction.atomic
def generate_lessons(year, *, by=None, first: dt.date | None = None, last: dt.date | None = None) -> Generated:
    """Make the dated lessons of a school year agree with its timetable, calendar, regimes and bells.

    Missing lessons are made; lessons after today that nobody has touched are brought up to date or taken away;
    of everything else only the term follows its date. Running it twice changes nothing.

    Args:
        year: the AcademicYear.
        by: the user, for the history.
        first, last: limits, the whole year by default.

    Raises:
        RuleViolation: the timetable uses a lesson number that has no bell, or a closed term would change.
    """
    with attributed(by=by):
        return _apply(year, preview_lessons(year, first=first, last=last))


def _apply(year, plan: Preview) -> Generated:
    ensure_work_kinds()
    _check_closed_terms(plan.other_term)
    created = _create(plan.created)
    changed = _bring_up_to_date(plan.changed) + _follow_terms(plan.other_term)
    removed = _remove(plan.removed)
    _agree_course_terms(year)
    return Generated(created, changed, removed)


def preview_lessons(year, *, first: dt.date | None = None, last: dt.date | None = None) -> Preview:
    """What :func:`generate_lessons` would do with the same limits; writes nothing.

    Raises:
        RuleViolation: the timetable uses a lesson number that has no bell.
    """
    first, last = max(first or year.starts_on, year.starts_on), min(last or year.ends_on, year.ends_on)
    wanted = wanted_lessons(year, first, last)
    moved = _moved_away(year, first, last)
    today, plan, stands = clock.today(), Preview([], [], [], []), set()
    present = Lesson.objects.filter(course__year=year, held_on__range=(first, last))
    facts = ("pk", "course_id", "held_on", "number", "touched_at", *COPIED)
    for pk, course_id, held_on, number, touched_at, *copied in present.order_by().values_list(*facts):
        slot = (course_id, held_on, number)
        stands.add(slot)
        old, new = dict(zip(COPIED, copied)), wanted.get(slot)
        if old != new:
            change = LessonChange(*slot, pk, old, new)
            _sort_present(plan, change, is_free=touched_at is None and held_on > today, is_coming=held_on > today)
    closed = _closed_terms(year)
    for slot, new in wanted.items():
        if slot not in stands and slot not in moved:
            whither = plan.closed if (slot[0], new["term_id"]) in closed else plan.created
            whither.append(LessonChange(*slot, None, None, new))
    return _in_order(_keep_recorded(plan))


def _sort_present(plan: Preview, change: LessonChange, *, is_free: bool, is_coming: bool) -> None:
    if is_free:
        (plan.changed if change.new else plan.removed).append(change)
        return
    if change.new and change.new["term_id"] != change.old["term_id"]:
        plan.other_term.append(change)
    if is_coming:
        plan.kept.append(change)
    elif not change.new:
        plan.placeless.append(change)


def _handed_in() -> Q:
    return Q(handed_in_at__isnull=False) | Q(accepted_at__isnull=False) | Q(sealed_at__isnull=False)


def _closed_terms(year) -> set[tuple[int, int]]:
    rows = CourseTerm.objects.filter(_handed_in(), course__year=year)
    return set(rows.values_list("course_id", "term_id"))


def _moved_away(year, first: dt.date, last: dt.date) -> set[tuple]:
    """Slots whose lesson was moved to another day: it is held there, a second one is not made. # TT-04"""
    moves = Move.objects.filter(lesson__course__year=year, from_on__range=(first, last))
    return set(moves.values_list("lesson__course_id", "from_on", "from_number"))


def _keep_recorded(plan: Preview) -> Preview:
    """An untouched future lesson with a substitution or a cell of the journal stays too."""
    gone = [change.lesson_id for change in plan.removed]
    recorded = Lesson.objects.filter(_recorded())
    kept = set()
    for start in range(0, len(gone), 500):
        kept.update(recorded.filter(pk__in=gone[start : start + 500]).values_list("pk", flat=True))
    if not kept:
        return plan
    return replace(
        plan,
        removed=[change for change in plan.removed if change.lesson_id not in kept],
        kept=[*plan.kept, *(change for change in plan.removed if change.lesson_id in kept)],
    )


def _recorded() -> Q:
    of_the_day = Q(substitution__isnull=False) | Q(stands_for__isnull=False) | Q(moves__isnull=False)
    return of_the_day | Q(assessments__cells__isnull=False)


def _in_order(plan: Preview) -> Preview:
    for changes in vars(plan).values():
        changes.sort(key=lambda change: (change.held_on, change.number, change.course_id))
    return plan


class _DryRun(Exception):
    """Carries the outcome out of a transaction that is rolled back."""

    def __init__(self, outcome):
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True)
class Outcome:
    """What a change of the year's facts does to the lessons.

    Attributes:
        generated: how many are made, changed and taken away.
        kept: held or touched lessons that lose their place by this change and stay nevertheless.
        kept_times: coming touched lessons that keep their times though the bells move.
    """

    generated: Generated
    kept: tuple[Lesson, ...] = ()
    kept_times: tuple[Lesson, ...] = ()

    @property
    def touches_lessons(self) -> bool:
        """Whether anything is to be told."""
        counts = (self.generated.created, self.generated.changed, self.generated.removed)
        return bool(any(counts) or self.kept or self.kept_times)


def change_with_lessons(
    year,
    change: Callable[[], object],
    *,
    by,
    first: dt.date,
    last: dt.date,
    dry_run: bool = False,
    forbids_placeless: bool = False,
) -> Outcome:
    """Carry out a change of the calendar, bells, regimes or timetable together with the lessons it concerns.

    Args:
        year: the AcademicYear.
        change: writes the facts.
        by: the user, for the history.
        first, last: the days that the change concerns.
        dry_run: look what would happen and take everything back.
        forbids_placeless: refuse when lessons with records would lose their place.

    Raises:
        RuleViolation: the change is refused, a lesson number has no bell, or a closed term would change.
    """
    try:
        with transaction.atomic():
            before = _preview_or_none(year, first, last)
            change()
            outcome = _carry_over(year, before, by=by, first=first, last=last)
            if forbids_placeless:
                _check_placeless(outcome.kept)
            if dry_run:
                raise _DryRun(outcome)
    except _DryRun as dry:
        return dry.outcome
    return outcome


def _check_placeless(kept: tuple[Lesson, ...]) -> None:
    if kept:
        named = ", ".join(f"{lesson.held_on:%d.%m.%Y} {lesson.course}" for lesson in kept[:3])
        raise RuleViolation(
            _("Уроки с записями остались бы вне периодов (%(number)d): %(named)s.")
            % {"number": len(kept), "named": named if len(kept) <= 3 else f"{named} …"}
        )


def _preview_or_none(year, first: dt.date, last: dt.date) -> Preview | None:
    """None while bells are missing anyway: the year is still being set up, lessons come with the last bell."""
    try:
        return preview_lessons(year, first=first, last=last)
    except RuleViolation:
        return None


def _carry_over(year, before: Preview | None, *, by, first: dt.date, last: dt.date) -> Outcome:
    """Only what the change itself brings about: what differed before is left to the next generation."""
    after = preview_lessons(year, first=first, last=last) if before else _preview_or_none(year, first, last)
    if after is None:
        return Outcome(Generated(0, 0, 0))
    mine = _without(after, before) if before else after
    with attributed(by=by):
        generated = _apply(year, mine)
    told = [*mine.placeless, *mine.kept]
    lessons = Lesson.objects.select_related("course__subject", "course__school_class", "course__study_group")
    found = lessons.in_bulk([change.lesson_id for change in told]) if told else {}
    return Outcome(
        generated,
        tuple(found[change.lesson_id] for change in told if change.new is None),
        tuple(found[change.lesson_id] for change in told if change.new is not None and _other_times(change)),
    )


def _without(after: Preview, before: Preview) -> Preview:
    """The changes of ``after`` that were not due before; a slot that differs otherwise counts as new."""
    parts = {}
    for name, changes in vars(after).items():
        known = {(one.course_id, one.held_on, one.number): one.new for one in getattr(before, name)}
        missing = object()
        parts[name] = [
            one for one in changes if known.get((one.course_id, one.held_on, one.number), missing) != one.new
        ]
    return Preview(**parts)


def _other_times(change: LessonChange) -> bool:
    return any(change.old[name] != change.new[name] for name in ("starts_at", "ends_at"))


def _check_closed_terms(moving: list[LessonChange]) -> None:
    """No lesson moves out of a term that is handed in, nor into it. # P-11, I-09"""
    concerned = set()
    for change in moving:
        concerned |= {(change.course_id, change.old["term_id"]), (change.course_id, change.new["term_id"])}
    if not concerned:
        return
    rows = CourseTerm.objects.filter(_handed_in(), term__in={term for _course, term in concerned}).order_by("pk")
    for row in rows.select_related("course__subject", "course__school_class", "course__study_group", "term__scheme"):
        if (row.course_id, row.term_id) in concerned:
            raise RuleViolation(
                _("«%(course)s»: период «%(term)s» уже сдан, а изменение тронуло бы его уроки.")
                % {"course": row.course, "term": row.term}
            )


def _create(changes: list[LessonChange]) -> int:
    ordinary = WorkKind.objects.get(is_ordinary=True)
    lessons = bulk_create_tracked(
        Lesson,
        [Lesson(course_id=one.course_id, held_on=one.held_on, number=one.number, **one.new) for one in changes],
    )
    bulk_create_tracked(
        Assessment,
        [
            Assessment(lesson=lesson, course_id=lesson.course_id, work_kind=ordinary, is_ordinary=True)
            for lesson in lessons
        ],
    )
    return len(lessons)


def _lessons_of(changes: list[LessonChange]) -> list[Lesson]:
    found = {}
    for start in range(0, len(changes), 500):
        found |= Lesson.objects.in_bulk([change.lesson_id for change in changes[start : start + 500]])
    return [found[change.lesson_id] for change in changes]


def _bring_up_to_date(changes: list[LessonChange]) -> int:
    lessons = _lessons_of(changes)
    for lesson, change in zip(lessons, changes):
        for name in COPIED:
            setattr(lesson, name, change.new[name])
    bulk_update_tracked(lessons, COPIED)
    return len(lessons)


def _follow_terms(changes: list[LessonChange]) -> int:
    """Lessons with records stay as they are; only the term is that of their date."""
    lessons = _lessons_of(changes)
    for lesson, change in zip(lessons, changes):
        lesson.term_id = change.new["term_id"]
    return bulk_update_tracked(lessons, ["term_id"])


def _remove(changes: list[LessonChange]) -> int:
    """Untouched future lessons carry nothing but their empty ordinary column."""
    gone = _lessons_of(changes)
    for start in range(0, len(gone), 500):
        delete_tracked(Assessment.objects.filter(lesson__in=gone[start : start + 500]))
    for start in range(0, len(gone), 500):
        delete_tracked(gone[start : start + 500])
    return len(gone)


def _agree_course_terms(year) -> None:
    """Every course has a row for each term of its scheme, and none that holds nothing for a scheme it has left."""
    rows = list(CourseTerm.objects.filter(course__year=year).select_related("course", "term").order_by("pk"))
    foreign = [row for row in rows if row.term.scheme_id != row.course.term_scheme_id]
    if foreign:
        _drop_idle(foreign)
    known = {(row.course_id, row.term_id) for row in rows}
    courses = Course.objects.filter(year=year).prefetch_related("term_scheme__terms").order_by("pk")
    bulk_create_tracked(
        CourseTerm,
        [
            CourseTerm(course=course, term=term, is_graded=course.is_graded)
            for course in courses
            for term in course.term_scheme.terms.all()
            if (course.pk, term.pk) not in known
        ],
    )


def _drop_idle(rows: list[CourseTerm]) -> None:
    terms = {row.term_id for row in rows}
    graded = set(TermGrade.objects.filter(term__in=terms).values_list("course_id", "term_id"))
    delete_tracked([row for row in rows if row.handed_in_at is None and (row.course_id, row.term_id) not in graded])
