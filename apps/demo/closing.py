"""The end of a term: every teacher gives term grades by suggestion and hands in, the deputy accepts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from apps.accounts.models import User
from apps.core import clock
from apps.demo.blueprint import Blueprint
from apps.demo.founding import dice
from apps.lessons.actions.terms import accept, hand_in
from apps.lessons.models import CourseTerm
from apps.lessons.queries import graded_values
from apps.lessons.rules.suggest import suggest
from apps.school.queries import course_roll, norms_on

ACCEPTED_AFTER = timedelta(days=4)
DEVIATES = 0.25
CLOSE_CALL = Decimal("0.12")
NOT_ASSESSED = "н/а"


@dataclass(frozen=True)
class Close:
    """A teacher hands in a course's term (course given), or the deputy accepts the whole term (None)."""

    at: datetime
    course: int | None
    term: int
    teacher: int | None = None
    order: int = 5

    @property
    def key(self) -> int:
        """Order among happenings of one moment."""
        return self.course or 0


def is_closed(term, today: date) -> bool:
    """Whether the term's end lies so far back that everything is handed in and accepted."""
    return term.ends_on + ACCEPTED_AFTER < today


def closings(blueprint: Blueprint, taught: list, terms: dict) -> list[Close]:
    """For every term that ended before today: each course after its last record, then the acceptance."""
    rng = dice(blueprint, "closing")
    last: dict[tuple[int, int], datetime] = {}
    teacher: dict[int, int] = {}
    for one in taught:
        key = one.lesson.course, one.lesson.term
        last[key] = max(one.at, last.get(key, one.at))
        teacher[one.lesson.course] = one.lesson.teacher
    found, latest = [], defaultdict(lambda: None)
    for (course, term), moment in sorted(last.items()):
        if not is_closed(terms[term], blueprint.today):
            continue
        ends_on = terms[term].ends_on
        usual = clock.moment(ends_on, time(14, 40)) + timedelta(seconds=rng.randint(0, 12000))
        done = max(moment + timedelta(minutes=rng.randint(4, 25)), usual)
        latest[term] = max(done, latest[term] or done)
        found.append(Close(done, course, term, teacher[course]))
    for term, moment in latest.items():
        day = clock.local_date(moment) + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        found.append(Close(clock.moment(day, time(11, 10)), None, term))
    return found


def hand_in_term(life, one: Close) -> None:
    """Do what the closing says at its moment."""
    term = life.terms[one.term]
    if one.course is None:
        accept(list(CourseTerm.objects.filter(term=term)), by=User.objects.get(username="deputy"))
        return
    course, by = life.courses[one.course], life.staff[one.teacher].user
    if course.is_graded:
        life.apply(course, _term_grades(life, course, term), by)
    hand_in(course, term, by=by)


def _term_grades(life, course, term) -> list[dict]:
    """An operation per pupil on the roll at the end of the term; seldom one step above a close average."""
    norms = norms_on(term.ends_on)
    values = graded_values(course.pk, term)
    operations = []
    for entry in course_roll(course):
        if not entry.on(term.ends_on):
            continue
        known = suggest(
            values.get(entry.student.pk, []),
            scale=course.scale,
            hours_per_week=Decimal(course.hours_per_week),
            norms=norms,
        )
        value, reason = known.value or NOT_ASSESSED, None
        if _is_close_call(known, norms) and life.dice.random() < DEVIATES:
            value, reason = str(int(value) + 1), "рост результатов к концу четверти"
        operations.append(
            {
                "id": life.new_id(),
                "column": f"term-{term.pk}",
                "student": entry.student.pk,
                "text": value,
                "base": 0,
                "comment": None,
                "reason": reason,
            }
        )
    return operations


def _is_close_call(known, norms) -> bool:
    above = {"4": norms.threshold_5, "3": norms.threshold_4}.get(known.value)
    return above is not None and known.average is not None and 0 < above - known.average <= CLOSE_CALL
