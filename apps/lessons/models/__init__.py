"""Dated lessons, assessments, cells, grades and the terms of courses."""

from .grades import Assessment, Cell, Grade, TermGrade, WorkKind
from .lessons import DistanceMode, Lesson, Move, Substitution
from .terms import CourseTerm

__all__ = [
    "Assessment",
    "Cell",
    "CourseTerm",
    "DistanceMode",
    "Grade",
    "Lesson",
    "Move",
    "Substitution",
    "TermGrade",
    "WorkKind",
]
