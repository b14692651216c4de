"""Average, count and suggestion of pupils, as display strings for the grid's row ends."""

from decimal import Decimal

from apps.lessons.queries import graded_values
from apps.lessons.rules.suggest import Suggestion, suggest


def standings(course, term, norms, students=None) -> dict[int, Suggestion]:
    """Per student who has a grade in the term, what the grades lead to; one query."""
    return {
        student: suggest(values, scale=course.scale, hours_per_week=Decimal(course.hours_per_week), norms=norms)
        for student, values in graded_values(course.pk, term, students).items()
    }


def standing_row(student: int, suggestion: Suggestion | None) -> dict:
    """One entry of ``rows`` in the answer to operations (contract 5)."""
    return {
        "student": student,
        "average": suggestion.average_text if suggestion else "",
        "count": str(suggestion.count) if suggestion and suggestion.count else "",
        "suggested": suggestion.value if suggestion else "",
    }
