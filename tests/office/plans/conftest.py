"""Fixtures of the tests of plans: curricula of the cast's school, clients of its people."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.school.actions.curricula import LineEdit, choose_curriculum, save_curriculum, set_lines

FIRST = dt.date(2026, 9, 1)


@pytest.fixture
def make_plan(cast):
    """``make_plan("5-9", {("Математика", 7): 4})`` → a curriculum with these hours."""

    def make(levels: str, hours: dict, name: str = "", profile: str = "", groups: dict | None = None):
        from apps.school.models import Subject

        subjects = {one.name: one.pk for one in Subject.objects.order_by("pk")}
        values = {
            "name": name or f"План {levels}",
            "levels": levels,
            "profile": profile,
            "weeks": 34,
            "order_number": "",
        }
        plan = save_curriculum(year=cast.year, values=values, by=cast.galina)
        edits = [
            LineEdit(subjects[subject], level, None, Decimal(str(count))) for (subject, level), count in hours.items()
        ]
        set_lines(plan, edits, by=cast.galina)
        more = [
            LineEdit(subjects[subject], level, 1, groups=count) for (subject, level), count in (groups or {}).items()
        ]
        set_lines(plan, more, by=cast.galina)
        return plan

    return make


@pytest.fixture
def plan_of_seven(cast, make_plan):
    """The plan of the cast's school: mathematics 3 h, English 2 h in two groups; both classes follow it."""
    hours = {("Математика", 7): 3, ("Английский язык", 7): 2}
    plan = make_plan("5-9", hours, "План 5–9 классов", groups={("Английский язык", 7): 2})
    for one in (cast.class_7a, cast.class_7b):
        choose_curriculum(curriculum=plan, school_class=one, starts_on=FIRST, by=cast.galina)
    return plan


@pytest.fixture
def galina(cast, browser_of):
    """The deputy's client."""
    return browser_of(cast.galina)
