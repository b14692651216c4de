"""What the desk of study groups shows: the list, one group, the division of a class, who sits in none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.core.text import search_key
from apps.lessons.models import Grade
from apps.school.models import (
    AcademicYear,
    ClassSplit,
    Course,
    Enrolment,
    GroupMembership,
    SchoolClass,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
)
from apps.school.queries import group_places, roll_of_set
from apps.school.queries.groups import halves_of, lists_stamp, terms_of_classes
from apps.school.rules.groups import EXCLUSIVE_KINDS, MAX_HALVES, first_day_of_split


def last_records(groups: Iterable[int], since: dt.date) -> dict[tuple[int, int], dt.date]:
    """(pupil, group) → the last day since ``since`` with a grade or a mark of absence in the group; two queries."""
    groups = list(groups)
    found: dict[tuple[int, int], dt.date] = {}
    grades = Grade.objects.filter(course__study_group__in=groups, held_on__gte=since).order_by()
    signs = Absence.objects.filter(lesson__course__study_group__in=groups, lesson__held_on__gte=since).order_by()
    for rows, group, day in (
        (grades, "course__study_group_id", "held_on"),
        (signs, "lesson__course__study_group_id", "lesson__held_on"),
    ):
        for student, place, last in rows.values_list("student_id", group).annotate(last=Max(day)):
            found[student, place] = max(last, found.get((student, place), last))
    return found


@dataclass(frozen=True)
class GroupLine:
    """A group in the list.

    Attributes:
        pupils: on the list today.
        courses: its pages with today's teachers.
    """

    group: StudyGroup
    classes: tuple[SchoolClass, ...]
    pupils: int
    courses: tuple[Course, ...]

    @property
    def classes_text(self) -> str:
        """«7А, 7Б»."""
        return ", ".join(one.name for one in self.classes)


def group_rows(
    year: AcademicYear | None,
    *,
    led: set[int] | None,
    kind: str = "",
    class_pk: int | None = None,
    subject_pk: int | None = None,
    ended: bool = False,
    today: dt.date,
) -> QuerySet[StudyGroup]:
    """Groups of the year, narrowed; ``led``: only those with pupils of these classes."""
    rows = StudyGroup.objects.filter(year=year)
    if led is not None:
        rows = rows.filter(classes__in=led)
    if kind:
        rows = rows.filter(kind=kind)
    if class_pk:
        rows = rows.filter(pk__in=StudyGroup.classes.through.objects.filter(schoolclass=class_pk).values("studygroup"))
    if subject_pk:
        rows = rows.filter(Q(subject=subject_pk) | Q(courses__subject=subject_pk))
    rows = rows.filter(ends_on__lt=today) if ended else rows.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return rows.distinct().order_by("home_class__level", "home_class__letter", "subject__position", "name", "pk")


def group_lines(groups: Iterable[StudyGroup], today: dt.date) -> list[GroupLine]:
    """Lines of the groups of one page of the list; five queries."""
    pks = [group.pk for group in groups]
    teachers = TeachingAssignment.objects.on(today).select_related("staff").order_by("staff__sort_key", "pk")
    courses = (
        Course.objects.select_related("subject")
        .prefetch_related(Prefetch("assignments", teachers, to_attr="teachers"))
        .order_by("subject__position", "subject__name", "pk")
    )
    rows = StudyGroup.objects.filter(pk__in=pks).select_related("subject")
    loaded = {row.pk: row for row in rows.prefetch_related(_classes(), Prefetch("courses", courses, to_attr="pages"))}
    sitting = [place.study_group_id for place in group_places(groups=pks, span=(today, today))]
    return [
        GroupLine(loaded[pk], tuple(loaded[pk].classes.all()), sitting.count(pk), tuple(loaded[pk].pages))
        for pk in pks
        if pk in loaded
    ]


def _classes() -> Prefetch:
    return Prefetch("classes", SchoolClass.objects.order_by("level", "letter", "pk"))


@dataclass(frozen=True)
class MemberLine:
    """A place in the group; ``membership`` None in a class set, where the enrolment speaks."""

    student: Student
    class_name: str
    starts_on: dt.date
    ends_on: dt.date | None
    membership: GroupMembership | None


@dataclass(frozen=True)
class GroupPage:
    """Everything the page of a group shows."""

    line: GroupLine
    present: tuple[MemberLine, ...]
    past: tuple[MemberLine, ...]
    candidates: tuple[Candidate, ...]

    @property
    def coming(self) -> int:
        """How many of the list come after the day."""
        return max(len(self.present) - self.line.pupils, 0)


@dataclass(frozen=True)
class Candidate:
    """A pupil who may be put on the list."""

    student: Student
    class_name: str


def group_page(
    group: StudyGroup, *, day: dt.date, query: str = "", with_candidates: bool, everybody: bool = False
) -> GroupPage:
    """The group with its list on ``day``; the number of queries does not depend on the amount of people.

    Args:
        query: words of the names of candidates.
        with_candidates: whether pupils who may join are asked for at all.
        everybody: also those who sit in another group of the subject: a form that names them is told so.
    """
    line = group_lines([group], day)[0]
    classes = _class_names(group.year_id, day)
    lines = _set_lines(line, classes) if group.is_class_set else _member_lines(group, classes)
    present = tuple(one for one in lines if one.ends_on is None or one.ends_on >= day)
    past = tuple(one for one in lines if one.ends_on is not None and one.ends_on < day)
    taken = {one.student.pk for one in present}
    found = _candidates(group, line.classes, taken, day, query, everybody=everybody) if with_candidates else ()
    return GroupPage(line, present, past, found)


def _class_names(year_pk: int, day: dt.date) -> dict[int, str]:
    rows = Enrolment.objects.on(day).filter(school_class__year=year_pk)
    return dict(rows.values_list("student_id", "school_class__name"))


def _member_lines(group: StudyGroup, classes: Mapping[int, str]) -> list[MemberLine]:
    rows = GroupMembership.objects.filter(study_group=group).select_related("student")
    return [
        MemberLine(row.student, classes.get(row.student_id, ""), row.starts_on, row.ends_on, row)
        for row in rows.order_by("student__sort_key", "student_id", "starts_on")
    ]


def _set_lines(line: GroupLine, classes: Mapping[int, str]) -> list[MemberLine]:
    entries = roll_of_set(line.group)
    return [MemberLine(one.student, classes.get(one.student.pk, ""), *one.spans[-1], None) for one in entries]


def _candidates(group: StudyGroup, classes, taken: set[int], day: dt.date, query: str, *, everybody: bool):
    """Pupils of the group's classes who are not on its list nor in a sister of it, by class and name."""
    rows = Enrolment.objects.on(day).filter(school_class__in=classes).exclude(student__in=taken)
    if group.kind in EXCLUSIVE_KINDS and not everybody:
        sisters = StudyGroup.objects.filter(year=group.year_id, subject=group.subject_id, kind__in=EXCLUSIVE_KINDS)
        elsewhere = GroupMembership.objects.on(day).filter(study_group__in=sisters)
        rows = rows.exclude(student__in=elsewhere.values("student"))
    for word in query.split():
        rows = rows.filter(student__search_key__contains=search_key(word))
    rows = rows.select_related("student", "school_class")
    ordered = rows.order_by("school_class__level", "school_class__letter", "student__sort_key", "student_id")
    return tuple(Candidate(row.student, row.school_class.name) for row in ordered)


