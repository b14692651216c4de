"""A school in which everything that a list can hold has happened."""

import datetime as dt

import pytest

from apps.school.enums import GroupKind, HolidayKind, ServiceKind, SubjectPart
from apps.school.models import (
    ClassTeacher,
    Course,
    Curriculum,
    CurriculumLine,
    Enrolment,
    GroupMembership,
    Guardianship,
    Holiday,
    Representative,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    TermScheme,
)
from apps.school.models.people import name_keys
from apps.timetable.models import TimetableEntry

D = dt.date


def person(model, name: str, **fields):
    last, first, *rest = name.split()
    patronymic = " ".join(rest)
    return model.objects.create(
        last_name=last, first_name=first, patronymic=patronymic, **name_keys(last, first, patronymic), **fields
    )


@pytest.fixture
def lived_in(cast):
    """The cast's school with transfers, homonyms, vacancies, odd spellings, people without accounts."""
    _people(cast)
    _structure(cast)
    _teaching(cast)
    return cast


def _people(cast):
    cast.class_5 = SchoolClass.objects.create(
        year=cast.year, level=5, letter="", name="5", shift=2, days_per_week=6, room=Room.objects.create(name="Зал № 1")
    )
    moved = person(
        Student, "ИВАНОВ ПЁТР", file_no="'П-007", sex="m", phone="8 (900) 1-2-3-4-5", address="ул.  Ёлок,  1"
    )
    Enrolment.objects.create(
        student=moved,
        school_class=cast.class_7a,
        starts_on=D(2026, 9, 1),
        ends_on=D(2026, 11, 14),
        arrival_order="=12-К",
    )
    Enrolment.objects.create(
        student=moved, school_class=cast.class_7b, starts_on=D(2026, 11, 15), arrival_order="-13/у"
    )
    leaving = person(Student, "Ли Анна", birth_on=D(2013, 5, 5))
    for name, first, last in (("5", D(2026, 9, 1), D(2026, 12, 14)), ("7А", D(2026, 12, 15), None)):
        place = cast.class_5 if name == "5" else cast.class_7a
        Enrolment.objects.create(student=leaving, school_class=place, starts_on=first, ends_on=last)
    gone = person(Student, "О'Нил-Ёжикова Зоя Яновна", file_no="001", birth_on=D(2012, 1, 1), email="z@mail.example")
    Enrolment.objects.create(
        student=gone, school_class=cast.class_7b, starts_on=D(2026, 9, 1), ends_on=D(2026, 10, 9), departure_order="@9"
    )
    person(Student, "Бывших Олег Олегович", file_no="П-900", birth_on=D(2010, 2, 2))  # in no class this year
    person(Student, "Дмитриев Дима Денисович", file_no="П-901", birth_on=D(2013, 3, 1))  # a homonym of the same day
    mother = person(Representative, "Иванова Мария", phone="+7 900 000-00-01", workplace="«Ёлка», ООО")
    for child in (moved, leaving):
        Guardianship.objects.create(student=child, representative=mother, relation="mother", starts_on=D(2026, 9, 1))
    person(Representative, "Иванова Мария", phone="+7 900 000-00-02")  # another one, with nobody
    father = person(Representative, "Ли Пак")
    Guardianship.objects.create(
        student=leaving, representative=father, relation="father", starts_on=D(2026, 9, 1), has_access=False,
        basis="решение суда № 1",
    )  # fmt: skip
    cast.twin_1 = person(
        StaffMember, "Борисов Борис Борисович", personnel_no="+77", job_title="=учитель", phone="02-03-04"
    )
    cast.twin_2 = person(StaffMember, "Белова Яна", birth_on=D(1980, 4, 5))
    person(
        StaffMember, "Белова Яна Яновна", birth_on=D(1990, 4, 5), works_until=D(2026, 10, 1), works_from=D(2020, 1, 1)
    )


def _structure(cast):
    ClassTeacher.objects.create(
        school_class=cast.class_7b, staff=cast.twin_2, starts_on=D(2026, 9, 1), ends_on=D(2027, 5, 1)
    )
    Holiday.objects.create(
        year=cast.year, kind=HolidayKind.DAY_OFF, name="День без занятий", starts_on=D(2026, 12, 7),
        ends_on=D(2026, 12, 7), levels="1-4",
    )  # fmt: skip
    both = StudyGroup.objects.create(year=cast.year, name="5 и 7Б вместе", kind=GroupKind.CLASS_SET, subject=None)
    both.classes.set([cast.class_5, cast.class_7b])
    craft = Subject.objects.create(
        name="-Труд «+»", short_name="@труд", part=SubjectPart.SCHOOL, area="Технология", scale="pass", position=7
    )
    cast.club = StudyGroup.objects.create(
        year=cast.year, name="=Кружок (7)", kind=GroupKind.CLUB, subject=craft, ends_on=D(2026, 11, 30)
    )
    cast.club.classes.set([cast.class_7a])  # of one class, yet in nobody's volume
    GroupMembership.objects.create(
        study_group=cast.club, student=cast.dima, starts_on=D(2026, 10, 1), ends_on=D(2026, 11, 30)
    )
    GroupMembership.objects.create(
        study_group=cast.club, student=Student.objects.get(last_name="Ли"), starts_on=D(2026, 10, 1)
    )
    plan = Curriculum.objects.create(year=cast.year, name="План «5–9»", levels="5-9", order_number="=7", weeks=33)
    for level, hours in ((5, "0.3"), (7, "2")):
        CurriculumLine.objects.create(curriculum=plan, subject=craft, level=level, hours_per_week=hours, part="school")
    Curriculum.objects.create(year=cast.year, name="Пустой план", profile="Физмат", levels="10,11")


def _teaching(cast):
    scheme, craft = TermScheme.objects.get(), Subject.objects.get(name="-Труд «+»")
    Course.objects.create(
        year=cast.year, subject=craft, study_group=cast.club, term_scheme=scheme, scale="none", hours_per_week="0.3",
        kind=ServiceKind.ADDITIONAL,
    )  # fmt: skip
    course = Course.objects.create(
        year=cast.year, subject=craft, school_class=cast.class_7b, term_scheme=scheme, scale="five", hours_per_week="9"
    )
    TeachingAssignment.objects.create(
        course=course, staff=cast.twin_1, starts_on=D(2026, 9, 1), ends_on=D(2026, 11, 1), hours_per_week="1.3"
    )
    TeachingAssignment.objects.create(course=course, staff=cast.twin_2, starts_on=D(2026, 11, 2), hours_per_week="1.3")
    slots = {"course": course, "weekday": 5, "week": 1, "starts_on": D(2026, 9, 1)}
    TimetableEntry.objects.create(number=0, teacher=cast.twin_1, second_teacher=cast.twin_2, **slots)
    # a lesson number without a bell, led by somebody who has no load here any more
    TimetableEntry.objects.create(number=9, teacher=cast.vera_staff, ends_on=D(2026, 10, 1), **slots)
