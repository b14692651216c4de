"""Classes, pupils, staff and courses as the lists show them; keys decide the order (decision 13)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from apps.accounts.models import RoleAssignment
from apps.core import clock
from apps.core.text import search_key
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Enrolment,
    Guardianship,
    SchoolClass,
    StaffMember,
    Student,
    StudyForm,
    TeachingAssignment,
)
from apps.school.queries.study_forms import SHOWN


def _holds(day: dt.date, prefix: str = "") -> Q:
    ended = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    return ended & Q(**{f"{prefix}starts_on__lte": day})


def classes(year: AcademicYear | None, day: dt.date) -> QuerySet[SchoolClass]:
    """Classes of the year with ``pupils`` (today's number) and ``leaders`` (today's class teachers)."""
    leaders = ClassTeacher.objects.on(day).select_related("staff").order_by("starts_on", "pk")
    return (
        SchoolClass.objects.filter(year=year)
        .select_related("room")
        .annotate(pupils=Count("enrolments", filter=_holds(day, "enrolments__"), distinct=True))
        .prefetch_related(Prefetch("class_teachers", leaders, to_attr="leaders"))
        .order_by("level", "letter", "pk")
    )


def roll(school_class: SchoolClass) -> QuerySet[Enrolment]:
    """Everyone who was ever in the class with dates and orders, in the order of the list."""
    forms = StudyForm.objects.on(clock.today()).filter(mode__in=SHOWN)
    people = Guardianship.objects.filter(ends_on=None).select_related("representative").order_by("pk")
    return (
        Enrolment.objects.filter(school_class=school_class)
        .select_related("student__user")
        .prefetch_related(
            Prefetch("student__guardianships", people, to_attr="family"),
            Prefetch("student__study_forms", forms, to_attr="forms_now"),
        )
        .order_by("student__sort_key", "student_id", "starts_on")
    )


def students(text: str, class_pk: int | None, year: AcademicYear | None, day: dt.date) -> QuerySet[Student]:
    """Pupils by name or file number, with ``places``: their classes of the day."""
    places = (
        Enrolment.objects.on(day).filter(school_class__year=year).select_related("school_class").order_by("starts_on")
    )
    rows = Student.objects.select_related("user").prefetch_related(Prefetch("enrolments", places, to_attr="places"))
    if class_pk:
        here = Enrolment.objects.on(day).filter(school_class=class_pk).values("student_id")
        rows = rows.filter(pk__in=here)
    return _matching(rows, text, "file_no").order_by("sort_key", "pk")


def staff(text: str, year: AcademicYear | None, day: dt.date) -> QuerySet[StaffMember]:
    """Staff by name or number, with ``hours`` (the load of the day) and ``roles_now`` of the account."""
    roles = RoleAssignment.objects.filter(_holds(day)).order_by("role")
    held = _holds(day, "assignments__") & Q(assignments__course__year=year)
    rows = (
        StaffMember.objects.select_related("user")
        .annotate(hours=Sum("assignments__hours_per_week", filter=held))
        .prefetch_related(
            Prefetch("user__role_assignments", roles, to_attr="roles_now"),
            Prefetch("led_classes", ClassTeacher.objects.on(day).select_related("school_class"), to_attr="leading"),
        )
    )
    return _matching(rows, text, "personnel_no").order_by("sort_key", "pk")


def _matching(rows: QuerySet, text: str, number_field: str) -> QuerySet:
    for word in text.split():
        # SQLite knows no case of Cyrillic: names have a key, numbers are tried in the usual spellings (decision 13)
        spellings = Q(search_key__contains=search_key(word))
        for spelling in {word, word.upper(), word.lower()}:
            spellings |= Q(**{f"{number_field}__contains": spelling})
        rows = rows.filter(spellings)
    return rows


def courses(year: AcademicYear | None, day: dt.date, class_pk: int | None, staff_pk: int | None) -> QuerySet[Course]:
    """Courses of the year with ``teachers`` of the day, in the order of classes and curriculum."""
    now = TeachingAssignment.objects.on(day).select_related("staff").order_by("starts_on", "pk")
    rows = (
        Course.objects.filter(year=year)
        .select_related("subject", "school_class", "study_group", "term_scheme")
        .prefetch_related(Prefetch("assignments", now, to_attr="teachers"), "study_group__classes")
    )
    if class_pk:
        rows = rows.filter(Q(school_class=class_pk) | Q(study_group__classes=class_pk)).distinct()
    if staff_pk:
        rows = rows.filter(pk__in=TeachingAssignment.objects.on(day).filter(staff=staff_pk).values("course_id"))
    return rows.order_by("subject__position", "subject__name", "school_class__level", "school_class__letter", "pk")
