"""Plans the year, its terms, holidays and bells."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from django.utils.translation import gettext as _

from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan_people import given
from apps.office.imports.rows import BellRow, HolidayRow, TermRow
from apps.school.models import AcademicYear, Holiday, Term, TermScheme
from apps.school.queries import current_year
from apps.school.rules.holidays import kind_by_name
from apps.school.rules.levels import format_levels, parse_levels
from apps.timetable.models import Bell, BellSchedule


def plan_year(load: Loading) -> None:
    """The year of the file: that of its terms, else the school's present one, else the one of today (STR-01)."""
    starts = Counter(_first_year(row.starts_on) for row in load.reading.of("terms"))
    if starts:
        # A mistyped year of one term does not move the school.
        first = max(starts, key=lambda year: (starts[year], -abs(year - load.today.year)))
    else:
        load.year = current_year(load.today)
        first = load.year.starts_on.year if load.year else _first_year(load.today)
    name = f"{first}/{(first + 1) % 100:02}"
    if load.year is None:
        load.year = AcademicYear.objects.filter(name=name).first() or _year_of(date(first, 10, 1))
    created = load.year is None
    since = load.plan.mark()
    if created:
        load.year = load.plan.create(
            AcademicYear(name=name, starts_on=date(first, 9, 1), ends_on=date(first + 1, 8, 31))
        )
    load.plan.year = load.year
    load.plan.count(_("Учебный год"), created=created, since=since)


def _year_of(day: date) -> AcademicYear | None:
    """The year that has this day, however it is called."""
    return AcademicYear.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("pk").first()


def _first_year(day: date) -> int:
    return day.year if day.month >= 7 else day.year - 1


def plan_terms(load: Loading) -> None:
    """Schemes and terms of the «Периоды» sheet (STR-01, P-01)."""
    if load.year.pk:
        load.schemes = load.fetch(TermScheme, TermScheme.objects.filter(year=load.year).order_by("pk"))
    schemes = {(row.kind, parse_levels(row.levels)): row for row in load.schemes}
    known = {
        (row.scheme_id, row.number): row
        for row in load.fetch(Term, Term.objects.filter(scheme__in=[row.pk for row in load.schemes]).order_by("pk"))
    }
    spans: dict[tuple, list[tuple[date, date]]] = defaultdict(list)
    seen: dict[tuple, int] = {}
    for row in load.reading.every("terms"):
        key = (row.kind, frozenset(row.levels), row.number)
        _check_term(load, row, key, seen, spans[key[:2]])
        if not load.is_sound(row):
            continue
        seen[key] = row.origin.number
        spans[key[:2]].append((row.starts_on, row.ends_on))
        scheme = schemes.get(key[:2])
        since = load.plan.mark()
        if scheme is None:
            levels = format_levels(set(row.levels))
            scheme = load.plan.create(TermScheme(year=load.year, kind=row.kind, levels=levels))
            schemes[key[:2]] = scheme
            load.schemes.append(scheme)
        _plan_term(load, row, scheme, known.get((scheme.pk, row.number)) if scheme.pk else None, since)


def _check_term(load: Loading, row: TermRow, key: tuple, seen: dict[tuple, int], others: list) -> None:
    """Record whatever is wrong with a row of «Периоды»; ``others`` are the terms of the same levels above."""
    if key in seen:
        load.reject(row, "terms", "number", _("Этот период уже есть в строке %(n)s.") % {"n": seen[key]})
        return
    if row.starts_on is None or row.ends_on is None:
        return
    if not 2000 <= load.year.starts_on.year <= 2100:
        load.reject(row, "terms", "starts_on", _("Год не похож на учебный: проверьте дату."))
    elif row.starts_on < load.year.starts_on or row.ends_on > load.year.ends_on:
        message = _("Период выходит за учебный год %(year)s.") % {"year": load.year.name}
        load.reject(row, "terms", "starts_on" if row.starts_on < load.year.starts_on else "ends_on", message)
    if row.starts_on == row.ends_on:
        load.reject(row, "terms", "ends_on", _("Период из одного дня: проверьте даты."))
    if any(row.starts_on <= last and first <= row.ends_on for first, last in others):
        load.reject(row, "terms", "starts_on", _("Период пересекается с другим периодом тех же параллелей."))


