"""What happens in the demo school up to the demo date, as a list in the order of time.  Pure: nothing is written here.

Every lesson leaves what its teacher writes about it (and when); works that everyone writes are graded some days
later; some teachers are behind with their duties in the last two weeks.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from apps.demo import topics
from apps.demo.temper import ABSENT, ILL, LATE, Temper, days_away

BEHIND_DAYS = 14
EVENING = time(14, 45)
# share of those present who get a grade at an ordinary lesson, by hours a week
SHARES = {1: 0.36, 2: 0.24, 3: 0.2}


@dataclass(frozen=True)
class LessonFact:
    """What the plan must know of a generated lesson; all keys are primary keys."""

    pk: int
    course: int
    subject: str
    level: int
    scale: str
    hours: float
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher: int
    term: int


@dataclass(frozen=True)
class Mark:
    """Text for a pupil's cell."""

    student: int
    text: str
    comment: str | None = None


class _OfLesson:
    """Order among happenings of one moment."""

    order = 1

    @property
    def key(self) -> int:
        """The lesson."""
        return self.lesson.pk


@dataclass
class Taught(_OfLesson):
    """What a teacher writes about a lesson; empty or False where the duty is left undone."""

    at: datetime
    lesson: LessonFact
    topic: str = ""
    confirms: bool = True
    homework: str | None = ""  # "" nothing set, None left undone
    marks: list[Mark] = field(default_factory=list)
    work: str = ""
    work_title: str = ""


@dataclass
class Graded(_OfLesson):
    """Grades of a work that everyone wrote, given after it was read."""

    order = 2

    at: datetime
    lesson: LessonFact
    marks: list[Mark]


@dataclass
class Qualified(_OfLesson):
    """The reason of absences becomes known: the sign of several lessons of one pupil is made exact."""

    order = 3

    at: datetime
    lesson: LessonFact
    marks: list[Mark]


@dataclass(frozen=True)
class Habits:
    """How a teacher falls behind in the last two weeks: shares of lessons left without each record."""

    topic: float = 0.0
    attendance: float = 0.0
    homework: float = 0.0
    works: bool = False


PUNCTUAL = Habits(homework=0.01)
SLOW = (Habits(topic=0.45, homework=0.6), Habits(attendance=0.4, homework=0.25), Habits(works=True, topic=0.1))


@dataclass
class World:
    """What the plan is made from.

    Attributes:
        lessons: facts of every lesson before ``today``, any order.
        on_roll: (course, day) → keys of the pupils who belong to the course that day.
        tempers: pupil → temper.
        behind: teachers who are behind → habits.
        certificate: a pupil whose illness is first written as mere absence and qualified later, or None.
        closing: term → last day on which its lessons may still be graded (terms that will be closed).
    """

    seed: int
    today: date
    lessons: list[LessonFact]
    on_roll: Callable[[int, date], set[int]]
    tempers: dict[int, Temper]
    behind: dict[int, Habits]
    certificate: int | None
    closing: dict[int, date]
    moment: Callable[[date, time], datetime]


def plan(world: World) -> list[Taught | Graded | Qualified]:
    """Everything that is written about lessons, in the order of time."""
    days = sorted({lesson.held_on for lesson in world.lessons})
    away = {pk: days_away(world.seed, temper.key, days) for pk, temper in world.tempers.items()}
    if world.certificate:
        away[world.certificate] |= dict.fromkeys(days[-9:-4], ILL)
    by_course: dict[int, list[LessonFact]] = defaultdict(list)
    for lesson in world.lessons:
        by_course[lesson.course].append(lesson)
    found: list[Taught | Graded | Qualified] = []
    for course in sorted(by_course):
        found += _Course(world, sorted(by_course[course], key=lambda x: (x.held_on, x.number)), away).happenings()
    return sorted(found, key=lambda one: (one.at, one.order, one.key))


