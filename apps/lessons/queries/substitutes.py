"""Which lessons are held by somebody else, and which of them the substitute may fill today."""

import datetime as dt

from django.db.models import FilteredRelation, Q, QuerySet

from apps.core import clock

from ..enums import SubstitutionState
from ..models import Lesson, Substitution
from ..rules.substitutions import HOLDING_KINDS, right_begins_to_count


def with_standing(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """Lessons with the relation ``standing``: the confirmed substitution by which another teacher holds the lesson."""
    condition = Q(substitution__state=SubstitutionState.CONFIRMED, substitution__kind__in=HOLDING_KINDS)
    return lessons.alias(standing=FilteredRelation("substitution", condition=condition))


def holds_as_substitute(staff) -> Q:
    """Of lessons: those that ``staff`` holds for somebody else."""
    return Q(
        substitution__substitute=staff,
        substitution__state=SubstitutionState.CONFIRMED,
        substitution__kind__in=HOLDING_KINDS,
    )


def is_given_away() -> Q:
    """Of lessons: those that somebody else holds."""
    return Q(substitution__state=SubstitutionState.CONFIRMED, substitution__kind__in=HOLDING_KINDS)


def open_substitutions(today: dt.date, norms) -> QuerySet[Substitution]:
    """Substitutions whose substitutes may write today: confirmed, and not past their grace (TT-06, I-12, C-16)."""
    first = right_begins_to_count(today, norms)
    since = clock.moment(first, dt.time.min)
    return Substitution.objects.filter(
        Q(lesson__held_on__gte=first) | Q(decided_at__gte=since) | Q(decided_at__isnull=True, registered_at__gte=since),
        state=SubstitutionState.CONFIRMED,
        kind__in=HOLDING_KINDS,
    )


def substituted_lesson_ids(course_id: int, user_id: int, today: dt.date, norms) -> frozenset[int]:
    """Lessons of the course that the user holds as a substitute and may still fill (TT-06, I-12)."""
    rows = open_substitutions(today, norms).filter(lesson__course_id=course_id, substitute__user_id=user_id)
    return frozenset(rows.values_list("lesson_id", flat=True))
