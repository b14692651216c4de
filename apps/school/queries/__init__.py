"""Reads of the school's structure that several faces need."""

from .courses import RollEntry, course_roll, courses_of_volume, students_of_class
from .year import current_year, days_off, norms_on, profile, term_of

__all__ = [
    "RollEntry",
    "course_roll",
    "courses_of_volume",
    "current_year",
    "days_off",
    "norms_on",
    "profile",
    "students_of_class",
    "term_of",
]
