"""Teachers who are away and who stands in for them: two days in November, and one lesson on the demo date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.demo.blueprint import HOME_CLASS
from apps.demo.founding import at, dice
from apps.demo.temper import EASY


@dataclass(frozen=True)
class Stand:
    """A substitution to be registered."""

    at: datetime
    lesson: int
    substitute: int
    reason: str
    order: int = 0

    @property
    def key(self) -> int:
        """Order among happenings of one moment."""
        return self.lesson

    def by(self, _life) -> User:
        """The deputy registers substitutions."""
        return User.objects.get(username="deputy")


def stands(life) -> list[Stand]:
    """Substitutions of a teacher's two days of illness a fortnight ago, and one today in 7А."""
    lessons = [one for one in life.lessons.values() if one.held_on <= life.today]
    busy = defaultdict(set)
    for lesson in lessons:
        busy[lesson.held_on, lesson.number].add(lesson.teacher_id)
    teaching = sorted({lesson.teacher_id for lesson in lessons})
    subjects = defaultdict(set)
    for lesson in lessons:
        subjects[lesson.teacher_id].add(life.courses[lesson.course_id].subject_id)
    rng = dice(life.blueprint, "stands")
    ours = next(pk for pk, one in life.staff.items() if one.user and one.user.username == "teacher")

    def free(lesson, first=()):
        slot = busy[lesson.held_on, lesson.number]
        able = [pk for pk in (*first, *teaching) if pk not in slot]
        same = [pk for pk in able if life.courses[lesson.course_id].subject_id in subjects[pk]]
        return next(iter([*(pk for pk in able if pk in first), *same, *able]), None)

    found = []
    days = [life.today - timedelta(days=15), life.today - timedelta(days=14)]
    ill = rng.choice([pk for pk in teaching if pk != ours])
    for lesson in lessons:
        if lesson.teacher_id == ill and lesson.held_on in days and (who := free(lesson)):
            busy[lesson.held_on, lesson.number].add(who)
            found.append(Stand(at(lesson.held_on, 7, 40), lesson.pk, who, "болезнь учителя"))
    today = [one for one in lessons if one.held_on == life.today and one.teacher_id != ours]
    today.sort(key=lambda one: (_strangeness(life, one, subjects[ours]), one.number, one.pk))
    for lesson in today:
        if ours not in busy[lesson.held_on, lesson.number]:
            evening = at(life.today - timedelta(days=1), 17, 25)
            found.append(Stand(evening, lesson.pk, ours, "курсы повышения квалификации"))
            break
    return found


def _strangeness(life, lesson, own_subjects: set[int]) -> int:
    """How odd it would be to send the demo teacher there: best a lesson of 7А in a subject the teacher has."""
    course = life.courses[lesson.course_id]
    elsewhere = course.school_class is None or course.school_class.name != HOME_CLASS
    odd = course.subject.name in EASY
    return 2 * elsewhere + (course.subject_id not in own_subjects) + 4 * odd
