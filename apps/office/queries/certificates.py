"""What a certificate of study and an extract of current grades say (P-19)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from apps.attendance.models import Absence
from apps.attendance.rules import MISSED_KINDS
from apps.lessons.models import Grade, TermGrade
from apps.lessons.rules.cells import DEBT
from apps.lessons.rules.suggest import suggest
from apps.school.models import Course, Enrolment, GroupMembership, Student, StudyForm, Term
from apps.school.queries import norms_on, term_of


@dataclass(frozen=True)
class SubjectLine:
    """A subject of the extract: term grades so far, the running term's grades, average and missed lessons."""

    name: str
    given: tuple[str, ...]
    current: str
    average: str
    missed: int


@dataclass(frozen=True)
class GradesExtract:
    """The current grades of a pupil."""

    terms: tuple[Term, ...]
    term: Term | None
    lines: tuple[SubjectLine, ...]


def place_of(student: Student, day: dt.date) -> Enrolment | None:
    """The class of the pupil on the day with its year; None for somebody who is not enrolled."""
    rows = Enrolment.objects.on(day).filter(student=student).select_related("school_class__year")
    return rows.order_by("-starts_on", "-pk").first()


def first_order(student: Student, place: Enrolment) -> str:
    """The order of the arrival at the school, as far as it is written down."""
    rows = Enrolment.objects.filter(student=student, starts_on__lte=place.starts_on).exclude(arrival_order="")
    return rows.order_by("starts_on", "pk").values_list("arrival_order", flat=True).first() or ""


def form_of(student: Student, day: dt.date) -> StudyForm | None:
    """The form of study on the day, where it is not the class's."""
    return StudyForm.objects.on(day).filter(student=student).first()


def grades_extract(student: Student, place: Enrolment, today: dt.date) -> GradesExtract:
    """Subjects of the pupil's class and groups today; seven queries however many."""
    groups = GroupMembership.objects.on(today).filter(student=student).values("study_group_id")
    courses = list(
        Course.objects.filter(Q(school_class=place.school_class_id) | Q(study_group__in=groups))
        .filter(year=place.school_class.year_id)
        .select_related("subject", "school_class", "study_group")
        .order_by("subject__position", "subject__name", "pk")
    )
    schemes = [course.term_scheme_id for course in courses]
    if not schemes:
        return GradesExtract((), None, ())
    main = max(set(schemes), key=schemes.count)
    by_scheme = defaultdict(list)
    for term in Term.objects.filter(scheme__in=set(schemes)).select_related("scheme").order_by("number"):
        by_scheme[term.scheme_id].append(term)
    running = {scheme: term_of(terms, today) for scheme, terms in by_scheme.items()}
    values, given, missed = _facts(student, courses, running)
    norms = norms_on(today)
    lines = []
    for course in courses:
        grades = values[course.pk]
        found = suggest(grades, scale=course.scale, hours_per_week=course.hours_per_week, norms=norms)
        terms = by_scheme[course.term_scheme_id]
        numbers = tuple(given.get((course.pk, term.pk), "") for term in terms)
        lines.append(
            SubjectLine(
                course.subject.name,
                _as_long_as(numbers, len(by_scheme[main])),
                " ".join(value for value, _weight in grades),
                found.average_text,
                missed[course.pk],
            )
        )
    return GradesExtract(tuple(by_scheme[main]), running[main], tuple(lines))


def _as_long_as(values: tuple[str, ...], length: int) -> tuple[str, ...]:
    return (*values, *("" for _number in range(length)))[:length]


def _facts(student: Student, courses: list[Course], running: dict[int, Term]):
    """Grades of the running terms with weights, term grades, missed lessons: by course."""
    values, missed = defaultdict(list), defaultdict(int)
    terms = list(running.values())
    spans = {course.pk: running[course.term_scheme_id] for course in courses}
    first, last = min(term.starts_on for term in terms), max(term.ends_on for term in terms)
    grades = Grade.objects.filter(student=student, course__in=courses, held_on__range=(first, last)).exclude(value=DEBT)
    told = grades.order_by("held_on", "cell__assessment__lesson__number", "position", "pk")
    for pk, day, value, weight in told.values_list(
        "course_id", "held_on", "value", "cell__assessment__work_kind__weight"
    ):
        if spans[pk].starts_on <= day <= spans[pk].ends_on:
            values[pk].append((value, weight if weight is not None else 1))
    rows = TermGrade.objects.filter(student=student, course__in=courses).exclude(value="")
    given = {(row.course_id, row.term_id): row.value for row in rows.order_by("pk")}
    away = Absence.objects.filter(student=student, lesson__course__in=courses, kind__in=MISSED_KINDS)
    for pk, day in away.filter(lesson__held_on__range=(first, last)).values_list(
        "lesson__course_id", "lesson__held_on"
    ):
        missed[pk] += spans[pk].starts_on <= day <= spans[pk].ends_on
    return values, given, missed
