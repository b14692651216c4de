"""Regimes and bells of a whole year, read at once and answered from memory (STR-16, I-01)."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from apps.school.models import Course, GroupMembership, SchoolClass
from apps.school.rules.levels import parse_levels

from ..models import Bell, BellDay, BellSchedule, Regime
from ..rules.regimes import Pattern, pattern_on


class Regimes:
    """Shift, week and bells of classes and courses of a year on any day; at most five queries."""

    def __init__(self, year):
        """Read the regimes of the year's classes, groups and pupils."""
        mine = Q(school_class__year=year) | Q(study_group__year=year) | Q(student__isnull=False)
        rows = list(Regime.objects.within(year.starts_on, year.ends_on).filter(mine).order_by("-starts_on", "-pk"))
        self._of_class, self._of_group, self._of_student = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in rows:
            if row.school_class_id:
                self._of_class[row.school_class_id].append(row)
            elif row.study_group_id:
                self._of_group[row.study_group_id].append(row)
            else:
                self._of_student[row.student_id].append(row)
        self._members = self._memberships(year) if self._of_student else {}

    def _memberships(self, year) -> dict[int, list[GroupMembership]]:
        """Members of the groups in which somebody with a regime of the own learns."""
        theirs = GroupMembership.objects.filter(student__in=self._of_student, study_group__year=year)
        found = defaultdict(list)
        rows = GroupMembership.objects.filter(study_group__in=theirs.values("study_group")).order_by("pk")
        for row in rows:
            found[row.study_group_id].append(row)
        return found

    def of_class(self, school_class: SchoolClass, day: dt.date) -> Pattern:
        """What the class works by on ``day``."""
        own = Pattern(school_class.shift, school_class.days_per_week)
        return pattern_on(day, self._of_class.get(school_class.pk, ()), own)

    def of_course(self, course: Course, home: SchoolClass, day: dt.date) -> Pattern:
        """What the course works by: a group's own regime, that of its only pupil, else that of its home class."""
        usual = self.of_class(home, day)
        group = course.study_group_id
        if group is None:
            return usual
        return pattern_on(day, [*self._of_group.get(group, ()), *self._of_only_pupil(group, day)], usual)

    def of_student(self, student_id: int, school_class: SchoolClass, day: dt.date) -> Pattern:
        """What a pupil of the class works by on ``day``."""
        return pattern_on(day, self._of_student.get(student_id, ()), self.of_class(school_class, day))

    def _of_only_pupil(self, group: int, day: dt.date) -> list[Regime]:
        members = {row.student_id for row in self._members.get(group, ()) if row.holds_on(day)}
        return self._of_student.get(members.pop(), []) if len(members) == 1 else []


class BellBook:
    """Bells of all sets of a year, and the dates on which another set rings; three queries."""

    def __init__(self, year):
        """Read the sets, their bells and the dates."""
        sets = BellSchedule.objects.filter(year=year)
        self._default = sets.filter(is_default=True).values_list("pk", flat=True).first()
        self._bells = {}
        for bell in Bell.objects.filter(schedule__year=year).order_by("pk"):
            self._bells.setdefault((bell.schedule_id, bell.shift), {})[bell.number] = bell
        self._days = defaultdict(list)
        # Dates for some levels come before dates for the whole school.
        for row in BellDay.objects.filter(schedule__year=year).order_by("-levels", "pk"):
            self._days[row.held_on].append((parse_levels(row.levels), row.schedule_id))

    def bells_on(self, day: dt.date, level: int, pattern: Pattern) -> dict[int, Bell]:
        """Lesson number → bell; a set of the day that knows nothing of the shift leaves the usual bells."""
        for levels, schedule in self._days.get(day, ()):
            if (not levels or level in levels) and (schedule, pattern.shift) in self._bells:
                return self._bells[schedule, pattern.shift]
        return self.usual(pattern)

    def usual(self, pattern: Pattern) -> dict[int, Bell]:
        """Lesson number → bell on an ordinary day."""
        return self._bells.get((pattern.bells_id or self._default, pattern.shift), {})
