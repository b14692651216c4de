"""Grades of a term and of the year for one pupil, with the forecast (DIA-13, DIA-17)."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.core import clock
from apps.lessons.models import Lesson, TermGrade
from apps.lessons.rules.suggest import Suggestion, suggest
from apps.lessons.rules.terms import is_published
from apps.school.models import AcademicYear, Course, Enrolment, Student, Term
from apps.school.queries import norms_on, term_of

from ..rules import is_missed, term_sign
from .own import Belonging, belonging
from .week import Mark, cells_of, grade_facts, marks_of


@dataclass(frozen=True)
class DatedMark:
    """A grade with the day it was given for."""

    date: dt.date
    mark: Mark


@dataclass
class SubjectLine:
    """A subject in the term table."""

    course: Course
    name: str
    term: Term
    marks: list[DatedMark] = field(default_factory=list)
    missed: int = 0
    held: int = 0
    given: TermGrade | None = None
    suggestion: Suggestion | None = None

    @property
    def without_marks(self) -> str:
        """What stands where no grade does."""
        return _("отметок нет") if self.course.is_graded else _("без отметок")

    @property
    def expected(self) -> str:
        """The forecast's value alone."""
        return self.suggestion.value if self.forecast else ""

    @property
    def forecast(self) -> str:
        """DIA-17: what the grades so far lead to; empty once the term grade is given or nothing can be said."""
        if self.given or not self.suggestion or not self.suggestion.count:
            return ""
        return _("При текущих отметках выходит %(value)s: %(how)s") % {
            "value": self.suggestion.value,
            "how": self.suggestion.explanation,
        }


@dataclass(frozen=True)
class YearTable:
    """Term grades of the year: one table for the courses of one division of the year."""

    title: str
    columns: list[tuple[str, str]]  # the narrow head and the whole name
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class GradesPage:
    """Everything the page of grades shows."""

    years: list[AcademicYear]
    year: AcademicYear | None
    terms: list[Term]
    term: Term | None
    lines: list[SubjectLine]
    year_tables: list[YearTable]


def years_of(student: Student) -> list[AcademicYear]:
    """School years in which the pupil was enrolled, newest first (DIA-16)."""
    rows = Enrolment.objects.filter(student=student).select_related("school_class__year").order_by("-starts_on")
    return list({row.school_class.year_id: row.school_class.year for row in rows}.values())


def grades_page(student: Student, *, term_pk: int | None, year_pk: int | None, today: dt.date) -> GradesPage | None:
    """Grades of the chosen term (of the chosen year, else of today's) and the year's results.

    None for a term or a year that is not the pupil's.
    """
    years = years_of(student)
    chosen = Term.objects.filter(pk=term_pk).select_related("scheme").first() if term_pk else None
    if term_pk and chosen is None:
        return None
    year_pk = chosen.scheme.year_id if chosen else year_pk
    year = next((one for one in years if year_pk in (None, one.pk)), None)
    if year is None:
        return None if year_pk else GradesPage([], None, [], None, [], [])
    own = belonging(student, year.starts_on, year.ends_on)
    courses = _courses(own, year)
    terms = _terms(courses)
    main = _main_terms(courses, terms)
    term = chosen or term_of(main, today)
    term_grades = _term_grades(student, courses)
    lines = _lines(student, own, courses, terms, term, today, term_grades) if term else []
    return GradesPage(years, year, main, term, lines, _year_tables(courses, terms, term_grades))


def _courses(own: Belonging, year: AcademicYear) -> list[Course]:
    found = (
        Course.objects.filter(own.filter(), year=year)
        .select_related("subject", "study_group", "school_class", "term_scheme")
        .order_by("subject__position", "subject__name", "pk")
    )
    return [course for course in found if own.touches(course, year.starts_on, year.ends_on)]


def _terms(courses: list[Course]) -> dict[int, list[Term]]:
    """Terms of the courses' schemes by scheme."""
    by_scheme = defaultdict(list)
    wanted = {course.term_scheme_id for course in courses}
    for term in Term.objects.filter(scheme__in=wanted).select_related("scheme").order_by("starts_on", "number"):
        by_scheme[term.scheme_id].append(term)
    return by_scheme


def _main_terms(courses: list[Course], terms: dict[int, list[Term]]) -> list[Term]:
    """Terms of the division that most of the pupil's courses follow."""
    counts = Counter(course.term_scheme_id for course in courses)
    return terms[counts.most_common(1)[0][0]] if counts else []


