"""A course passes from one teacher to another: the page stays, timetable and lessons to come follow (decision 2)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked
from apps.core.seen import check_unmoved
from apps.school.actions.load import assign_teacher, end_assignment
from apps.school.models import StaffMember, TeachingAssignment
from apps.timetable.models import TimetableEntry

from .generate import generate_lessons


@dataclass(frozen=True)
class HandedOver:
    """The new assignment and how many dated lessons changed their teacher."""

    assignment: TeachingAssignment
    lessons: int


@transaction.atomic
def hand_over(
    assignment: TeachingAssignment, *, staff: StaffMember, on: dt.date, by, hours: Decimal | None = None, seen=None
) -> HandedOver:
    """From ``on`` another teacher has the course: lessons held before stay with the one who held them.

    Args:
        hours: hours of the new teacher; the same as before by default.

    Raises:
        RuleViolation: the same teacher, a day outside the assignment, or the new teacher does not work then.
        Conflict: somebody changed the assignment meanwhile.
    """
    row = TeachingAssignment.objects.select_related("course__year", "staff").get(pk=assignment.pk)
    check_unmoved(row, seen)
    if staff.pk == row.staff_id:
        raise RuleViolation(_("Этот учитель и так ведёт предмет."))
    if row.ends_on is not None and on > row.ends_on:
        raise RuleViolation(_("К этому дню нагрузка уже закончилась."))
    first = max(on, row.starts_on)
    until, course = row.ends_on, row.course
    with attributed(by=by, reason=_("Смена учителя")):
        end_assignment(row, last_day=first - dt.timedelta(days=1), by=by)
        hours = hours or row.hours_per_week
        new = assign_teacher(course, staff=staff, hours=hours, starts_on=first, ends_on=until, by=by)
        _pass_on_entries(course, row.staff_id, staff.pk, first)
        done = generate_lessons(course.year, by=by, first=first)
    return HandedOver(new, done.changed)


def _pass_on_entries(course, old: int, new: int, on: dt.date) -> None:
    """The course's places in the week are the new teacher's from the day on."""
    begun, later, fresh = [], [], []
    for entry in TimetableEntry.objects.filter(course=course).within(on, dt.date.max).order_by("pk"):
        if old not in (entry.teacher_id, entry.second_teacher_id):
            continue
        if entry.starts_on >= on:
            _replace(entry, old, new)
            later.append(entry)
            continue
        copied = ("course_id", "weekday", "number", "week", "room_id", "teacher_id", "second_teacher_id", "ends_on")
        following = TimetableEntry(starts_on=on, **{name: getattr(entry, name) for name in copied})
        _replace(following, old, new)
        fresh.append(following)
        entry.ends_on = on - dt.timedelta(days=1)
        begun.append(entry)
    bulk_update_tracked(begun, ["ends_on"])
    bulk_update_tracked(later, ["teacher", "second_teacher"])
    bulk_create_tracked(TimetableEntry, fresh)


def _replace(entry: TimetableEntry, old: int, new: int) -> None:
    if entry.teacher_id == old:
        entry.teacher_id = new
        if entry.second_teacher_id == new:
            entry.second_teacher_id = None
    elif entry.teacher_id == new:
        entry.second_teacher_id = None
    else:
        entry.second_teacher_id = new


@transaction.atomic
def drop_assignment(assignment: TeachingAssignment, *, by) -> None:
    """Take away an assignment that was entered by mistake.

    Raises:
        RuleViolation: the teacher has recorded lessons of the course since then, or stands in its timetable.
    """
    held = assignment.course.lessons.filter(teacher=assignment.staff_id, held_on__gte=assignment.starts_on)
    if held.filter(touched_at__isnull=False).exists():
        raise RuleViolation(_("Уроки по этой нагрузке уже записаны: укажите последний день или смену учителя."))
    if TimetableEntry.objects.filter(course=assignment.course_id, teacher=assignment.staff_id).exists():
        raise RuleViolation(_("Учитель стоит в расписании этого предмета: укажите последний день или смену учителя."))
    end_assignment(assignment, last_day=assignment.starts_on - dt.timedelta(days=1), by=by)
