"""Lives the planned history: every record is written by its teacher at its moment, through the journal's actions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction

from apps.core import clock
from apps.core.memo import forget, remembering
from apps.demo.absences import Office, stands
from apps.demo.blueprint import Blueprint
from apps.demo.closing import Close, closings, hand_in_term, is_closed
from apps.demo.founding import DemoFault, dice
from apps.demo.happenings import SLOW, Graded, Habits, LessonFact, Mark, Qualified, Taught, World, plan
from apps.demo.temper import Temper
from apps.homework.actions.records import set_homework
from apps.journal.actions.operations import apply_operations
from apps.journal.queries.rolls import Rolls
from apps.lessons.actions.assessments import add_assessment
from apps.lessons.actions.records import record_lesson
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Assessment, Cell, Lesson, WorkKind
from apps.school.models import Course, StaffMember, Student, Term

Happening = Taught | Graded | Qualified | Close | Office


class Life:
    """The demo school's history from the first lesson to the evening before the demo date."""

    def __init__(self, blueprint: Blueprint):
        self.blueprint = blueprint
        self.today = blueprint.today
        self.dice = dice(blueprint, "operations")
        self.staff = {one.pk: one for one in StaffMember.objects.select_related("user")}
        courses = Course.objects.select_related("subject", "school_class", "study_group__home_class", "term_scheme")
        self.courses = {one.pk: one for one in courses}
        self.kinds = {one.code: one for one in WorkKind.objects.order_by("pk")}
        rows = Lesson.objects.filter(cancelled_at=None, held_on__lte=self.today + timedelta(days=21))
        self.lessons = {one.pk: one for one in rows.select_related("term").order_by("held_on", "number", "pk")}
        self.columns = dict(Assessment.objects.filter(is_ordinary=True).values_list("lesson_id", "pk"))
        self.works: dict[int, int] = {}
        self.next = self._next_lessons()
        self.terms = {one.pk: one for one in Term.objects.order_by("pk")}
        self.stood: dict[int, StaffMember] = {}

    def _next_lessons(self) -> dict[int, Lesson]:
        """Lesson → the course's next lesson on a later day."""
        found: dict[int, Lesson] = {}
        waiting: dict[int, list[Lesson]] = {}
        for lesson in self.lessons.values():
            earlier = waiting.setdefault(lesson.course_id, [])
            for one in [one for one in earlier if one.held_on < lesson.held_on]:
                found[one.pk] = lesson
                earlier.remove(one)
            earlier.append(lesson)
        return found

    def facts(self) -> list[LessonFact]:
        """What the plan must know of the lessons before today."""
        return [self._fact(lesson) for lesson in self.lessons.values() if lesson.held_on < self.today]

    def _fact(self, lesson: Lesson) -> LessonFact:
        course = self.courses[lesson.course_id]
        home = course.school_class or course.study_group.home_class
        return LessonFact(
            lesson.pk, course.pk, course.subject.name, home.level, course.scale, float(course.hours_per_week),
            lesson.held_on, lesson.number, lesson.starts_at, lesson.ends_at, lesson.teacher_id, lesson.term_id,
        )  # fmt: skip

    def world(self) -> World:
        """The plan's view of the school."""
        levels = {c.name: c.level for c in self.blueprint.classes}
        places = {p.file_number: levels[p.school_class] for p in self.blueprint.pupils}
        pupils = {one.file_no: one.pk for one in Student.objects.order_by("pk")}
        moved = self.blueprint.transfer.file_number
        own = [p for p in self.blueprint.pupils if p.school_class == "7А" and not p.login and p.family]
        ill = next(p.file_number for p in own if p.file_number != moved)
        return World(
            seed=self.blueprint.seed,
            today=self.today,
            lessons=self.facts(),
            on_roll=Rolls(self.courses.values()).on,
            tempers={pk: Temper.of(self.blueprint.seed, no, places[no]) for no, pk in pupils.items()},
            behind=self._behind(),
            certificate=pupils[ill],
            closing={pk: term.ends_on for pk, term in self.terms.items() if is_closed(term, self.today)},
            moment=clock.moment,
        )

    def _behind(self) -> dict[int, Habits]:
        """A few teachers are behind with their records, one of them the demo teacher, a little."""
        chosen = {}
        working = sorted({lesson.teacher_id for lesson in self.lessons.values()})
        ours = next(pk for pk, one in self.staff.items() if one.user and one.user.username == "teacher")
        others = [pk for pk in working if pk != ours]
        rng = dice(self.blueprint, "behind")
        for index, pk in enumerate(rng.sample(others, min(len(others), max(2, len(working) // 6)))):
            chosen[pk] = SLOW[index % len(SLOW)]
        chosen[ours] = Habits(topic=0.06, homework=0.15)
        return chosen

    def happenings(self) -> list[Happening]:
        """Everything, in the order of time."""
        taught = plan(self.world())
        closed = closings(self.blueprint, taught, self.terms)
        found: list[Happening] = [*taught, *closed, *stands(self)]
        return sorted(found, key=lambda one: (one.at, one.order, one.key))

    def live(self, after_day: Callable[[date, int], None] = lambda day, count: None) -> None:
        """Write everything; ``after_day`` hears the day and the number of its records."""
        by_day = groupby(self.happenings(), key=lambda one: clock.local_date(one.at))
        with remembering():
            for day, group in by_day:
                happenings = list(group)
                with transaction.atomic():
                    for happening in happenings:
                        with clock.at(happening.at):
                            self._write(happening)
                after_day(day, len(happenings))

    def _write(self, one: Happening) -> None:
        if isinstance(one, Taught):
            self._write_taught(one)
        elif isinstance(one, Graded):
            if one.marks:
                self._mark(one.lesson, self.works[one.lesson.pk], one.marks, self._author(one.lesson))
        elif isinstance(one, Qualified):
            self._qualify(one)
        elif isinstance(one, Close):
            hand_in_term(self, one)
            forget()
        else:
            one.write(self)

    def _author(self, lesson: LessonFact):
        return (self.stood.get(lesson.pk) or self.staff[lesson.teacher]).user

    def _write_taught(self, one: Taught) -> None:
        lesson, by = self.lessons[one.lesson.pk], self._author(one.lesson)
        states = {None: None, "": HomeworkState.NOTHING}
        if one.topic or one.confirms or one.homework is not None:
            record_lesson(
                lesson,
                by=by,
                topic=one.topic or None,
                confirm_attendance=one.confirms,
                homework_state=states.get(one.homework, HomeworkState.SET),
            )
        if one.homework:
            set_homework(lesson, text=one.homework, by=by, due_lesson=self.next.get(lesson.pk), marks_lesson=False)
        if one.work:
            column = add_assessment(lesson, work_kind=self.kinds[one.work], title=one.work_title, by=by)
            self.works[lesson.pk] = column.pk
        if one.marks:
            self._mark(one.lesson, self.columns[lesson.pk], one.marks, by)

    def _qualify(self, one: Qualified) -> None:
        column = self.columns[one.lesson.pk]
        bases = dict(Cell.objects.filter(assessment=column).values_list("student_id", "version"))
        self._mark(one.lesson, column, one.marks, self.staff[one.lesson.teacher].user, bases=bases, reason="справка")

    def _mark(self, lesson: LessonFact, column: int, marks: Iterable[Mark], by, bases=None, reason=None) -> None:
        operations = [
            {
                "id": self.new_id(),
                "column": f"a{column}",
                "student": mark.student,
                "text": mark.text,
                "base": (bases or {}).get(mark.student, 0),
                "comment": mark.comment,
                "reason": reason,
            }
            for mark in marks
        ]
        self.apply(self.courses[lesson.course], operations, by)

    def apply(self, course: Course, operations: list[dict], by) -> None:
        """Send operations as the journal page would; one that is not saved is a fault of the demo.

        Raises:
            DemoFault: naming the answer.
        """
        answer = apply_operations(course, operations, by=by, wants_rows=False)
        bad = [(raw, result) for raw, result in zip(operations, answer.results, strict=True)
               if result["status"] != "saved"]  # fmt: skip
        if bad:
            raise DemoFault(f"{course} {clock.now():%d.%m %H:%M}: {len(bad)} operations not saved, first {bad[0]}")

    def new_id(self) -> str:
        """A client-made identifier, the same for the same seed."""
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
