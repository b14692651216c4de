"""Everything a volume is made of, read in a constant number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.attendance.models import Absence
from apps.lessons.models import Assessment, CourseTerm, Grade, Lesson, TermGrade
from apps.lessons.queries import Distance, Moves, distance_of, moves_of
from apps.school.enums import GroupKind, ServiceKind, TermKind
from apps.school.models import (
    ClassTeacher,
    Course,
    Enrolment,
    GroupMembership,
    Guardianship,
    Norms,
    SchoolClass,
    SchoolProfile,
    TeachingAssignment,
    Term,
)
from apps.school.queries import RollEntry, courses_of_volume, norms_on, profile, study_forms, with_forms
from apps.school.queries.courses import with_own_plans
from apps.school.queries.own_plans import OwnPlans, plans_of_year
from apps.school.rules.levels import parse_levels

#: Groups that have a volume of their own and never block the class's (P-17).
OTHER_VOLUMES = (GroupKind.OPTIONAL, GroupKind.CLUB, GroupKind.EXTRACURRICULAR)


@dataclass(frozen=True)
class Material:
    """Rows of one volume, grouped for the assembly; nothing here asks the database again."""

    school_class: SchoolClass
    term: Term
    class_terms: list[Term]
    all_terms: list[Term]
    profile: SchoolProfile
    norms: Norms
    class_teachers: list[ClassTeacher]
    enrolments: list[Enrolment]
    guardianships: dict[int, list[Guardianship]]
    courses: list[Course]
    course_terms: dict[int, CourseTerm]
    own_terms: dict[int, Term]
    rolls: dict[int, list[RollEntry]]
    lessons: dict[int, list[Lesson]]
    assessments: dict[int, list[Assessment]]
    grades: dict[tuple[int, int], list[Grade]]
    absences: list[Absence]
    term_grades: list[TermGrade]
    teachers: dict[int, list[str]]
    year_lessons: list[tuple[int, dt.date, int]]
    moves: Moves
    distance: Distance


def class_schemes(year_id: int) -> dict[int, list[Term]]:
    """Per class of the year the terms its journal is divided into: the division most of its courses follow."""
    votes: dict[int, Counter] = defaultdict(Counter)
    taught = Q(school_class__isnull=False) | Q(study_group__kind=GroupKind.CLASS_SET)
    courses = Course.objects.filter(taught, year_id=year_id)
    for own_id, id_in_set, scheme_id in courses.values_list(
        "school_class_id", "study_group__classes", "term_scheme_id"
    ):
        votes[own_id or id_in_set][scheme_id] += 1
    by_scheme = defaultdict(list)
    for term in _terms_of_year(year_id):
        by_scheme[term.scheme_id].append(term)
    classes = SchoolClass.objects.filter(year_id=year_id).values_list("pk", "level")
    return {pk: by_scheme[_scheme(votes[pk], level, by_scheme)] for pk, level in classes}


def _scheme(votes: Counter, level: int, by_scheme: dict[int, list[Term]]) -> int | None:
    if votes:
        return min(votes, key=lambda scheme: (-votes[scheme], scheme))
    for scheme_id, terms in sorted(by_scheme.items()):
        if terms[0].scheme.kind != TermKind.YEAR and level in parse_levels(terms[0].scheme.levels):
            return scheme_id
    return None


def _terms_of_year(year_id: int) -> list[Term]:
    rows = Term.objects.filter(scheme__year_id=year_id).select_related("scheme__year")
    return list(rows.order_by("scheme_id", "number"))


def volume_courses(school_class_id: int) -> QuerySet[Course]:
    """Courses whose pages belong to the class's volume and which its seal waits for (P-17)."""
    return courses_of_volume(school_class_id).filter(kind=ServiceKind.CORE).exclude(study_group__kind__in=OTHER_VOLUMES)


