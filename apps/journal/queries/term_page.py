"""The teacher's page of closing a term: what the grades lead to, what was given, what is still missing."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.attendance.rules import MISSED_KINDS
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.lessons.enums import TermState
from apps.lessons.models import CourseTerm, Lesson, TermGrade
from apps.lessons.queries import course_term_of, graded_values, term_missing
from apps.lessons.rules.suggest import Suggestion, suggest
from apps.lessons.rules.terms import (
    WRITABLE,
    check_term_grade_writable,
    closed_fact,
    closed_sentence,
    is_past_lock,
    locks_at,
    term_state,
)
from apps.school.models import Course, Term
from apps.school.queries import course_roll
from apps.school.queries.releases import released_on

from .corrections import reason_of_return
from .duties import Badge

REOPENING_DAYS = 1


@dataclass(frozen=True)
class TermRow:
    """A pupil's line: the grades, what they suggest and why, what was given."""

    number: int
    student_pk: int
    name: str
    suggestion: Suggestion
    value: str
    version: int
    comment: str
    fault: str = ""
    asks_reason: bool = False
    typed: str | None = None
    reason: str = ""
    keep_label: str = ""
    is_released: bool = False

    @property
    def shown(self) -> str:
        """What the field shows: the person's own entry after a refusal, else what stands in the journal."""
        return self.value if self.typed is None else self.typed


@dataclass(frozen=True)
class MissingLine:
    """One thing in the way of handing in, with the place where it is mended."""

    path: str
    label: str


@dataclass(frozen=True)
class TermPage:
    """Everything the page shows."""

    course: Course
    term: Term
    title: str
    grid_path: str
    state: Badge
    notices: tuple[Badge, ...]
    rows: tuple[TermRow, ...]
    is_graded: bool
    may_write: bool
    may_fill: bool
    may_hand_in: bool
    may_override: bool
    may_accept: bool
    may_reopen: bool
    may_take_back: bool
    may_close_again: bool
    missing: tuple[MissingLine, ...]
    lesson_count: int
    reopening_until: str
    reopening_max_days: int
    form_id: str
    fault_count: int = 0

    def with_rows(self, rows: tuple[TermRow, ...]) -> "TermPage":
        """The page with rows in which faults and the person's own entries are shown."""
        return replace(self, rows=rows, fault_count=sum(1 for row in rows if row.fault), may_write=True)


def term_page(access, term: Term, *, oversees: bool, form_id: str) -> TermPage:
    """The page of one course and term.

    Args:
        access: CourseAccess of the reader.
        term: a term of the course's scheme, with its scheme.
        oversees: whether the reader accepts and reopens terms.
        form_id: a fresh identifier of the form.
    """
    course, norms, now = access.course, access.norms, clock.now()
    course_term = course_term_of(course.pk, term.pk)
    state = term_state(course_term, term, norms, now)
    handed_in = bool(course_term and course_term.handed_in_at)
    closed = _grades_closed(course_term, term, norms, now)
    missing = term_missing(course, course_term, term, now)
    too_early = bool(closed) and state == TermState.OPEN and not handed_in
    if too_early:  # nobody can give them yet: only what can be mended today is named
        missing = [one for one in missing if one.kind != "grade"]
    is_graded = course.is_graded and (course_term is None or course_term.is_graded)
    may_write = access.fills_all and not closed and is_graded
    rows = term_rows(course, term, norms)
    sealed = bool(course_term and course_term.sealed_at)
    return TermPage(
        course=course,
        term=term,
        title=f"{course} · {term}",
        grid_path=f"{reverse('journal:grid', args=[course.pk])}?term={term.pk}",
        state=_state_badge(state, handed_in),
        notices=tuple(_notices(state, course_term, term, norms, closed, is_graded, access, oversees)),
        rows=rows,
        is_graded=is_graded,
        may_write=may_write,
        may_fill=may_write and any(not row.value and row.suggestion.value for row in rows),
        may_hand_in=access.fills_all and not handed_in and not missing and not too_early,
        may_override=oversees and not handed_in and not too_early,
        may_accept=oversees and handed_in and not course_term.accepted_at,
        may_reopen=oversees and course_term is not None and state not in WRITABLE,
        may_take_back=oversees and handed_in and not sealed and not is_past_lock(course_term, term, norms, now),
        may_close_again=oversees and state == TermState.REOPENED,
        missing=tuple(_missing_line(one) for one in missing) if not handed_in else (),
        lesson_count=Lesson.objects.filter(course=course, term=term, cancelled_at=None).count(),
        reopening_until=_default_until(now),
        reopening_max_days=norms.reopening_max_days,
        form_id=form_id,
    )


