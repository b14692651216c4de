"""Reads of lessons and terms that several faces need."""

from .changes import changes_of_course
from .distance import Distance, distance_of, distance_of_course
from .moves import Left, Moves, moves_of, moves_within
from .substitutes import holds_as_substitute, is_given_away, open_substitutions, substituted_lesson_ids, with_standing
from .terms import course_term_of, graded_values, term_missing

__all__ = [
    "changes_of_course",
    "Distance",
    "Left",
    "Moves",
    "course_term_of",
    "distance_of",
    "distance_of_course",
    "graded_values",
    "holds_as_substitute",
    "is_given_away",
    "moves_of",
    "moves_within",
    "open_substitutions",
    "substituted_lesson_ids",
    "term_missing",
    "with_standing",
]
