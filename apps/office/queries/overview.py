"""How much the school has: numbers of the administrator's start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.school.models import (
    AcademicYear,
    Course,
    Enrolment,
    Representative,
    SchoolClass,
    StaffMember,
    Student,
)


@dataclass(frozen=True)
class Count:
    """A number with its name and the page that lists it (empty: none)."""

    label: str
    number: int
    link: str = ""


def counts(year: AcademicYear | None, today: dt.date) -> list[Count]:
    """The numbers of the year: one query each."""
    classes = SchoolClass.objects.filter(year=year)
    return [
        Count(_("Классы"), classes.count(), reverse("office:classes")),
        Count(_("Ученики"), students_on_roll(year, today).count(), reverse("office:students")),
        Count(_("Родители"), Representative.objects.count()),
        Count(_("Сотрудники"), working_staff(today).count(), reverse("office:staff")),
        Count(_("Журналы"), Course.objects.filter(year=year).count(), reverse("office:courses")),
    ]


def students_on_roll(year: AcademicYear | None, today: dt.date) -> QuerySet[Student]:
    """Pupils in a class of the year today, or from the year's first day on when it has not begun."""
    day = max(today, year.starts_on) if year else today
    here = Enrolment.objects.on(day).filter(student=OuterRef("pk"), school_class__year=year)
    return Student.objects.filter(Exists(here))


def working_staff(today: dt.date) -> QuerySet[StaffMember]:
    """Staff who have not left."""
    return StaffMember.objects.filter(Q(works_until=None) | Q(works_until__gte=today))
