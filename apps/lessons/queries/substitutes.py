"""Which lessons a substitute may fill today."""

import datetime as dt

from ..models import Substitution


def substituted_lesson_ids(course_id: int, user_id: int, today: dt.date, norms) -> frozenset[int]:
    """Lessons of the course that the user holds as a substitute and may still fill (TT-06, I-12).

    The right ends by itself when the longest limit for a work of that lesson has passed.
    """
    oldest = today - dt.timedelta(days=max(norms.control_mark_days, norms.lesson_mark_days))
    rows = Substitution.objects.filter(
        lesson__course_id=course_id, substitute__user_id=user_id, lesson__held_on__gte=oldest
    )
    return frozenset(rows.values_list("lesson_id", flat=True))
