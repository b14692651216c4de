"""The cast that every test knows by heart, in a small school on 2 December 2026, half past ten.

Anna Petrovna teaches mathematics in 7А. Boris teaches mathematics in 7Б and holds one lesson of 7А for her
(Monday 30 November). Vera leads 7А. Galina is the deputy, Nikolai the director, Igor the administrator, Sofia the
secretary. Dima, Katya and Oleg are in 7А, Zhanna's son Yura in 7Б. Elena is Dima's mother. English in 7А is taught
in two subgroups by Olga: Dima in the first, Katya and Oleg in the second.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import RoleAssignment
from apps.core import clock
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.models import Lesson
from apps.school.actions.grants import rebuild_school_grants
from apps.school.enums import GroupKind, SubjectPart, TermKind
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Enrolment,
    GroupMembership,
    Guardianship,
    Holiday,
    Representative,
    Room,
    SchoolClass,
    SchoolProfile,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
)
from apps.school.models.people import name_keys
from apps.timetable.models import Bell, BellSchedule, TimetableEntry

PASSWORD = "тихий-звонок-7"
YEAR_START, YEAR_END = dt.date(2026, 9, 1), dt.date(2027, 5, 26)
NOW = (2026, 12, 2, 10, 30)
TERMS = (
    (dt.date(2026, 9, 1), dt.date(2026, 10, 23)),
    (dt.date(2026, 11, 2), dt.date(2026, 12, 30)),
    (dt.date(2027, 1, 11), dt.date(2027, 3, 26)),
    (dt.date(2027, 4, 5), dt.date(2027, 5, 26)),
)
BELLS = ((8, 30), (9, 25), (10, 20), (11, 25), (12, 25), (13, 20), (14, 15))


@pytest.fixture
def school_time(monkeypatch):
    """Sets the school's clock, in every thread: ``school_time(2026, 12, 2, 10, 30)``; starts at NOW."""
    state = {}

    def now():
        return clock._moment.get() or state["now"]

    def set_to(*parts: int):
        state["now"] = clock.moment(dt.date(*parts[:3]), dt.time(*parts[3:]))

    set_to(*NOW)
    monkeypatch.setattr(clock, "now", now)
    return set_to


def _user(username: str, name: str, *roles: str):
    user = get_user_model().objects.create_user(username, PASSWORD, display_name=name)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role, starts_on=YEAR_START)
    return user


def _person(model, name: str, **fields):
    last, first, *rest = name.split()
    patronymic = " ".join(rest)
    return model.objects.create(
        last_name=last, first_name=first, patronymic=patronymic, **name_keys(last, first, patronymic), **fields
    )


def _pupil(name: str, school_class, number: int, **fields):
    student = _person(Student, name, file_no=f"П-{number:03}", birth_on=dt.date(2013, 3, number), **fields)
    Enrolment.objects.create(student=student, school_class=school_class, starts_on=YEAR_START)
    return student


def _year(cast):
    cast.year = AcademicYear.objects.create(name="2026/27", starts_on=YEAR_START, ends_on=YEAR_END)
    SchoolProfile.objects.create(
        full_name="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 0»",
        short_name="Школа № 0",
        place="г. Примерск",
        director_name="Николаев Н. Н.",
    )
    cast.scheme = TermScheme.objects.create(year=cast.year, kind=TermKind.QUARTER, levels="1-9")
    cast.terms = [
        Term.objects.create(scheme=cast.scheme, number=number, starts_on=first, ends_on=last)
        for number, (first, last) in enumerate(TERMS, 1)
    ]
    cast.term1, cast.term2 = cast.terms[:2]
    Holiday.objects.create(
        year=cast.year, name="Осенние каникулы", starts_on=dt.date(2026, 10, 24), ends_on=dt.date(2026, 11, 1)
    )
    Holiday.objects.create(
        year=cast.year, name="День народного единства", starts_on=dt.date(2026, 11, 4), ends_on=dt.date(2026, 11, 4)
    )
    bells = BellSchedule.objects.create(year=cast.year, name="Основной", is_default=True)
    for number, (hour, minute) in enumerate(BELLS, 1):
        end = divmod(hour * 60 + minute + 40, 60)
        Bell.objects.create(schedule=bells, number=number, starts_at=dt.time(hour, minute), ends_at=dt.time(*end))


