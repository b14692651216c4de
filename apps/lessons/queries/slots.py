"""Places of the day: when a lesson number rings, whether the day is taught, and who is taken at that time."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.school.enums import GroupKind
from apps.school.models import Course, Enrolment, GroupMembership, SchoolClass, StudyGroup
from apps.school.queries import days_off
from apps.school.rules.dates import is_school_day
from apps.timetable.queries.regimes import BellBook, Regimes

from ..models import Lesson
from ..rules.substitutions import holder


@dataclass(frozen=True)
class Slot:
    """A lesson number of a day with its times."""

    held_on: dt.date
    number: int
    starts_at: dt.time
    ends_at: dt.time


def home_class(course: Course) -> SchoolClass:
    """The class whose week, shift and holidays the course follows."""
    group = course.study_group
    return course.school_class or group.home_class or group.classes.order_by("level", "name").first()


def is_taught(course: Course, day: dt.date) -> bool:
    """Whether the course has lessons on the day: its week, holidays, transferred working days (I-03)."""
    home = home_class(course)
    week = Regimes(course.year).of_course(course, home, day).days_per_week
    return is_school_day(day, level=home.level, days_per_week=week, days_off=days_off(course.year_id))


def day_off_name(course: Course, day: dt.date) -> str:
    """What the day off is called, or an empty string."""
    return days_off(course.year_id).name_on(day, home_class(course).level)


def slot_of(course: Course, day: dt.date, number: int) -> Slot | None:
    """When the lesson number rings for the course on the day, or None where there is no bell."""
    home = home_class(course)
    pattern = Regimes(course.year).of_course(course, home, day)
    bell = BellBook(course.year).bells_on(day, home.level, pattern).get(number)
    return Slot(day, number, bell.starts_at, bell.ends_at) if bell else None


def lessons_at(slot, ignoring: Collection[int] = ()) -> QuerySet[Lesson]:
    """Lessons that take place during the slot (a Slot or a Lesson), with what their sentences need."""
    rows = Lesson.objects.filter(
        held_on=slot.held_on, cancelled_at=None, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at
    ).exclude(pk__in=ignoring)
    related = ("course__subject", "course__school_class", "course__study_group", "teacher", "room")
    return rows.select_related(*related, "substitution__substitute").order_by("number", "pk")


def lesson_of_pupils(course: Course, slot, ignoring: Collection[int] = ()) -> Lesson | None:
    """A lesson that pupils of the course have during the slot."""
    if course.school_class_id:
        pupils = Enrolment.objects.on(slot.held_on).filter(school_class=course.school_class_id)
    elif course.study_group.is_class_set:
        pupils = Enrolment.objects.on(slot.held_on).filter(school_class__study_groups=course.study_group_id)
    else:
        pupils = GroupMembership.objects.on(slot.held_on).filter(study_group=course.study_group_id)
    own = pupils.values("student")
    classes = Enrolment.objects.on(slot.held_on).filter(student__in=own).values("school_class")
    groups = GroupMembership.objects.on(slot.held_on).filter(student__in=own).values("study_group")
    same = Q(course__school_class=course.school_class_id) if course.school_class_id else Q(course=course)
    sets = StudyGroup.objects.filter(kind=GroupKind.CLASS_SET, classes__in=classes)
    together = Q(course__study_group__in=groups) | Q(course__study_group__in=sets)
    taken = lessons_at(slot, ignoring).filter(same | Q(course__school_class__in=classes) | together)
    return taken.first()


def lesson_of_teacher(staff, slot, ignoring: Collection[int] = ()) -> Lesson | None:
    """A lesson that the employee holds during the slot, by own or by substitution."""
    mine = lessons_at(slot, ignoring).filter(Q(teacher=staff) | Q(substitution__substitute=staff))
    return next((row for row in mine if holder(row).pk == staff.pk), None)


def lesson_in_room(room_id: int | None, slot, ignoring: Collection[int] = ()) -> Lesson | None:
    """A lesson that is held in the room during the slot."""
    return lessons_at(slot, ignoring).filter(room=room_id).first() if room_id else None
