"""Courses of the three kinds beside the cast's own."""

import pytest

from apps.school.enums import GroupKind, ServiceKind, SubjectPart
from apps.school.models import Course, GroupMembership, StudyGroup, Subject, TeachingAssignment
from apps.timetable.models import TimetableEntry
from tests.plugins.cast import YEAR_START


@pytest.fixture
def add_course(cast):
    """``add_course("Шахматы", teacher, [(0, 6)], kind=…)`` → a course of 7А or of a group of its pupils."""

    def add(name, teacher, slots, *, kind=ServiceKind.CORE, pupils=None, school_class=None, hours=1, room=None):
        subject = Subject.objects.create(name=name, short_name=name[:8], part=SubjectPart.SCHOOL)
        group, school_class = None, school_class or cast.class_7a
        if pupils is not None:
            group = StudyGroup.objects.create(
                year=cast.year, name=name, kind=GroupKind.CLUB, subject=subject, home_class=school_class
            )
            group.classes.add(school_class)
            for pupil in pupils:
                GroupMembership.objects.create(study_group=group, student=pupil, starts_on=YEAR_START)
        course = Course.objects.create(
            year=cast.year, subject=subject, school_class=None if group else school_class, study_group=group,
            term_scheme=cast.scheme, hours_per_week=hours, kind=kind,
        )  # fmt: skip
        TeachingAssignment.objects.create(course=course, staff=teacher, starts_on=YEAR_START, hours_per_week=hours)
        for weekday, number in slots:
            TimetableEntry.objects.create(
                course=course, weekday=weekday, number=number, teacher=teacher, room=room, starts_on=YEAR_START
            )
        return course

    return add
