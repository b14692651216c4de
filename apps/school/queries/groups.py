"""Study groups for their desk: divisions of a class, who is asked to look at them, who sits in none."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q

from ..enums import GroupKind, GroupPrompt, ServiceKind, TermKind
from ..models import (
    AcademicYear,
    ClassSplit,
    ClassTeacher,
    Course,
    CurriculumChoice,
    CurriculumLine,
    Enrolment,
    GroupMembership,
    IndividualPlanLine,
    SchoolClass,
    SplitConfirmation,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
)
from ..rules.groups import EXCLUSIVE_KINDS
from ..rules.levels import parse_levels
from .courses import Place, group_places


def open_groups(day: dt.date):
    """Groups that have not ended before ``day``."""
    return StudyGroup.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))


def halves_of(school_class: SchoolClass, subject: Subject, day: dt.date) -> list[StudyGroup]:
    """The subgroups into which the class is divided for the subject."""
    rows = open_groups(day).filter(home_class=school_class, subject=subject, kind=GroupKind.SUBGROUP)
    return list(rows.order_by("name", "pk"))


def lists_stamp(groups: Iterable) -> int:
    """A number that rises with every change of these groups' lists: what a form has seen."""
    rows = GroupMembership.history.filter(study_group_id__in=[group.pk for group in groups])
    return rows.aggregate(last=Max("history_id"))["last"] or 0


def terms_of_classes(year: AcademicYear | None, classes: Iterable[SchoolClass]) -> dict[int, list[Term]]:
    """Class → the terms most of its courses follow, else those written for its level; three queries."""
    votes: dict[int, Counter] = defaultdict(Counter)
    courses = Course.objects.filter(
        Q(school_class__isnull=False) | Q(study_group__home_class__isnull=False), year=year, kind=ServiceKind.CORE
    )
    for own, home, scheme in courses.values_list("school_class_id", "study_group__home_class_id", "term_scheme_id"):
        votes[own or home][scheme] += 1
    by_scheme = defaultdict(list)
    for term in Term.objects.filter(scheme__year=year).select_related("scheme").order_by("scheme_id", "number"):
        by_scheme[term.scheme_id].append(term)
    return {one.pk: by_scheme.get(_scheme(votes[one.pk], one.level, by_scheme), []) for one in classes}


def _scheme(votes: Counter, level: int, by_scheme: dict[int, list[Term]]) -> int | None:
    known = [pk for pk in votes if pk in by_scheme]
    if known:
        return min(known, key=lambda pk: (-votes[pk], pk))
    for pk, terms in by_scheme.items():
        if terms[0].scheme.kind != TermKind.YEAR and level in parse_levels(terms[0].scheme.levels):
            return pk
    return None


@dataclass(frozen=True)
class Division:
    """How a class stands divided for a subject.

    Attributes:
        halves: names of the groups with the number of their pupils today.
        since: the day the present list begins, None when nobody is in it.
        term: the term for which it is asked about, None outside terms.
        is_settled: changed for this term or looked at and left.
    """

    school_class: SchoolClass
    subject: Subject
    halves: tuple[tuple[str, int], ...]
    since: dt.date | None
    term: Term | None
    is_settled: bool

    @property
    def is_divided(self) -> bool:
        """Whether there are lists at all."""
        return self.since is not None


def divisions(
    classes: Iterable[SchoolClass], *, year: AcademicYear | None, today: dt.date, prompt: str
) -> list[Division]:
    """Subjects in which the classes are, or by their curriculum shall be, divided; nine queries for any number.

    Args:
        prompt: the norm ``group_prompt``: each term or the year's first one (C-14).
    """
    classes = list(classes)
    by_class = {one.pk: one for one in classes}
    groups = defaultdict(list)
    rows = open_groups(today).filter(home_class__in=by_class, kind=GroupKind.SUBGROUP, year=year)
    for group in rows.select_related("subject").order_by("subject__position", "subject__name", "name", "pk"):
        groups[group.home_class_id, group.subject].append(group)
    for key in _planned(by_class, today):
        groups.setdefault(key, [])
    places = defaultdict(list)
    for place in group_places(groups=[group.pk for own in groups.values() for group in own]):
        places[place.study_group_id].append(place)
    terms = terms_of_classes(year, classes)
    settled = _settled(by_class)
    found = []
    for (class_pk, subject), own in groups.items():
        term = asked_term(terms[class_pk], today, prompt)
        lists = [place for group in own for place in places[group.pk]]
        found.append(
            Division(
                by_class[class_pk],
                subject,
                tuple((group.name, sum(one.holds_on(today) for one in places[group.pk])) for group in own),
                _since(lists, settled[class_pk, subject.pk][0], today),
                term,
                term is None or _is_settled(term, terms[class_pk], lists, settled[class_pk, subject.pk]),
            )
        )
    order = {one.pk: place for place, one in enumerate(classes)}
    return sorted(found, key=lambda one: (order[one.school_class.pk], one.subject.position, one.subject.name))


