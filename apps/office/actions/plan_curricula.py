"""Plans the school's study plans: hours of subjects by level (STR-11)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan_people import given
from apps.office.actions.plan_teaching import find_subject
from apps.office.imports.rows import PlanRow
from apps.school.models import Curriculum, CurriculumLine, Subject
from apps.school.rules.levels import format_levels, parse_levels


def plan_curricula(load: Loading) -> None:
    """The «Учебные планы» sheet: each row is a line of hours; lines the file leaves out stay."""
    if load.reading.every("plans"):
        Curricula(load).plan()


class Curricula:
    """The plans the school has, and those of the file."""

    def __init__(self, load: Loading):
        self.load = load
        self.known: dict[str, Curriculum] = {}
        self.lines: dict[tuple, CurriculumLine] = {}
        self.first: dict[str, PlanRow] = {}
        self.seen: dict[tuple, int] = {}
        self.levels: dict[str, set[int]] = {}
        for row in load.reading.every("plans"):
            self.levels.setdefault(key_of(row.name), set()).update(row.levels or ((row.level,) if row.level else ()))
        if not load.year.pk:
            return
        for one in load.fetch(Curriculum, Curriculum.objects.filter(year=load.year).order_by("pk")):
            self.known[key_of(one.name)] = one
        rows = CurriculumLine.objects.filter(curriculum__year=load.year).order_by("pk")
        for line in load.fetch(CurriculumLine, rows):
            key = key_of(load.known(Curriculum, line.curriculum_id).name)
            self.lines[key, id(load.known(Subject, line.subject_id)), line.level] = line

    def plan(self) -> None:
        """Plan every row."""
        for row in self.load.reading.every("plans"):
            subject = find_subject(self.load, row, "plans", row.subject)
            key = key_of(row.name)
            place = (key, id(subject), row.level)
            self._check(row, key, place)
            if not self.load.is_sound(row):
                continue
            self.seen[place] = row.origin.number
            self.first.setdefault(key, row)
            since = self.load.plan.mark()
            created = key not in self.known
            curriculum = self._plan_curriculum(row, key)
            if subject is not None:
                created = self._plan_line(row, curriculum, subject, place)
            self.load.plan.count(row.origin.sheet, created=created, since=since)

    def _check(self, row: PlanRow, key: str, place: tuple) -> None:
        load, first = self.load, self.first.get(key)
        if place in self.seen:
            message = _("Эта строка повторяет строку %(n)s.") % {"n": self.seen[place]}
            load.reject(row, "plans", "subject" if row.subject else "name", message)
        if row.level and row.levels and row.level not in row.levels:
            load.reject(row, "plans", "level", _("План составлен не для этой параллели."))
        for name in ("profile", "levels", "weeks", "order"):
            told = getattr(row, name)
            if first is not None and told and told != getattr(first, name):
                message = _("У этого плана в строке %(n)s записано другое.") % {"n": first.origin.number}
                load.reject(row, "plans", name, message)

    def _plan_curriculum(self, row: PlanRow, key: str) -> Curriculum:
        values = given(profile=row.profile, weeks=row.weeks, order_number=row.order)
        present = self.known.get(key)
        if present is None:
            levels = format_levels(self.levels[key])
            present = Curriculum(year=self.load.year, name=row.name, levels=levels, **values)
            self.known[key] = self.load.plan.create(present)
            return present
        levels = parse_levels(present.levels) | self.levels[key]
        if levels != parse_levels(present.levels):  # hours of a level the plan did not have
            values["levels"] = format_levels(levels)
        self.load.plan.update(present, **values)
        return present

    def _plan_line(self, row: PlanRow, curriculum: Curriculum, subject: Subject, place: tuple) -> bool:
        values = {"hours_per_week": row.hours, **given(part=row.part, groups=row.groups)}
        present = self.lines.get(place)
        if present is not None:
            self.load.plan.update(present, **values)
            return False
        values = {"part": subject.part, **values}
        line = CurriculumLine(curriculum=curriculum, subject=subject, level=row.level, **values)
        self.lines[place] = self.load.plan.create(line)
        return True
