"""What the school has and what it still lacks: the administrator's start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Enrolment,
    Guardianship,
    Norms,
    Representative,
    SchoolClass,
    SchoolProfile,
    StaffMember,
    Student,
    TeachingAssignment,
    Term,
)
from apps.school.rules.levels import parse_levels
from apps.timetable.models import Bell, TimetableEntry


@dataclass(frozen=True)
class Count:
    """A number with its name and the page that lists it (empty: none)."""

    label: str
    number: int
    link: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that is missing: a sentence, where to mend it, and whether the journal cannot work without it."""

    text: str
    link: str
    is_blocking: bool = False


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


def gaps(year: AcademicYear | None, today: dt.date) -> list[Gap]:
    """What is missing, the blocking first; about a dozen queries however big the school is."""
    if year is None:
        return [Gap(_("Учебного года ещё нет: загрузите книгу школы."), reverse("office:import"), is_blocking=True)]
    found = [*_gaps_of_year(year), *_gaps_of_people(year, today), *_gaps_of_papers(today)]
    return sorted(found, key=lambda gap: not gap.is_blocking)


def _gaps_of_year(year: AcademicYear) -> list[Gap]:
    load = reverse("office:import")
    schemes = Term.objects.filter(scheme__year=year).values_list("scheme__levels", flat=True).distinct().order_by()
    covered = set().union(*map(parse_levels, schemes))
    levels = SchoolClass.objects.filter(year=year).values_list("level", flat=True).distinct().order_by("level")
    bare = [level for level in levels if level not in covered]
    found = []
    if bare:
        text = _("Нет учебных периодов для параллелей: %s.") % ", ".join(map(str, bare))
        found.append(Gap(text, load, is_blocking=True))
    if not Bell.objects.filter(schedule__year=year, schedule__is_default=True).exists():
        found.append(Gap(_("Нет расписания звонков."), load, is_blocking=True))
    if not TimetableEntry.objects.filter(course__year=year).exists():
        found.append(Gap(_("Нет расписания уроков."), load, is_blocking=True))
    return found


def _gaps_of_people(year: AcademicYear, today: dt.date) -> list[Gap]:
    day = min(max(today, year.starts_on), year.ends_on)
    led = ClassTeacher.objects.on(day).filter(school_class=OuterRef("pk"))
    taught = TeachingAssignment.objects.on(day).filter(course=OuterRef("pk"))
    placed = TimetableEntry.objects.filter(course=OuterRef("pk"))
    kept = Guardianship.objects.on(today).filter(student=OuterRef("pk"))
    courses = Course.objects.filter(year=year)
    lines = (
        (SchoolClass.objects.filter(~Exists(led), year=year), _("Классов без классного руководителя: %s."), "classes"),
        (courses.filter(~Exists(taught)), _("Предметов без учителя: %s."), "courses"),
        (courses.filter(~Exists(placed)), _("Предметов, которых нет в расписании: %s."), "courses"),
        (students_on_roll(year, today).filter(~Exists(kept)), _("Учеников без родителей в списке: %s."), "students"),
    )
    return [Gap(text % number, reverse(f"office:{page}")) for rows, text, page in lines if (number := rows.count())]


def _gaps_of_papers(today: dt.date) -> list[Gap]:
    found = []
    if not SchoolProfile.objects.exists():
        text = _("Не указано полное наименование школы: без него не напечатать журнал.")
        found.append(Gap(text, reverse("office:profile"), is_blocking=True))
    if not Norms.objects.filter(valid_from__lte=today).exists():
        text = _("Регламент школы не утверждён приказом: действуют обычные сроки.")
        found.append(Gap(text, reverse("office:norms")))
    waiting = User.objects.filter(is_active=True, password__startswith="!").count()
    if waiting:
        text = _("Людей, которые ещё не вошли по своему коду: %s.") % waiting
        found.append(Gap(text, reverse("office:classes")))
    return found
