"""Who is in the school on some days: lessons by holder, absences, what everybody teaches (P-22)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q

from apps.lessons.enums import SubstitutionKind
from apps.lessons.models import Lesson
from apps.lessons.rules.substitutions import Candidate, Fit, holder
from apps.school.models import Course, StaffAbsence, StaffMember, TeachingAssignment


def lessons_of(**which):
    """Lessons with everything that a line of the board says."""
    related = ("course__subject", "course__school_class", "course__study_group__home_class", "room", "teacher", "term")
    rows = Lesson.objects.filter(**which).select_related(
        *related, "substitution__substitute", "substitution__absence", "substitution__instead__course__subject"
    )
    return rows.prefetch_related("course__study_group__classes").order_by("held_on", "number", "starts_at", "pk")


def classes_of(course: Course) -> set[int]:
    """Keys of the classes whose pupils sit in the course; the group's classes prefetched."""
    return {course.school_class_id} if course.school_class_id else {one.pk for one in course.study_group.classes.all()}


class DayStaff:
    """Everybody who could stand in on a day of first…last; eight queries whatever the size of the school."""

    def __init__(self, first: dt.date, last: dt.date):
        self._held = defaultdict(list)
        for lesson in lessons_of(held_on__range=(first, last), cancelled_at=None):
            self._held[lesson.held_on, holder(lesson).pk].append(lesson)
        self._away = defaultdict(list)
        for absence in StaffAbsence.objects.within(first, last).order_by("pk"):
            self._away[absence.staff_id].append(absence)
        self._assigned = defaultdict(list)
        related = ("course__subject", "course__school_class", "course__study_group")
        rows = TeachingAssignment.objects.within(first, last).select_related(*related)
        for row in rows.prefetch_related("course__study_group__classes").order_by("course__subject__position", "pk"):
            self._assigned[row.staff_id].append(row)

    @cached_property
    def staff(self) -> list[StaffMember]:
        """Those who teach, or could by their subjects."""
        rows = StaffMember.objects.filter(Q(pk__in=list(self._assigned)) | Q(subjects__isnull=False)).distinct()
        return list(rows.prefetch_related("subjects").order_by("sort_key", "pk"))

    def is_away(self, staff_id: int, day: dt.date) -> bool:
        """Whether the employee is absent on the day."""
        return any(absence.holds_on(day) for absence in self._away.get(staff_id, ()))

    def load(self, staff_id: int, day: dt.date) -> int:
        """How many lessons the employee holds that day."""
        return len(self._held.get((day, staff_id), ()))

    def candidates(self, lesson: Lesson, *, busy_too: bool = False) -> list[Candidate]:
        """Who could take the lesson, the best first; ``busy_too`` adds those with a lesson of their own then."""
        found = []
        for one in self.staff:
            if one.pk != lesson.teacher_id and self._works(one, lesson.held_on):
                candidate = self._candidate(one, lesson)
                if busy_too or candidate.fit != Fit.BUSY:
                    found.append(candidate)
        return sorted(found, key=lambda one: one.order)

    def _works(self, one: StaffMember, day: dt.date) -> bool:
        here = (one.works_from is None or one.works_from <= day) and (one.works_until is None or day <= one.works_until)
        return here and not self.is_away(one.pk, day)

    def _candidate(self, one: StaffMember, lesson: Lesson) -> Candidate:
        held = self._held.get((lesson.held_on, one.pk), [])
        beside = [row for row in held if row.starts_at < lesson.ends_at and lesson.starts_at < row.ends_at]
        beside = [row for row in beside if row.pk != lesson.pk]
        if beside:
            is_joined = any(_are_halves(row.course, lesson.course) for row in beside)
            fit, kind = (Fit.JOINED, SubstitutionKind.JOINED) if is_joined else (Fit.BUSY, SubstitutionKind.TWO_CLASSES)
            return Candidate(one, fit, False, len(held), kind)
        numbers = [row.number for row in held]
        has_gap = bool(numbers) and min(numbers) < lesson.number < max(numbers)
        fit, kind, course = self._fit(one, lesson)
        return Candidate(one, fit, has_gap, len(held), kind, course)

    def _fit(self, one: StaffMember, lesson: Lesson) -> tuple[Fit, str, Course | None]:
        course = lesson.course
        own = [row.course for row in self._assigned.get(one.pk, ()) if row.holds_on(lesson.held_on)]
        knows = any(classes_of(mine) & classes_of(course) for mine in own)
        if any(mine.subject_id == course.subject_id for mine in own):
            return Fit.SAME_KNOWS if knows else Fit.SAME, SubstitutionKind.SAME, None
        if any(subject.pk == course.subject_id for subject in one.subjects.all()):
            return Fit.QUALIFIED, SubstitutionKind.SAME, None
        of_class = [mine for mine in own if mine.school_class_id and mine.school_class_id == course.school_class_id]
        if of_class:
            return Fit.OTHER, SubstitutionKind.OTHER, of_class[0]
        return Fit.FREE, SubstitutionKind.SELF_STUDY, None


def _are_halves(one: Course, other: Course) -> bool:
    """Two subgroups of one class in one subject."""
    halves = one.study_group_id and other.study_group_id and one.study_group_id != other.study_group_id
    return bool(halves) and one.subject_id == other.subject_id and bool(classes_of(one) & classes_of(other))


def suggestions(lessons: Iterable[Lesson], day_staff: DayStaff) -> dict[int, Candidate]:
    """Lesson → whom to send, nobody to two places at once, the extra lessons spread."""
    taken, extra, chosen = defaultdict(list), defaultdict(int), {}
    for lesson in lessons:
        free = [one for one in day_staff.candidates(lesson) if not _meets(lesson, taken[one.staff.pk])]
        if free:
            day = lesson.held_on
            best = min(free, key=lambda one: (one.fit, extra[one.staff.pk, day], one.order))
            chosen[lesson.pk] = best
            taken[best.staff.pk].append(lesson)
            extra[best.staff.pk, day] += 1
    return chosen


def _meets(lesson: Lesson, others: list[Lesson]) -> bool:
    return any(
        one.held_on == lesson.held_on and one.starts_at < lesson.ends_at and lesson.starts_at < one.ends_at
        for one in others
    )
