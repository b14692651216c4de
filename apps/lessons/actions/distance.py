"""Distance mode of classes: set, changed, taken back (JRN-11)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import tidy
from apps.school.models import SchoolClass

from ..models import DistanceMode


@transaction.atomic
def set_distance(
    classes: Collection[SchoolClass],
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    ground: str,
    by,
    order_number: str = "",
    link: str = "",
    note: str = "",
) -> list[DistanceMode]:
    """The classes learn at a distance from a day to a day; every lesson of those days says so.

    Raises:
        RuleViolation: no class, days in the wrong order, or a class that does so already (named).
    """
    if not classes:
        raise RuleViolation(_("Выберите класс или параллель."))
    for one in classes:
        _check_dates(one, starts_on, ends_on)
    values = {"order_number": tidy(order_number), "link": link, "note": tidy(note)}
    with attributed(by=by):
        return bulk_create_tracked(
            DistanceMode,
            [
                DistanceMode(school_class=one, starts_on=starts_on, ends_on=ends_on, ground=ground, **values)
                for one in classes
            ],
        )


def _check_dates(school_class: SchoolClass, starts_on: dt.date, ends_on: dt.date | None, besides: int = 0) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(_("Последний день раньше первого."))
    year = school_class.year
    if starts_on > year.ends_on or (ends_on or starts_on) < year.starts_on:
        raise RuleViolation(_("Эти дни не входят в учебный год %s.") % year)
    others = DistanceMode.objects.within(starts_on, ends_on or year.ends_on).filter(school_class=school_class)
    if other := others.exclude(pk=besides).order_by("starts_on").first():
        words = {"class": school_class, "first": f"{other.starts_on:%d.%m.%Y}"}
        raise RuleViolation(_("%(class)s уже учится дистанционно с %(first)s: измените тот срок.") % words)


@transaction.atomic
def change_distance(
    mode: DistanceMode, *, ends_on: dt.date | None, link: str, note: str, by, seen: str | None = None
) -> DistanceMode:
    """Another last day, link or instruction.

    Args:
        seen: what the form showed, see ``seen_of``.

    Raises:
        RuleViolation: the last day is before the first, or runs into another mode of the class.
        Conflict: somebody changed it since.
    """
    row = DistanceMode.objects.select_related("school_class__year").get(pk=mode.pk)
    check_unmoved(row, seen)
    _check_dates(row.school_class, row.starts_on, ends_on, besides=row.pk)
    row.ends_on, row.link, row.note = ends_on, link, tidy(note)
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def remove_distance(mode: DistanceMode, *, by) -> None:
    """It was set by mistake; its history stays."""
    with attributed(by=by):
        delete_tracked([mode])
