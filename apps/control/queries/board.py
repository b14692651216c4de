"""The term-end board: every course of every class, and how its term stands (P-11, «term end in one evening»)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from apps.lessons.enums import TermState
from apps.lessons.models import CourseTerm
from apps.school.models import Course, SchoolClass, TeachingAssignment, Term
from apps.school.queries import term_of

from ..rules import board_state

DONE = frozenset({TermState.ACCEPTED, TermState.SEALED})
BADGES = {
    TermState.HANDED_IN: "badge-info",
    TermState.ACCEPTED: "badge-done",
    TermState.SEALED: "badge-locked",
    TermState.LOCKED: "badge-missing",
    TermState.REOPENED: "badge-late",
}


@dataclass(frozen=True)
class CourseChip:
    """A course on the board."""

    course_pk: int
    subject: str
    group: str
    teachers: str
    state: TermState
    course_term: CourseTerm | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here."""
        return self.state in DONE

    @property
    def badge(self) -> str:
        """Class of the style sheet for the state."""
        return BADGES.get(self.state, "")


@dataclass(frozen=True)
class ClassRow:
    """A class of the board; ``school_class`` None gathers the groups that no class's volume holds (P-17)."""

    school_class: SchoolClass | None
    chips: list[CourseChip]

    @property
    def class_pk(self) -> int:
        """Number of the row in addresses: the class's, 0 for groups across classes."""
        return self.school_class.pk if self.school_class else 0

    @property
    def done(self) -> int:
        """Courses accepted or sealed."""
        return sum(chip.is_done for chip in self.chips)

    @property
    def waiting(self) -> list[CourseTerm]:
        """Course terms handed in and not yet accepted."""
        return [chip.course_term for chip in self.chips if chip.state == TermState.HANDED_IN]

    @property
    def is_green(self) -> bool:
        """Whether everything is accepted."""
        return self.done == len(self.chips)


@dataclass(frozen=True)
class Board:
    """The whole board of one term."""

    rows: list[ClassRow]
    counts: list[tuple[str, str, int]]  # label, class of the style sheet, how many
    total: int
    done: int


def terms_of_year(year) -> list[Term]:
    """All terms of the year, by division and number."""
    if year is None:
        return []
    terms = Term.objects.filter(scheme__year=year).select_related("scheme")
    return list(terms.order_by("scheme__levels", "scheme", "number"))


def current_terms(terms: list[Term], today: dt.date) -> list[Term]:
    """Of each division the term of ``today``, in holidays the last one before."""
    schemes = {}
    for term in terms:
        schemes.setdefault(term.scheme_id, []).append(term)
    return [term_of(group, today) for group in schemes.values()]


def term_to_open(terms: list[Term], today: dt.date, grace_days: int) -> Term | None:
    """The term the board opens at: one that is being closed, else the current one of the first division."""
    closing = [term for term in terms if term.ends_on <= today <= term.ends_on + dt.timedelta(days=grace_days + 7)]
    return next(iter(closing or current_terms(terms, today)), None)


def board(term: Term, *, norms, now: dt.datetime, class_pk: int | None = None) -> Board:
    """The board of a term: three queries."""
    courses = _courses(term, class_pk)
    rows = CourseTerm.objects.filter(term=term, course__in=courses).select_related("handed_in_by", "accepted_by")
    course_terms = {row.course_id: row for row in rows.order_by("pk")}
    teachers = _teachers(courses, now.date())
    classes: dict[int | None, ClassRow] = {}
    for course in courses:
        home = course.school_class or course.study_group.home_class
        row = classes.setdefault(home and home.pk, ClassRow(home, []))
        row.chips.append(_chip(course, course_terms.get(course.pk), teachers.get(course.pk, ""), term, norms, now))
    states = Counter(chip.state for row in classes.values() for chip in row.chips)
    return Board(
        rows=sorted(classes.values(), key=_order),
        counts=[(str(state.label), BADGES.get(state, ""), states[state]) for state in TermState if states[state]],
        total=states.total(),
        done=sum(states[state] for state in DONE),
    )


def _courses(term: Term, class_pk: int | None) -> list[Course]:
    courses = Course.objects.filter(term_scheme=term.scheme_id).select_related(
        "subject", "school_class", "study_group__home_class"
    )
    if class_pk:
        courses = courses.filter(Q(school_class=class_pk) | Q(study_group__home_class=class_pk))
    return list(courses.order_by("subject__position", "subject__name", "study_group__name", "pk"))


def _teachers(courses: list[Course], today: dt.date) -> dict[int, str]:
    names = {}
    rows = TeachingAssignment.objects.on(today).filter(course__in=courses).select_related("staff")
    for row in rows.order_by("staff__sort_key", "pk"):
        names.setdefault(row.course_id, []).append(row.staff.initials_name)
    return {pk: ", ".join(group) for pk, group in names.items()}


def _chip(course: Course, course_term, teachers: str, term: Term, norms, now: dt.datetime) -> CourseChip:
    return CourseChip(
        course_pk=course.pk,
        subject=course.subject.name,
        group=course.study_group.name if course.study_group_id else "",
        teachers=teachers,
        state=board_state(course_term, term, norms, now),
        course_term=course_term,
    )


def _order(row: ClassRow) -> tuple:
    one = row.school_class
    return (one is None, one.level if one else 0, one.letter if one else "")
