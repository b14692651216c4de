"""Who is released from a course: present, not graded, not demanded a grade (P-04, I-06)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from apps.core.memo import remembered

from ..models import Release
from ..rules.spans import Span, holds


class Releases:
    """Releases from several courses at once; one query."""

    def __init__(self, courses: Iterable[int]):
        self._spans: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        rows = Release.objects.filter(course__in=set(courses)).order_by("starts_on", "pk")
        for course, student, first, last in rows.values_list("course_id", "student_id", "starts_on", "ends_on"):
            self._spans[course][student].append((first, last))

    def on(self, course_pk: int, day: dt.date) -> set[int]:
        """Keys of the pupils released from the course on the day."""
        return {student for student, spans in self._spans[course_pk].items() if holds(spans, day)}


@remembered
def released_on(course_pk: int, day: dt.date) -> frozenset[int]:
    """Keys of the pupils released from the course on the day; one query."""
    return frozenset(Release.objects.on(day).filter(course=course_pk).values_list("student_id", flat=True))
