"""The calendar of a school year: schemes of terms, holidays and days off, transferred days (STR-01, STR-02, I-03)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved, seen_of
from apps.core.text import tidy

from ..enums import HolidayKind, TermKind
from ..models import AcademicYear, Course, Holiday, SchoolClass, Term, TermScheme, WorkingDay
from ..queries import days_off
from ..rules.holidays import Block, break_name, check_holiday, check_working_day, is_known
from ..rules.levels import format_levels, parse_levels
from ..rules.terms import HOW_MANY, Span, check_gaps, check_terms, gaps, spaces_between
from ..rules.years import check_year_open


@transaction.atomic
def save_scheme(
    scheme: TermScheme | None,
    *,
    year: AcademicYear,
    kind: str,
    levels: str,
    dates: Sequence[tuple[dt.date, dt.date]],
    by,
    fills_gaps: bool = False,
    moves_courses: bool = False,
    seen: str | None = None,
) -> TermScheme:
    """A division of the year for some levels, with the dates of its terms. # STR-01, C-01

    Args:
        scheme: the scheme to change, None for a new one; its kind stays.
        levels: as people write them.
        dates: first and last day of each term, in order.
        fills_gaps: days between the terms become breaks of the holiday calendar.
        moves_courses: courses of these levels that follow another scheme follow this one.

    Raises:
        RuleViolation: overlaps, gaps, levels that have such terms already, a year that is over.
        Conflict: somebody changed the terms meanwhile.
    """
    check_year_open(year, clock.today())
    if scheme is not None:
        _check_scheme_unmoved(scheme, seen)
        kind = scheme.kind
    chosen = parse_levels(levels)
    _check_scheme(scheme, year, kind, chosen, dates)
    spans = [Span(number, *span) for number, span in enumerate(dates, 1)]
    check_terms(spans, year_starts_on=year.starts_on, year_ends_on=year.ends_on)
    with attributed(by=by):
        _cover_gaps(year, spans, chosen, fills_gaps)
        row = scheme or TermScheme(year=year, kind=kind)
        row.levels = format_levels(chosen)
        row.save()
        _write_terms(row, spans)
        if moves_courses:
            _move_courses(row, chosen)
    return row


def scheme_seen(scheme: TermScheme) -> str:
    """The mark of a scheme and its terms together, for the form that edits them."""
    last = Term.history.filter(scheme_id=scheme.pk).aggregate(last=Max("history_id"))["last"] or 0
    return f"{seen_of(scheme)}.{last}"


def _check_scheme_unmoved(scheme: TermScheme, seen: str | None) -> None:
    if seen is not None and seen != scheme_seen(scheme):
        raise Conflict(_("Пока вы правили, периоды изменил кто-то другой. Проверьте даты и повторите."), scheme)


def _check_scheme(scheme, year, kind: str, chosen: frozenset[int], dates: Sequence) -> None:
    if not chosen:
        raise RuleViolation(_("Укажите параллели: «1-9» или «10,11»."))
    if len(dates) != HOW_MANY[TermKind(kind)]:
        raise RuleViolation(_("Периодов должно быть %d.") % HOW_MANY[TermKind(kind)])
    for other in TermScheme.objects.filter(year=year, kind=kind).exclude(pk=scheme and scheme.pk).order_by("pk"):
        if both := chosen & parse_levels(other.levels):
            raise RuleViolation(
                _("Параллели %(levels)s уже есть в схеме «%(scheme)s».")
                % {"levels": format_levels(both), "scheme": other}
            )


def _cover_gaps(year, spans: list[Span], chosen: frozenset[int], fills_gaps: bool) -> None:
    calendar = days_off(year.pk)
    classes = SchoolClass.objects.filter(year=year, level__in=chosen).order_by("-days_per_week")
    week = classes.values_list("days_per_week", flat=True).first() or 5
    if not fills_gaps:
        check_gaps(spans, levels=chosen, days_per_week=week, days_off=calendar)
        return
    spaces = spaces_between(spans)
    for gap in gaps(spans, levels=chosen, days_per_week=week, days_off=calendar):
        space = next(space for space in spaces if space[0] <= gap[0] <= space[1])
        # The weekend before and after belongs to the break, unless something is written there already.
        first, last = gap if any(a <= space[1] and space[0] <= b for a, b, _name, _levels in calendar.blocks) else space
        save_holiday(
            None, year=year, kind=HolidayKind.BREAK, name=break_name(first), starts_on=first, ends_on=last, by=None
        )


def _write_terms(scheme: TermScheme, spans: list[Span]) -> None:
    present = {term.number: term for term in scheme.terms.all()}
    changed = []
    for span in spans:
        term = present.get(span.number)
        if term is None:
            Term(scheme=scheme, number=span.number, starts_on=span.first, ends_on=span.last).save()
        elif (term.starts_on, term.ends_on) != (span.first, span.last):
            term.starts_on, term.ends_on = span.first, span.last
            changed.append(term)
    bulk_update_tracked(changed, ["starts_on", "ends_on"])


def _move_courses(scheme: TermScheme, chosen: frozenset[int]) -> None:
    """Courses whose classes are all of the chosen levels follow the scheme; the others lose these levels."""
    if scheme.kind != TermKind.YEAR:
        others = TermScheme.objects.filter(year=scheme.year).exclude(pk=scheme.pk).exclude(kind=TermKind.YEAR)
        thinner = []
        for other in others.order_by("pk"):
            left = parse_levels(other.levels) - chosen
            if left != parse_levels(other.levels):
                other.levels = format_levels(left)
                thinner.append(other)
        bulk_update_tracked(thinner, ["levels"])
    moving = []
    courses = Course.objects.filter(year=scheme.year).exclude(term_scheme=scheme).order_by("pk")
    for course in courses.select_related("school_class").prefetch_related("study_group__classes"):
        classes = [course.school_class] if course.school_class_id else list(course.study_group.classes.all())
        if classes and all(one.level in chosen for one in classes):
            course.term_scheme = scheme
            moving.append(course)
    bulk_update_tracked(moving, ["term_scheme"])


@transaction.atomic
def drop_scheme(scheme: TermScheme, *, by, seen: str | None = None) -> None:
    """Take away a scheme that no course follows.

    Raises:
        RuleViolation: courses follow it.
    """
    check_year_open(scheme.year, clock.today())
    _check_scheme_unmoved(scheme, seen)
    if number := Course.objects.filter(term_scheme=scheme).count():
        raise RuleViolation(_("По этим периодам ведутся предметы (%d): сначала переведите их на другие.") % number)
    terms = list(scheme.terms.order_by("number"))
    if any(term.course_terms.exists() or term.lessons.exists() for term in terms):
        raise RuleViolation(_("По этим периодам уже велись журналы: схему удалить нельзя."))
    with attributed(by=by):
        delete_tracked(terms)
        delete_tracked([scheme])


@transaction.atomic
def save_holiday(
    block: Holiday | None,
    *,
    year: AcademicYear,
    kind: str,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by,
    levels: str = "",
    seen: str | None = None,
) -> Holiday:
    """A block of the holiday calendar. # STR-02, I-03

    Raises:
        RuleViolation: dates out of order or outside the year, or another block of the kind has one of the days.
        Conflict: somebody changed it meanwhile.
    """
    check_year_open(year, clock.today())
    if block is not None:
        check_unmoved(block, seen)
    row = block or Holiday(year=year)
    row.kind, row.name, row.levels = kind, tidy(name), format_levels(parse_levels(levels))
    row.starts_on, row.ends_on = starts_on, ends_on
    if not row.name:
        raise RuleViolation(_("Назовите каникулы или праздник."))
    check_holiday(row, year, Holiday.objects.filter(year=year).exclude(pk=row.pk).order_by("starts_on", "pk"))
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def drop_holiday(block: Holiday, *, by, seen: str | None = None) -> None:
    """Take a block out of the calendar."""
    check_year_open(block.year, clock.today())
    check_unmoved(block, seen)
    with attributed(by=by):
        delete_tracked([block])


def with_known(blocks: Iterable[Block], year: AcademicYear) -> list[tuple[Block, bool]]:
    """Blocks of a file, each with whether the year lacks it; days that were entered already are not entered twice."""
    present = list(Holiday.objects.filter(year=year).order_by("starts_on", "pk"))
    return [(block, not is_known(block, present)) for block in blocks]


@transaction.atomic
def add_days_off(blocks: Iterable[Block], *, year: AcademicYear, by) -> list[Holiday]:
    """Blocks of a production calendar that the year does not have yet; what is there stays as it is. # I-03"""
    check_year_open(year, clock.today())
    new = [
        Holiday(year=year, kind=block.kind, name=block.name, starts_on=block.starts_on, ends_on=block.ends_on)
        for block, is_new in with_known(blocks, year)
        if is_new
    ]
    for row in new:
        check_holiday(row, year, ())
    with attributed(by=by, reason=_("Производственный календарь")):
        return bulk_create_tracked(Holiday, new)


@transaction.atomic
def save_working_day(
    day: WorkingDay | None,
    *,
    year: AcademicYear,
    held_on: dt.date,
    as_weekday: int,
    by,
    levels: str = "",
    seen: str | None = None,
) -> WorkingDay:
    """A day on which the school works by another weekday's timetable. # I-03

    Raises:
        RuleViolation: outside the year, or the day is transferred already.
        Conflict: somebody changed it meanwhile.
    """
    check_year_open(year, clock.today())
    if day is not None:
        check_unmoved(day, seen)
    row = day or WorkingDay(year=year)
    row.held_on, row.as_weekday, row.levels = held_on, as_weekday, format_levels(parse_levels(levels))
    check_working_day(row, year, WorkingDay.objects.exclude(pk=row.pk).order_by("held_on", "pk"))
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def drop_working_day(day: WorkingDay, *, by, seen: str | None = None) -> None:
    """Take back a transfer."""
    check_year_open(day.year, clock.today())
    check_unmoved(day, seen)
    with attributed(by=by):
        delete_tracked([day])
