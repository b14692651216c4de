"""Writes the weekly timetable. A change has a first day: what held before ends the day before and is kept (TT-02)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.school.models import AcademicYear, Course, Room, StaffMember

from ..models import TimetableEntry
from ..queries.slots import Clocks
from ..rules.entries import EntryValues, check_starts_on, check_values, is_double

DAY = dt.timedelta(days=1)
FIELDS = ("weekday", "number", "week", "room", "teacher", "second_teacher")


@dataclass(frozen=True)
class Beside:
    """What the planner saw in the cell where a lesson is put.

    Attributes:
        which: the lines that the cell shows: of a class, of a teacher.
        seen: line → number of its latest history row.
    """

    which: Q
    seen: dict[int, int]


@dataclass(frozen=True)
class Replaced:
    """How many lines a new timetable ended, began and found as they are."""

    ended: int
    begun: int
    kept: int


@transaction.atomic
def place_entry(
    *,
    values: EntryValues,
    starts_on: dt.date,
    by,
    ends_on: dt.date | None = None,
    beside: Beside | None = None,
    not_before: dt.date | None = None,
) -> TimetableEntry:
    """A course gets a place in the week from a day on. Clashes are no reason to refuse: real timetables have them.

    Raises:
        Conflict: the cell no longer holds what the planner saw there.
        RuleViolation: no teacher, a day of the past (``not_before`` is today by default), no bell, a double.
    """
    course = Course.objects.select_related("year").get(pk=values.course_id)
    check_starts_on(starts_on, year=course.year, not_before=not_before or clock.today())
    _check_beside(beside, values, starts_on)
    _check([values], course.year, starts_on)
    entry = _row(values, starts_on, ends_on)
    _check_double(entry)
    with _attributed(by, starts_on):
        entry.save()
    return entry


@transaction.atomic
def move_entry(
    *,
    entry_id: int,
    values: EntryValues,
    starts_on: dt.date,
    seen: int,
    by,
    beside: Beside | None = None,
    not_before: dt.date | None = None,
) -> TimetableEntry:
    """Another place, teacher or room from a day on; a line that begins later is corrected as it stands.

    Raises:
        Conflict: somebody changed the line since ``seen``, the number of its latest history row, or the new cell.
        RuleViolation: as for :func:`place_entry`.
    """
    entry = _seen_entry(entry_id, seen)
    starts_on = max(starts_on, entry.starts_on)
    check_starts_on(starts_on, year=entry.course.year, not_before=not_before or clock.today())
    if EntryValues.of(entry) == values:
        return entry
    _check_beside(beside, values, starts_on)
    _check([values], entry.course.year, starts_on)
    with _attributed(by, starts_on):
        changed = _row(values, starts_on, entry.ends_on)
        _check_double(changed, but=[entry.pk])
        if entry.starts_on < starts_on:
            _end(entry, starts_on)
            changed.save()
            return changed
        for name in FIELDS:
            setattr(entry, name, getattr(changed, name))
        entry.save()
    return entry


@transaction.atomic
def swap_entries(
    *, one_id: int, other_id: int, starts_on: dt.date, seen: tuple[int, int], by, not_before: dt.date | None = None
) -> tuple[TimetableEntry, TimetableEntry]:
    """Two lines exchange their day, number and week from a day on; teachers and rooms stay with them.

    Raises:
        Conflict, RuleViolation: as for :func:`move_entry`.
    """
    one, other = _seen_entry(one_id, seen[0]), _seen_entry(other_id, seen[1])
    if one.course_id == other.course_id:
        raise RuleViolation(_("Это уроки одного предмета: менять их местами незачем."))
    here, there = EntryValues.of(one), EntryValues.of(other)
    taken = {name: getattr(there, name) for name in ("weekday", "number", "week")}
    given = {name: getattr(here, name) for name in ("weekday", "number", "week")}
    rest = {"starts_on": starts_on, "by": by, "not_before": not_before}
    return (
        move_entry(entry_id=one.pk, values=replace(here, **taken), seen=seen[0], **rest),
        move_entry(entry_id=other.pk, values=replace(there, **given), seen=seen[1], **rest),
    )


@transaction.atomic
def end_entry(*, entry_id: int, starts_on: dt.date, seen: int, by, not_before: dt.date | None = None) -> None:
    """The line no longer holds from a day on; one that would begin later goes away.

    Raises:
        Conflict: somebody changed the line since ``seen``.
        RuleViolation: a day of the past.
    """
    entry = _seen_entry(entry_id, seen)
    check_starts_on(max(starts_on, entry.starts_on), year=entry.course.year, not_before=not_before or clock.today())
    with _attributed(by, starts_on):
        _end(entry, starts_on)


@transaction.atomic
def replace_timetable(
    *,
    year: AcademicYear,
    entries: Iterable[EntryValues],
    starts_on: dt.date,
    by,
    courses: Collection[int] | None = None,
    reason: str = "",
    not_before: dt.date | None = None,
) -> Replaced:
    """From a day on the timetable is this one; lines that are in it already go on unchanged, so twice changes nothing.

    Args:
        year: the school year.
        entries: every line that shall hold.
        starts_on: the first day.
        by: the user, for the history.
        courses: only lines of these courses are replaced; all of the year by default.
        reason: for the history.
        not_before: the earliest day allowed, today by default.

    Raises:
        RuleViolation: a line without a teacher, a bell or in a closed room; two lines alike; a day of the past.
    """
    wanted = list(entries)
    check_starts_on(starts_on, year=year, not_before=not_before or clock.today())
    _check(wanted, year, starts_on)
    _check_alike([_row(values, starts_on, None) for values in wanted])
    present = TimetableEntry.objects.filter(course__year=year).within(starts_on, year.ends_on).order_by("starts_on")
    if courses is not None:
        present = present.filter(course__in=courses)
    left, kept, over = set(wanted), 0, []
    for entry in present:
        values = EntryValues.of(entry)
        if values in left and entry.ends_on is None and entry.starts_on <= starts_on:
            left.discard(values)
            kept += 1
        else:
            over.append(entry)
    with _attributed(by, starts_on, reason):
        ended = [entry for entry in over if entry.starts_on < starts_on]
        for entry in ended:
            entry.ends_on = starts_on - DAY
        bulk_update_tracked(ended, ["ends_on"])
        delete_tracked([entry for entry in over if entry.starts_on >= starts_on])
        begun = [_row(values, starts_on, None) for values in wanted if values in left]
        bulk_create_tracked(TimetableEntry, begun)
    return Replaced(len(over), len(begun), kept)


def _attributed(by, starts_on: dt.date, reason: str = ""):
    return attributed(by=by, reason=reason or _("Расписание с %s") % starts_on.strftime("%d.%m.%Y"))


def _row(values: EntryValues, starts_on: dt.date, ends_on: dt.date | None) -> TimetableEntry:
    return TimetableEntry(
        course_id=values.course_id,
        weekday=values.weekday,
        number=values.number,
        week=values.week,
        room_id=values.room_id,
        teacher_id=values.teacher_id,
        second_teacher_id=values.second_teacher_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _end(entry: TimetableEntry, starts_on: dt.date) -> None:
    if entry.starts_on >= starts_on:
        delete_tracked([entry])
    elif entry.ends_on is None or entry.ends_on >= starts_on:
        entry.ends_on = starts_on - DAY
        entry.save()


def _seen_entry(pk: int, seen: int) -> TimetableEntry:
    entry = TimetableEntry.objects.select_related("course__year").filter(pk=pk).first()
    if entry is None:
        raise Conflict(_("Этого урока в расписании уже нет: его убрал кто-то другой. Страница обновлена."))
    last = entry.history.order_by("-history_id").first()
    if last is not None and last.history_id != seen:
        who = last.history_user.display_name if last.history_user else _("кто-то другой")
        raise Conflict(_("Пока вы смотрели, этот урок изменил(а) %s. Страница обновлена.") % who)
    return entry


def latest_of(pks: Collection[int]) -> dict[int, int]:
    """Line → number of its latest history row; one query."""
    rows = TimetableEntry.history.filter(id__in=pks).order_by().values_list("id")
    return dict(rows.annotate(latest=Max("history_id")))


def _check_beside(beside: Beside | None, values: EntryValues, starts_on: dt.date) -> None:
    """Nobody else may have changed the cell since it was shown."""
    if beside is None:
        return
    day = starts_on + dt.timedelta(days=(values.weekday - starts_on.weekday()) % 7)
    inside = TimetableEntry.objects.filter(beside.which, weekday=values.weekday, number=values.number).on(day)
    if latest_of(inside.values_list("pk", flat=True)) != beside.seen:
        raise Conflict(_("Пока вы смотрели, эту клетку изменил кто-то другой. Страница обновлена."))


def _check(lines: list[EntryValues], year: AcademicYear, starts_on: dt.date) -> None:
    people = {pk for one in lines for pk in (one.teacher_id, one.second_teacher_id) if pk}
    teachers = StaffMember.objects.in_bulk(people)
    rooms = Room.objects.in_bulk({one.room_id for one in lines if one.room_id})
    clocks = Clocks(year)
    for one in lines:
        pattern = clocks.pattern(one.course_id, starts_on)
        check_values(
            one,
            teachers=teachers,
            room=rooms.get(one.room_id),
            bells=clocks.usual(pattern),
            shift=pattern.shift,
            starts_on=starts_on,
        )


def _check_double(entry: TimetableEntry, but: Collection[int] = ()) -> None:
    beside = TimetableEntry.objects.filter(course=entry.course_id, weekday=entry.weekday, number=entry.number)
    _check_alike([entry, *beside.exclude(pk__in=but)], of_first=True)


def _check_alike(rows: list[TimetableEntry], *, of_first: bool = False) -> None:
    by_slot: dict[tuple, list[TimetableEntry]] = {}
    for row in rows:
        by_slot.setdefault((row.course_id, row.weekday, row.number), []).append(row)
    for beside in by_slot.values():
        for place, one in enumerate(beside[:1] if of_first else beside):
            if any(is_double(one, other) for other in beside[place + 1 :]):
                raise RuleViolation(
                    _("%(course)s: этот урок уже стоит здесь (урок № %(number)d).")
                    % {"course": one.course, "number": one.number}
                )
