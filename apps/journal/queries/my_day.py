"""The teacher's start page: today by the bell, debts of other days, the days to come."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.core import clock
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Assessment, CourseTerm, Lesson
from apps.lessons.queries import (
    Distance,
    Left,
    Moves,
    distance_of,
    holds_as_substitute,
    is_given_away,
    moves_of,
    open_substitutions,
)
from apps.lessons.rules.substitutions import standing
from apps.lessons.rules.terms import locks_at
from apps.school.models import Course, StaffMember, Term
from apps.school.queries import norms_on

from .corrections import Correction, corrections
from .duties import Badge, Duties

AHEAD_DAYS, SHOWN_DAYS, SHOWN_DEBTS, TERM_MEMORY_DAYS = 14, 2, 12, 30


@dataclass(frozen=True)
class DayLesson:
    """A line of the teacher's day."""

    pk: int
    number: int
    starts_at: dt.time
    ends_at: dt.time
    held_on: dt.date
    audience: str
    subject: str
    room: str
    topic: str
    note: str
    css: str
    is_struck: bool
    badges: tuple[Badge, ...]
    is_gone: bool = False


@dataclass(frozen=True)
class NextDay:
    """A day to come and its lessons."""

    held_on: dt.date
    lessons: tuple[DayLesson, ...]


@dataclass(frozen=True)
class TermDue:
    """A course whose term is to be handed in."""

    course_pk: int
    term_pk: int
    audience: str
    subject: str
    name: str
    badge: Badge


@dataclass(frozen=True)
class MyDay:
    """Everything the page shows."""

    today: dt.date
    lessons: tuple[DayLesson, ...]
    empty_sentence: str
    debts: tuple[DayLesson, ...]
    debt_count: int
    debts_left: int
    next_days: tuple[NextDay, ...]
    terms: tuple[TermDue, ...]
    corrections: tuple[Correction, ...]


def my_day(staff: StaffMember | None) -> MyDay:
    """The page of one teacher now; a person without a staff card has an empty day."""
    now, today = clock.now(), clock.today()
    if staff is None:
        return MyDay(today, (), _("У вас нет уроков."), (), 0, 0, (), (), ())
    norms = norms_on(today)
    todays = list(_lessons(Q(teacher=staff) | holds_as_substitute(staff)).filter(held_on=today))
    debts = list(_unwritten(staff, norms, now))
    ahead = list(
        _lessons(_held_by(staff, norms)).filter(held_on__gt=today, held_on__lte=today + dt.timedelta(days=AHEAD_DAYS))
    )
    duties = Duties([*todays, *debts], norms=norms, now=now)
    changes = _changes(staff, today)
    overdue = [(lesson, badges) for lesson in debts if (badges := duties.overdue(lesson))]
    days = [(day, list(rows)) for day, rows in groupby(ahead, key=lambda lesson: lesson.held_on)]
    return MyDay(
        today=today,
        lessons=tuple(_todays(todays, staff, duties, now, changes)),
        empty_sentence=_empty_sentence(days),
        debts=tuple(_line(one, staff, now, badges) for one, badges in overdue[:SHOWN_DEBTS]),
        debt_count=len(overdue),
        debts_left=max(len(overdue) - SHOWN_DEBTS, 0),
        next_days=tuple(
            NextDay(day, tuple(_line(one, staff, now, [], changes) for one in rows)) for day, rows in days[:SHOWN_DAYS]
        ),
        terms=tuple(_terms_due(staff, norms, now)),
        corrections=tuple(corrections(staff, norms, now)),
    )


@dataclass(frozen=True)
class Changes:
    """Moved lessons and days at a distance."""

    moves: Moves
    distance: Distance


def _changes(staff: StaffMember, today: dt.date) -> Changes:
    """Of the days that the page shows (TT-04, JRN-11); two queries."""
    last = today + dt.timedelta(days=AHEAD_DAYS)
    course = ("lesson__course__subject", "lesson__course__school_class", "lesson__course__study_group")
    moves = moves_of(today, last, Q(lesson__teacher=staff), related=course)
    return Changes(moves, distance_of(today, last))


def _todays(todays: list[Lesson], staff: StaffMember, duties: Duties, now, changes: Changes) -> list[DayLesson]:
    """Today's lessons, and crossed out those that were moved away."""
    lines = [_line(one, staff, now, _todays_badges(one, staff, duties, now), changes) for one in todays]
    today = clock.local_date(now)
    lines += [_gone(left) for left in changes.moves.left if left.held_on == today]
    return sorted(lines, key=lambda one: (one.starts_at, one.number))


def _gone(left: Left) -> DayLesson:
    lesson = left.move.lesson
    return DayLesson(
        pk=lesson.pk,
        number=left.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        held_on=left.held_on,
        audience=lesson.course.audience_name,
        subject=lesson.course.subject.name,
        room="",
        topic="",
        note=left.words,
        css="is-cancelled",
        is_struck=True,
        badges=(Badge("locked", _("перенесён")),),
        is_gone=True,
    )


def _held_by(staff: StaffMember, norms) -> Q:
    """Lessons whose records are the teacher's: the own ones, and substituted ones while they may be filled (I-12)."""
    substituted = open_substitutions(clock.today(), norms).filter(substitute=staff)
    return (Q(teacher=staff) & ~is_given_away()) | Q(pk__in=substituted.values("lesson"))


def _lessons(condition: Q) -> QuerySet[Lesson]:
    return (
        Lesson.objects.filter(condition)
        .select_related(
            "course__subject",
            "course__school_class",
            "course__study_group",
            "room",
            "teacher",
            "substitution__substitute",
            "stands_for__lesson__course__subject",
        )
        .prefetch_related("course__study_group__classes")
        .order_by("held_on", "starts_at", "number", "pk")
    )


