"""Brings the demo school into the database by the school's own import, as an administrator would."""

from __future__ import annotations

import random
from datetime import date, datetime, time

from apps.core import clock
from apps.core.history import attributed
from apps.demo import curriculum, workbook
from apps.demo.blueprint import DEMO_LOGINS, PASSWORD, Blueprint
from apps.demo.control_schedule import plan_control_works
from apps.demo.papers import give_duties, register_movements
from apps.demo.study_plans import draw_up_plans
from apps.office.actions.import_school import import_school
from apps.school.models import AcademicYear, Norms, SchoolProfile

FOUNDED_ON = date(2026, 8, 28)


class DemoFault(Exception):
    """The demo school could not be made; the message names what refused."""


def found(plan: Blueprint) -> AcademicYear:
    """People, classes, courses, timetable and dated lessons, the transfer of the year included.

    Raises:
        DemoFault: the import refused a row of the workbook.
    """
    with clock.at(clock.moment(FOUNDED_ON, time(10, 20))):
        _load(workbook.content(plan), "Школа № 14.xlsx")
        _profile(plan)
        draw_up_plans(AcademicYear.objects.get())
        give_duties(AcademicYear.objects.get(), FOUNDED_ON)
        plan_control_works(AcademicYear.objects.get(), plan.today)
    if plan.transfer:
        with clock.at(clock.moment(plan.transfer.on, time(8, 5))):
            _load(workbook.movement(plan), "Движение.xlsx")
    register_movements(AcademicYear.objects.get())
    return AcademicYear.objects.get()


def _load(data: bytes, name: str) -> None:
    done = import_school(data, name)
    if done.faults:
        first = done.faults[0].as_dict()
        raise DemoFault(f"{name}: {len(done.faults)} faults, the first: {first}")


def _profile(plan: Blueprint) -> None:
    head = next(e.person for e in plan.staff if "директор" in e.roles)
    initials = " ".join([*(f"{part[0]}." for part in (head.first_name, head.patronymic) if part), head.last_name])
    with attributed(reason="Сведения о школе"):
        SchoolProfile(
            full_name=curriculum.FULL_NAME,
            short_name=curriculum.SHORT_NAME,
            place=curriculum.PLACE,
            director_name=initials,
        ).save()
        Norms(valid_from=curriculum.YEAR_STARTS, order_number="101-о", order_on=FOUNDED_ON).save()


def open_doors() -> None:
    """Give the demo people their password; nobody else can sign in before a code is issued (decision 16)."""
    from apps.accounts.actions import accept_rules, set_password
    from apps.accounts.models import User

    for user in User.objects.filter(username__in=DEMO_LOGINS).order_by("pk"):
        set_password(user=user, password=PASSWORD, by=None)
        accept_rules(user=user)  # otherwise the first sign-in asks for it (SEC-08)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An aware moment of the school's wall clock."""
    return clock.moment(day, time(hour, minute))


def dice(plan: Blueprint, what: str) -> random.Random:
    """Randomness of its own for each purpose, the same for the same seed."""
    return random.Random(f"{plan.seed}/{plan.size}/{what}")
