"""Drafts of the timetable: made from a file, from the one in force or by the program; accepted or dropped."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed
from apps.core.versions import hold
from apps.school.models import AcademicYear

from ..enums import DraftSource, DraftState
from ..models import DraftEntry, TimetableDraft
from ..queries.drafts import lines_in_force, reach_of
from ..rules.entries import EntryValues
from .entries import Replaced, replace_timetable


@transaction.atomic
def make_draft(
    *, year: AcademicYear, name: str, source: str, entries: Iterable[EntryValues], by, report: Mapping | None = None
) -> TimetableDraft:
    """A new draft with its lines."""
    draft = TimetableDraft(
        year=year, name=name[:120], source=DraftSource(source), made_by=by, made_at=clock.now(), report=report or {}
    )
    with attributed(by=by):
        draft.save()
    fill_draft(draft=draft, entries=entries)
    return draft


@transaction.atomic
def fill_draft(*, draft: TimetableDraft, entries: Iterable[EntryValues]) -> int:
    """Put these lines in place of the draft's own; returns how many. Doing it twice changes nothing.

    Raises:
        RuleViolation: the draft is no longer open.
    """
    draft = _open(draft)
    draft.entries.all().delete()
    rows = [
        DraftEntry(
            draft=draft, course_id=one.course_id, weekday=one.weekday, number=one.number, week=one.week,
            room_id=one.room_id, teacher_id=one.teacher_id, second_teacher_id=one.second_teacher_id,
        )
        for one in entries
    ]  # fmt: skip
    DraftEntry.objects.bulk_create(rows, batch_size=400)
    return len(rows)


@transaction.atomic
def copy_in_force(*, year: AcademicYear, day: dt.date, by) -> TimetableDraft:
    """The timetable in force on a day as a draft.

    Raises:
        RuleViolation: there is none that day.
    """
    entries = lines_in_force(year, day)
    if not entries:
        raise RuleViolation(_("На %s расписания нет: копировать нечего.") % f"{day:%d.%m.%Y}")
    name = _("Копия расписания на %s") % f"{day:%d.%m.%Y}"
    return make_draft(year=year, name=name, source=DraftSource.COPY, entries=entries, by=by)


@transaction.atomic
def drop_draft(*, draft: TimetableDraft, by) -> TimetableDraft:
    """The draft is not wanted; its lines stay to be read.

    Raises:
        RuleViolation: it was accepted or dropped already.
    """
    draft = _open(draft)
    draft.state = DraftState.DROPPED
    with attributed(by=by):
        draft.save()
    return draft


@transaction.atomic
def accept_draft(
    *, draft: TimetableDraft, starts_on: dt.date, not_before: dt.date, by, is_whole: bool = False
) -> Replaced:
    """From a day on the draft is the timetable. Clashes are no reason to refuse: they were shown.

    Classes and kinds of lessons that the draft does not know keep their lines, unless it is the whole timetable.

    Args:
        not_before: the earliest first day; the lessons, which this floor does not know, set it.

    Raises:
        RuleViolation: no longer open, empty, a day of the past, a line without a bell.
    """
    draft = _open(draft)
    entries = [EntryValues.of(row) for row in draft.entries.order_by("weekday", "number", "pk")]
    if not entries:
        raise RuleViolation(_("В черновике нет ни одного урока."))
    reason = _("Принят черновик «%s»") % draft.name
    done = replace_timetable(
        year=draft.year, entries=entries, starts_on=starts_on, by=by, reason=reason,
        courses=None if is_whole else reach_of(draft).courses, not_before=not_before,
    )  # fmt: skip
    draft.state, draft.accepted_at, draft.starts_on = DraftState.ACCEPTED, clock.now(), starts_on
    with attributed(by=by, reason=reason):
        draft.save()
    return done


def _open(draft: TimetableDraft) -> TimetableDraft:
    """The draft as it stands now, held for the change.

    Raises:
        RuleViolation: it was accepted or dropped.
    """
    hold(draft)
    present = TimetableDraft.objects.select_related("year").get(pk=draft.pk)
    check_open(present)
    return present


def check_open(draft: TimetableDraft) -> None:
    """Only an open draft changes.

    Raises:
        RuleViolation: it was accepted or dropped.
    """
    if draft.state != DraftState.OPEN:
        raise RuleViolation(_("Этот черновик уже закрыт: %s.") % draft.get_state_display())