def window(term: Term, class_terms: list[Term]) -> tuple[dt.date, dt.date]:
    """The days of which this volume speaks last: a half-year that ends in them is printed in this quarter's volume."""
    later = [other for other in class_terms if other.starts_on > term.ends_on]
    first = term.starts_on if any(other.ends_on < term.starts_on for other in class_terms) else dt.date.min
    last = min(other.starts_on for other in later) - dt.timedelta(days=1) if later else dt.date.max
    return first, last


def own_term(course: Course, term: Term, class_terms: list[Term], all_terms: list[Term]) -> Term | None:
    """The term of the course's own division that is printed in the volume of ``term`` (P-01), if one ends in it."""
    if course.term_scheme_id == term.scheme_id:
        return term
    first, last = window(term, class_terms)
    ending = [one for one in all_terms if one.scheme_id == course.term_scheme_id and first <= one.ends_on <= last]
    return ending[-1] if ending else None


def read_material(school_class: SchoolClass, term: Term) -> Material:
    """Read the volume of a class and term; the number of queries does not depend on the amount of data."""
    all_terms = _terms_of_year(school_class.year_id)
    class_terms = [one for one in all_terms if one.scheme_id == term.scheme_id]
    courses = list(volume_courses(school_class.pk))
    own = {course.pk: own_term(course, term, class_terms, all_terms) for course in courses}
    courses = [course for course in courses if own[course.pk]]
    ids, terms = [course.pk for course in courses], {own[course.pk].pk for course in courses}
    enrolments = list(
        Enrolment.objects.filter(school_class=school_class, starts_on__lte=term.ends_on)
        .select_related("student")
        .order_by("student__sort_key", "student_id", "starts_on")
    )
    students = sorted({row.student_id for row in enrolments})
    lessons = _lessons(ids, terms)
    return Material(
        school_class=school_class,
        term=term,
        class_terms=class_terms,
        all_terms=all_terms,
        profile=profile(),
        norms=norms_on(term.ends_on),
        class_teachers=list(
            ClassTeacher.objects.filter(school_class=school_class)
            .within(term.starts_on, term.ends_on)
            .select_related("staff")
            .order_by("starts_on", "pk")
        ),
        enrolments=enrolments,
        guardianships=_guardianships(students, term),
        courses=courses,
        course_terms=_course_terms(own, ids, terms),
        own_terms={course.pk: own[course.pk] for course in courses},
        rolls=_rolls(courses, enrolments),
        lessons=lessons,
        assessments=_assessments(ids, terms),
        grades=_grades(ids, terms),
        absences=_absences(students, school_class, term),
        term_grades=_term_grades(students, school_class, term),
        teachers=_teachers(ids, own),
        year_lessons=list(
            Lesson.objects.filter(course_id__in=ids, held_on__lte=term.ends_on, cancelled_at=None).values_list(
                "course_id", "held_on", "number"
            )
        ),
        moves=moves_of(*_span(own, term), Q(lesson__course__in=ids)),
        distance=distance_of(*_span(own, term), [school_class.pk]),
    )


def _span(own: dict[int, Term | None], term: Term) -> tuple[dt.date, dt.date]:
    """First and last day of everything the volume prints."""
    printed = [term, *(one for one in own.values() if one)]
    return min(one.starts_on for one in printed), max(one.ends_on for one in printed)


def lessons_of(course_ids, term_ids) -> QuerySet[Lesson]:
    """All lessons whose records the volume holds, cancelled ones too."""
    return Lesson.objects.filter(course_id__in=course_ids, term_id__in=term_ids)


def _lessons(ids, terms) -> dict[int, list[Lesson]]:
    found = defaultdict(list)
    rows = lessons_of(ids, terms).select_related(
        "teacher", "homework", "substitution__substitute", "stands_for__lesson__course__subject"
    )
    for lesson in rows.order_by("held_on", "number", "pk"):
        found[lesson.course_id].append(lesson)
    return found


