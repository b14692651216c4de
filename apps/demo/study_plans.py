"""The curricula of the demo school: the hours by which it really teaches, approved before the year began."""

from __future__ import annotations

from decimal import Decimal

from apps.demo import curriculum
from apps.school.actions.curricula import LineEdit, choose_curriculum, save_curriculum, set_lines
from apps.school.models import AcademicYear, SchoolClass, Subject

ORDER = "101/1-о"
# name, profile, first and last level, weeks
PLANS = (
    ("Начальное общее образование", "", 1, 4, 34),
    ("Основное общее образование", "", 5, 9, 34),
    ("Среднее общее образование", "универсальный", 10, 11, 34),
)


def draw_up_plans(year: AcademicYear) -> None:
    """One plan per stage with the hours of its levels; every class follows the plan of its stage."""
    subjects = {subject.name: subject.pk for subject in Subject.objects.order_by("pk")}
    classes = list(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
    levels = {one.level for one in classes}
    for name, profile, first, last, weeks in PLANS:
        own = [level for level in range(first, last + 1) if level in levels]
        if not own:
            continue
        values = {"name": name, "profile": profile, "levels": f"{first}-{last}", "weeks": weeks, "order_number": ORDER}
        plan = save_curriculum(year=year, values=values, by=None)
        hours = {
            (subjects[subject], level): Decimal(str(count))
            for level in own
            for subject, count in curriculum.hours(level).items()
            if subject in subjects
        }
        set_lines(plan, [LineEdit(*place, None, count) for place, count in hours.items()], by=None)
        split = [
            LineEdit(subjects[subject], level, 1, groups=2)
            for level in own
            for subject in curriculum.hours(level)
            if curriculum.is_split(subject, level)
        ]
        set_lines(plan, split, by=None)
        for one in classes:
            if one.level in own:
                choose_curriculum(curriculum=plan, school_class=one, starts_on=year.starts_on, by=None)
