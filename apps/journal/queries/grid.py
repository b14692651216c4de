"""The journal page of one course and term, read in a constant number of queries (contract 6)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.lessons.enums import TermState
from apps.lessons.rules.terms import WRITABLE, check_term_grade_writable, closed_sentence, term_state
from apps.school.models import Course, Term
from apps.school.queries import term_of

from ..permissions import CourseAccess
from .grid_facts import GridData, LessonFacts, read_grid, read_lessons, with_changes
from .terms import terms_of_course


@dataclass(frozen=True)
class TermTab:
    """A tab of the term switcher."""

    pk: int
    name: str
    is_current: bool
    badge: str


@dataclass(frozen=True)
class LessonLine:
    """A line of the right page."""

    url: str
    date_label: str
    topic: str
    homework: str
    note: str
    needs_topic: bool
    state: str
    is_gone: bool


@dataclass(frozen=True)
class GridPage:
    """The page of a course's term, ready for its template."""

    title: str
    teachers: str
    course_id: int
    term_id: int
    term_label: str
    terms: tuple[TermTab, ...]
    banners: tuple[str, ...]
    closed_sentence: str
    empty_sentence: str
    may_write: bool
    has_suggestions: bool
    offers_hand_in: bool
    today_iso: str
    lines: tuple[LessonLine, ...]
    data: GridData | None


def _refusal(access: CourseAccess, lesson_id: int) -> str:
    """Why a lesson is closed to this reader, or an empty string."""
    if access.may_fill_lesson(lesson_id):
        return ""
    if access.lesson_ids:
        return _("Вы заменяете другой урок: этот заполняет учитель предмета.")
    return _("Вы можете только смотреть: записи делает учитель предмета.")


def grid_page(access: CourseAccess, *, lesson_url: str, term_id: int | None = None) -> GridPage | None:
    """The journal page of a course.

    Args:
        access: the course and what the reader may write in it.
        lesson_url: address of a lesson's page with 0 in the place of its key.
        term_id: the chosen term; None chooses the term of today, else the last one before.

    Returns:
        The page, or None when ``term_id`` is not a term of the course.
    """
    now = clock.now()
    today = clock.local_date(now)
    course, norms = access.course, access.norms
    terms = terms_of_course(course.term_scheme_id, course.pk)
    term = next((one for one in terms if one.pk == term_id), None) if term_id else term_of(terms, today)
    if term is None and term_id:
        return None
    if term is None:
        return _without_terms(course, today)
    course_term = term.course_term
    state = term_state(course_term, term, norms, now)
    sealed = "" if state in WRITABLE else closed_sentence(state, course_term, term, norms)
    lessons, columns, teachers = read_lessons(course, term, lambda lesson: _closed(lesson, today, sealed, access))
    data = read_grid(course, term, columns, norms, today, _term_closed(course_term, term, norms, now, access))
    handed_in = course_term is not None and course_term.handed_in_at is not None
    return GridPage(
        title=str(course),
        teachers=", ".join(teachers),
        course_id=course.pk,
        term_id=term.pk,
        term_label=f"{term}: {term.starts_on:%d.%m.%Y} – {term.ends_on:%d.%m.%Y}",
        terms=tuple(_tab(one, one.pk == term.pk, norms, now) for one in terms),
        banners=_banners(state, sealed, course_term, access),
        closed_sentence=sealed or _refusal(access, 0),
        empty_sentence=_empty(columns, data.rows),
        may_write=access.may_fill and not sealed,
        has_suggestions=access.fills_all and not data.term_closed and data.has_term_grades,
        offers_hand_in=access.fills_all and not sealed and not handed_in,
        today_iso=today.isoformat(),
        lines=tuple(_line(one, today, lesson_url) for one in with_changes(course, term, lessons)),
        data=data,
    )


def _without_terms(course: Course, today: dt.date) -> GridPage:
    return GridPage(
        title=str(course),
        teachers="",
        course_id=course.pk,
        term_id=0,
        term_label="",
        terms=(),
        banners=(),
        closed_sentence="",
        empty_sentence=_("У предмета ещё нет учебных периодов: их заводит администратор."),
        may_write=False,
        has_suggestions=False,
        offers_hand_in=False,
        today_iso=today.isoformat(),
        lines=(),
        data=None,
    )


def _tab(term: Term, is_current: bool, norms, now) -> TermTab:
    state = term_state(term.course_term, term, norms, now)
    badge = "" if state == TermState.OPEN else str(state.label)
    return TermTab(term.pk, str(term), is_current, badge)


def _banners(state, sealed: str, course_term, access: CourseAccess) -> tuple[str, ...]:
    banners = [sealed] if sealed else []
    if state == TermState.REOPENED:
        until = timezone.localtime(course_term.reopened_until)
        said = _("Период открыт для исправлений до %(until)s: %(reason)s")
        banners.append(said % {"until": f"{until:%d.%m.%Y %H:%M}", "reason": course_term.reopened_reason})
    if not sealed and not access.fills_all:
        banners.append(
            _("Открыты только те уроки, которые вы ведёте по замене.")
            if access.lesson_ids
            else _("Просмотр: записи в этом журнале делает учитель предмета.")
        )
    return tuple(banners)


def _term_closed(course_term, term, norms, now, access: CourseAccess) -> str:
    if not access.fills_all:
        return _refusal(access, 0)
    try:
        check_term_grade_writable(course_term, term, norms, now)
    except RuleViolation as violation:
        return str(violation)
    return ""


def _closed(lesson: LessonFacts, today: dt.date, sealed: str, access: CourseAccess) -> str:
    if sealed:
        return sealed
    if lesson.held_on > today:
        return _("Урок ещё не прошёл: отметки и пропуски ставятся в день урока.")
    return _refusal(access, lesson.pk)


def _empty(columns, rows) -> str:
    if not rows:
        return _("В этом периоде на предмете никто не числится.")
    return "" if columns else _("В этом периоде ещё нет уроков: их создаёт расписание.")


def _line(lesson: LessonFacts, today: dt.date, lesson_url: str) -> LessonLine:
    state = "today" if lesson.held_on == today else "future" if lesson.held_on > today else ""
    day = f"{lesson.held_on:%d.%m}, {WEEKDAYS_ABBR[lesson.held_on.weekday()]}"
    return LessonLine(
        url=lesson_url.replace("/0/", f"/{lesson.pk}/"),
        date_label=day,
        topic=lesson.topic,
        homework=lesson.homework,
        note=lesson.note,
        needs_topic=not (lesson.topic or lesson.is_cancelled or lesson.is_gone) and lesson.held_on < today,
        state=state,
        is_gone=lesson.is_gone or lesson.is_cancelled,
    )