def _staff(cast):
    people = {
        "anna": ("Анна Петровна Алексеева", Role.TEACHER),
        "boris": ("Борис Борисович Борисов", Role.TEACHER),
        "vera": ("Вера Васильевна Власова", Role.TEACHER, Role.CLASS_TEACHER),
        "olga": ("Ольга Олеговна Орлова", Role.TEACHER),
        "galina": ("Галина Григорьевна Громова", Role.DEPUTY),
        "nikolai": ("Николай Николаевич Николаев", Role.DIRECTOR),
        "igor": ("Игорь Ильич Исаев", Role.ADMINISTRATOR),
        "sofia": ("Софья Сергеевна Седова", Role.SECRETARY),
    }
    for number, (login, (name, *roles)) in enumerate(people.items(), 1):
        first, patronymic, last = name.split()
        user = _user(login, f"{last} {first} {patronymic}", *roles)
        staff = _person(StaffMember, f"{last} {first} {patronymic}", personnel_no=f"Т-{number:03}", user=user)
        setattr(cast, login, user)
        setattr(cast, f"{login}_staff", staff)


def _classes(cast):
    cast.class_7a = SchoolClass.objects.create(year=cast.year, level=7, letter="А", name="7А")
    cast.class_7b = SchoolClass.objects.create(year=cast.year, level=7, letter="Б", name="7Б")
    ClassTeacher.objects.create(school_class=cast.class_7a, staff=cast.vera_staff, starts_on=YEAR_START)
    cast.dima_user = _user("dima", "Дмитриев Дима", Role.STUDENT)
    cast.dima = _pupil("Дмитриев Дима Денисович", cast.class_7a, 1, sex="m", user=cast.dima_user)
    cast.katya = _pupil("Ёлкина Катя Кирилловна", cast.class_7a, 2, sex="f")
    cast.oleg = _pupil("Жуков Олег Олегович", cast.class_7a, 3, sex="m")
    cast.yura = _pupil("Юрьев Юра Янович", cast.class_7b, 4, sex="m")
    for login, name, child in (
        ("elena", "Дмитриева Елена Егоровна", cast.dima),
        ("zhanna", "Юрьева Жанна Захаровна", cast.yura),
    ):
        user = _user(login, name, Role.REPRESENTATIVE)
        representative = _person(Representative, name, user=user)
        Guardianship.objects.create(
            student=child, representative=representative, relation="mother", starts_on=YEAR_START
        )
        setattr(cast, login, user)


def _course(cast, subject, teacher, slots, *, school_class=None, group=None, hours=3):
    course = Course.objects.create(
        year=cast.year,
        subject=subject,
        school_class=school_class,
        study_group=group,
        term_scheme=cast.scheme,
        scale=subject.scale,
        hours_per_week=hours,
    )
    TeachingAssignment.objects.create(course=course, staff=teacher, starts_on=YEAR_START, hours_per_week=hours)
    for weekday, number in slots:
        TimetableEntry.objects.create(
            course=course, weekday=weekday, number=number, teacher=teacher, room=cast.room, starts_on=YEAR_START
        )
    return course


def _subject(name: str, position: int) -> Subject:
    return Subject.objects.create(name=name, short_name=name[:8], part=SubjectPart.FEDERAL, position=position)


def _courses(cast):
    cast.room = Room.objects.create(name="21")
    maths, english = _subject("Математика", 1), _subject("Английский язык", 2)
    cast.maths_7a = _course(cast, maths, cast.anna_staff, [(0, 1), (2, 2), (4, 3)], school_class=cast.class_7a)
    cast.maths_7b = _course(cast, maths, cast.boris_staff, [(1, 1), (2, 3), (4, 1)], school_class=cast.class_7b)
    for number, pupils in ((1, [cast.dima]), (2, [cast.katya, cast.oleg])):
        group = StudyGroup.objects.create(
            year=cast.year,
            name=f"7А англ. {number}",
            kind=GroupKind.SUBGROUP,
            subject=english,
            home_class=cast.class_7a,
        )
        group.classes.add(cast.class_7a)
        for pupil in pupils:
            GroupMembership.objects.create(study_group=group, student=pupil, starts_on=YEAR_START)
        slots = [(0, 1 + number), (2, 2 + number)]
        setattr(cast, f"english_{number}", _course(cast, english, cast.olga_staff, slots, group=group, hours=2))


@pytest.fixture
def cast(db, school_time):
    """Everybody of the cast and their school; ``cast.lesson("maths_7a", date)`` finds a lesson."""
    cast = SimpleNamespace(password=PASSWORD, now=school_time)
    _year(cast)
    _staff(cast)
    _classes(cast)
    _courses(cast)
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    rebuild_school_grants()
    cast.lesson = lambda course, day: Lesson.objects.get(course=getattr(cast, course), held_on=day)
    cast.substituted = cast.lesson("maths_7a", dt.date(2026, 11, 30))
    cast.substitution = register_substitution(
        cast.substituted, substitute=cast.boris_staff, reason="больничный", by=cast.galina
    )
    return cast


@pytest.fixture
def browser_of():
    """A Django test client signed in as the user."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="apps.accounts.backends.PasswordBackend")
        return client

    return make
