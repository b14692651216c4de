"""What the office of the demo school writes: duties by order, the register of movements, a request that waits."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import groupby

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import attributed
from apps.demo.blueprint import HOME_CLASS, Blueprint
from apps.school.actions.orders import save_duty
from apps.school.actions.roll_requests import file_request
from apps.school.enums import DutyKind, MovementKind
from apps.school.models import AcademicYear, ClassTeacher, Enrolment, Movement, StaffMember
from apps.school.queries import students_of_class

DUTY_ORDER = "103-о"
ORDER = re.compile(r"№ (?P<number>\S+) от (?P<day>\d\d\.\d\d\.\d{4})(?:, (?P<place>.+))?$")


def give_duties(year: AcademicYear, order_on: date) -> None:
    """The director names by one order who answers for the journal (ADM-12)."""
    by_title = {row.job_title: row for row in StaffMember.objects.order_by("-pk")}
    director = by_title["директор"].user
    deputy = by_title["заместитель директора по УВР"]
    engineer, clerk = by_title["инженер, администратор журнала"], by_title["делопроизводитель"]
    for kind, staff in (
        (DutyKind.ADMINISTRATOR, engineer),
        (DutyKind.KEEPING, deputy),
        (DutyKind.CONTROL, deputy),
        (DutyKind.ARCHIVE, clerk),
        (DutyKind.PERSONAL_DATA, engineer),
    ):
        values = {"staff": staff, "kind": kind, "starts_on": year.starts_on, "order_number": DUTY_ORDER}
        save_duty(values={**values, "ends_on": None, "order_on": order_on, "note": ""}, by=director)


def register_movements(year: AcademicYear) -> None:
    """Arrivals, transfers and departures of the year, which came with the workbook, stand in the register."""
    clerk = StaffMember.objects.get(job_title="делопроизводитель").user
    rows = Enrolment.objects.filter(school_class__year=year).select_related("school_class")
    for _student, own in groupby(rows.order_by("student_id", "starts_on"), key=lambda row: row.student_id):
        before = None
        for row in own:
            if row.starts_on > year.starts_on:
                kind = MovementKind.TRANSFER if before else MovementKind.ARRIVAL
                _register(row, kind, row.starts_on, row.arrival_order, clerk, before and before.school_class)
            before = row
        if before.ends_on and before.ends_on < year.ends_on:
            day = before.ends_on + timedelta(days=1)
            _register(before, MovementKind.DEPARTURE, day, before.departure_order, clerk, before.school_class)


def _register(row: Enrolment, kind: str, day: date, order: str, by: User, from_class) -> None:
    written = ORDER.match(order)
    order_on = datetime.strptime(written["day"], "%d.%m.%Y").date()  # noqa: DTZ007 -- a day, not a moment
    with clock.at(clock.moment(order_on, time(15, 5))), attributed(by=by):
        Movement(
            student_id=row.student_id, kind=kind, effective_on=day, order_number=written["number"], order_on=order_on,
            from_class=from_class, to_class=None if kind == MovementKind.DEPARTURE else row.school_class,
            elsewhere=written["place"] or "", enrolment=row, recorded_by=by, recorded_at=clock.now(),
        ).save()  # fmt: skip


def ask_the_office(plan: Blueprint) -> None:
    """This morning the class teacher of the demonstration asked for something that nobody has decided yet (C-13)."""
    leading = ClassTeacher.objects.select_related("staff__user", "school_class__year").get(
        school_class__name=HOME_CLASS
    )
    year, leaves = leading.school_class.year, plan.today + timedelta(days=19)
    if not year.starts_on <= plan.today < leaves <= year.ends_on:
        return
    last = [one.student for one in students_of_class(leading.school_class_id) if one.on(plan.today)][-1]
    with clock.at(clock.moment(plan.today, time(7, 50))):
        file_request(
            school_class=leading.school_class, student=last, kind=MovementKind.DEPARTURE, effective_on=leaves,
            text="Семья переезжает: заявление родителей есть, переходит в школу № 9.", by=leading.staff.user,
        )  # fmt: skip
