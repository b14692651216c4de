"""Handing in, acceptance, reopening and sealing of a course's term (P-11, P-12)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_update_tracked
from apps.school.queries import norms_on

from ..models import CourseTerm
from ..queries.terms import course_term_of, term_missing
from ..rules.terms import check_reopening, is_past_lock


def course_term_for_update(course, term) -> CourseTerm:
    """The course's term, made if nobody wrote one yet (unsaved)."""
    return course_term_of(course.pk, term.pk) or CourseTerm(course=course, term=term, is_graded=course.is_graded)


@transaction.atomic
def hand_in(course, term, *, by, override_reason: str = "") -> CourseTerm:
    """The teacher hands the term in; its lessons lock when the term has ended. # P-11, GRD-08

    Args:
        override_reason: given by a deputy, hands in although something is missing.

    Raises:
        RuleViolation: already handed in, or something is missing (named) and no reason was given.
    """
    row = course_term_for_update(course, term)
    if row.handed_in_at:
        raise RuleViolation(_("Период уже сдан."))
    missing = term_missing(course, row, term, clock.now())
    if missing and not override_reason.strip():
        raise RuleViolation(_missing_sentence(missing))
    row.handed_in_at, row.handed_in_by = clock.now(), by
    with attributed(by=by, reason=override_reason or None):
        row.save()
    return row


def _missing_sentence(missing) -> str:
    parts = []
    topics = [one for one in missing if one.kind == "topic"]
    if topics:
        days = ", ".join(f"{one.held_on:%d.%m}" for one in topics[:5])
        parts.append(_("нет темы урока: %s") % days + ("…" if len(topics) > 5 else ""))
    for kind, label in (("grade", _("нет отметки за период")), ("debt", _("не закрыта точка"))):
        names = [one.name for one in missing if one.kind == kind]
        if names:
            parts.append(label + ": " + ", ".join(names[:5]) + ("…" if len(names) > 5 else ""))
    return _("Период сдать нельзя: %s.") % "; ".join(parts)


@transaction.atomic
def accept(course_terms: list[CourseTerm], *, by) -> int:
    """The deputy accepts terms that were handed in; returns how many. Repeated acceptance changes nothing.

    Raises:
        RuleViolation: one of them was not handed in, or is open for corrections.
    """
    rows = list(
        CourseTerm.objects.filter(pk__in=[row.pk for row in course_terms], accepted_at=None).select_related(
            "course__subject", "course__school_class", "course__study_group"
        )
    )
    for row in rows:
        if not row.handed_in_at:
            raise RuleViolation(_("«%s»: период ещё не сдан учителем.") % row.course)
        row.accepted_at, row.accepted_by = clock.now(), by
    with attributed(by=by):
        return bulk_update_tracked(rows, ["accepted_at", "accepted_by"])


@transaction.atomic
def take_back(course_term: CourseTerm, *, by, reason: str) -> CourseTerm:
    """Return a handed-in, not yet sealed term to its teacher, while there is time left to mend it.

    Raises:
        RuleViolation: it is sealed, closed by its date, or no reason was given.
    """
    row = CourseTerm.objects.select_related("term__scheme").get(pk=course_term.pk)
    if row.sealed_at:
        raise RuleViolation(_("Период зафиксирован в архиве: его можно только открыть для исправления."))
    if is_past_lock(row, row.term, norms_on(clock.today()), clock.now()):
        raise RuleViolation(_("Срок периода прошёл: у учителя он остался бы закрытым. Откройте его для исправления."))
    if not reason.strip():
        raise RuleViolation(_("Укажите, что нужно исправить."))
    row.handed_in_at = row.handed_in_by = row.accepted_at = row.accepted_by = None
    with attributed(by=by, reason=reason):
        row.save()
    return row


@transaction.atomic
def reopen(course_term: CourseTerm, *, until: dt.datetime, reason: str, by) -> CourseTerm:
    """Open a closed term for corrections until a moment; it closes by itself. # P-12, I-16

    Raises:
        RuleViolation: no reason, or an end that the norms do not allow.
    """
    now = clock.now()
    check_reopening(until, reason, norms_on(clock.today()), now)
    row = CourseTerm.objects.get(pk=course_term.pk)
    row.reopened_at, row.reopened_until, row.reopened_by, row.reopened_reason = now, until, by, reason.strip()
    with attributed(by=by, reason=reason):
        row.save()
    return row


@transaction.atomic
def close_again(course_term: CourseTerm, *, by) -> CourseTerm:
    """End a reopening before its time."""
    row = CourseTerm.objects.get(pk=course_term.pk)
    if row.reopened_until and row.reopened_until > clock.now():
        row.reopened_until = clock.now()
        with attributed(by=by):
            row.save()
    return row


@transaction.atomic
def mark_sealed(course_terms: list[CourseTerm], *, by) -> int:
    """Say that the terms stand in a sealed volume; returns how many were marked."""
    rows = list(CourseTerm.objects.filter(pk__in=[row.pk for row in course_terms]))
    for row in rows:
        row.sealed_at = clock.now()
    with attributed(by=by):
        return bulk_update_tracked(rows, ["sealed_at"])
