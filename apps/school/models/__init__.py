"""Rows of the school: the year, people, classes, groups, courses, plans, movement, norms."""

from .courses import Course, CourseGrant, TeachingAssignment
from .groups import ClassSplit, GroupMembership, SplitConfirmation, StudyGroup
from .movement import Duty, Movement, RollRequest, StaffAbsence, StudyForm
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
from .plans import Curriculum, CurriculumChoice, CurriculumLine, IndividualPlan, IndividualPlanLine, Release
from .year import AcademicYear, Holiday, Room, SchoolProfile, Subject, Term, TermScheme, WorkingDay

__all__ = [
    "AcademicYear",
    "ClassGrant",
    "ClassSplit",
    "ClassTeacher",
    "Course",
    "CourseGrant",
    "Curriculum",
    "CurriculumChoice",
    "CurriculumLine",
    "Duty",
    "Enrolment",
    "GroupMembership",
    "Guardianship",
    "Holiday",
    "IndividualPlan",
    "IndividualPlanLine",
    "Movement",
    "Norms",
    "Release",
    "Representative",
    "RollRequest",
    "Room",
    "SchoolClass",
    "SchoolProfile",
    "SplitConfirmation",
    "StaffAbsence",
    "StaffMember",
    "Student",
    "StudentGrant",
    "StudyForm",
    "StudyGroup",
    "Subject",
    "TeachingAssignment",
    "Term",
    "TermScheme",
    "WorkingDay",
]
