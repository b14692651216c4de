"""Teachers who are away and who stands in for them, a moved lesson, days at a distance: what a deputy lives with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.accounts.models import User
from apps.core.errors import RuleViolation
from apps.demo.blueprint import HOME_CLASS
from apps.demo.founding import DemoFault, at, dice
from apps.demo.temper import EASY
from apps.lessons.actions.distance import set_distance
from apps.lessons.actions.moves import move_lesson
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.enums import DistanceGround, SubstitutionKind
from apps.school.actions.absences import record_absence
from apps.school.enums import AbsenceGround
from apps.school.models import SchoolClass, StaffAbsence


def deputy() -> User:
    """The deputy registers all of it."""
    return User.objects.get(username="deputy")


@dataclass(frozen=True)
class Away:
    """A teacher is absent from a day to a day."""

    at: datetime
    staff: int
    first: date
    last: date
    ground: str
    basis: str
    order: int = -1

    @property
    def key(self) -> int:
        """Order among happenings of one moment."""
        return self.staff

    def write(self, life) -> None:
        """As the board does."""
        record_absence(
            life.staff[self.staff], ground=self.ground, starts_on=self.first, ends_on=self.last, basis=self.basis,
            by=deputy(),
        )  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """A substitution to be registered."""

    at: datetime
    lesson: int
    substitute: int
    kind: str = SubstitutionKind.SAME
    order: int = 0

    @property
    def key(self) -> int:
        """Order among happenings of one moment."""
        return self.lesson

    def write(self, life) -> None:
        """As the board does."""
        lesson, substitute = life.lessons[self.lesson], life.staff[self.substitute]
        absence = StaffAbsence.objects.on(lesson.held_on).get(staff=lesson.teacher_id)
        register_substitution(
            lesson, substitute=substitute, kind=self.kind, reason=str(absence.get_ground_display()), absence=absence,
            by=deputy(),
        )  # fmt: skip
        life.stood[self.lesson] = substitute


@dataclass(frozen=True)
class Shift:
    """One of the lessons is moved to a later day, to the first place that is free for everybody."""

    at: datetime
    lessons: tuple[int, ...]
    days: tuple[date, ...]
    order: int = 9
    key: int = 0

    def write(self, life) -> None:
        """The first lesson and place that the rules allow.

        Raises:
            DemoFault: there is none.
        """
        by = deputy()
        for pk in self.lessons:
            for day in self.days:
                for number in (6, 7, 5):
                    try:
                        move_lesson(life.lessons[pk], to_on=day, to_number=number, reason="районная олимпиада", by=by)
                    except RuleViolation:
                        continue
                    return
        raise DemoFault("no free place for the moved lesson")


@dataclass(frozen=True)
class Remote:
    """A class learns at a distance."""

    at: datetime
    school_class: str
    first: date
    last: date
    ground: str
    order_number: str
    order: int = 8
    key: int = 0

    def write(self, life) -> None:
        """As the page does."""
        year = next(iter(life.courses.values())).year_id
        set_distance(
            [SchoolClass.objects.select_related("year").get(year=year, name=self.school_class)],
            starts_on=self.first, ends_on=self.last, ground=self.ground, order_number=self.order_number,
            link="https://video.example/klass", note="По расписанию звонков, задания в дневнике до 9:00", by=deputy(),
        )  # fmt: skip


Office = Away | Stand | Shift | Remote


class _Busy:
    """Who holds a lesson at what time."""

    def __init__(self, lessons):
        self._spans = defaultdict(list)
        for lesson in lessons:
            self.add(lesson.teacher_id, lesson)

    def add(self, teacher: int, lesson) -> None:
        self._spans[teacher, lesson.held_on].append((lesson.starts_at, lesson.ends_at))

    def meets(self, teacher: int, lesson) -> bool:
        spans = self._spans.get((teacher, lesson.held_on), ())
        return any(first < lesson.ends_at and lesson.starts_at < last for first, last in spans)


def stands(life) -> list[Office]:
    """A teacher's two days of illness a fortnight ago; one on courses today, one lesson of whose is covered already."""
    lessons = [one for one in life.lessons.values() if one.held_on <= life.today]
    busy = _Busy(lessons)
    teaching = sorted({lesson.teacher_id for lesson in lessons})
    subjects = defaultdict(set)
    for lesson in lessons:
        subjects[lesson.teacher_id].add(life.courses[lesson.course_id].subject_id)
    ours = next(pk for pk, one in life.staff.items() if one.user and one.user.username == "teacher")
    ill = dice(life.blueprint, "stands").choice([pk for pk in teaching if pk != ours])
    days = [life.today - timedelta(days=15), life.today - timedelta(days=14)]
    morning = at(days[0], 7, 40)
    found: list[Office] = [Away(morning, ill, *days, AbsenceGround.ILL, "больничный лист № 118")]
    for lesson in lessons:
        if lesson.teacher_id == ill and lesson.held_on in days:
            able = [pk for pk in teaching if pk != ill and not busy.meets(pk, lesson)]
            same = [pk for pk in able if life.courses[lesson.course_id].subject_id in subjects[pk]]
            if able:
                kind = SubstitutionKind.SAME if same else SubstitutionKind.SELF_STUDY
                busy.add((same or able)[0], lesson)
                found.append(Stand(at(lesson.held_on, 7, 41), lesson.pk, (same or able)[0], kind))
    return [*found, *_today(life, lessons, busy, subjects, ours), *_moved(life), *_remote(life)]


