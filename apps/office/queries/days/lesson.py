"""One lesson on the board: what stands, who could take it, where it could go (P-22, TT-04)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.lessons.models import Lesson, Move, Substitution
from apps.lessons.queries import moves_of
from apps.lessons.queries.moves import has_records
from apps.lessons.rules.moves import place_words
from apps.lessons.rules.substitutions import standing, state_token

from .cover import OptionGroup, option_groups
from .staff import DayStaff, classes_of, lessons_of

SWAP_DAYS = 7


@dataclass(frozen=True)
class LessonPage:
    """Everything that the page of a lesson shows."""

    lesson: Lesson
    place: str
    seen: str
    substitution: Substitution | None
    stands: str
    groups: tuple[OptionGroup, ...]
    may_move: bool
    is_written: bool
    moves: tuple[Move, ...]
    last_move: str
    swaps: tuple[tuple[str, str], ...]


def lesson_or_none(pk: int) -> Lesson | None:
    """The lesson with everything the page needs."""
    return lessons_of(pk=pk).select_related("stands_for__lesson__course__subject", "course__year").first()


def lesson_page(lesson: Lesson, chosen: str = "") -> LessonPage:
    """The page; a constant number of queries."""
    present = getattr(lesson, "substitution", None)
    holds = standing(lesson)
    groups = ()
    if not lesson.is_cancelled or (present is not None and present.instead_id):
        groups = option_groups(lesson, DayStaff(lesson.held_on, lesson.held_on), chosen, everybody=True)
    moves = tuple(Move.objects.filter(lesson=lesson).select_related("moved_by").order_by("-moved_at", "-pk"))
    may_move = holds is None and not lesson.is_cancelled and getattr(lesson, "stands_for", None) is None
    return LessonPage(
        lesson=lesson,
        place=place_words(lesson.held_on, lesson.number),
        seen=state_token(lesson),
        substitution=present,
        stands=_stands(lesson),
        groups=groups,
        may_move=may_move,
        is_written=has_records(lesson),
        moves=moves,
        last_move=moves_of(lesson.held_on, lesson.held_on).arrival(lesson.pk) if moves else "",
        swaps=_swaps(lesson) if may_move else (),
    )


def _stands(lesson: Lesson) -> str:
    present = getattr(lesson, "substitution", None)
    if present is not None and present.instead_id:
        words = {"who": present.substitute.initials_name, "subject": present.instead.course.subject.name}
        return _("Вместо урока %(who)s проводит другой предмет: %(subject)s.") % words
    row = standing(lesson)
    if row is not None:
        words = {"who": row.substitute.initials_name, "kind": row.get_kind_display(), "reason": row.reason}
        return _("Урок ведёт %(who)s (%(kind)s). Причина: %(reason)s.") % words
    if lesson.is_cancelled:
        return _("Урок отменён: %s.") % lesson.cancel_reason
    return ""


def _swaps(lesson: Lesson) -> tuple[tuple[str, str], ...]:
    """Other lessons of the same pupils within a week before and after, each with what the form has seen."""
    first, last = (lesson.held_on + dt.timedelta(days=step) for step in (-SWAP_DAYS, SWAP_DAYS))
    mine, found = classes_of(lesson.course), []
    for one in lessons_of(held_on__range=(first, last), cancelled_at=None, course__year=lesson.course.year_id):
        if one.course_id != lesson.course_id and classes_of(one.course) & mine and standing(one) is None:
            label = f"{date_format(one.held_on, 'D, j E').lower()}, {one.number}. {one.course.subject.name}"
            if one.course.study_group_id:
                label += f" ({one.course.audience_name})"
            found.append((f"{one.pk}|{state_token(one)}", label))
    return tuple(found)


def claimable(day: dt.date, class_pk: int, staff) -> list[Lesson]:
    """Lessons of a class on a day that the employee could claim (C-16)."""
    rows = lessons_of(held_on=day, cancelled_at=None).exclude(teacher=staff)
    return [one for one in rows if class_pk in classes_of(one.course) and standing(one) is None]


def claims_of(staff) -> list[Substitution]:
    """The employee's own claims, the last first."""
    related = ("lesson__course__subject", "lesson__course__school_class", "lesson__course__study_group")
    rows = Substitution.objects.filter(substitute=staff, registered_by=staff.user_id)
    return list(rows.select_related(*related, "lesson__teacher").order_by("-registered_at", "-pk")[:20])
