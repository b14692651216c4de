"""Loads a school's workbook or one of its lists: reading → plan → (preview | apply), all or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed
from apps.core.tables import Unreadable, read_book
from apps.lessons.actions.generate import generate_lessons
from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan import Plan, apply_plan
from apps.office.actions.plan_accounts import Accounts
from apps.office.actions.plan_calendar import plan_bells, plan_holidays, plan_terms, plan_year
from apps.office.actions.plan_classes import plan_classes, plan_representatives
from apps.office.actions.plan_curricula import plan_curricula
from apps.office.actions.plan_people import plan_staff, plan_students
from apps.office.actions.plan_teaching import Courses, plan_groups, plan_load, plan_memberships, plan_subjects
from apps.office.actions.plan_timetable import plan_entries
from apps.office.imports.lists import read_list
from apps.office.imports.reading import Reading, read_workbook
from apps.office.imports.rows import Fault
from apps.school.actions.grants import rebuild_school_grants
from apps.school.models import SchoolClass
from apps.timetable.models import Bell, TimetableEntry

#: When one of these changes, the dated lessons are generated anew.
_MAKES_LESSONS = (TimetableEntry, Bell)


def import_school(data: bytes, name: str = "", *, by=None, dry_run: bool = False, only_good: bool = False) -> Plan:
    """Load the workbook of formats.md §1а.

    Nothing is written with ``dry_run``, nor when there are faults, unless ``only_good`` asks to load the good rows.
    Loading the same file twice changes nothing. Faults are in the returned plan; nothing is raised for a bad file.
    """
    reading = _read(data, name, read_workbook)
    return _load(reading, by=by, dry_run=dry_run, only_good=only_good)


def import_list(
    data: bytes,
    name: str = "",
    *,
    kind: str,
    class_name: str = "",
    mapping: Mapping[str, str] | None = None,
    by=None,
    dry_run: bool = False,
    only_good: bool = False,
) -> Plan:
    """Load one list (``kind`` of ``KINDS``) as the school has it; a class that pupils name is made when missing."""
    reading = _read(data, name, lambda book: read_list(book, kind, class_name=class_name, mapping=mapping))
    return _load(reading, by=by, dry_run=dry_run, only_good=only_good, makes_classes=True)


def _read(data: bytes, name: str, reader) -> Reading:
    try:
        return reader(read_book(data, name))
    except Unreadable as error:
        return Reading(faults=[Fault(error.sheet, error.row, "", "", error.message)])


def _load(reading: Reading, *, by, dry_run: bool, only_good: bool, makes_classes: bool = False) -> Plan:
    load = Loading(reading=reading, only_good=only_good, makes_classes=makes_classes)
    load.plan.faults += reading.faults
    load.plan.warnings += reading.warnings
    try:
        with transaction.atomic():
            if any(reading.lines.values()):
                _plan(load)
            elif not reading.faults:
                load.plan.break_off(_("В файле нет ни одной заполненной строки."))
            if not dry_run and (only_good or not load.plan.faults):
                _write(load.plan, by)
    except RuleViolation as error:
        load.plan.break_off(str(error))
    except DatabaseError:
        message = _("База данных не приняла загрузку, ничего не изменено. Повторите её: данные школы могли измениться.")
        load.plan.break_off(message)
    return load.plan


def _plan(load: Loading) -> None:
    plan_year(load)
    load.read_school()
    plan_terms(load)
    plan_holidays(load)
    plan_bells(load)
    accounts = Accounts(load)
    plan_staff(load, accounts)
    if load.makes_classes:
        _plan_missing_classes(load)
    plan_classes(load, accounts)
    plan_students(load, accounts)
    plan_representatives(load, accounts)
    plan_subjects(load)
    plan_curricula(load)
    plan_groups(load)
    plan_memberships(load)
    courses = Courses(load)
    plan_load(load, courses, accounts)
    plan_entries(load, courses)
    accounts.end_roles()


def _plan_missing_classes(load: Loading) -> None:
    """Classes that a list of pupils names and the year does not have yet."""
    for row in load.reading.of("students"):
        name = row.school_class
        if name is None:
            continue
        if key_of(name.name) not in load.classes:
            since = load.plan.mark()
            new = SchoolClass(year=load.year, level=name.level, letter=name.letter, name=name.name)
            load.classes[key_of(name.name)] = load.plan.create(new)
            load.plan.count(_("Классы"), created=True, since=since)
            load.plan.warnings.append(_("Класса %s ещё не было: он будет создан.") % name.name)


def _write(plan: Plan, by) -> None:
    if not plan.changes_anything:
        return
    with attributed(by=by, reason=_("Загрузка из файла")):
        apply_plan(plan)
        if any(plan.new.get(model) or plan.changed.get(model) for model in _MAKES_LESSONS):
            generate_lessons(plan.year, by=by)
    rebuild_school_grants()
