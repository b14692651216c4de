"""What the school does beside the plan: a club across classes, an elective, the look at the subgroups of the term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import attributed
from apps.demo.blueprint import HOME_CLASS, Blueprint
from apps.demo.founding import dice
from apps.lessons.actions.generate import generate_lessons
from apps.school.actions.groups import add_members, confirm_split, open_group_course, save_group
from apps.school.actions.subjects import save_subject
from apps.school.enums import GroupKind, GroupPrompt, Scale, ServiceKind, SubjectPart
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    SchoolClass,
    Subject,
    TeachingAssignment,
    TermScheme,
)
from apps.school.queries import students_of_class
from apps.school.queries.groups import asked_term, divisions, terms_of_classes
from apps.school.rules.levels import parse_levels
from apps.timetable.models import TimetableEntry

LAST_LESSON = 7  # by then the younger classes have gone home
LEFT_OPEN = (HOME_CLASS, "Информатика")  # so that the class teacher of the demonstration has something to look at


@dataclass(frozen=True)
class Circle:
    """A group of the afternoon."""

    name: str
    subject: str
    short: str
    kind: GroupKind
    scale: Scale
    service: ServiceKind
    classes: tuple[SchoolClass, ...]
    pupils: int


def begin_afternoons(plan: Blueprint) -> None:
    """Club and elective with their pupils, pages, teachers and hours from the demo date on."""
    year, first = AcademicYear.objects.get(), plan.today
    if not year.starts_on <= first <= year.ends_on:
        return
    with clock.at(clock.moment(plan.today - timedelta(days=1), time(17, 10))):
        deputy = User.objects.get(username="deputy")
        for circle in _circles(year):
            _begin(plan, circle, year, first, deputy)
        generate_lessons(year, by=deputy, first=first)


def _circles(year: AcademicYear) -> list[Circle]:
    classes = list(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
    home = next(one for one in classes if one.name == HOME_CLASS)
    near = sorted(classes, key=lambda one: (abs(one.level - home.level), one.level, one.pk))[:3]
    old = sorted(classes, key=lambda one: (-one.level, one.pk))[:2]
    return [
        Circle(
            "Шахматы", "Шахматы", "Шахм.", GroupKind.CLUB, Scale.NONE, ServiceKind.ADDITIONAL, tuple(near), 12
        ),
        Circle(
            "Решение задач повышенной сложности", "Олимпиадная математика", "Олимп. мат.", GroupKind.ELECTIVE,
            Scale.PASS_FAIL, ServiceKind.EXTRACURRICULAR, tuple(old), 10,
        ),
    ]  # fmt: skip


def _begin(plan: Blueprint, circle: Circle, year: AcademicYear, first: date, deputy: User) -> None:
    slot = _free_slot(circle, first)
    if slot is None:
        return
    teaching, weekday = slot
    values = {"name": circle.subject, "short_name": circle.short, "part": SubjectPart.SCHOOL, "scale": circle.scale}
    subject = Subject.objects.filter(name=circle.subject).first() or save_subject(values=values, by=deputy)
    group = save_group(
        year=year, name=circle.name, kind=circle.kind, subject=subject, classes=circle.classes, by=deputy
    )
    course = open_group_course(
        group=group, subject=subject, term_scheme=_scheme(year, circle.classes[0].level), scale=circle.scale,
        kind=circle.service, hours=Decimal(1), teacher=teaching.staff, starts_on=first, by=deputy,
    )  # fmt: skip
    add_members(group=group, students=_members(plan, circle, first), starts_on=first, by=deputy)
    room = TimetableEntry.objects.filter(teacher=teaching.staff).order_by("pk").values_list("room", flat=True).first()
    with attributed(by=deputy):
        TimetableEntry(
            course=course, weekday=weekday, number=LAST_LESSON, teacher=teaching.staff, room_id=room, starts_on=first
        ).save()


def _members(plan: Blueprint, circle: Circle, day: date) -> list:
    """So many pupils, as many from each class as can be."""
    rng, chosen = dice(plan, circle.name), []
    for number, school_class in enumerate(circle.classes):
        here = [entry.student for entry in students_of_class(school_class.pk) if entry.on(day)]
        left = circle.pupils - len(chosen)
        share = -(-left // (len(circle.classes) - number))
        chosen += rng.sample(here, min(share, len(here)))
    return chosen


def _free_slot(circle: Circle, day: date) -> tuple[TeachingAssignment, int] | None:
    """A teacher of mathematics and a day on whose last lesson neither the teacher nor any of the classes is taught."""
    taken = TimetableEntry.objects.filter(number=LAST_LESSON)
    classes = [one.pk for one in circle.classes]
    busy = set(taken.filter(course__school_class__in=classes).values_list("weekday", flat=True))
    busy |= set(taken.filter(course__study_group__classes__in=classes).values_list("weekday", flat=True))
    maths = Course.objects.filter(subject__area="Математика и информатика")
    teaching = TeachingAssignment.objects.on(day).filter(course__in=maths).select_related("staff").order_by("pk")
    for one in teaching:
        own = set(taken.filter(teacher=one.staff).values_list("weekday", flat=True))
        free = [weekday for weekday in (1, 2, 3, 0, 4) if weekday not in busy | own]
        if free:
            return one, free[0]
    return None


def _scheme(year: AcademicYear, level: int) -> TermScheme:
    schemes = TermScheme.objects.filter(year=year).order_by("pk")
    return next((one for one in schemes if level in parse_levels(one.levels)), schemes[0])


def look_at_divisions(plan: Blueprint) -> None:
    """Class teachers confirm the subgroups in the first days of the present term, but for one (C-14)."""
    year = AcademicYear.objects.get()
    classes = list(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
    terms = terms_of_classes(year, classes)
    leaders = {row.school_class_id: row.staff.user for row in ClassTeacher.objects.select_related("staff__user")}
    for one in divisions(classes, year=year, today=plan.today, prompt=GroupPrompt.TERM):
        term = asked_term(terms[one.school_class.pk], plan.today, GroupPrompt.TERM)
        if term is None or one.is_settled or (one.school_class.name, one.subject.name) == LEFT_OPEN:
            continue
        with clock.at(clock.moment(min(term.starts_on + timedelta(days=1), plan.today), time(15, 20))):
            confirm_split(
                school_class=one.school_class, subject=one.subject, term=term, by=leaders[one.school_class.pk]
            )
