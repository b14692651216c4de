"""Who sits in a class or a course, on any date (decision 5)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet, Value

from apps.core.compiled import Compiled
from apps.core.memo import remembered

from ..enums import GroupKind, StudyMode
from ..models import AcademicYear, Course, Enrolment, GroupMembership, Student, StudyGroup
from ..rules.groups import is_graded_at, sooner
from ..rules.spans import Span, common, holds, without
from .exceptions import exceptions_of_year
from .own_plans import OwnPlans
from .study_forms import StudyForms, study_forms


@dataclass(frozen=True)
class RollEntry:
    """A pupil of a course with the days of membership, both ends inclusive.

    Attributes:
        is_graded: False for the first level of a class set: its pupils get no grades where others do (P-01, STR-05).
        forms: forms of study other than the class's, as pairs of mode and days (P-16).
        is_own_page: the page of an individual plan: there a pupil taught at home is graded like anybody.
    """

    student: Student
    spans: tuple[tuple[dt.date, dt.date | None], ...]
    is_graded: bool = True
    forms: tuple[tuple[str, Span], ...] = ()
    is_own_page: bool = False

    def on(self, day: dt.date) -> bool:
        """Whether the pupil belongs to the course on ``day`` (I-05); somebody away for a time does not."""
        return holds(self.spans, day) and self.mode_on(day) != StudyMode.AWAY

    def mode_on(self, day: dt.date) -> str:
        """The form of study on ``day`` where it is not the class's, else an empty string."""
        return next((mode for mode, span in self.forms if holds([span], day)), "")

    def note_on(self, day: dt.date) -> str:
        """What the row says beside the name (P-16)."""
        mode = self.mode_on(day)
        return str(StudyMode(mode).label) if mode else ""

    def owes_grades(self, day: dt.date) -> bool:
        """Whether the page may demand a grade: not of somebody taught at home, unless it is the own page (P-16)."""
        return self.is_graded and self.on(day) and (self.is_own_page or self.mode_on(day) != StudyMode.AT_HOME)

    def throughout(self, first: dt.date, last: dt.date) -> bool:
        """Whether the pupil is here on every day of first…last, as nearly everybody is."""
        here = any(start <= first and (end is None or last <= end) for start, end in self.spans)
        return here and not any(mode == StudyMode.AWAY and common([span], (first, last)) for mode, span in self.forms)

    def within(self, first: dt.date, last: dt.date) -> bool:
        """Whether the pupil belongs to the course on a day of first…last."""
        return any(start <= last and (end is None or first <= end) for start, end in self.spans)


