"""Moves and swaps of single lessons, and their undoing (TT-04): the lesson's row goes, so no hour is lost."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_update_tracked, delete_tracked
from apps.core.text import tidy
from apps.school.models import StaffAbsence

from ..models import Grade, Lesson, Move
from ..queries.moves import has_records
from ..queries.slots import day_off_name, is_taught, lesson_of_pupils, lesson_of_teacher, slot_of
from ..rules.moves import check_free, check_movable, check_place
from ..rules.substitutions import check_seen
from .records import check_lesson_takes_records


def _read(pk: int) -> Lesson:
    related = ("term", "course__subject", "course__school_class", "course__study_group__home_class", "teacher")
    more = ("course__term_scheme", "course__year", "substitution__substitute", "stands_for")
    return Lesson.objects.select_related(*related, *more).get(pk=pk)


@transaction.atomic
def move_lesson(
    lesson: Lesson,
    *,
    to_on: dt.date,
    to_number: int,
    reason: str,
    by,
    despite_records: bool = False,
    seen: str | None = None,
) -> Move:
    """The lesson takes place at another date or slot; the old place keeps it crossed out. # TT-04

    Args:
        despite_records: its records go with it; without this a lesson with records is refused.
        seen: what the form showed, see ``state_token``.

    Raises:
        RuleViolation: no reason; a day off; the pupils or the teacher are taken (named); records without
            confirmation (``need`` is "records"); a closed term on either side.
        Conflict: somebody changed the lesson since the form was shown.
    """
    row = _read(lesson.pk)
    check_seen(row, seen)
    _check_leaving(row, reason, despite_records)
    if (row.held_on, row.number) == (to_on, to_number):
        raise RuleViolation(_("Урок и так стоит на этом месте."))
    with attributed(by=by, reason=reason):
        move = _note(row, to_on, to_number, reason, by, clock.now())
        _place(row, to_on, to_number)
    return move


@transaction.atomic
def swap_lessons(
    first: Lesson,
    second: Lesson,
    *,
    reason: str,
    by,
    despite_records: bool = False,
    seen: tuple[str, str] | None = None,
) -> tuple[Move, Move]:
    """Two lessons change places: two moves of one moment.

    Raises:
        RuleViolation, Conflict: as :func:`move_lesson`, for either of them.
    """
    pair = [_read(first.pk), _read(second.pk)]
    if pair[0].course_id == pair[1].course_id:
        raise RuleViolation(_("Это уроки одного предмета: менять их местами незачем."))
    for row, token in zip(pair, seen or (None, None), strict=True):
        check_seen(row, token)
        _check_leaving(row, reason, despite_records)
    places = [(row.held_on, row.number) for row in reversed(pair)]
    both, now = [row.pk for row in pair], clock.now()
    with attributed(by=by, reason=reason):
        moves = [_note(row, *place, reason, by, now) for row, place in zip(pair, places, strict=True)]
        for row, place in zip(pair, places, strict=True):
            _place(row, *place, ignoring=both)
    return moves[0], moves[1]


def _check_leaving(row: Lesson, reason: str, despite_records: bool) -> None:
    if not reason.strip():
        raise RuleViolation(_("Укажите причину переноса."))
    check_movable(row, is_written=has_records(row), despite_records=despite_records)
    check_lesson_takes_records(row)


def _note(row: Lesson, to_on: dt.date, to_number: int, reason: str, by, now: dt.datetime) -> Move:
    move = Move(
        lesson=row, from_on=row.held_on, from_number=row.number, to_on=to_on, to_number=to_number,
        reason=tidy(reason), moved_at=now, moved_by=by,
    )  # fmt: skip
    move.save()
    return move


def _place(row: Lesson, to_on: dt.date, to_number: int, ignoring: Collection[int] = ()) -> None:
    """Put the lesson and its grades on the place after every check of it."""
    course, others = row.course, {row.pk, *ignoring}
    slot = slot_of(course, to_on, to_number)
    off_name = day_off_name(course, to_on)
    check_place(
        course, to_on, to_number, is_taught=is_taught(course, to_on), off_name=off_name, has_bell=slot is not None
    )
    away = StaffAbsence.objects.on(to_on).filter(staff=row.teacher_id).exists()
    taken = lesson_of_pupils(course, slot, others), lesson_of_teacher(row.teacher, slot, others)
    check_free(*taken, away, row.teacher)
    if Lesson.objects.filter(course=course, held_on=to_on, number=to_number).exclude(pk__in=others).exists():
        raise RuleViolation(_("На этом месте стоит отменённый урок того же предмета: верните его."))
    term = course.term_scheme.terms.filter(starts_on__lte=to_on, ends_on__gte=to_on).first()
    if term is None:
        raise RuleViolation(_("Этот день не входит в учебный период."))
    row.held_on, row.number, row.term = to_on, to_number, term
    row.starts_at, row.ends_at = slot.starts_at, slot.ends_at
    row.touched_at = row.touched_at or clock.now()
    check_lesson_takes_records(row)
    row.save()
    _carry_grades(row)


def _carry_grades(row: Lesson) -> None:
    """Grades carry the day of their lesson (decision 17)."""
    grades = list(Grade.objects.filter(cell__assessment__lesson=row).order_by("pk"))
    for grade in grades:
        grade.held_on = row.held_on
    bulk_update_tracked(grades, ["held_on"])


@transaction.atomic
def undo_move(move: Move, *, by) -> None:
    """Put the lesson back; of a swap both lessons. Only the last move of a lesson can be undone.

    Raises:
        RuleViolation: it was moved on since, or its old place is taken (named).
    """
    moves = [move, *_partner(move)]
    rows = [_read(one.lesson_id) for one in moves]
    for one, row in zip(moves, rows, strict=True):
        if Move.objects.filter(lesson=row).order_by("-moved_at", "-pk").first() != one:
            raise RuleViolation(_("Урок с тех пор перенесли ещё раз: сначала отмените последний перенос."))
        check_movable(row, is_written=False, despite_records=True)
        check_lesson_takes_records(row)
    both = [row.pk for row in rows]
    with attributed(by=by, reason=_("перенос отменён")):
        for one, row in zip(moves, rows, strict=True):
            _place(row, one.from_on, one.from_number, ignoring=both)
        delete_tracked(moves)


def _partner(move: Move) -> list[Move]:
    """The other half of a swap."""
    rows = Move.objects.filter(
        moved_at=move.moved_at, from_on=move.to_on, from_number=move.to_number, to_on=move.from_on,
        to_number=move.from_number,
    )  # fmt: skip
    return list(rows.exclude(pk=move.pk))