def group_history(group: StudyGroup) -> int:
    """The latest history row of the group, for the form that edits it."""
    return group.history.latest("history_id").history_id


# Dividing a class


@dataclass(frozen=True)
class Half:
    """A column of the division: a group or one to be made."""

    mark: str
    name: str
    key: str
    is_new: bool


@dataclass(frozen=True)
class SplitStart:
    """What the page of a division begins with.

    Attributes:
        students: the class on the day, in order.
        chosen: pupil → mark of the half the pupil sits in then.
        starts: days one may well begin with, and what they are.
        stamp: what the lists stood at.
    """

    halves: tuple[Half, ...]
    students: tuple[Student, ...]
    chosen: dict[int, str]
    starts_on: dt.date
    starts: tuple[tuple[dt.date, str], ...]
    stamp: int
    past: tuple[ClassSplit, ...]


def split_start(
    school_class: SchoolClass, subject: Subject, *, today: dt.date, starts_on: dt.date | None = None, count: int = 2
) -> SplitStart:
    """The division of a class as it stands on the day a new one would begin."""
    terms = terms_of_classes(school_class.year, [school_class])[school_class.pk]
    day = starts_on or default_start(school_class, terms, today)
    groups = halves_of(school_class, subject, day)
    if groups and starts_on is None and not GroupMembership.objects.filter(study_group__in=groups).exists():
        day = school_class.year.starts_on  # taught in halves that nobody was ever in: they wait since the year began
        groups = halves_of(school_class, subject, day)
    halves = [Half(str(group.pk), group.name, str(number), False) for number, group in enumerate(groups, 1)]
    for number in range(len(halves) + 1, min(max(count, 2), MAX_HALVES) + 1):
        halves.append(Half(f"new{number}", f"{school_class.name} {subject.short_name} {number}", str(number), True))
    rows = Enrolment.objects.filter(school_class=school_class).within(day, school_class.year.ends_on)
    students = {
        row.student_id: row.student
        for row in rows.select_related("student").order_by("student__sort_key", "student_id", "starts_on")
    }
    places = group_places(groups=[group.pk for group in groups], span=(day, school_class.year.ends_on))
    return SplitStart(
        halves=tuple(halves),
        students=tuple(students.values()),
        chosen={place.student_id: str(place.study_group_id) for place in places if place.student_id in students},
        starts_on=day,
        starts=tuple(_starts(terms, today)),
        stamp=lists_stamp(groups),
        past=tuple(ClassSplit.objects.filter(school_class=school_class, subject=subject).order_by("-starts_on")),
    )


def default_start(school_class: SchoolClass, terms: list[Term], today: dt.date) -> dt.date:
    """The day a new division begins by default, inside the year."""
    year = school_class.year
    return min(max(first_day_of_split(terms, today), year.starts_on), year.ends_on)


def _starts(terms: list[Term], today: dt.date):
    for term in terms:
        if term.ends_on >= today:
            yield term.starts_on, str(term)
    yield today, _("сегодня")


def subjects_to_divide(school_class: SchoolClass) -> QuerySet[Subject]:
    """Subjects the class is taught, whole or in groups of its own."""
    own = Course.objects.filter(Q(school_class=school_class) | Q(study_group__home_class=school_class))
    return Subject.objects.filter(pk__in=own.values("subject")).order_by("position", "name", "pk")
