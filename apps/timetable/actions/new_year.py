"""A new school year made from the last one: one action, nothing of the old year changes (I-24)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked
from apps.school.actions.grants import rebuild_school_grants
from apps.school.enums import GroupKind, HolidayKind
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Course,
    Curriculum,
    CurriculumChoice,
    CurriculumLine,
    Enrolment,
    GroupMembership,
    Holiday,
    SchoolClass,
    StudyGroup,
    TeachingAssignment,
    Term,
    TermScheme,
)
from apps.school.rules.levels import parse_levels
from apps.school.rules.new_year import (
    LAST_LEVEL,
    STEPS,
    next_class_name,
    renamed,
    same_day_next_year,
    same_weekday_next_year,
)
from apps.school.rules.years import check_year, check_year_open, year_name

from ..models import Bell, BellSchedule
from ..queries.regimes import Regimes

ONGOING_GROUPS = (GroupKind.SUBGROUP, GroupKind.STREAM, GroupKind.PROFILE, GroupKind.CLASS_SET)


@dataclass(frozen=True)
class Choice:
    """What is carried over.

    Attributes:
        starts_on, ends_on: dates of the new year.
        leaving_levels: classes of these levels end; the last level always ends.
        first_classes: names of new classes of the first level.
        staying: pupils who repeat the year, by key.
        leaving: pupils of other classes who do not come back, by key.
        carries_teaching: groups, courses and their teachers follow the classes.
        carries_leaders: class teachers follow their classes.
        carries_plans: curricula are copied and chosen for the classes.
    """

    starts_on: dt.date
    ends_on: dt.date
    leaving_levels: frozenset[int] = frozenset()
    first_classes: tuple[str, ...] = ()
    staying: frozenset[int] = frozenset()
    leaving: frozenset[int] = frozenset()
    carries_teaching: bool = True
    carries_leaders: bool = True
    carries_plans: bool = True


@dataclass
class Carried:
    """What was made: the year and the number of rows by name."""

    year: AcademicYear
    counts: Counter = field(default_factory=Counter)
    promoted: dict[str, str] = field(default_factory=dict)  # 7А → 8А
    ended: list[str] = field(default_factory=list)
    without_teaching: list[str] = field(default_factory=list)  # classes that begin another stage of schooling


class _DryRun(Exception):
    """Takes everything back and hands over what would have been made."""

    def __init__(self, carried: Carried):
        super().__init__()
        self.carried = carried


def carry_over(old: AcademicYear, *, choice: Choice, by, dry_run: bool = False) -> Carried:
    """Make the year after ``old``; a second time is refused.

    Args:
        old: the year that continues; none of its rows is written.
        choice: what and whom.
        by: the user, for the history.
        dry_run: look what would be made and take everything back.

    Raises:
        RuleViolation: dates that cannot be, a new year that has classes or terms already, a pupil who is to repeat
            where no class of the level will be.
    """
    try:
        with transaction.atomic(), attributed(by=by, reason=_("Новый год из прошлого (%s)") % old.name):
            carried = _Carrier(old, choice).carry()
            if dry_run:
                raise _DryRun(carried)
            rebuild_school_grants()
    except _DryRun as dry:
        return dry.carried
    return carried


class _Carrier:
    """Keeps which new row stands for which old one while the year is copied in the order of its references."""

    def __init__(self, old: AcademicYear, choice: Choice):
        self.old, self.choice = old, choice
        self.last_day = old.ends_on
        self.year = self._open()
        self.carried = Carried(self.year)
        self.schemes: dict[int, TermScheme] = {}
        self.classes: dict[int, SchoolClass] = {}
        self.groups: dict[int, StudyGroup] = {}
        self.class_of_pupil: dict[int, SchoolClass] = {}

    def carry(self) -> Carried:
        self._terms()
        self._holidays()
        self._bells()
        self._classes()
        self._pupils()
        if self.choice.carries_leaders:
            self._leaders()
        if self.choice.carries_plans:
            self._plans()
        if self.choice.carries_teaching:
            self._groups()
            self._courses()
        return self.carried

    def _made(self, model, rows: list, label) -> list:
        rows = bulk_create_tracked(model, rows)
        self.carried.counts[str(label)] += len(rows)
        return rows

    def _open(self) -> AcademicYear:
        """The new year: opened here, or one that was opened by hand and is still empty."""
        starts_on, ends_on = self.choice.starts_on, self.choice.ends_on
        if starts_on <= self.old.ends_on:
            raise RuleViolation(_("Новый год начинается до конца прошлого."))
        name = year_name(starts_on)
        year = AcademicYear.objects.filter(name=name).first()
        if year and (year.classes.exists() or year.term_schemes.exists() or year.curricula.exists()):
            raise RuleViolation(_("Учебный год %s уже заполнен: второй раз перенести в него нельзя.") % name)
        check_year(starts_on, ends_on, AcademicYear.objects.exclude(pk=year and year.pk).order_by("starts_on"))
        year = year or AcademicYear(name=name)
        year.starts_on, year.ends_on = starts_on, ends_on
        check_year_open(year, clock.today())
        year.save()
        return year

    def _inside(self, day: dt.date) -> dt.date:
        return min(max(day, self.year.starts_on), self.year.ends_on)

    def _terms(self) -> None:
        terms = []
        for scheme in TermScheme.objects.filter(year=self.old).prefetch_related("terms").order_by("pk"):
            new = TermScheme(year=self.year, kind=scheme.kind, levels=scheme.levels)
            new.save()
            self.schemes[scheme.pk] = new
            in_order = sorted(scheme.terms.all(), key=lambda term: term.number)
            for term in in_order:
                first = self.year.starts_on if term is in_order[0] else same_weekday_next_year(term.starts_on)
                last = same_weekday_next_year(term.ends_on)
                terms.append(
                    Term(scheme=new, number=term.number, starts_on=self._inside(first), ends_on=self._inside(last))
                )
        self._made(Term, terms, _("учебные периоды"))

    def _holidays(self) -> None:
        """Breaks keep their weekdays, public holidays their dates; other days off belong to their year alone."""
        rows = []
        for block in Holiday.objects.filter(year=self.old).order_by("starts_on", "pk"):
            if block.kind == HolidayKind.DAY_OFF:
                continue
            shift = same_weekday_next_year if block.kind == HolidayKind.BREAK else same_day_next_year
            first, last = shift(block.starts_on), shift(block.ends_on)
            if self.year.starts_on <= first and last <= self.year.ends_on:
                new = Holiday(year=self.year, kind=block.kind, name=block.name, levels=block.levels)
                new.starts_on, new.ends_on = first, last
                rows.append(new)
        self._made(Holiday, rows, _("каникулы и праздники"))

    def _bells(self) -> None:
        for bells in BellSchedule.objects.filter(year=self.old).prefetch_related("bells").order_by("pk"):
            new = BellSchedule(year=self.year, name=bells.name, is_default=bells.is_default)
            new.save()
            copies = [
                Bell(schedule=new, shift=one.shift, number=one.number, starts_at=one.starts_at, ends_at=one.ends_at)
                for one in sorted(bells.bells.all(), key=lambda one: one.pk)
            ]
            self._made(Bell, copies, _("звонки"))

    def _classes(self) -> None:
        regimes, rows = Regimes(self.old), []
        for one in SchoolClass.objects.filter(year=self.old).order_by("level", "letter", "pk"):
            if one.level in self.choice.leaving_levels or one.level >= LAST_LEVEL:
                self.carried.ended.append(one.name)
                continue
            pattern = regimes.of_class(one, self.last_day)
            new = SchoolClass(
                year=self.year,
                level=one.level + 1,
                letter=one.letter,
                name=next_class_name(one.level, one.name),
                shift=pattern.shift,
                days_per_week=pattern.days_per_week,
                room_id=one.room_id,
            )
            self.classes[one.pk] = new
            self.carried.promoted[one.name] = new.name
            if new.level in STEPS:
                self.carried.without_teaching.append(new.name)
            rows.append(new)
        for name in self.choice.first_classes:
            rows.append(SchoolClass(year=self.year, level=1, letter=name.removeprefix("1"), name=name))
        if double := [name for name, number in Counter(row.name for row in rows).items() if number > 1]:
            raise RuleViolation(_("Классы с одинаковыми названиями: %s.") % ", ".join(sorted(double)))
        self._made(SchoolClass, rows, _("классы"))

    def _pupils(self) -> None:
        """Whoever is in a class on the old year's last day goes on with it, repeats the level, or leaves."""
        by_name = {row.name: row for row in SchoolClass.objects.filter(year=self.year).order_by("pk")}
        seen, rows, lost = set(), [], []
        last = Enrolment.objects.on(self.last_day).filter(school_class__year=self.old).order_by("-starts_on", "pk")
        for place in last.select_related("school_class", "student"):
            if place.student_id in seen:
                continue
            seen.add(place.student_id)
            if place.student_id in self.choice.staying:
                target = by_name.get(place.school_class.name) or self._same_level(by_name, place.school_class.level)
                if target is None:
                    lost.append(place.student.short_name)
                    continue
                self.carried.counts[str(_("остаются на второй год"))] += 1
            elif place.student_id in self.choice.leaving or place.school_class_id not in self.classes:
                self.carried.counts[str(_("выбывают или выпускаются"))] += 1
                continue
            else:
                target = self.classes[place.school_class_id]
            self.class_of_pupil[place.student_id] = target
            rows.append(Enrolment(student=place.student, school_class=target, starts_on=self.year.starts_on))
        if lost:
            raise RuleViolation(_("Некуда оставить на второй год: %s. Класса этой параллели нет.") % ", ".join(lost))
        self._made(Enrolment, rows, _("ученики в классах"))

    @staticmethod
    def _same_level(by_name: dict[str, SchoolClass], level: int) -> SchoolClass | None:
        return next((one for one in sorted(by_name.values(), key=lambda one: one.name) if one.level == level), None)

    def _leaders(self) -> None:
        """The class teacher goes on with the class, except into another stage, and unless gone from the school."""
        held = ClassTeacher.objects.on(self.last_day).filter(school_class__in=self.classes).select_related("staff")
        rows, led = [], set()
        for row in held.order_by("-starts_on", "pk"):
            target = self.classes[row.school_class_id]
            if target.level in STEPS or target.pk in led or not self._works(row.staff):
                continue
            led.add(target.pk)
            rows.append(ClassTeacher(school_class=target, staff=row.staff, starts_on=self.year.starts_on))
        self._made(ClassTeacher, rows, _("классные руководители"))

    def _works(self, staff) -> bool:
        return staff.works_until is None or staff.works_until >= self.year.starts_on

    def _plans(self) -> None:
        plans = {}
        for plan in Curriculum.objects.filter(year=self.old).prefetch_related("lines").order_by("pk"):
            new = Curriculum(
                year=self.year, name=plan.name, profile=plan.profile, levels=plan.levels, weeks=plan.weeks
            )  # the order is the new year's own
            new.save()
            plans[plan.pk] = new
            copies = [
                CurriculumLine(
                    curriculum=new,
                    subject_id=line.subject_id,
                    level=line.level,
                    hours_per_week=line.hours_per_week,
                    part=line.part,
                    groups=line.groups,
                )
                for line in sorted(plan.lines.all(), key=lambda line: line.pk)
            ]
            self._made(CurriculumLine, copies, _("строки учебных планов"))
        self._choose_plans(plans)

    def _choose_plans(self, plans: dict[int, Curriculum]) -> None:
        """A class follows its plan as long as it is written for the level, else the only one that is."""
        chosen = {}
        held = CurriculumChoice.objects.on(self.last_day).filter(school_class__in=self.classes)
        for row in held.order_by("starts_on", "pk"):
            chosen[self.classes[row.school_class_id].pk] = plans.get(row.curriculum_id)
        rows = []
        for one in SchoolClass.objects.filter(year=self.year).order_by("pk"):
            fitting = [plan for plan in plans.values() if one.level in parse_levels(plan.levels)]
            plan = chosen.get(one.pk)
            if plan not in fitting:
                plan = fitting[0] if len(fitting) == 1 else None
            if plan:
                rows.append(CurriculumChoice(curriculum=plan, school_class=one, starts_on=self.year.starts_on))
        self._made(CurriculumChoice, rows, _("классы с учебным планом"))

    def _goes_on(self, school_class: SchoolClass) -> bool:
        new = self.classes.get(school_class.pk)
        return new is not None and new.level not in STEPS

    def _groups(self) -> None:
        """Groups whose classes all go on, with those of their pupils who go on with them."""
        links = []
        held = StudyGroup.objects.filter(year=self.old, kind__in=ONGOING_GROUPS).prefetch_related("classes")
        for group in held.order_by("pk"):
            classes = sorted(group.classes.all(), key=lambda one: one.pk)
            ended = group.ends_on and group.ends_on < self.last_day
            if ended or not classes or not all(map(self._goes_on, classes)):
                continue
            new = StudyGroup(year=self.year, name=renamed(group.name, self.carried.promoted), kind=group.kind)
            new.subject_id = group.subject_id
            new.home_class = self.classes.get(group.home_class_id)
            self.groups[group.pk] = new
            links.append((new, [self.classes[one.pk] for one in classes]))
        self._made(StudyGroup, list(self.groups.values()), _("учебные группы"))
        for group, classes in links:
            group.classes.set(classes)
        self._members(_classes_of(links))

    def _members(self, classes_of: dict[int, set[int]]) -> None:
        rows, seen = [], set()
        held = GroupMembership.objects.on(self.last_day).filter(study_group__in=self.groups).order_by("pk")
        for row in held:
            group, target = self.groups[row.study_group_id], self.class_of_pupil.get(row.student_id)
            if target and target.pk in classes_of[group.pk] and (group.pk, row.student_id) not in seen:
                seen.add((group.pk, row.student_id))
                rows.append(
                    GroupMembership(study_group=group, student_id=row.student_id, starts_on=self.year.starts_on)
                )
        self._made(GroupMembership, rows, _("ученики в группах"))

    def _courses(self) -> None:
        new_courses: dict[int, Course] = {}
        held = Course.objects.filter(year=self.old).select_related("school_class").order_by("pk")
        for course in held:
            own, group = self.classes.get(course.school_class_id), self.groups.get(course.study_group_id)
            if (own is None or own.level in STEPS) and group is None:
                continue
            new_courses[course.pk] = Course(
                year=self.year,
                subject_id=course.subject_id,
                school_class=own,
                study_group=group,
                term_scheme=self._scheme_for(course, own),
                scale=course.scale,
                hours_per_week=course.hours_per_week,
                kind=course.kind,
            )
        self._made(Course, list(new_courses.values()), _("предметы в классах"))
        self._load(new_courses)

    def _scheme_for(self, course: Course, own: SchoolClass | None) -> TermScheme:
        """The copy of the course's scheme, unless its levels no longer hold the class and another's do."""
        scheme = self.schemes[course.term_scheme_id]
        if own is None or own.level in parse_levels(scheme.levels):
            return scheme
        return next((one for one in self.schemes.values() if own.level in parse_levels(one.levels)), scheme)

    def _load(self, courses: dict[int, Course]) -> None:
        rows, seen = [], set()
        held = TeachingAssignment.objects.on(self.last_day).filter(course__in=courses).select_related("staff")
        for row in held.order_by("pk"):
            if not self._works(row.staff) or (row.course_id, row.staff_id) in seen:
                continue
            seen.add((row.course_id, row.staff_id))
            rows.append(
                TeachingAssignment(
                    course=courses[row.course_id],
                    staff=row.staff,
                    starts_on=self.year.starts_on,
                    hours_per_week=row.hours_per_week,
                )
            )
        self._made(TeachingAssignment, rows, _("строки нагрузки"))


def _classes_of(links: list[tuple[StudyGroup, list[SchoolClass]]]) -> dict[int, set[int]]:
    """Group → keys of its classes."""
    return {group.pk: {one.pk for one in classes} for group, classes in links}
