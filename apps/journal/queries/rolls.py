"""Rolls of many courses at once: who belonged to which course on which day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from apps.school.models import Course, Enrolment, GroupMembership


class Rolls:
    """Membership of several courses, read by two queries whatever their number (decision 5)."""

    def __init__(self, courses: Iterable[Course]):
        courses = {course.pk: course for course in courses}
        self._places = {pk: ("class", one.school_class_id) for pk, one in courses.items() if one.school_class_id}
        self._places |= {pk: ("group", one.study_group_id) for pk, one in courses.items() if not one.school_class_id}
        self._spans = defaultdict(list)
        self._read(Enrolment, "class", "school_class_id")
        self._read(GroupMembership, "group", "study_group_id")

    def _read(self, model, kind: str, key: str) -> None:
        places = {pk for place, pk in self._places.values() if place == kind}
        if places:
            rows = model.objects.filter(**{f"{key}__in": places})
            for place, student, first, last in rows.values_list(key, "student_id", "starts_on", "ends_on"):
                self._spans[kind, place].append((student, first, last))

    def on(self, course_id: int, day: dt.date) -> set[int]:
        """Keys of the pupils of a course on ``day``."""
        return {
            student
            for student, first, last in self._spans[self._places[course_id]]
            if first <= day and (last is None or day <= last)
        }
