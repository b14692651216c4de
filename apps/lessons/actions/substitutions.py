"""Substitutions and the right that follows from them (TT-03, TT-06)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.grants import differences, permission_named, project
from apps.core.history import attributed, delete_tracked
from apps.core.text import tidy
from apps.school.models import Course, CourseGrant, StaffMember
from apps.school.queries import norms_on

from ..enums import SubstitutionKind
from ..models import Lesson, Substitution
from .records import check_lesson_takes_records


@transaction.atomic
def register_substitution(
    lesson: Lesson, *, substitute: StaffMember, reason: str, by, kind: str = SubstitutionKind.SAME
) -> Substitution:
    """Another teacher holds the lesson; the journal opens to that teacher for this lesson at once.

    Raises:
        RuleViolation: no reason, the same teacher, one who has left, a closed term or a cancelled lesson.
    """
    row = Lesson.objects.select_related("term").get(pk=lesson.pk)
    check_lesson_takes_records(row)
    if not reason.strip():
        raise RuleViolation(_("Укажите причину замены."))
    if substitute.pk == row.teacher_id:
        raise RuleViolation(_("Этот учитель и так ведёт урок."))
    if substitute.works_until and substitute.works_until < row.held_on:
        raise RuleViolation(_("%s к этому дню уже не работает.") % substitute)  # STR-14
    with attributed(by=by):
        substitution = Substitution.objects.filter(lesson=row).first() or Substitution(lesson=row)
        substitution.substitute, substitution.kind, substitution.reason = substitute, kind, tidy(reason)
        substitution.registered_at, substitution.registered_by = clock.now(), by
        substitution.save()
        if row.touched_at is None:
            row.touched_at = clock.now()
            row.save_without_historical_record(update_fields=["touched_at"])
        rebuild_substitute_grants()
    return substitution


@transaction.atomic
def withdraw_substitution(substitution: Substitution, *, by) -> None:
    """The main teacher holds the lesson after all.

    Raises:
        RuleViolation: closed term, or the lesson has begun and was recorded.
    """
    check_lesson_takes_records(substitution.lesson)
    if substitution.lesson.topic_at and substitution.lesson.held_on <= clock.today():
        raise RuleViolation(_("Урок уже записан заменяющим учителем."))
    with attributed(by=by):
        delete_tracked([substitution])
        rebuild_substitute_grants()


def _wanted(today: dt.date) -> set[tuple[int, int]]:
    norms = norms_on(today)
    oldest = today - dt.timedelta(days=max(norms.control_mark_days, norms.lesson_mark_days))
    rows = Substitution.objects.filter(lesson__held_on__gte=oldest, substitute__user__isnull=False)
    return set(rows.values_list("substitute__user_id", "lesson__course_id"))


@transaction.atomic
def rebuild_substitute_grants() -> int:
    """Make the substitutes' grants equal to the facts; returns how many rows were changed."""
    return project(CourseGrant, "substitute_course", _wanted(clock.today()))


def substitute_grant_faults() -> list[str]:
    """Where the grants differ from the facts."""
    pairs = _wanted(clock.today())
    missing, superfluous = differences(CourseGrant, permission_named(Course, "substitute_course"), pairs)
    return [f"substitute_course: user {user} lacks course {course}" for user, course in sorted(missing)] + [
        f"substitute_course: superfluous grant row {pk}" for pk in superfluous
    ]
