"""Rows of the school: the year, people, classes, groups, courses, norms."""

from .courses import Course, CourseGrant, TeachingAssignment
from .groups import GroupMembership, StudyGroup
from .norms import Norms
from .people import (
    ClassGrant,
    ClassTeacher,
    Enrolment,
    Guardianship,
    Representative,
    SchoolClass,
    StaffMember,
    Student,
    StudentGrant,
)
from .year import AcademicYear, Holiday, Room, SchoolProfile, Subject, Term, TermScheme

__all__ = [
    "AcademicYear",
    "ClassGrant",
    "ClassTeacher",
    "Course",
    "CourseGrant",
    "Enrolment",
    "GroupMembership",
    "Guardianship",
    "Holiday",
    "Norms",
    "Representative",
    "Room",
    "SchoolClass",
    "SchoolProfile",
    "StaffMember",
    "Student",
    "StudentGrant",
    "StudyGroup",
    "Subject",
    "TeachingAssignment",
    "Term",
    "TermScheme",
]
