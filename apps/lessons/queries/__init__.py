"""Reads of lessons and terms that several faces need."""

from .substitutes import substituted_lesson_ids
from .terms import course_term_of, graded_values, term_missing

__all__ = ["course_term_of", "graded_values", "substituted_lesson_ids", "term_missing"]
