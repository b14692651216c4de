"""What lessons of a teacher still lack: topic, attendance, homework and the grades of works that everyone writes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.attendance.enums import AbsenceKind
from apps.attendance.models import Absence
from apps.core import clock
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Assessment, Grade, Lesson
from apps.lessons.rules import deadlines
from apps.school.models import Course
from apps.school.queries import days_off
from apps.school.rules.dates import DaysOff

from .rolls import Rolls

AWAY = (AbsenceKind.ABSENT, AbsenceKind.ILL, AbsenceKind.VALID, AbsenceKind.UNEXCUSED)


@dataclass(frozen=True)
class Badge:
    """A state with its word; ``kind`` is a class of the style sheet: done, late, missing, locked or info."""

    kind: str
    label: str


@dataclass(frozen=True)
class Work:
    """A column that demands grades, and how many pupils have none."""

    title: str
    missing: int
    due: dt.datetime


def classes_of(course: Course) -> list:
    """The classes whose pupils sit in the course; the group's classes must be prefetched."""
    return [course.school_class] if course.school_class_id else list(course.study_group.classes.all())


class Duties:
    """Duties of a set of lessons read at once; a constant number of queries."""

    def __init__(self, lessons: Sequence[Lesson], *, norms, now: dt.datetime):
        """``lessons`` come with course, class, group and the group's classes."""
        self._norms, self._now = norms, now
        self._ends = _last_bells(lessons)
        self._works = _works(lessons, norms)

    def of(self, lesson: Lesson) -> list[Badge]:
        """Badges of what the lesson lacks now; before its first bell nothing is lacking."""
        if lesson.is_cancelled or self._begins(lesson) > self._now:
            return []
        badges = []
        if not lesson.topic:
            badges.append(self._badge(_("тема"), deadlines.topic_due(lesson, self._norms)))
        if not lesson.attendance_confirmed_at:
            badges.append(self._badge(_("посещаемость"), deadlines.attendance_due(lesson, self._norms)))
        if lesson.homework_state == HomeworkState.UNKNOWN and self._asks_homework(lesson):
            bell = self._ends.get((lesson.course_id, lesson.held_on), lesson.ends_at)
            badges.append(self._badge(_("задание"), deadlines.homework_due(lesson, bell, self._norms)))
        for work in self._works.get(lesson.pk, ()):
            label = _("%(work)s: нет отметок у %(count)d") % {"work": work.title, "count": work.missing}
            badges.append(self._badge(label, work.due))
        return badges

    def overdue(self, lesson: Lesson) -> list[Badge]:
        """Only what is past its limit."""
        return [badge for badge in self.of(lesson) if badge.kind == "missing"]

    def _begins(self, lesson: Lesson) -> dt.datetime:
        return clock.moment(lesson.held_on, lesson.starts_at)

    def _badge(self, label: str, due: dt.datetime) -> Badge:
        return Badge("missing" if due < self._now else "late", label)

    @staticmethod
    def _asks_homework(lesson: Lesson) -> bool:
        level = max((one.level for one in classes_of(lesson.course)), default=1)
        return deadlines.homework_is_demanded(level, lesson.course.scale)


def _last_bells(lessons: Sequence[Lesson]) -> dict[tuple[int, dt.date], dt.time]:
    """(course, day) → end of the last lesson of its classes that day. # HW-02"""
    classes = {one.pk for lesson in lessons for one in classes_of(lesson.course)}
    days = {lesson.held_on for lesson in lessons}
    rows = Lesson.objects.filter(held_on__in=days, course__school_class__in=classes, cancelled_at=None)
    bells = {
        (pk, day): bell
        for pk, day, bell in rows.values_list("course__school_class_id", "held_on").annotate(bell=Max("ends_at"))
    }
    return {
        (lesson.course_id, lesson.held_on): max(
            [lesson.ends_at]
            + [bells[one.pk, lesson.held_on] for one in classes_of(lesson.course) if (one.pk, lesson.held_on) in bells]
        )
        for lesson in lessons
    }


def _works(lessons: Sequence[Lesson], norms) -> dict[int, list[Work]]:
    by_pk = {lesson.pk: lesson for lesson in lessons if not lesson.is_cancelled}
    columns = list(
        Assessment.objects.filter(lesson__in=by_pk, work_kind__demands_grades=True)
        .select_related("work_kind")
        .order_by("lesson_id", "position")
    )
    if not columns:
        return {}
    written, away = defaultdict(set), defaultdict(set)
    graded = Grade.objects.filter(cell__assessment__in=[column.pk for column in columns])
    for column, student in graded.values_list("cell__assessment_id", "student_id"):
        written[column].add(student)
    missed = Absence.objects.filter(lesson__in={column.lesson_id for column in columns}, kind__in=AWAY)
    for lesson, student in missed.values_list("lesson_id", "student_id"):
        away[lesson].add(student)
    rolls = Rolls(by_pk[column.lesson_id].course for column in columns)
    free = days_off(by_pk[columns[0].lesson_id].course.year_id)
    works = defaultdict(list)
    for column in columns:
        lesson = by_pk[column.lesson_id]
        missing = rolls.on(lesson.course_id, lesson.held_on) - written[column.pk] - away[lesson.pk]
        if missing:
            title = column.title or column.work_kind.name
            works[lesson.pk].append(Work(title, len(missing), _due(lesson, column.work_kind, norms, free)))
    return works


def _due(lesson: Lesson, work_kind, norms, free: DaysOff) -> dt.datetime:
    classes = classes_of(lesson.course)
    return deadlines.grades_due(
        lesson.held_on,
        work_kind,
        norms,
        level=max((one.level for one in classes), default=1),
        days_per_week=max((one.days_per_week for one in classes), default=5),
        days_off=free,
    )
