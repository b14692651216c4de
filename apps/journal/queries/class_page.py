"""The class teacher's desk: all subjects × pupils on one sheet, who is away today, the journal pages, the roll."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.attendance.rules import is_missed, sign_text
from apps.core import clock
from apps.lessons.models import Grade, Lesson, TermGrade
from apps.lessons.rules.suggest import suggest
from apps.school.models import ClassTeacher, Course, SchoolClass, StaffMember, TeachingAssignment, Term
from apps.school.queries import RollEntry, current_year, norms_on, students_of_class, term_of

from .course_list import CourseLine, Lines


@dataclass(frozen=True)
class AwayLine:
    """A pupil who missed lessons today or came late."""

    name: str
    signs: str
    missed: int


@dataclass(frozen=True)
class SheetCell:
    """A pupil's term grade in a subject, or the average while none is given."""

    text: str
    css: str


@dataclass(frozen=True)
class SheetRow:
    """A pupil's line of the sheet."""

    number: int
    student_pk: int
    name: str
    note: str
    is_here: bool
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True)
class SheetHead:
    """A subject's column."""

    path: str
    label: str


@dataclass(frozen=True)
class TermTab:
    """A term one may choose."""

    pk: int
    name: str
    is_current: bool


@dataclass(frozen=True)
class ClassPage:
    """Everything the page shows."""

    school_class: SchoolClass
    teacher: str
    room: str
    count: int
    away: tuple[AwayLine, ...]
    unmarked: tuple[str, ...]
    had_lessons: bool
    courses: tuple[CourseLine, ...]
    terms: tuple[TermTab, ...]
    heads: tuple[SheetHead, ...]
    rows: tuple[SheetRow, ...]


def classes_to_view(staff: StaffMember | None, *, sees_all: bool) -> list[SchoolClass]:
    """Classes of the current year the person may open: the led ones, or all."""
    year = current_year(clock.today())
    rows = SchoolClass.objects.filter(year=year).order_by("level", "name")
    if not sees_all:
        rows = rows.filter(pk__in=ClassTeacher.objects.on(clock.today()).filter(staff=staff).values("school_class"))
    return list(rows)


def class_page(school_class: SchoolClass, *, term_id: int | None) -> ClassPage:
    """The desk of one class; ``term_id`` chooses a term of the sheet, by default the present one."""
    today = clock.today()
    courses = _courses(school_class)
    lines = Lines(courses)
    roll = students_of_class(school_class.pk)
    present = [entry for entry in roll if entry.on(today)]
    leader = ClassTeacher.objects.on(today).filter(school_class=school_class).select_related("staff").first()
    away, unmarked, had_lessons = _away(courses, present)
    terms, term = _terms(school_class, courses, term_id)
    shown = [one for one in courses if term and one.term_scheme_id == term.scheme_id]
    return ClassPage(
        school_class=school_class,
        teacher=leader.staff.full_name if leader else "",
        room=school_class.room.name if school_class.room else "",
        count=len(present),
        away=away,
        unmarked=unmarked,
        had_lessons=had_lessons,
        courses=tuple(lines.line(one, detail=_detail(one)) for one in courses),
        terms=tuple(TermTab(one.pk, str(one), one == term) for one in terms),
        heads=tuple(SheetHead(_path(one, term), _head(one)) for one in shown),
        rows=_sheet(shown, term, roll) if term else (),
    )


def _courses(school_class: SchoolClass) -> list[Course]:
    today = TeachingAssignment.objects.on(clock.today()).select_related("staff").order_by("staff__sort_key", "pk")
    return list(
        Course.objects.filter(Q(school_class=school_class) | Q(study_group__classes=school_class))
        .select_related("subject", "school_class", "study_group")
        .prefetch_related(Prefetch("assignments", today, to_attr="assignments_today"))
        .order_by("subject__position", "subject__name", "study_group__name", "pk")
        .distinct()
    )


def _detail(course: Course) -> str:
    teachers = ", ".join(row.staff.initials_name for row in course.assignments_today)
    group = "" if course.school_class_id else course.study_group.name
    return " · ".join(part for part in (group, teachers) if part)


def _head(course: Course) -> str:
    return course.subject.short_name if course.school_class_id else course.study_group.name