def _term_grades(student: Student, courses: list[Course]) -> dict[int, dict[int, TermGrade]]:
    by_course, now, norms = defaultdict(dict), clock.now(), norms_on(clock.today())
    for grade in (
        TermGrade.objects.filter(student=student, course__in=courses).exclude(value="").select_related("term__scheme")
    ):
        if is_published(grade.given_at, norms, now):
            by_course[grade.course_id][grade.term_id] = grade
    return by_course


def _lines(student, own, courses, terms, term, today, term_grades) -> list[SubjectLine]:
    """Lines of the courses that were the pupil's on a day of their term."""
    lines = {}
    for course in courses:
        course_term = (
            term if term.scheme_id == course.term_scheme_id else term_of(terms[course.term_scheme_id], term.ends_on)
        )
        if course_term and own.touches(course, course_term.starts_on, course_term.ends_on):
            lines[course.pk] = SubjectLine(course, course.subject.name, course_term)
            lines[course.pk].given = term_grades[course.pk].get(course_term.pk)
    in_terms = {"term__in": {line.term.pk for line in lines.values()}, "course__in": list(lines)}
    _count_lessons(lines, own, in_terms, today)
    _count_missed(lines, student, in_terms)
    _add_marks(lines, student)
    return list(lines.values())


def _count_lessons(lines: dict[int, SubjectLine], own: Belonging, in_terms: dict, today: dt.date) -> None:
    held = Lesson.objects.filter(**in_terms, held_on__lte=today, cancelled_at=None)
    for course_pk, term_pk, day in held.values_list("course", "term", "held_on"):
        line = lines[course_pk]
        line.held += term_pk == line.term.pk and own.has(
            line.course.pk, line.course.school_class_id, line.course.study_group_id, day
        )


def _count_missed(lines: dict[int, SubjectLine], student: Student, in_terms: dict) -> None:
    found = Absence.objects.filter(student=student, **{f"lesson__{key}": value for key, value in in_terms.items()})
    for course_pk, term_pk, kind in found.values_list("lesson__course", "lesson__term", "kind"):
        lines[course_pk].missed += term_pk == lines[course_pk].term.pk and is_missed(kind)


def _add_marks(lines: dict[int, SubjectLine], student: Student) -> None:
    """All grades in order, the average and what it leads to, by the rule of the journal (difference 0)."""
    facts = [
        fact
        for fact in grade_facts(student.pk, course__in=list(lines))
        if fact.cell__assessment__lesson__term_id == lines[fact.course_id].term.pk
    ]
    values = defaultdict(list)
    for fact in facts:
        values[fact.course_id].append((fact.value, fact.cell__assessment__work_kind__weight))
    for cell in cells_of(facts):
        lines[cell[0].course_id].marks += [DatedMark(cell[0].held_on, mark) for mark in marks_of(cell)]
    _suggest(lines, values)


def _suggest(lines: dict[int, SubjectLine], values: dict[int, list[tuple[str, Decimal]]]) -> None:
    in_force = {}
    for pk, line in lines.items():
        if line.term.ends_on not in in_force:
            in_force[line.term.ends_on] = norms_on(line.term.ends_on)
        line.suggestion = suggest(
            values[pk],
            scale=line.course.scale,
            hours_per_week=line.course.hours_per_week,
            norms=in_force[line.term.ends_on],
            missed_share=Decimal(line.missed) / line.held if line.held else None,
        )


def _year_tables(courses, terms, term_grades) -> list[YearTable]:
    """Results of the year by division of it; a final column outside the division stands last where it was given."""
    by_scheme = defaultdict(list)
    for course in courses:
        if course.is_graded or term_grades[course.pk]:
            by_scheme[course.term_scheme_id].append(course)
    tables = []
    for scheme_pk, group in by_scheme.items():
        columns = {term.pk: term for term in terms[scheme_pk]}
        for course in group:
            columns |= {pk: grade.term for pk, grade in term_grades[course.pk].items() if pk not in columns}
        rows = [(course.subject.name, [_value(term_grades[course.pk].get(pk)) for pk in columns]) for course in group]
        heads = [(term_sign(term.number, term.scheme.kind), str(term)) for term in columns.values()]
        tables.append(YearTable(group[0].term_scheme.get_kind_display(), heads, rows))
    return tables


def _value(grade: TermGrade | None) -> str:
    return grade.value if grade else ""
