"""Accepting a draft of the timetable together with the lessons it makes and the load it needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.history import attributed, bulk_create_tracked
from apps.lessons.actions.generate import Outcome, change_with_lessons
from apps.office.queries.week import first_open_day
from apps.school.actions.grants import rebuild_school_grants
from apps.school.models import TeachingAssignment
from apps.timetable.actions.drafts import accept_draft
from apps.timetable.models import TimetableDraft
from apps.timetable.queries.drafts import lines_of_draft


def accept(
    *, draft: TimetableDraft, starts_on: dt.date, add_load: bool, by, is_whole: bool = False, dry_run: bool = False
) -> Outcome:
    """From a day on the draft is the timetable; coming lessons that nobody has touched follow it.

    Args:
        draft: an open draft.
        starts_on: the first day.
        add_load: teachers of the draft who do not teach the course by the load are added to it from that day on.
        by: the user, for the history.
        is_whole: the draft is the timetable of the whole school: what it does not have ends.
        dry_run: look what would happen to the lessons and take everything back.

    Raises:
        RuleViolation: the draft is closed or empty, a day of the past, a lesson number without a bell.
    """
    earliest = first_open_day(draft.year, clock.today())

    def change() -> None:
        if add_load:
            _add_load(draft, starts_on, by)
        accept_draft(draft=draft, starts_on=starts_on, not_before=earliest, by=by, is_whole=is_whole)

    year = draft.year
    done = change_with_lessons(year, change, by=by, first=starts_on, last=year.ends_on, dry_run=dry_run)
    if add_load and not dry_run:
        rebuild_school_grants()
    return done


def missing_load(draft: TimetableDraft, day: dt.date) -> dict[tuple[int, int], Decimal]:
    """(course, teacher) of the draft that the load of the day does not know → hours a week."""
    held = TeachingAssignment.objects.filter(course__year=draft.year_id).within(day, draft.year.ends_on)
    known = set(held.values_list("course_id", "staff_id"))
    hours: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for line in lines_of_draft(draft):
        for teacher in filter(None, (line.teacher_id, line.second_teacher_id)):
            if (line.course_id, teacher) not in known:
                hours[line.course_id, teacher] += Decimal("0.5") if line.week else Decimal(1)
    return dict(hours)


def _add_load(draft: TimetableDraft, starts_on: dt.date, by) -> None:
    rows = [
        TeachingAssignment(course_id=course, staff_id=teacher, starts_on=starts_on, hours_per_week=hours)
        for (course, teacher), hours in missing_load(draft, starts_on).items()
    ]
    with attributed(by=by, reason=_("Черновик расписания «%s»") % draft.name):
        bulk_create_tracked(TeachingAssignment, rows)