def divisions_to_check(classes: Iterable[SchoolClass], *, today: dt.date, prompt: str) -> list[Division]:
    """Divisions that wait for a look this term (C-14); classes of one year."""
    classes = list(classes)
    if not classes:
        return []
    found = divisions(classes, year=classes[0].year, today=today, prompt=prompt)
    return [one for one in found if not one.is_settled]


def led_by(staff: StaffMember | None, today: dt.date) -> list[SchoolClass]:
    """Classes the employee leads today."""
    rows = ClassTeacher.objects.on(today).filter(staff=staff).select_related("school_class__year")
    return [row.school_class for row in rows.order_by("school_class__level", "school_class__name", "pk")]


def asked_term(terms: list[Term], today: dt.date, prompt: str) -> Term | None:
    """The term for which a division is asked about today, if any. # C-14"""
    present = next((term for term in terms if term.starts_on <= today <= term.ends_on), None)
    if present and prompt == GroupPrompt.YEAR and present.number != terms[0].number:
        return None
    return present


def _planned(by_class: dict[int, SchoolClass], today: dt.date) -> list[tuple[int, Subject]]:
    """Classes and subjects whose curriculum plans several groups."""
    plans = {
        row.school_class_id: row.curriculum_id
        for row in CurriculumChoice.objects.on(today).filter(school_class__in=by_class).order_by("starts_on", "pk")
    }
    lines = CurriculumLine.objects.filter(curriculum__in=set(plans.values()), groups__gt=1).select_related("subject")
    by_plan = defaultdict(list)
    for line in lines.order_by("pk"):
        by_plan[line.curriculum_id, line.level].append(line.subject)
    return [
        (class_pk, subject) for class_pk, plan in plans.items() for subject in by_plan[plan, by_class[class_pk].level]
    ]


def _settled(by_class: dict[int, SchoolClass]) -> dict[tuple[int, int], tuple[set, set]]:
    """(class, subject) → first days of divisions, terms looked at."""
    found: dict[tuple[int, int], tuple[set, set]] = defaultdict(lambda: (set(), set()))
    for row in ClassSplit.objects.filter(school_class__in=by_class).order_by("pk"):
        found[row.school_class_id, row.subject_id][0].add(row.starts_on)
    for row in SplitConfirmation.objects.filter(school_class__in=by_class).order_by("pk"):
        found[row.school_class_id, row.subject_id][1].add(row.term_id)
    return found


def _since(lists: list[Place], starts: set[dt.date], today: dt.date) -> dt.date | None:
    """The first day of the division in force; before any was recorded, that of the oldest place in the lists."""
    begun = [day for day in starts if day <= today]
    if begun and lists:
        return max(begun)
    return min((place.starts_on for place in lists), default=None)


def _is_settled(term: Term, terms: list[Term], lists: list[Place], facts: tuple[set, set]) -> bool:
    """Divided anew since the term before ended, or confirmed; the year's first lists speak for its first term."""
    starts, confirmed = facts
    before = max((one.ends_on for one in terms if one.ends_on < term.starts_on), default=None)
    if term.pk in confirmed or any((before is None or before < day) and day <= term.ends_on for day in starts):
        return True
    return before is None and bool(lists)


@dataclass(frozen=True)
class NotAttached:
    """Pupils of a class who sit in no group of a subject that is taught in groups only (STR-07).

    Attributes:
        groups: groups of the subject in which pupils of this class may sit.
    """

    school_class: SchoolClass
    subject: Subject
    students: tuple[Student, ...]
    groups: tuple[StudyGroup, ...]


