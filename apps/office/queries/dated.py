"""Dated lessons of a class, a teacher or a pupil with their substitutions, for calendars."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.lessons.enums import SubstitutionState
from apps.lessons.models import Lesson
from apps.school.models import AcademicYear, Enrolment, SchoolClass, StaffMember, Student, StudyGroup
from apps.school.queries import places_of_student

from .week import initials
from .week_html import room_name

FACTS = (
    "pk",
    "held_on",
    "number",
    "starts_at",
    "ends_at",
    "cancelled_at",
    "cancel_reason",
    "link",
    "room__name",
    "course__subject__name",
    "course__school_class_id",
    "course__school_class__name",
    "course__study_group_id",
    "course__study_group__name",
    "teacher_id",
    "teacher__last_name",
    "teacher__first_name",
    "teacher__patronymic",
    "substitution__state",
    "substitution__substitute_id",
    "substitution__substitute__last_name",
    "substitution__substitute__first_name",
    "substitution__substitute__patronymic",
)


@dataclass(frozen=True)
class DatedLesson:
    """A lesson of the calendar."""

    pk: int
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    title: str
    place: str
    note: str
    link: str
    is_cancelled: bool


def lessons_of_class(school_class: SchoolClass) -> list[DatedLesson]:
    """The year of a class and its groups; one query."""
    groups = StudyGroup.objects.filter(classes=school_class)
    which = Q(course__school_class=school_class) | Q(course__study_group__in=groups)
    return [_lesson(row) for row in _rows(school_class.year, which)]


def lessons_of_teacher(year: AcademicYear, staff: StaffMember) -> list[DatedLesson]:
    """What the teacher holds: own lessons that nobody else takes over, and those of others; one query."""
    rows = _rows(year, Q(teacher=staff) | Q(substitution__substitute=staff))
    return [_lesson(row, for_teacher=True) for row in rows if _holder(row) == staff.pk]


def lessons_of_student(year: AcademicYear, student: Student) -> list[DatedLesson]:
    """The lessons of a pupil on the days on which they are the pupil's; a few queries."""
    places = list(Enrolment.objects.filter(student=student, school_class__year=year).order_by("pk"))
    groups = places_of_student(student.pk, year.starts_on, year.ends_on)
    which = Q(course__school_class__in=[row.school_class_id for row in places])
    which |= Q(course__study_group__in=[row.study_group_id for row in groups])
    found = []
    for row in _rows(year, which):
        of_it = [one for one in places if one.school_class_id == row.course__school_class_id]
        of_it += [one for one in groups if one.study_group_id == row.course__study_group_id]
        if any(one.holds_on(row.held_on) for one in of_it) and any(one.holds_on(row.held_on) for one in places):
            found.append(_lesson(row))
    return found


def _rows(year: AcademicYear, which: Q):
    rows = Lesson.objects.filter(which, course__year=year).order_by("held_on", "starts_at", "pk")
    return rows.values_list(*FACTS, named=True)


def _is_taken_over(row) -> bool:
    return row.substitution__state == SubstitutionState.CONFIRMED


def _holder(row) -> int:
    return row.substitution__substitute_id if _is_taken_over(row) else row.teacher_id


def _lesson(row, *, for_teacher: bool = False) -> DatedLesson:
    subject, audience = row.course__subject__name, row.course__school_class__name or row.course__study_group__name
    return DatedLesson(
        row.pk,
        row.held_on,
        row.starts_at,
        row.ends_at,
        f"{audience}, {subject}" if for_teacher else subject,
        room_name(row.room__name) if row.room__name else "",
        _note(row, for_teacher=for_teacher),
        row.link,
        row.cancelled_at is not None,
    )


def _note(row, *, for_teacher: bool) -> str:
    main = initials(row.teacher__last_name, row.teacher__first_name, row.teacher__patronymic)
    parts = [_("%s-й урок") % row.number]
    if _is_taken_over(row):
        substitute = initials(
            row.substitution__substitute__last_name,
            row.substitution__substitute__first_name,
            row.substitution__substitute__patronymic,
        )
        parts.append(_("замена за: %s") % main if for_teacher else _("Замена: %(name)s") % {"name": substitute})
    elif not for_teacher:
        parts.append(main)
    if row.cancel_reason:
        parts.append(row.cancel_reason)
    return ". ".join(parts)