def _today(life, lessons, busy: _Busy, subjects, ours: int) -> list[Office]:
    """Courses of a colleague today: the demo teacher takes one of the lessons, the others wait for the deputy."""
    today = [one for one in lessons if one.held_on == life.today and one.teacher_id != ours]
    today.sort(key=lambda one: (_strangeness(life, one, subjects[ours]), one.number, one.pk))
    evening = at(life.today - timedelta(days=1), 17, 25)
    for lesson in today:
        if not busy.meets(ours, lesson):
            own = life.courses[lesson.course_id].subject_id in subjects[ours]
            away = Away(evening, lesson.teacher_id, life.today, life.today, AbsenceGround.TRAINING, "приказ № 214")
            kind = SubstitutionKind.SAME if own else SubstitutionKind.SELF_STUDY
            return [away, Stand(evening, lesson.pk, ours, kind)]
    return []


def _moved(life) -> list[Office]:
    """A lesson of the home class of the next days goes to the week after."""
    soon = [
        one.pk
        for one in life.lessons.values()
        if life.today + timedelta(days=1) < one.held_on <= life.today + timedelta(days=6)
        and (home := life.courses[one.course_id].school_class)
        and home.name == HOME_CLASS
    ]
    days = tuple(life.today + timedelta(days=step) for step in range(6, 12))
    return [Shift(at(life.today - timedelta(days=1), 17, 40), tuple(soon), days)]


def _remote(life) -> list[Office]:
    """Three days of frost in November for one class, a quarantine of another from tomorrow on."""
    names = sorted({one.school_class.name for one in life.courses.values() if one.school_class})
    others = [name for name in names if name[:-1] not in ("7", "1")] or names
    frost, tomorrow = life.today - timedelta(days=13), life.today + timedelta(days=1)
    evening = at(life.today - timedelta(days=1), 18, 5)
    fortnight = tomorrow + timedelta(days=13)
    return [
        Remote(at(frost, 6, 45), others[0], frost, frost + timedelta(days=1), DistanceGround.FROST, "198"),
        Remote(evening, others[-1], tomorrow, fortnight, DistanceGround.QUARANTINE, "215"),
    ]


def _strangeness(life, lesson, own_subjects: set[int]) -> int:
    """How odd it would be to send the demo teacher there: best a lesson of 7А in a subject the teacher has."""
    course = life.courses[lesson.course_id]
    elsewhere = course.school_class is None or course.school_class.name != HOME_CLASS
    odd = course.subject.name in EASY
    return 2 * elsewhere + (course.subject_id not in own_subjects) + 4 * odd
