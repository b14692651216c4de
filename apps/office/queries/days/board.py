"""The day's board and sheet: every lesson that is not held as the timetable says (TT-03, TT-04, P-22)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.lessons.enums import SubstitutionState
from apps.lessons.models import Lesson, Substitution
from apps.lessons.queries import Left, moves_of
from apps.lessons.rules.substitutions import standing
from apps.school.models import Course, SchoolClass, StaffAbsence
from apps.school.queries import days_off

from .staff import lessons_of

OPEN, COVERED, CANCELLED, MOVED, CAME = "open", "covered", "cancelled", "moved", "came"


@dataclass(frozen=True)
class DayChange:
    """A line: what becomes of a lesson.

    Attributes:
        state: open (its teacher is absent and nobody stands in), covered, cancelled, moved (away) or came (from
            another place).
        words: the same for people.
    """

    lesson_pk: int
    number: int
    time: str
    audience: str
    subject: str
    room: str
    teacher_pk: int
    teacher: str
    substitute: str
    kind: str
    state: str
    words: str

    @property
    def badge(self) -> str:
        """Class of the badge."""
        return {OPEN: "missing", COVERED: "done", CANCELLED: "locked"}.get(self.state, "info")


@dataclass(frozen=True)
class Absent:
    """An absent teacher with the lines of the day."""

    absence: StaffAbsence
    until: str
    lines: tuple[DayChange, ...]

    @property
    def open_count(self) -> int:
        """Lessons that nobody holds yet."""
        return sum(line.state == OPEN for line in self.lines)


@dataclass(frozen=True)
class Board:
    """Everything that the page of a day shows."""

    day: dt.date
    before: dt.date
    after: dt.date
    is_today: bool
    holiday: str
    absent: tuple[Absent, ...]
    others: tuple[DayChange, ...]
    claims: tuple[Substitution, ...]
    open_count: int
    classes: tuple[SchoolClass, ...]


def day_changes(day: dt.date, absences: list[StaffAbsence]) -> list[DayChange]:
    """Lines of the day in the order of lessons and classes; four queries."""
    away = {row.staff_id for row in absences}
    confirmed = Q(substitution__state=SubstitutionState.CONFIRMED)
    changed = Q(teacher__in=away) | confirmed | Q(cancelled_at__isnull=False)
    related = ("lesson__course__subject", "lesson__course__school_class", "lesson__course__study_group")
    moves = moves_of(day, day, related=(*related, "lesson__teacher", "lesson__room"))
    lines, seen = [], set()
    for lesson in lessons_of(held_on=day).filter(changed):
        seen.add(lesson.pk)
        lines.append(_line(lesson, moves.arrival(lesson.pk)))
    arrived = [pk for pk in moves.arrived if pk not in seen]
    if arrived:
        came = lessons_of(pk__in=arrived, held_on=day)
        lines += [_line(lesson, moves.arrival(lesson.pk)) for lesson in came]
    lines += [_left(left) for left in moves.left]
    return sorted(lines, key=lambda line: (line.number, line.audience, line.subject))


def _line(lesson: Lesson, arrival: str) -> DayChange:
    substitution = standing(lesson)
    instead = _instead(lesson)
    if instead is not None:
        state, words = COVERED, _("другой предмет: %s") % instead.course.subject.name
    elif lesson.is_cancelled:
        state, words = CANCELLED, lesson.cancel_reason
    elif substitution is not None:
        state, words = COVERED, str(substitution.get_kind_display())
    elif arrival:
        state, words = CAME, arrival
    else:
        state, words = OPEN, _("никто не назначен")
    present = getattr(lesson, "substitution", None) if state == COVERED else None
    return DayChange(
        lesson_pk=lesson.pk,
        number=lesson.number,
        time=f"{lesson.starts_at:%H:%M}–{lesson.ends_at:%H:%M}",
        audience=lesson.course.audience_name,
        subject=lesson.course.subject.name,
        room=lesson.room.name if lesson.room else "",
        teacher_pk=lesson.teacher_id,
        teacher=lesson.teacher.initials_name,
        substitute=present.substitute.initials_name if present else "",
        kind=words,
        state=state,
        words=words,
    )


def _instead(lesson: Lesson):
    """The lesson of another subject that is held in this one's place."""
    present = getattr(lesson, "substitution", None)
    return present.instead if present is not None and present.instead_id else None