def _plan_term(load: Loading, row: TermRow, scheme: TermScheme, present: Term | None, since: int) -> None:
    if present is None:
        load.plan.create(Term(scheme=scheme, number=row.number, starts_on=row.starts_on, ends_on=row.ends_on))
    else:
        load.plan.update(present, starts_on=row.starts_on, ends_on=row.ends_on)
    load.plan.count(row.origin.sheet, created=present is None, since=since)


def plan_holidays(load: Loading) -> None:
    """The «Каникулы» sheet (STR-02): a row of the same name and levels is moved when it stands alone."""
    rows: list[HolidayRow] = load.reading.of("holidays")
    if not rows:
        return
    present = load.fetch(Holiday, Holiday.objects.filter(year=load.year).order_by("pk")) if load.year.pk else []
    exact = {(key_of(one.name), parse_levels(one.levels), one.starts_on): one for one in present}
    named = defaultdict(list)
    for one in present:
        named[key_of(one.name), parse_levels(one.levels)].append(one)
    in_file = defaultdict(int)
    for row in rows:
        in_file[key_of(row.name), frozenset(row.levels)] += 1
    seen: dict[tuple, int] = {}
    for row in load.reading.every("holidays"):
        name = key_of(row.name), frozenset(row.levels)
        key = (*name, row.starts_on)
        if key in seen:
            load.reject(row, "holidays", "name", _("Эти дни уже есть в строке %(n)s.") % {"n": seen[key]})
        if not load.is_sound(row):
            continue
        seen[key] = row.origin.number
        since = load.plan.mark()
        holiday = exact.get(key) or (named[name][0] if len(named[name]) == in_file[name] == 1 else None)
        if holiday is None:
            levels = format_levels(set(row.levels))
            values = {"starts_on": row.starts_on, "ends_on": row.ends_on, "kind": row.kind or kind_by_name(row.name)}
            load.plan.create(Holiday(year=load.year, name=row.name, levels=levels, **values))
        else:
            load.plan.update(holiday, starts_on=row.starts_on, ends_on=row.ends_on, **given(kind=row.kind))
        load.plan.count(row.origin.sheet, created=holiday is None, since=since)


def plan_bells(load: Loading) -> None:
    """The «Звонки» sheet (I-01); the first set of a year becomes the default one."""
    rows: list[BellRow] = load.reading.of("bells")
    if not rows:
        return
    sets, bells = _present_bells(load)
    spans: dict[tuple, list[BellRow]] = defaultdict(list)
    for row in load.reading.every("bells"):
        slot = (key_of(row.schedule), row.shift)
        _check_bell(load, row, spans[slot])
        if not load.is_sound(row):
            continue
        spans[slot].append(row)
        since = load.plan.mark()
        schedule = sets.get(slot[0])
        if schedule is None:
            is_default = not any(one.is_default for one in sets.values())
            schedule = sets[slot[0]] = load.plan.create(
                BellSchedule(year=load.year, name=row.schedule, is_default=is_default)
            )
        bell = bells.get((schedule.pk, row.shift, row.number)) if schedule.pk else None
        times = {"starts_at": row.starts_at, "ends_at": row.ends_at}
        if bell is None:
            load.plan.create(Bell(schedule=schedule, shift=row.shift, number=row.number, **times))
        else:
            load.plan.update(bell, **times)
        load.plan.count(row.origin.sheet, created=bell is None, since=since)


def _present_bells(load: Loading):
    if not load.year.pk:
        return {}, {}
    schedules = load.fetch(BellSchedule, BellSchedule.objects.filter(year=load.year).order_by("pk"))
    bells = load.fetch(Bell, Bell.objects.filter(schedule__year=load.year).order_by("pk"))
    by_slot = {(bell.schedule_id, bell.shift, bell.number): bell for bell in bells}
    return {key_of(one.name): one for one in schedules}, by_slot


def _check_bell(load: Loading, row: BellRow, others: list[BellRow]) -> None:
    """Record whatever is wrong with a row of «Звонки»; ``others`` are the bells of the same set and shift above."""
    for other in others:
        if other.number == row.number:
            message = _("Этот урок уже есть в строке %(n)s.") % {"n": other.origin.number}
            load.reject(row, "bells", "number", message)
            return
        if row.starts_at and row.ends_at and row.starts_at < other.ends_at and other.starts_at < row.ends_at:
            message = _("Урок пересекается по времени с уроком %(n)s.") % {"n": other.number}
            load.reject(row, "bells", "starts_at", message)
            return
