"""Columns a teacher added to lessons."""

from collections.abc import Iterable

from django.db.models import QuerySet

from apps.lessons.models import Assessment, Lesson


def empty_columns(lessons: Iterable[Lesson]) -> QuerySet[Assessment]:
    """Added columns in which nobody has written yet, the newest lesson first: they may be taken away again."""
    return (
        Assessment.objects.filter(lesson__in=lessons, is_ordinary=False, cells=None)
        .select_related("lesson", "work_kind")
        .order_by("-lesson__held_on", "-lesson__number", "position")
    )