def _path(course: Course, term: Term) -> str:
    return f"{reverse('journal:grid', args=[course.pk])}?term={term.pk}"


def _terms(school_class: SchoolClass, courses: list[Course], term_id: int | None) -> tuple[list[Term], Term | None]:
    """Terms of the scheme most of the class's courses follow, and the chosen one."""
    schemes = [one.term_scheme_id for one in courses]
    if not schemes:
        return [], None
    scheme = max(set(schemes), key=schemes.count)
    terms = list(Term.objects.filter(scheme=scheme).select_related("scheme").order_by("number"))
    chosen = next((one for one in terms if one.pk == term_id), None)
    return terms, chosen or term_of(terms, clock.today())


def _away(courses: list[Course], present: list[RollEntry]) -> tuple[tuple[AwayLine, ...], tuple[str, ...], bool]:
    """Who missed which lessons today, and lessons whose attendance nobody has taken yet. # ATT-01, P-23"""
    today, now = clock.today(), clock.now()
    lessons = list(
        Lesson.objects.filter(course__in=courses, held_on=today, cancelled_at=None)
        .select_related("course__subject")
        .order_by("number", "pk")
    )
    by_pk = {lesson.pk: lesson for lesson in lessons}
    hours: dict[int, dict] = defaultdict(dict)  # an hour counts once, however many pages it has (I-11)
    for row in Absence.objects.filter(lesson__in=lessons).order_by("lesson__number", "pk"):
        hours[row.student_id].setdefault(by_pk[row.lesson_id].number, row)
    signs = {student: list(rows.items()) for student, rows in hours.items()}
    lines = tuple(
        AwayLine(
            entry.student.short_name,
            ", ".join(f"{number} — {sign_text(row.kind, row.minutes)}" for number, row in signs[entry.student.pk]),
            sum(1 for _number, row in signs[entry.student.pk] if is_missed(row.kind)),
        )
        for entry in present
        if entry.student.pk in signs
    )
    waiting = tuple(
        _("%(number)d-й, %(subject)s") % {"number": lesson.number, "subject": lesson.course.subject.name}
        for lesson in lessons
        if lesson.attendance_confirmed_at is None and clock.moment(today, lesson.ends_at) <= now
    )
    return lines, waiting, bool(lessons)


def _sheet(courses: list[Course], term: Term, roll: list[RollEntry]) -> tuple[SheetRow, ...]:
    """Term grades, and averages where none is given yet; two queries for the whole class."""
    norms = norms_on(clock.today())
    given = {
        (row.course_id, row.student_id): row.value
        for row in TermGrade.objects.filter(course__in=courses, term=term).exclude(value="")
    }
    current = defaultdict(list)
    grades = Grade.objects.filter(course__in=courses, held_on__range=(term.starts_on, term.ends_on))
    for course, student, value, weight in grades.values_list(
        "course_id", "student_id", "value", "cell__assessment__work_kind__weight"
    ).order_by("held_on", "pk"):
        current[course, student].append((value, weight if weight is not None else Decimal(1)))

    def cell(course: Course, student_pk: int) -> SheetCell:
        key = course.pk, student_pk
        if key in given:
            return SheetCell(given[key], "given")
        found = suggest(current[key], scale=course.scale, hours_per_week=course.hours_per_week, norms=norms)
        return SheetCell(found.average_text, "average")

    entries = [entry for entry in roll if entry.within(term.starts_on, term.ends_on)]
    return tuple(
        SheetRow(
            number,
            entry.student.pk,
            entry.student.short_name,
            _note(entry),
            _is_here(entry),
            tuple(cell(one, entry.student.pk) for one in courses),
        )
        for number, entry in enumerate(entries, start=1)
    )


def _is_here(entry: RollEntry) -> bool:
    """Whether the card of the pupil is the class teacher's to open: nobody who has left."""
    left = entry.spans[-1][1]
    return left is None or left >= clock.today()


def _note(entry: RollEntry) -> str:
    if note := entry.note_on(clock.today()):
        return note
    left = entry.spans[-1][1]
    return _("выбыл(а) %s") % f"{left:%d.%m.%Y}" if left and left < clock.today() else ""