def term_rows(course: Course, term: Term, norms) -> tuple[TermRow, ...]:
    """Lines of everyone who sat in the course during the term; seven queries whatever their number."""
    values = graded_values(course.pk, term)
    given = {row.student_id: row for row in TermGrade.objects.filter(course=course, term=term).order_by("pk")}
    shares = _missed_shares(course, term)
    released = released_on(course.pk, term.ends_on)
    roll = [entry for entry in course_roll(course) if entry.within(term.starts_on, term.ends_on)]
    rows = []
    for number, entry in enumerate(roll, start=1):
        pupil = entry.student
        suggestion = suggest(
            values.get(pupil.pk, []),
            scale=course.scale,
            hours_per_week=Decimal(course.hours_per_week),
            norms=norms,
            missed_share=shares.get(pupil.pk, Decimal(0)),
        )
        grade = given.get(pupil.pk) or TermGrade(version=0)
        rows.append(
            TermRow(
                number=number,
                student_pk=pupil.pk,
                name=pupil.short_name,
                suggestion=suggestion,
                value=grade.value,
                version=grade.version,
                comment=grade.comment,
                is_released=pupil.pk in released,
            )
        )
    return tuple(rows)


def _missed_shares(course: Course, term: Term) -> dict[int, Decimal]:
    """Student → missed lessons ÷ lessons held so far. # I-09"""
    held = Lesson.objects.filter(course=course, term=term, cancelled_at=None, held_on__lte=clock.today()).count()
    missed = Counter(
        Absence.objects.filter(
            lesson__course=course, lesson__term=term, lesson__cancelled_at=None, kind__in=MISSED_KINDS
        ).values_list("student_id", flat=True)
    )
    return {student: Decimal(count) / held for student, count in missed.items()} if held else {}


def _grades_closed(course_term: CourseTerm | None, term: Term, norms, now: dt.datetime) -> str:
    try:
        check_term_grade_writable(course_term, term, norms, now)
    except RuleViolation as violation:
        return str(violation)
    return ""


def _state_badge(state: TermState, handed_in: bool) -> Badge:
    if state == TermState.OPEN and handed_in:
        return Badge("done", _("сдано, закроется по окончании"))
    kind = {
        TermState.OPEN: "info",
        TermState.REOPENED: "late",
        TermState.HANDED_IN: "done",
        TermState.ACCEPTED: "done",
    }.get(state, "locked")
    return Badge(kind, str(state.label))


def _notices(state, course_term, term, norms, closed: str, is_graded: bool, access, oversees: bool) -> list[Badge]:
    notices = []
    if state not in WRITABLE:
        say = closed_fact if oversees else closed_sentence  # whoever opens terms is not sent to ask for it
        notices.append(Badge("warning", say(state, course_term, term, norms)))
    elif closed:
        notices.append(Badge("info", closed))
    elif state == TermState.REOPENED:
        until = f"{timezone.localtime(course_term.reopened_until):%d.%m.%Y %H:%M}"
        said = _("Период открыт для исправления до %(until)s. Причина: %(reason)s.")
        notices.append(Badge("warning", said % {"until": until, "reason": course_term.reopened_reason}))
    else:
        if reason := reason_of_return(course_term):
            notices.append(Badge("warning", _("Период возвращён для исправления: %s") % reason))
        last = f"{timezone.localtime(locks_at(term, norms)):%d.%m.%Y %H:%M}"
        notices.append(Badge("info", _("Если период не сдать, он закроется сам %s.") % last))
    if not is_graded:
        notices.append(Badge("info", _("В этом периоде предмет без отметок: сдаются темы уроков и посещаемость.")))
    if not access.fills_all:
        notices.append(Badge("info", _("Отметки за период ставит и сдаёт учитель предмета.")))
    return notices


def _missing_line(missing) -> MissingLine:
    day = f"{missing.held_on:%d.%m}" if missing.held_on else ""
    if missing.kind == "topic":
        return MissingLine(reverse("journal:lesson", args=[missing.lesson_id]), _("%s: нет темы урока") % day)
    if missing.kind == "debt":
        words = {"pupil": missing.name, "day": day}
        label = _("%(pupil)s: не закрыта точка за %(day)s") % words
        return MissingLine(reverse("journal:lesson", args=[missing.lesson_id]), label)
    return MissingLine(f"#pupil-{missing.student_id}", _("%s: нет отметки за период") % missing.name)


def _default_until(now: dt.datetime) -> str:
    """The end of the next day, as the field for date and time writes it. # P-12"""
    day = clock.local_date(now) + dt.timedelta(days=REOPENING_DAYS)
    return f"{day:%Y-%m-%d}T23:59"
