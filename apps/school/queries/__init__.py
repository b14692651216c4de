"""Reads of the school's structure that several faces need."""

from .courses import (
    Place,
    RollEntry,
    course_roll,
    courses_of_volume,
    group_places,
    places_of_student,
    students_of_class,
)
from .year import current_year, days_off, norms_on, profile, term_of

__all__ = [
    "Place",
    "RollEntry",
    "course_roll",
    "courses_of_volume",
    "current_year",
    "days_off",
    "group_places",
    "norms_on",
    "places_of_student",
    "profile",
    "students_of_class",
    "term_of",
]
