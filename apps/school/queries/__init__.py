"""Reads of the school's structure that several faces need."""

from .courses import (
    Place,
    RollEntry,
    course_roll,
    courses_of_volume,
    group_places,
    places_of_student,
    roll_of_set,
    students_of_class,
    with_forms,
)
from .study_forms import StudyForms, study_forms
from .year import current_year, days_off, norms_on, profile, term_of

__all__ = [
    "Place",
    "RollEntry",
    "StudyForms",
    "course_roll",
    "courses_of_volume",
    "current_year",
    "days_off",
    "group_places",
    "norms_on",
    "places_of_student",
    "profile",
    "roll_of_set",
    "students_of_class",
    "study_forms",
    "term_of",
    "with_forms",
]
