"""Makes the demo school: founded through the import, lived through the journal's actions, sealed by the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.models import DemoMark
from apps.demo import blueprint
from apps.demo.afternoon import begin_afternoons, look_at_divisions
from apps.demo.founding import at, found, open_doors
from apps.demo.living import Life
from apps.demo.papers import ask_the_office
from apps.demo.sealing import seal_first_term
from apps.lessons.actions.substitutions import rebuild_substitute_grants
from apps.school.actions.grants import rebuild_school_grants

SEED = 20260901
SEALED = ("7А", "7Б")


def make_demo_school(*, size: str = "small", seed: int = SEED, say: Callable[[str], None] = lambda text: None) -> bool:
    """Make the demo school once; returns whether anything was made (False: it is there already).

    Raises:
        RuleViolation: the database holds people who are not the demo's, or an unfinished demo school.
    """
    mark = DemoMark.objects.first()
    if mark is not None and mark.is_complete:
        return False
    if mark is not None:
        raise RuleViolation(
            _("Демонстрационная школа создана не до конца: удалите базу данных и повторите ./run demo.")
        )
    if User.objects.exists():
        raise RuleViolation(_("В базе данных уже есть люди: демонстрационная школа в неё не загружается."))
    mark = DemoMark.objects.create(seed=seed, size=size)
    plan = replace(blueprint.make(size, seed), today=settings.DEMO_TODAY or blueprint.SIZES[size].today)
    say(_("Люди, классы, предметы и расписание…"))
    found(plan)
    say(_("Уроки, отметки и домашние задания…"))
    live(plan, say)
    look_at_divisions(plan)
    begin_afternoons(plan)
    ask_the_office(plan)
    with clock.at(at(plan.today, 6, 30)):
        open_doors()
        rebuild_school_grants()
        rebuild_substitute_grants()
    mark.is_complete = True
    mark.save()
    return True


def live(plan: blueprint.Blueprint, say: Callable[[str], None]) -> None:
    """The history up to the evening before the demo date, then the sealing of the first term."""
    months: set[int] = set()

    def after_day(day: date, count: int) -> None:
        if day.month not in months:
            months.add(day.month)
            say(f"  {date_format(day, 'F Y').lower()}")

    Life(plan).live(after_day)
    say(_("Печать и фиксация первой четверти…"))
    seal_first_term(plan, SEALED)