@dataclass(frozen=True)
class Place:
    """A pupil's place in a study group: by its own list, or in a class set by the enrolment (STR-05)."""

    study_group_id: int
    student_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    is_graded: bool = True

    def holds_on(self, day: dt.date) -> bool:
        """Whether the pupil belongs to the group on ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def group_places(
    *,
    groups: Iterable | None = None,
    year: AcademicYear | None = None,
    span: tuple[dt.date, dt.date] | None = None,
) -> list[Place]:
    """Places in study groups, by group and first day; one query however the groups get their lists.

    Args:
        groups: keys of groups, all when None.
        year: only groups of this year.
        span: only places that touch first…last.
    """
    listed, derived = GroupMembership.objects.all(), {"school_class__study_groups__kind": GroupKind.CLASS_SET}
    if groups is not None:
        groups = list(groups)
        listed, derived = listed.filter(study_group__in=groups), {**derived, "school_class__study_groups__in": groups}
    if year is not None:
        listed, derived = listed.filter(study_group__year=year), {**derived, "school_class__study_groups__year": year}
    enrolled = Enrolment.objects.filter(**derived)
    if span is not None:
        listed, enrolled = listed.within(*span), enrolled.within(*span)
    return _places(_place_rows(listed, enrolled))


def _place_rows(listed: QuerySet, enrolled: QuerySet) -> QuerySet:
    names = ("student_id", "starts_on", "ends_on")
    return listed.values_list("study_group_id", *names, "study_group__ends_on", Value(0)).union(
        enrolled.values_list(
            "school_class__study_groups", *names, "school_class__study_groups__ends_on", "school_class__level"
        ),
        all=True,
    )


def _places(rows: Iterable[tuple]) -> list[Place]:
    places = [
        Place(group, pupil, first, sooner(last, closed), is_graded_at(level))
        for group, pupil, first, last, closed, level in rows
        if closed is None or first <= closed
    ]
    return sorted(places, key=lambda one: (one.study_group_id, one.starts_on, one.student_id))


_rows_of_student = Compiled(
    lambda student, first, last: _place_rows(
        GroupMembership.objects.within(first, last).filter(student_id=student),
        Enrolment.objects.within(first, last).filter(
            student_id=student, school_class__study_groups__kind=GroupKind.CLASS_SET
        ),
    ),
    int,
    dt.date,
    dt.date,
)


def places_of_student(student_pk: int, first: dt.date, last: dt.date) -> list[Place]:
    """Places of one pupil in study groups that touch first…last; one query."""
    return _places(_rows_of_student(student_pk, first, last))


def _in_order(rows: QuerySet) -> QuerySet:
    return rows.select_related("student").order_by("student__sort_key", "student_id", "starts_on")


_in_class = Compiled(lambda pk: _in_order(Enrolment.objects.filter(school_class_id=pk)), int)
_in_group = Compiled(lambda pk: _in_order(GroupMembership.objects.filter(study_group_id=pk)), int)


@remembered
def course_roll(course: Course) -> list[RollEntry]:
    """Everyone who was ever in the course's class or group, in the order of the list, individual plans heeded.

    A pupil with a plan of the own is here only while the plan names the subject, or sends the pupil here (STR-09).
    Whoever learns in the family is not here (P-16). Two queries; four where somebody comes from another class.
    """
    if course.school_class_id:
        entries = _entries(_in_class(course.school_class_id))
    elif course.study_group.is_class_set:
        entries = roll_of_set(course.study_group)
    else:
        entries = _entries(_in_group(course.study_group_id))
    own, forms = exceptions_of_year(course.year_id)
    return with_forms(with_own_plans(course, entries, own), forms, own.guests(course.pk))


def with_own_plans(course: Course, entries: list[RollEntry], own: OwnPlans) -> list[RollEntry]:
    """The roll of a course as the individual plans leave it; a query only where guests come."""
    if not own.plans:
        return entries
    known = {entry.student.pk for entry in entries}
    strangers = own.guests(course.pk) - known
    if strangers:
        guests = Student.objects.filter(pk__in=strangers).order_by("sort_key", "pk")
        entries = [*entries, *(RollEntry(student, ()) for student in guests)]
        entries.sort(key=lambda entry: (entry.student.sort_key, entry.student.pk))
    found = []
    for entry in entries:
        spans = own.spans(course.pk, course.subject_id, entry.student.pk, entry.spans)
        if spans:
            found.append(replace(entry, spans=spans))
    return found


def with_forms(
    entries: list[RollEntry], forms: StudyForms, guests: set[int] | frozenset[int] = frozenset()
) -> list[RollEntry]:
    """The roll as forms of study leave it: family education is outside the roll of lessons (P-16).

    Args:
        guests: pupils whom an individual plan sends to this page.
    """
    if not forms.of:
        return entries
    found = []
    for entry in entries:
        own = forms.of.get(entry.student.pk, ())
        spans = entry.spans
        for mode, span in own:
            if mode == StudyMode.FAMILY:
                spans = without(spans, span)
        if spans:
            is_own = entry.student.pk in guests
            found.append(replace(entry, spans=spans, forms=own, is_own_page=is_own) if own else entry)
    return found


def students_of_class(school_class_id: int) -> list[RollEntry]:
    """Everyone who was ever in the class; two queries."""
    return with_forms(_entries(_in_class(school_class_id)), study_forms())


def _entries(rows: list) -> list[RollEntry]:
    students, spans = {}, {}
    for row in rows:
        students[row.student_id] = row.student
        spans.setdefault(row.student_id, []).append((row.starts_on, row.ends_on))
    return [RollEntry(student, tuple(spans[pk])) for pk, student in students.items()]


def roll_of_set(group: StudyGroup) -> list[RollEntry]:
    """The rolls of the set's classes one after the other, as the teacher calls them: the lower level first."""
    rows = Enrolment.objects.filter(school_class__study_groups=group).select_related("student", "school_class")
    people, spans = {}, {}
    for row in rows.order_by("school_class__level", "student__sort_key", "student_id", "starts_on"):
        if group.ends_on is None or row.starts_on <= group.ends_on:
            people[row.student_id] = (row.student, is_graded_at(row.school_class.level))
            spans.setdefault(row.student_id, []).append((row.starts_on, sooner(row.ends_on, group.ends_on)))
    return [RollEntry(student, tuple(spans[pk]), graded) for pk, (student, graded) in people.items()]


def courses_of_volume(school_class_id: int) -> QuerySet[Course]:
    """Courses whose pages belong to the class's volume (P-17), in curriculum order.

    Its own, its subgroups', and those of its class set, whose pages every class prints with its own pupils (STR-05).
    """
    sets = StudyGroup.objects.filter(kind=GroupKind.CLASS_SET, classes=school_class_id)
    own = Q(school_class_id=school_class_id) | Q(study_group__home_class_id=school_class_id)
    return (
        Course.objects.filter(own | Q(study_group__in=sets))
        .select_related("subject", "school_class", "study_group", "term_scheme")
        .order_by("subject__position", "subject__name", "study_group__name", "pk")
    )
