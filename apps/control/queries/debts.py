"""The deputy's first list: held lessons that lack something, and works whose grades are overdue (CTL-01…CTL-06)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.text import initials
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Lesson
from apps.lessons.queries import with_standing
from apps.lessons.rules import deadlines
from apps.school.queries import days_off

from ..enums import DebtKind
from ..rules import Days, days_overdue, homework_due
from .audience import Audience, Audiences
from .works import overdue_works


@dataclass(frozen=True)
class Lack:
    """One thing a lesson lacks; ``days`` is 0 while its limit has not passed."""

    kind: DebtKind
    label: str
    days: int

    @property
    def is_overdue(self) -> bool:
        """Whether the limit has passed."""
        return self.days > 0


@dataclass
class DebtLine:
    """A held lesson and what it lacks."""

    lesson_pk: int
    held_on: dt.date
    number: int
    audience: Audience
    subject: str
    teacher_pk: int
    teacher: str
    is_substituted: bool
    lacks: list[Lack] = field(default_factory=list)

    @property
    def days(self) -> int:
        """Days of the longest delay."""
        return max((lack.days for lack in self.lacks), default=0)

    def lack(self, kind: str) -> Lack | None:
        """What is lacking of a kind."""
        return next((lack for lack in self.lacks if lack.kind == kind), None)


@dataclass(frozen=True)
class Choice:
    """What of the list is asked for; None and empty mean all."""

    kind: str = ""
    teacher_pk: int | None = None
    class_pk: int | None = None
    only_overdue: bool = False


@dataclass(frozen=True)
class Tally:
    """Counts of one teacher or class."""

    pk: int
    name: str
    counts: tuple[int, ...]  # in the order of DebtKind
    total: int


@dataclass(frozen=True)
class DebtList:
    """The lines asked for and the counts beside them."""

    lines: list[DebtLine]
    counts: list[tuple[DebtKind, int]]
    by_teacher: list[Tally]
    by_class: list[Tally]

    @property
    def total(self) -> int:
        """Everything lacking, of all kinds."""
        return sum(count for _kind, count in self.counts)


_FIELDS = (
    "pk",
    "held_on",
    "number",
    "ends_at",
    "topic",
    "attendance_confirmed_at",
    "homework_state",
    "course__scale",
    "course__subject__name",
    "course__school_class_id",
    "course__study_group_id",
    "course__study_group__name",
    "teacher_id",
    "teacher__last_name",
    "teacher__first_name",
    "teacher__patronymic",
    "standing__substitute_id",
    "standing__substitute__last_name",
    "standing__substitute__first_name",
    "standing__substitute__patronymic",
)


def held_lessons(days: Days, now: dt.datetime) -> QuerySet[Lesson]:
    """Lessons of the days whose last bell has rung and that were not cancelled."""
    local = clock.local_date(now)
    lessons = with_standing(Lesson.objects.filter(cancelled_at=None))
    lessons = lessons.filter(held_on__gte=days.first, held_on__lte=min(days.last, local))
    if days.term_ids is not None:
        lessons = lessons.filter(term__in=days.term_ids)
    return lessons.filter(Q(held_on__lt=local) | Q(ends_at__lte=timezone.localtime(now).time()))


def debt_list(days: Days, choice: Choice, *, audiences: Audiences, norms, year, now: dt.datetime) -> DebtList:
    """The list and its counts; eleven queries whatever it holds.

    Counts by kind follow the choice of teacher and class, not of the kind, so that each can be switched to.
    """
    lines = _lesson_lines(days, audiences, norms, now)
    _add_works(lines, days, audiences, norms, year, now)
    chosen = [line for line in lines.values() if _is_chosen(line, choice)]
    for line in chosen:
        line.lacks = [lack for lack in line.lacks if lack.is_overdue or not choice.only_overdue]
    counts = Counter(lack.kind for line in chosen for lack in line.lacks)
    for line in chosen:
        line.lacks = [lack for lack in line.lacks if choice.kind in ("", lack.kind)]
    chosen = sorted(
        (line for line in chosen if line.lacks), key=lambda line: (line.held_on, line.number, line.audience.name)
    )
    return DebtList(
        lines=chosen,
        counts=[(kind, counts[kind]) for kind in DebtKind],
        by_teacher=_tallies(chosen, lambda line: [(line.teacher_pk, line.teacher)]),
        by_class=_tallies(chosen, lambda line: [(one.pk, one.name) for one in line.audience.classes]),
    )


def _lesson_lines(days: Days, audiences: Audiences, norms, now: dt.datetime) -> dict[int, DebtLine]:
    """Lines of lessons without topic, attendance or homework, of one indexed query (decision 17)."""
    lacking = Q(topic="") | Q(attendance_confirmed_at=None) | Q(homework_state=HomeworkState.UNKNOWN)
    rows = held_lessons(days, now).filter(lacking).order_by("held_on", "number", "pk")
    bells = _last_bells(audiences, clock.local_date(now))
    lines = {}
    for row in rows.values_list(*_FIELDS, named=True):
        line = line_of(row, audiences)
        line.lacks = _lacks(row, line.audience, bells, norms, now)
        if line.lacks:
            lines[row.pk] = line
    return lines


def line_of(row, audiences: Audiences) -> DebtLine:
    """A line without lacks; the teacher is the one who held the lesson (TT-05)."""
    is_substituted = row.standing__substitute_id is not None
    who = "standing__substitute" if is_substituted else "teacher"
    return DebtLine(
        lesson_pk=row.pk,
        held_on=row.held_on,
        number=row.number,
        audience=audiences.of(row.course__school_class_id, row.course__study_group_id, row.course__study_group__name),
        subject=row.course__subject__name,
        teacher_pk=getattr(row, f"{who}_id"),
        teacher=initials(*(getattr(row, f"{who}__{part}") for part in ("last_name", "first_name", "patronymic"))),
        is_substituted=is_substituted,
    )


def _last_bells(audiences: Audiences, today: dt.date) -> dict[int, dt.time]:
    """Class → end of its last lesson of today, subgroups included."""
    bells: dict[int, dt.time] = {}
    rows = Lesson.objects.filter(held_on=today, cancelled_at=None).order_by()
    fields = ("course__school_class_id", "course__study_group_id", "course__study_group__name")
    for class_pk, group_pk, name, bell in rows.values_list(*fields).annotate(bell=Max("ends_at")):
        for one in audiences.of(class_pk, group_pk, name).classes:
            bells[one.pk] = max(bells.get(one.pk, bell), bell)
    return bells


def _lacks(row, audience: Audience, bells: dict[int, dt.time], norms, now: dt.datetime) -> list[Lack]:
    found = []
    if not row.topic:
        found.append(Lack(DebtKind.TOPIC, _("тема"), days_overdue(deadlines.topic_due(row, norms), now)))
    if not row.attendance_confirmed_at:
        due = deadlines.attendance_due(row, norms)
        found.append(Lack(DebtKind.ATTENDANCE, _("посещаемость"), days_overdue(due, now)))
    is_asked = deadlines.homework_is_demanded(audience.level, row.course__scale)
    if row.homework_state == HomeworkState.UNKNOWN and is_asked:
        last_bell = max((bells[one.pk] for one in audience.classes if one.pk in bells), default=None)
        due = homework_due(row, last_bell, norms, clock.local_date(now))
        if due < now:
            found.append(Lack(DebtKind.HOMEWORK, _("задание"), days_overdue(due, now)))
    return found


def _add_works(lines: dict[int, DebtLine], days: Days, audiences: Audiences, norms, year, now: dt.datetime) -> None:
    works = overdue_works(held_lessons(days, now), audiences, norms, days_off(year.pk) if year else None, now)
    absent = {work.lesson_pk for work in works} - lines.keys()
    rows = with_standing(Lesson.objects.filter(pk__in=absent)).order_by("pk")
    for row in rows.values_list(*_FIELDS, named=True):
        lines[row.pk] = line_of(row, audiences)
    for work in works:
        lines[work.lesson_pk].lacks.append(Lack(DebtKind.GRADES, work.label, work.days))


def _is_chosen(line: DebtLine, choice: Choice) -> bool:
    if choice.teacher_pk and line.teacher_pk != choice.teacher_pk:
        return False
    return not choice.class_pk or line.audience.has(choice.class_pk)


def _tallies(lines: list[DebtLine], keys) -> list[Tally]:
    """Counts per teacher or class, the longest list first."""
    names, counts = {}, {}
    for line in lines:
        for pk, name in keys(line):
            names[pk] = name
            counts.setdefault(pk, Counter()).update(lack.kind for lack in line.lacks)
    tallies = [Tally(pk, names[pk], tuple(counts[pk][kind] for kind in DebtKind), counts[pk].total()) for pk in names]
    return sorted(tallies, key=lambda tally: (-tally.total, tally.name))