class _Course:
    """The life of one course; keeps how many grades everyone has, for teachers ask those who have few."""

    def __init__(self, world: World, lessons: list[LessonFact], away: dict[int, dict[date, str]]):
        self.world, self.lessons, self.away = world, lessons, away
        first = lessons[0]
        self.rng = random.Random(f"{world.seed}/course/{first.subject}/{first.level}/{first.course}")
        self.counts: dict[tuple[int, int], int] = defaultdict(int)
        self.graded = first.scale == "five" and first.level > 1
        self.passing = first.scale == "pass"

    def happenings(self) -> list[Taught | Graded | Qualified]:
        first = self.lessons[0]
        found: list[Taught | Graded | Qualified] = []
        # the theme goes on after today, so that not every course ends with the same work
        known = topics.sequence(first.subject, first.level, len(self.lessons) + self.rng.randint(2, 9))
        for position, topic in enumerate(known[: len(self.lessons)]):
            found += self._lesson(self.lessons[position], position, topic)
        return found

    def _lesson(self, lesson: LessonFact, position: int, topic: topics.Topic) -> list[Taught | Graded | Qualified]:
        world, rng = self.world, self.rng
        roll = sorted(world.on_roll(lesson.course, lesson.held_on) & world.tempers.keys())
        signs = {pk: sign for pk in roll if (sign := self._sign(pk, lesson))}
        present = [pk for pk in roll if signs.get(pk, LATE)[0] == LATE]
        recent = lesson.held_on > world.today - timedelta(days=BEHIND_DAYS) and lesson.term not in world.closing
        habits = world.behind.get(lesson.teacher, PUNCTUAL) if recent else Habits()
        taught = Taught(self._when(lesson), lesson)
        taught.topic = "" if rng.random() < habits.topic else topic.text
        taught.confirms = rng.random() >= habits.attendance
        taught.homework = self._homework(lesson, position, topic, habits)
        waits = self._waits_for_certificate(lesson, signs) and taught.confirms
        if taught.confirms:
            taught.marks = [
                Mark(pk, ABSENT if waits and pk == world.certificate else sign) for pk, sign in signs.items()
            ]
        later: list[Taught | Graded | Qualified] = []
        if self.graded or self.passing:
            work = topic.work or self._short_work(lesson, position)
            if work and self.graded and taught.topic:
                taught.work, taught.work_title = work, topic.text if topic.work else ""
                marks = [Mark(pk, self._worth(pk, lesson, work)) for pk in present]
                graded = Graded(self._read_by(lesson, taught.at), lesson, marks)
                if graded.at.date() < world.today and not habits.works:
                    later.append(graded)
            if not topic.work:
                taught.marks = self._with_answers(taught.marks, present, signs, lesson)
        if waits:
            later += self._certificate(lesson)
        return [taught, *later]

    def _sign(self, pk: int, lesson: LessonFact) -> str:
        temper = self.world.tempers[pk]
        if whole_day := self.away[pk].get(lesson.held_on):
            return whole_day
        if temper.truant(self.rng, lesson.level):
            return ABSENT
        return f"{LATE}{self.rng.choice((3, 5, 5, 10, 15))}" if temper.late(self.rng, lesson.number) else ""

    def _waits_for_certificate(self, lesson: LessonFact, signs: dict[int, str]) -> bool:
        """Whether the chosen pupil's illness is written as mere absence now; a closed term could not be mended."""
        return signs.get(self.world.certificate) == ILL and lesson.term not in self.world.closing

    def _certificate(self, lesson: LessonFact) -> list[Qualified]:
        back = [day for day in sorted({x.held_on for x in self.world.lessons}) if day > lesson.held_on]
        day = next((d for d in back if self.away[self.world.certificate].get(d) != ILL), None)
        if day is None:
            return []
        return [Qualified(self.world.moment(day, time(15, 5)), lesson, [Mark(self.world.certificate, ILL)])]

    def _when(self, lesson: LessonFact) -> datetime:
        """In the lesson or the break after it; sometimes in the afternoon, seldom in the evening."""
        chance = self.rng.random()
        ends = self.world.moment(lesson.held_on, lesson.ends_at)
        if chance < 0.7:
            return ends + timedelta(seconds=self.rng.randint(-900, 540))
        if chance < 0.93:
            late = max(ends, self.world.moment(lesson.held_on, EVENING))
            return late + timedelta(seconds=self.rng.randint(60, 7200))
        return self.world.moment(lesson.held_on, time(19, 0)) + timedelta(seconds=self.rng.randint(0, 9000))

    def _read_by(self, lesson: LessonFact, written: datetime) -> datetime:
        """When a work is graded: one to three days later, before the term's own end."""
        day = lesson.held_on + timedelta(days=self.rng.randint(1, 3))
        while day.weekday() > 4:
            day += timedelta(days=1)
        if last := self.world.closing.get(lesson.term):
            day = max(lesson.held_on, min(day, last))
        moment = self.world.moment(day, time(15, 10)) + timedelta(seconds=self.rng.randint(0, 18000))
        return max(moment, written + timedelta(minutes=20))

    def _short_work(self, lesson: LessonFact, position: int) -> str:
        return "independent" if lesson.hours >= 2 and position % 11 == 5 else ""

    def _worth(self, pk: int, lesson: LessonFact, work: str) -> str:
        temper = self.world.tempers[pk]
        self.counts[pk, lesson.term] += 1
        value = temper.grade(self.rng, lesson.subject)
        if work in ("dictation", "essay"):
            self.counts[pk, lesson.term] += 1
            return f"{value}/{temper.grade(self.rng, lesson.subject)}"
        return value

    def _with_answers(self, marks: list[Mark], present: list[int], signs, lesson: LessonFact) -> list[Mark]:
        """Ordinary grades of the lesson: of those present who have few."""
        share = SHARES.get(lesson.hours, 0.15)
        count = min(len(present), max(1, round(self.rng.gauss(share, 0.07) * len(present)))) if present else 0
        order = sorted(present, key=lambda pk: self.counts[pk, lesson.term] + self.rng.random() * 2.2)
        chosen = set(order[:count])
        late = {mark.student: mark.text for mark in marks if mark.text[0] == LATE}
        kept = [mark for mark in marks if mark.student not in chosen]
        for pk in sorted(chosen):
            self.counts[pk, lesson.term] += 1
            value = "зач" if self.passing else self.world.tempers[pk].grade(self.rng, lesson.subject)
            if not self.passing and self.rng.random() < 0.03:
                value += f" {self.world.tempers[pk].grade(self.rng, lesson.subject)}"
            comment = topics.comment(self.rng, value) if self.rng.random() < 0.015 else None
            kept.append(Mark(pk, f"{late[pk]} {value}" if pk in late else value, comment))
        return kept

    def _homework(self, lesson: LessonFact, position: int, topic: topics.Topic, habits: Habits) -> str | None:
        if lesson.level == 1:
            return ""
        if self.rng.random() < habits.homework:
            return None
        nothing = (
            0.12 + (0.5 if lesson.subject in ("Физическая культура", "Музыка") else 0) + (0.3 if topic.work else 0)
        )
        if self.rng.random() < nothing:
            return ""
        return topics.homework(self.rng, lesson.subject, position, topic.text)