def not_attached(year: AcademicYear | None, day: dt.date, *, classes: set[int] | None = None) -> list[NotAttached]:
    """Who is missing in the groups of the day, by class and curriculum; nine queries for a school of any size.

    Args:
        classes: keys of the only classes to look at; None means all.
    """
    rows = open_groups(day).filter(year=year, kind__in=EXCLUSIVE_KINDS, subject__isnull=False)
    groups: dict[tuple[int, Subject], list[StudyGroup]] = defaultdict(list)
    for group in rows.select_related("subject").prefetch_related("classes").order_by("name", "pk"):
        for school_class in group.classes.all():
            groups[school_class.pk, group.subject].append(group)
    sitting = _sitting(year, day)
    own_subjects, chosen = _own_subjects(day)
    whole = _taught_whole(year, day)
    missing = defaultdict(list)
    people = defaultdict(list)
    for row in _roll(year, day, classes):
        people[row.school_class].append(row.student)
    for school_class, students in people.items():
        here = {subject for class_pk, subject in groups if class_pk == school_class.pk}
        for student in students:
            wanted = {one for one in here if student.pk not in own_subjects or one.pk in own_subjects[student.pk]}
            for subject in wanted | chosen[student.pk]:
                key = school_class.pk, subject.pk
                if key not in whole and (student.pk, subject.pk) not in sitting:
                    missing[school_class, subject].append(student)
    lines = [
        NotAttached(school_class, subject, tuple(students), tuple(groups.get((school_class.pk, subject), ())))
        for (school_class, subject), students in missing.items()
    ]
    return sorted(
        lines,
        key=lambda one: (
            one.school_class.level, one.school_class.letter, one.school_class.pk, one.subject.position, one.subject.name
        ),
    )  # fmt: skip


def _roll(year, day: dt.date, classes: set[int] | None):
    rows = Enrolment.objects.on(day).filter(school_class__year=year).select_related("student", "school_class")
    if classes is not None:
        rows = rows.filter(school_class__in=classes)
    return rows.order_by("student__sort_key", "student_id")


def _sitting(year, day: dt.date) -> set[tuple[int, int]]:
    """(pupil, subject) for every place in a group of any kind, class sets by the subjects they are taught."""
    subjects = defaultdict(set)
    for pk, subject in StudyGroup.objects.filter(year=year, subject__isnull=False).values_list("pk", "subject_id"):
        subjects[pk].add(subject)
    taught = Course.objects.filter(year=year, study_group__isnull=False)
    for pk, subject in taught.values_list("study_group_id", "subject_id"):
        subjects[pk].add(subject)
    return {
        (place.student_id, subject)
        for place in group_places(span=(day, day))
        for subject in subjects[place.study_group_id]
    }


def _taught_whole(year, day: dt.date) -> set[tuple[int, int]]:
    """(class, subject) of whole classes that somebody teaches on the day."""
    rows = TeachingAssignment.objects.on(day).filter(course__year=year, course__school_class__isnull=False)
    return set(rows.values_list("course__school_class_id", "course__subject_id"))


def _own_subjects(day: dt.date) -> tuple[dict[int, set[int]], dict[int, set[Subject]]]:
    """Of pupils with a plan of their own: the subjects they learn at all, and those they chose by an order (STR-09)."""
    own: dict[int, set[int]] = defaultdict(set)
    chosen: dict[int, set[Subject]] = defaultdict(set)
    picks = CurriculumChoice.objects.on(day).filter(student__isnull=False).order_by("pk")
    followers = defaultdict(set)
    for row in picks:
        followers[row.curriculum_id].add(row.student_id)
    lines = CurriculumLine.objects.filter(curriculum__in=followers).order_by("pk")
    for plan, subject in lines.values_list("curriculum_id", "subject_id"):
        for student in followers[plan]:
            own[student].add(subject)
    lines = IndividualPlanLine.objects.filter(
        Q(plan__ends_on__isnull=True) | Q(plan__ends_on__gte=day), plan__starts_on__lte=day
    )
    for line in lines.select_related("plan", "subject").order_by("pk"):
        own[line.plan.student_id].add(line.subject_id)
        chosen[line.plan.student_id].add(line.subject)
    return own, chosen