def _left(left: Left) -> DayChange:
    lesson = left.move.lesson
    return DayChange(
        lesson_pk=lesson.pk,
        number=left.number,
        time="",
        audience=lesson.course.audience_name,
        subject=lesson.course.subject.name,
        room="",
        teacher_pk=lesson.teacher_id,
        teacher=lesson.teacher.initials_name,
        substitute="",
        kind=left.words,
        state=MOVED,
        words=left.words,
    )


def absences_on(day: dt.date) -> list[StaffAbsence]:
    """Who is absent on the day, by name."""
    return list(StaffAbsence.objects.on(day).select_related("staff").order_by("staff__sort_key", "pk"))


def board(day: dt.date, today: dt.date, year) -> Board:
    """The page of a day; a constant number of queries."""
    absences = absences_on(day)
    lines = day_changes(day, absences)
    away = {row.staff_id for row in absences}
    absent = tuple(
        Absent(row, _until(row, day), tuple(one for one in lines if one.teacher_pk == row.staff_id)) for row in absences
    )
    classes = SchoolClass.objects.filter(year=year).order_by("level", "name", "pk")
    return Board(
        day=day,
        before=_neighbour(day, -1),
        after=_neighbour(day, 1),
        is_today=day == today,
        holiday=days_off(year.pk).name_on(day, 0) if year else "",
        absent=absent,
        others=tuple(one for one in lines if one.teacher_pk not in away),
        claims=waiting_claims(),
        open_count=sum(one.open_count for one in absent),
        classes=tuple(classes),
    )


def _neighbour(day: dt.date, step: int) -> dt.date:
    """The next day that is not a Sunday."""
    found = day + dt.timedelta(days=step)
    return found + dt.timedelta(days=step) if found.weekday() == 6 else found


def _until(absence: StaffAbsence, day: dt.date) -> str:
    if absence.ends_on is None:
        return _("до дальнейших распоряжений")
    if absence.starts_on == absence.ends_on:
        return _("один день")
    return _("до %s включительно") % date_format(absence.ends_on, "j E")


def waiting_claims() -> tuple[Substitution, ...]:
    """Claims that wait for the deputy, the oldest first."""
    related = ("lesson__course__subject", "lesson__course__school_class", "lesson__course__study_group")
    rows = Substitution.objects.filter(state=SubstitutionState.CLAIMED).select_related(
        *related, "lesson__teacher", "substitute"
    )
    return tuple(rows.order_by("registered_at", "pk"))


def lessons_of_class(day: dt.date, class_pk: int) -> list[Lesson]:
    """The day's lessons of a class, its groups' too: from here any of them is reached."""
    courses = Course.objects.filter(Q(school_class=class_pk) | Q(study_group__classes=class_pk))
    return list(lessons_of(held_on=day, course__in=courses.values("pk")))


@dataclass(frozen=True)
class TeacherLine:
    """A teacher to be marked absent."""

    pk: int
    name: str
    lessons: int
    is_away: bool


def teachers_of(day: dt.date) -> list[TeacherLine]:
    """Who has lessons on the day by the timetable, by name; two queries."""
    away = {row.staff_id for row in absences_on(day)}
    lines = {}
    for lesson in Lesson.objects.filter(held_on=day).select_related("teacher").order_by("teacher__sort_key", "pk"):
        name, count = lines.get(lesson.teacher_id, (lesson.teacher.full_name, 0))
        lines[lesson.teacher_id] = (name, count + 1)
    return [TeacherLine(pk, name, count, pk in away) for pk, (name, count) in lines.items()]
