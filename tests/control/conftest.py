"""Lessons as teachers leave them: complete, unless a test takes something away."""

import datetime as dt

import pytest

from apps.core import clock
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Lesson


@pytest.fixture
def done(cast):
    """The cast with every lesson up to now recorded; ``done.lacks(course, day, …)`` takes parts away again."""
    Lesson.objects.filter(held_on__lte=clock.today()).update(
        topic="Тема",
        topic_at=clock.now(),
        attendance_confirmed_at=clock.now(),
        homework_state=HomeworkState.NOTHING,
        homework_at=clock.now(),
    )

    def lacks(course: str, day: dt.date, *parts: str) -> Lesson:
        values = {
            "topic": {"topic": "", "topic_at": None},
            "attendance": {"attendance_confirmed_at": None},
            "homework": {"homework_state": HomeworkState.UNKNOWN, "homework_at": None},
        }
        lesson = cast.lesson(course, day)
        Lesson.objects.filter(pk=lesson.pk).update(**{k: v for part in parts for k, v in values[part].items()})
        return lesson

    cast.lacks = lacks
    return cast