def _unwritten(staff: StaffMember, norms, now: dt.datetime) -> QuerySet[Lesson]:
    """Past lessons of terms still open that may lack something, the oldest first."""
    today = clock.local_date(now)
    reopened = CourseTerm.objects.filter(course=OuterRef("course"), term=OuterRef("term"), reopened_until__gte=now)
    handed_in = CourseTerm.objects.filter(course=OuterRef("course"), term=OuterRef("term"), handed_in_at__isnull=False)
    open_term = Q(term__ends_on__gte=today - dt.timedelta(days=norms.final_grace_days)) & ~(
        Exists(handed_in) & Q(term__ends_on__lt=today)
    )
    lacking = (
        Q(topic="")
        | Q(attendance_confirmed_at=None)
        | Q(homework_state=HomeworkState.UNKNOWN)
        | Exists(Assessment.objects.filter(lesson=OuterRef("pk"), work_kind__demands_grades=True))
    )
    return _lessons(_held_by(staff, norms)).filter(
        open_term | Exists(reopened), lacking, held_on__lt=today, cancelled_at=None
    )


def _todays_badges(lesson: Lesson, staff: StaffMember, duties: Duties, now: dt.datetime) -> list[Badge]:
    if lesson.is_cancelled:
        return [Badge("locked", _("отменён"))]
    if _is_given_away(lesson, staff):
        return []
    badges = duties.of(lesson)
    has_begun = clock.moment(lesson.held_on, lesson.starts_at) <= now
    is_recorded = lesson.topic and lesson.attendance_confirmed_at and lesson.homework_state != HomeworkState.UNKNOWN
    if not badges and (has_begun or is_recorded):
        return [Badge("done", _("записано"))]
    return badges


def _is_given_away(lesson: Lesson, staff: StaffMember) -> bool:
    substitution = standing(lesson)
    return substitution is not None and substitution.substitute_id != staff.pk


def _line(
    lesson: Lesson, staff: StaffMember, now: dt.datetime, badges: list[Badge], changes: Changes | None = None
) -> DayLesson:
    given_away = _is_given_away(lesson, staff)
    begins, ends = (clock.moment(lesson.held_on, at) for at in (lesson.starts_at, lesson.ends_at))
    css = ""
    if lesson.is_cancelled:
        css = "is-cancelled"
    elif given_away:
        css = "is-given-away"
    elif begins <= now <= ends:
        css = "is-now"
    return DayLesson(
        pk=lesson.pk,
        number=lesson.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        held_on=lesson.held_on,
        audience=lesson.course.audience_name,
        subject=lesson.course.subject.name,
        room=lesson.room.name if lesson.room else "",
        topic=lesson.topic,
        note=". ".join(part for part in (_note(lesson, given_away), *_words(lesson, changes)) if part),
        css=css,
        is_struck=lesson.is_cancelled or given_away,
        badges=tuple(badges),
    )


def _note(lesson: Lesson, given_away: bool) -> str:
    if lesson.is_cancelled:
        return lesson.cancel_reason
    if given_away:
        return _("вас заменяет %s") % standing(lesson).substitute.initials_name
    if standing(lesson) is not None:
        return _("замена, вместо: %s") % lesson.teacher.initials_name
    return ""


def _words(lesson: Lesson, changes: Changes | None) -> list[str]:
    if changes is None:
        return []
    replaced = getattr(lesson, "stands_for", None)
    instead = _("вместо урока: %s") % replaced.lesson.course.subject if replaced else ""
    mode = changes.distance.of_course(lesson.course, lesson.held_on)
    return [instead, changes.moves.arrival(lesson.pk), _("Дистанционно") if mode else ""]


def _empty_sentence(days: list) -> str:
    if not days:
        return _("Сегодня у вас нет уроков.")
    return _("Сегодня у вас нет уроков. Следующий учебный день — %s.") % f"{days[0][0]:%d.%m}"


def _terms_due(staff: StaffMember, norms, now: dt.datetime) -> list[TermDue]:
    """Courses of the teacher whose term ends soon or has ended and is not handed in. # P-11, GRD-09"""
    today = clock.local_date(now)
    ending = {}
    window = Term.objects.filter(
        ends_on__lte=today + dt.timedelta(days=norms.final_open_days_before - 1),
        ends_on__gte=today - dt.timedelta(days=TERM_MEMORY_DAYS),
    )
    for term in window.select_related("scheme").order_by("ends_on", "pk"):
        ending.setdefault(term.scheme_id, []).append(term)
    courses = (
        Course.objects.filter(assignments__staff=staff, term_scheme__in=ending)
        .filter(Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=today), assignments__starts_on__lte=today)
        .select_related("subject", "school_class", "study_group")
        .distinct()
    )
    courses = sorted(courses, key=lambda one: (one.audience_name, one.subject.name))
    handed_in = set(
        CourseTerm.objects.filter(course__in=courses, handed_in_at__isnull=False).values_list("course_id", "term_id")
    )
    return [
        TermDue(one.pk, term.pk, one.audience_name, one.subject.name, str(term), _term_badge(term, norms, now))
        for one in courses
        for term in ending[one.term_scheme_id]
        if (one.pk, term.pk) not in handed_in
    ]


def _term_badge(term: Term, norms, now: dt.datetime) -> Badge:
    if now > locks_at(term, norms):
        return Badge("missing", _("закрыт, не сдан"))
    kind = "late" if clock.local_date(now) <= term.ends_on else "missing"
    return Badge(kind, _("сдать до %s") % f"{clock.local_date(locks_at(term, norms)):%d.%m}")
