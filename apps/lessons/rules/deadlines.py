"""When a record of a lesson is due (GRD-03…06, ATT-02, HW-02, JRN-02; C-02…C-04, C-07, P-13)."""

import datetime as dt

from apps.core import clock
from apps.school.enums import DayKind, Scale
from apps.school.rules.dates import DaysOff, next_school_day, school_days_later

from ..enums import GradeLimit

END_OF_DAY = dt.time(23, 59, 59)


def lesson_ended(lesson, now: dt.datetime) -> bool:
    """Whether the lesson's last bell has rung."""
    return clock.moment(lesson.held_on, lesson.ends_at) <= now


def topic_due(lesson, norms) -> dt.datetime:
    """The topic is due on the day of the lesson. # JRN-02"""
    return clock.moment(lesson.held_on + dt.timedelta(days=norms.topic_limit_days), END_OF_DAY)


def attendance_due(lesson, norms) -> dt.datetime:
    """Attendance is due on the day of the lesson. # ATT-02"""
    return clock.moment(lesson.held_on + dt.timedelta(days=norms.attendance_limit_days), END_OF_DAY)


def homework_due(lesson, class_ends_at: dt.time, norms) -> dt.datetime:
    """Homework is due at the end of that class's lessons plus the grace. # HW-02, HW-03"""
    return clock.moment(lesson.held_on, class_ends_at) + dt.timedelta(minutes=norms.homework_grace_minutes)


def homework_is_demanded(level: int, scale: str) -> bool:
    """In level 1, and where no grades are given, homework is never a debt. # P-14"""
    return level > 1 and scale != Scale.NONE


def grade_limit_days(work_kind, norms) -> int:
    """Days within which a kind of work is graded: its own limit, else its norm. # GRD-03, GRD-04, GRD-06, C-03, C-04"""
    if work_kind.limit_days is not None:
        return work_kind.limit_days
    limits = {GradeLimit.CONTROL: norms.control_mark_days, GradeLimit.WRITTEN: norms.written_mark_days}
    return limits.get(work_kind.limit, norms.lesson_mark_days)


def grades_due(
    held_on: dt.date, work_kind, norms, *, level: int = 1, days_per_week: int = 5, days_off: DaysOff | None = None
) -> dt.datetime:
    """The last moment for the grades of a work; days are calendar or school days as the norm says. # C-31, P-13"""
    week = {"level": level, "days_per_week": days_per_week, "days_off": days_off or DaysOff()}
    days = grade_limit_days(work_kind, norms)
    if norms.limit_day_kind == DayKind.WORKING:
        return clock.moment(school_days_later(held_on, days, **week), END_OF_DAY)
    day = held_on + dt.timedelta(days=days)
    if norms.moves_to_school_day and days_off is not None:
        day = next_school_day(day, **week)
    return clock.moment(day, END_OF_DAY)
