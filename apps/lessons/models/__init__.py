"""Dated lessons, assessments, cells, grades and the terms of courses."""

from .grades import Assessment, Cell, Grade, TermGrade, WorkKind
from .lessons import Lesson, Substitution
from .terms import CourseTerm

__all__ = [
    "Assessment",
    "Cell",
    "CourseTerm",
    "Grade",
    "Lesson",
    "Substitution",
    "TermGrade",
    "WorkKind",
]
