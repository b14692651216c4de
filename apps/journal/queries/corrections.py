"""Terms that came back to their teacher: reopened for a correction, or returned before they were accepted."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import clock
from apps.lessons.models import CourseTerm
from apps.lessons.rules.terms import locks_at
from apps.school.models import Course, StaffMember

from .duties import Badge


@dataclass(frozen=True)
class Correction:
    """A line of «Вернули для исправления»: which course and term, until when, and why."""

    course_pk: int
    term_pk: int
    audience: str
    subject: str
    name: str
    reason: str
    badge: Badge


def corrections(staff: StaffMember, norms, now: dt.datetime) -> list[Correction]:
    """What the deputy asks the teacher to mend now, the most urgent first; one query. # P-12, I-16"""
    own = Course.objects.filter(
        Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=clock.local_date(now)), assignments__staff=staff
    )
    rows = (
        _with_reason(CourseTerm.objects.filter(course__in=own))
        .filter(Q(reopened_until__gte=now) | Q(handed_in_at=None))
        .select_related("course__subject", "course__school_class", "course__study_group", "term__scheme")
        .order_by("reopened_until", "term__ends_on", "pk")
    )
    found = []
    for row in rows:
        if row.reopened_until and row.reopened_until >= now:
            until = f"{timezone.localtime(row.reopened_until):%d.%m, %H:%M}"
            found.append(_line(row, row.reopened_reason, Badge("late", _("исправить до %s") % until)))
        elif (words := _words(row)) and now <= locks_at(row.term, norms):
            until = f"{clock.local_date(locks_at(row.term, norms)):%d.%m}"
            found.append(_line(row, words, Badge("late", _("сдать снова до %s") % until)))
    return found


def reason_of_return(course_term: CourseTerm | None) -> str:
    """What the deputy wrote when the term was returned to its teacher; empty where nobody returned it."""
    if course_term is None or course_term.pk is None or course_term.handed_in_at:
        return ""
    return _words(_with_reason(CourseTerm.objects.filter(pk=course_term.pk)).get())


def _with_reason(rows):
    """Adds what the newest change said after which the term was not handed in, and whether it ever had been."""
    versions = CourseTerm.history.filter(id=OuterRef("pk")).order_by("-history_id")
    # A reopening keeps its words in a field of its own: they are not those of a return.
    open_again = versions.filter(handed_in_at=None).exclude(history_change_reason=F("reopened_reason"))
    return rows.annotate(
        said=Subquery(open_again.values("history_change_reason")[:1]),
        was_handed_in=Exists(versions.filter(handed_in_at__isnull=False)),
    )


def _words(row) -> str:
    return (row.said or "") if row.was_handed_in and not row.handed_in_at else ""


def _line(row: CourseTerm, reason: str, badge: Badge) -> Correction:
    course = row.course
    return Correction(
        row.course_id, row.term_id, course.audience_name, course.subject.name, str(row.term), reason, badge
    )
