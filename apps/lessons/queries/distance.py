"""Which lessons are held at a distance: of the class's own dates, a group's by any of its classes (JRN-11)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from apps.core.compiled import Compiled
from apps.school.models import Course

from ..models import DistanceMode


class Distance:
    """Distance modes of some days, by class."""

    def __init__(self, modes: Iterable[DistanceMode]):
        self._by_class = defaultdict(list)
        for mode in modes:
            self._by_class[mode.school_class_id].append(mode)

    def on(self, classes: Iterable[int], day: dt.date) -> DistanceMode | None:
        """The mode that holds on ``day`` for one of the classes."""
        return next((mode for pk in classes for mode in self._by_class.get(pk, ()) if mode.holds_on(day)), None)

    def of_course(self, course: Course, day: dt.date) -> DistanceMode | None:
        """The mode of the course's class, or of a class of its group; the group's classes prefetched."""
        return self.on(classes_of(course), day) if self._by_class else None


def classes_of(course: Course) -> list[int]:
    """Keys of the classes whose pupils sit in the course."""
    return [course.school_class_id] if course.school_class_id else [one.pk for one in course.study_group.classes.all()]


_of_class = Compiled(
    lambda pk, first, last: (
        DistanceMode.objects.within(first, last).filter(school_class_id=pk).order_by("starts_on", "pk")
    ),
    int,
    dt.date,
    dt.date,
)
_of_group = Compiled(
    lambda pk, first, last: (
        DistanceMode.objects.within(first, last).filter(school_class__study_groups=pk).order_by("starts_on", "pk")
    ),
    int,
    dt.date,
    dt.date,
)


def distance_of_course(course: Course, first: dt.date, last: dt.date) -> list[DistanceMode]:
    """Modes of the course's class, or of any class of its group, on a day of first…last; one query."""
    if course.school_class_id:
        return _of_class(course.school_class_id, first, last)
    return _of_group(course.study_group_id, first, last)


def distance_of(first: dt.date, last: dt.date, classes: Iterable[int] | None = None) -> Distance:
    """Modes that hold on a day of first…last, of some classes or of all; one query."""
    rows = DistanceMode.objects.within(first, last)
    if classes is not None:
        rows = rows.filter(school_class__in=list(classes))
    return Distance(rows.order_by("starts_on", "pk"))
