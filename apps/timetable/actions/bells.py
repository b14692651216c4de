"""Sets of bells, days with other bells, regimes of classes, groups and pupils (I-01, STR-16)."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved, seen_of
from apps.core.text import tidy
from apps.school.models import AcademicYear
from apps.school.rules.holidays import check_within_year, levels_meet
from apps.school.rules.levels import format_levels, parse_levels
from apps.school.rules.years import check_year_open

from ..models import Bell, BellDay, BellSchedule, Regime
from ..rules.bells import Times, check_bells, check_regime


def bells_seen(schedule: BellSchedule) -> str:
    """The mark of a set and its bells together, for the form that edits them."""
    last = Bell.history.filter(schedule_id=schedule.pk).aggregate(last=Max("history_id"))["last"] or 0
    return f"{seen_of(schedule)}.{last}"


@transaction.atomic
def save_bells(
    schedule: BellSchedule | None,
    *,
    year: AcademicYear,
    name: str,
    times: Times,
    by,
    is_default: bool = False,
    seen: str | None = None,
) -> BellSchedule:
    """A set of bells with all its times; the first set of a year is the ordinary one. # I-01

    Raises:
        RuleViolation: times out of order or overlapping, a name twice, a year that is over.
        Conflict: somebody changed the set meanwhile.
    """
    check_year_open(year, clock.today())
    if schedule is not None and seen is not None and seen != bells_seen(schedule):
        raise Conflict(_("Пока вы правили, звонки изменил кто-то другой. Проверьте их и повторите."), schedule)
    check_bells(times)
    row = schedule or BellSchedule(year=year)
    row.name = tidy(name)
    others = BellSchedule.objects.filter(year=year).exclude(pk=row.pk)
    if not row.name:
        raise RuleViolation(_("Назовите набор звонков."))
    if any(other.name.casefold() == row.name.casefold() for other in others.order_by("pk")):
        raise RuleViolation(_("Набор «%s» уже есть.") % row.name)
    with attributed(by=by):
        _set_default(row, is_default, list(others.filter(is_default=True).order_by("pk")))
        row.save()
        _write_times(row, times)
    return row


def _set_default(row: BellSchedule, wanted: bool, standing: list[BellSchedule]) -> None:
    """One ordinary set there always is: it passes to another set, it is never given up."""
    row.is_default = wanted or not standing
    if row.is_default:
        for other in standing:
            other.is_default = False
        bulk_update_tracked(standing, ["is_default"])


def _write_times(schedule: BellSchedule, times: Times) -> None:
    present = {(bell.shift, bell.number): bell for bell in schedule.bells.order_by("pk")}
    changed = []
    for place, (starts, ends) in times.items():
        bell = present.get(place)
        if bell and (bell.starts_at, bell.ends_at) != (starts, ends):
            bell.starts_at, bell.ends_at = starts, ends
            changed.append(bell)
    bulk_update_tracked(changed, ["starts_at", "ends_at"])
    bulk_create_tracked(
        Bell,
        [
            Bell(schedule=schedule, shift=place[0], number=place[1], starts_at=starts, ends_at=ends)
            for place, (starts, ends) in times.items()
            if place not in present
        ],
    )
    delete_tracked([bell for place, bell in present.items() if place not in times])


@transaction.atomic
def drop_bells(schedule: BellSchedule, *, by, seen: str | None = None) -> None:
    """Take away a set that nothing rings by.

    Raises:
        RuleViolation: it is the ordinary set, or a regime or a date uses it.
        Conflict: somebody changed the set meanwhile.
    """
    check_year_open(schedule.year, clock.today())
    if seen is not None and seen != bells_seen(schedule):
        raise Conflict(_("Пока вы правили, звонки изменил кто-то другой. Проверьте их и повторите."), schedule)
    if schedule.is_default:
        raise RuleViolation(_("Это основной набор: сначала сделайте основным другой."))
    if schedule.regimes.exists() or schedule.days.exists():
        raise RuleViolation(_("По этому набору живут режимы или отдельные дни: сначала уберите их."))
    with attributed(by=by):
        delete_tracked(schedule.bells.order_by("pk"))
        delete_tracked([schedule])


@transaction.atomic
def save_bell_day(
    day: BellDay | None,
    *,
    schedule: BellSchedule,
    held_on: dt.date,
    by,
    levels: str = "",
    reason: str = "",
    seen: str | None = None,
) -> BellDay:
    """On a single date another set rings: a shortened day. # I-01

    Raises:
        RuleViolation: outside the year, or the levels have other bells on the date already.
        Conflict: somebody changed it meanwhile.
    """
    year = schedule.year
    check_year_open(year, clock.today())
    if day is not None:
        check_unmoved(day, seen)
    row = day or BellDay()
    row.schedule, row.held_on, row.reason = schedule, held_on, tidy(reason)
    row.levels = format_levels(parse_levels(levels))
    check_within_year(held_on, held_on, year)
    for other in BellDay.objects.filter(held_on=held_on).exclude(pk=row.pk).order_by("pk"):
        if levels_meet(row.levels, other.levels):
            raise RuleViolation(_("На %s другие звонки уже назначены.") % f"{held_on:%d.%m.%Y}")
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def drop_bell_day(day: BellDay, *, by, seen: str | None = None) -> None:
    """The usual bells ring again."""
    check_year_open(day.schedule.year, clock.today())
    check_unmoved(day, seen)
    with attributed(by=by):
        delete_tracked([day])


@transaction.atomic
def save_regime(
    regime: Regime | None,
    *,
    year: AcademicYear,
    of: dict,
    shift: int,
    days_per_week: int,
    bells: BellSchedule | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by,
    seen: str | None = None,
) -> Regime:
    """Shift, week and bells of one class, group or pupil from a day on. # STR-16

    Args:
        of: one of ``school_class``, ``study_group``, ``student``; left alone for a row that exists.

    Raises:
        RuleViolation: the dates meet another regime of the same.
        Conflict: somebody changed it meanwhile.
    """
    check_year_open(year, clock.today())
    if regime is not None:
        check_unmoved(regime, seen)
    row = regime or Regime(**of)
    row.shift, row.days_per_week, row.bells = shift, days_per_week, bells
    row.starts_on, row.ends_on = starts_on, ends_on
    same = Regime.objects.filter(
        school_class=row.school_class_id, study_group=row.study_group_id, student=row.student_id
    )
    check_regime(row, same.exclude(pk=row.pk).order_by("starts_on", "pk"))
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def drop_regime(regime: Regime, *, year: AcademicYear, by, seen: str | None = None) -> None:
    """Take back a regime that was written by mistake; one that was in force is ended by its last day."""
    check_year_open(year, clock.today())
    check_unmoved(regime, seen)
    if regime.starts_on <= clock.today():
        raise RuleViolation(_("Режим уже действовал: укажите его последний день."))
    with attributed(by=by):
        delete_tracked([regime])
