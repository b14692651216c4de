"""Rolls of many courses at once: who belonged to which course on which day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from apps.school.models import Course, Enrolment
from apps.school.queries import group_places, study_forms
from apps.school.queries.own_plans import OwnPlans, plans_of_year
from apps.school.queries.releases import Releases


class Rolls:
    """Membership of several courses of one year, read by five queries whatever their number (decision 5).

    Individual plans are heeded, released pupils and those who learn elsewhere are left out: nothing is
    demanded of them (STR-09, I-06, P-16).
    """

    def __init__(self, courses: Iterable[Course]):
        courses = {course.pk: course for course in courses}
        self._places = {pk: ("class", one.school_class_id) for pk, one in courses.items() if one.school_class_id}
        self._places |= {pk: ("group", one.study_group_id) for pk, one in courses.items() if not one.school_class_id}
        self._subjects = {pk: one.subject_id for pk, one in courses.items()}
        year = next((one.year_id for one in courses.values()), None)
        self._own, self._released = plans_of_year(year) if year else OwnPlans(), Releases(courses)
        self._forms = study_forms()
        self._spans = defaultdict(list)
        if classes := self._of("class"):
            rows = Enrolment.objects.filter(school_class__in=classes)
            for place, *span in rows.values_list("school_class_id", "student_id", "starts_on", "ends_on"):
                self._spans["class", place].append(span)
        if groups := self._of("group"):
            for one in group_places(groups=groups):
                if one.is_graded:
                    self._spans["group", one.study_group_id].append((one.student_id, one.starts_on, one.ends_on))

    def _of(self, kind: str) -> set[int]:
        return {pk for place, pk in self._places.values() if place == kind}

    def on(self, course_id: int, day: dt.date) -> set[int]:
        """Keys of the pupils of a course on ``day`` who get grades."""
        members = {
            student
            for student, first, last in self._spans[self._places[course_id]]
            if first <= day and (last is None or day <= last)
        }
        found = self._own.on_day(course_id, self._subjects[course_id], members, day)
        at_home = self._forms.owing_nothing(day) - self._own.guests(course_id)  # P-16
        return found - self._released.on(course_id, day) - at_home