def _guardianships(students, term: Term) -> dict[int, list[Guardianship]]:
    found = defaultdict(list)
    rows = Guardianship.objects.filter(student_id__in=students).on(term.ends_on).select_related("representative")
    for row in rows.order_by("student_id", "representative__sort_key", "pk"):
        found[row.student_id].append(row)
    return found


def _course_terms(own, ids, terms) -> dict[int, CourseTerm]:
    rows = CourseTerm.objects.filter(course_id__in=ids, term_id__in=terms).order_by("pk")
    return {row.course_id: row for row in rows if own[row.course_id].pk == row.term_id}


def _rolls(courses, enrolments) -> dict[int, list[RollEntry]]:
    """Who of the class sits in each course: the class itself for its own and its class set's, else the dated list.

    Individual plans and forms of study are heeded.
    """
    own_lists = [course for course in courses if course.study_group_id and not course.study_group.is_class_set]
    groups = {course.pk: course.study_group_id for course in own_lists}
    members = defaultdict(list)
    rows = GroupMembership.objects.filter(study_group_id__in=groups.values()).select_related("student")
    for row in rows.order_by("student__sort_key", "student_id", "starts_on"):
        members[row.study_group_id].append(row)
    whole_class = _entries(enrolments)
    own, forms = plans_of_year(courses[0].year_id) if courses else OwnPlans(), study_forms()
    rolls = {}
    for course in courses:
        entries = _entries(members[groups[course.pk]]) if course.pk in groups else whole_class
        rolls[course.pk] = with_forms(with_own_plans(course, entries, own), forms, own.guests(course.pk))
    return rolls


def _entries(rows) -> list[RollEntry]:
    students, spans = {}, defaultdict(list)
    for row in rows:
        students[row.student_id] = row.student
        spans[row.student_id].append((row.starts_on, row.ends_on))
    return [RollEntry(student, tuple(spans[pk])) for pk, student in students.items()]


def _assessments(ids, terms) -> dict[int, list[Assessment]]:
    found = defaultdict(list)
    rows = Assessment.objects.filter(lesson__course_id__in=ids, lesson__term_id__in=terms).select_related("work_kind")
    for row in rows.order_by("lesson_id", "position", "pk"):
        found[row.lesson_id].append(row)
    return found


def _grades(ids, terms) -> dict[tuple[int, int], list[Grade]]:
    found = defaultdict(list)
    rows = Grade.objects.filter(
        cell__assessment__lesson__course_id__in=ids, cell__assessment__lesson__term_id__in=terms
    ).select_related("cell")
    for row in rows.order_by("cell_id", "position"):
        found[row.cell.assessment_id, row.student_id].append(row)
    return found


def _absences(students, school_class: SchoolClass, term: Term) -> list[Absence]:
    """Of the class's pupils since the beginning of the year, at any lesson: groups across classes count too."""
    rows = Absence.objects.filter(
        student_id__in=students, lesson__held_on__range=(school_class.year.starts_on, term.ends_on)
    )
    return list(rows.select_related("lesson").order_by("student_id", "lesson__held_on", "lesson__number", "pk"))


def _term_grades(students, school_class: SchoolClass, term: Term) -> list[TermGrade]:
    rows = TermGrade.objects.filter(
        student_id__in=students, term__scheme__year_id=school_class.year_id, term__starts_on__lte=term.ends_on
    ).exclude(value="")
    related = rows.select_related("course__subject", "course__study_group", "term__scheme")
    return list(related.order_by("student_id", "course_id", "term__starts_on", "pk"))


def _teachers(ids, own) -> dict[int, list[str]]:
    found = defaultdict(list)
    rows = TeachingAssignment.objects.filter(course_id__in=ids).select_related("staff")
    for row in rows.order_by("course_id", "starts_on", "pk"):
        term = own[row.course_id]
        name = row.staff.full_name
        in_term = row.starts_on <= term.ends_on and (row.ends_on is None or row.ends_on >= term.starts_on)
        if in_term and name not in found[row.course_id]:
            found[row.course_id].append(name)
    return found
