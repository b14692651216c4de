"""A closed first term of 7А, ready to be sealed, and the shortest way to a seal."""

import datetime as dt
import shutil

import pytest

from apps.archive.actions import carry_out, request_seal
from apps.attendance.models import Absence
from apps.core import clock, pdf
from apps.core.history import attributed
from apps.homework.models import Homework
from apps.lessons.actions.terms import accept, hand_in
from apps.lessons.models import Assessment, Cell, Grade, Lesson, TermGrade, WorkKind
from apps.school.models import Course

VERIFY = "https://school.example/archive/verify/"


@pytest.fixture(autouse=True, scope="session")
def _render_processes_stay():
    """The render processes are kept between the tests: starting them takes longer than printing these small volumes."""
    pdf.KEEP_IDLE = 2
    yield
    pdf.KEEP_IDLE = 0
    pdf.close_idle()


@pytest.fixture
def places(settings, tmp_path):
    """Two empty folders as the two places of the archive."""
    folders = {}
    for place in ("archive_primary", "archive_secondary"):
        folders[place] = tmp_path / place
        backend = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folders[place])},
        }
        settings.STORAGES = {**settings.STORAGES, place: backend}
    yield folders
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)


def write_grade(lesson, student, value: str, position: int = 0, *, is_joined: bool = False) -> Grade:
    """A grade in the ordinary column of a lesson."""
    kind, _ = WorkKind.objects.get_or_create(
        code="lesson", defaults={"name": "Работа на уроке", "short_name": "урок", "is_ordinary": True}
    )
    column, _ = Assessment.objects.get_or_create(
        lesson=lesson, is_ordinary=True, defaults={"course": lesson.course, "work_kind": kind}
    )
    cell, _ = Cell.objects.get_or_create(assessment=column, student=student, defaults={"changed_at": clock.now()})
    return Grade.objects.create(
        cell=cell,
        course=lesson.course,
        student=student,
        held_on=lesson.held_on,
        position=position,
        value=value,
        is_joined=is_joined,
    )


def fill(lessons, pupils, teacher) -> None:
    """Topics, homework, grades and absences as a term leaves them."""
    with attributed(by=teacher):
        for number, lesson in enumerate(lessons):
            lesson.topic, lesson.topic_at = f"Тема {number + 1}", clock.now()
            lesson.save()
            Homework.objects.create(lesson=lesson, text=f"§ {number + 1}")
            pupil = pupils[number % len(pupils)]
            write_grade(lesson, pupil, "45345"[number % 5])
            if number % 4 == 0:
                Absence.objects.create(lesson=lesson, student=pupils[-1], kind=("ill", "unexcused")[number % 8 // 4])


def close_term(cast, school_class, term) -> list[Course]:
    """Everything given, handed in and accepted."""
    courses = list(Course.objects.filter(school_class=school_class).order_by("pk"))
    courses += list(Course.objects.filter(study_group__home_class=school_class).order_by("pk"))
    for course in courses:
        pupils = _pupils(course)
        teacher = course.assignments.get().staff.user
        fill(Lesson.objects.filter(course=course, term=term).order_by("held_on", "number"), pupils, teacher)
        with attributed(by=teacher):
            for pupil in pupils:
                TermGrade.objects.create(
                    course=course, term=term, student=pupil, value="4", changed_by=teacher, changed_at=clock.now()
                )
        accept([hand_in(course, term, by=teacher)], by=cast.galina)
    return courses


def _pupils(course) -> list:
    if course.school_class_id:
        rows = course.school_class.enrolments
    else:
        rows = course.study_group.memberships
    return [row.student for row in rows.select_related("student").order_by("student__sort_key")]


@pytest.fixture
def closed(cast, places):
    """The cast after the autumn holidays: term 1 of 7А and 7Б is closed and accepted, nothing is sealed."""
    with clock.at(clock.moment(dt.date(2026, 10, 23), dt.time(15, 30))):
        cast.courses_7a = close_term(cast, cast.class_7a, cast.term1)
        cast.courses_7b = close_term(cast, cast.class_7b, cast.term1)
    cast.places = places
    cast.seal = lambda school_class: carry_out(
        request_seal(school_class, cast.term1, by=cast.igor, verify_base=VERIFY).pk
    )
    return cast


@pytest.fixture
def sealed(closed):
    """Term 1 of 7А and of 7Б is sealed."""
    closed.seal_7a = closed.seal(closed.class_7a)
    closed.seal_7b = closed.seal(closed.class_7b)
    return closed
