"""What a line of the weekly timetable must be, whoever writes it."""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from .clashes import weeks_of


@dataclass(frozen=True)
class EntryValues:
    """A course's place in the week, without dates."""

    course_id: int
    weekday: int
    number: int
    teacher_id: int | None
    week: int = 0
    room_id: int | None = None
    second_teacher_id: int | None = None

    @classmethod
    def of(cls, row) -> "EntryValues":
        """From a TimetableEntry or a DraftEntry."""
        return cls(row.course_id, row.weekday, row.number, row.teacher_id, row.week, row.room_id, row.second_teacher_id)


def check_starts_on(starts_on: dt.date, *, year, not_before: dt.date) -> None:
    """A change begins within the year and never in what has been already.

    Raises:
        RuleViolation: another year, or a day before ``not_before``.
    """
    if not year.starts_on <= starts_on <= year.ends_on:
        raise RuleViolation(
            _("Дата должна лежать в учебном году: с %(first)s по %(last)s.")
            % {"first": year.starts_on.strftime("%d.%m.%Y"), "last": year.ends_on.strftime("%d.%m.%Y")}
        )
    if starts_on < not_before:
        raise RuleViolation(
            _("Прошедшее расписание не меняют: выберите день не раньше %s.") % not_before.strftime("%d.%m.%Y")
        )


def check_values(
    values: EntryValues, *, teachers: dict, room, bells: Container[int], shift: int, starts_on: dt.date
) -> None:
    """A lesson has a teacher who still works, a bell and a room that is in use. # TT-02, STR-13, STR-14

    Args:
        values: the line.
        teachers: StaffMember by primary key, those of the line at least.
        room: the Room, or None.
        bells: lesson numbers that have a bell where the course is taught.
        shift: of the course, for the sentence.
        starts_on: the first day.

    Raises:
        RuleViolation: the first thing that is missing, in a sentence.
    """
    if values.teacher_id is None:
        raise RuleViolation(_("Урок нельзя поставить без учителя: назначьте его в нагрузке."))
    if values.teacher_id == values.second_teacher_id:
        raise RuleViolation(_("Второй учитель — тот же самый."))
    for pk in filter(None, (values.teacher_id, values.second_teacher_id)):
        teacher = teachers[pk]
        if teacher.works_until and teacher.works_until < starts_on:
            raise RuleViolation(_("%s к этому дню уже не работает.") % teacher)
    if values.number not in bells:
        raise RuleViolation(
            _("Для урока № %(number)d (смена %(shift)d) нет звонка.") % {"number": values.number, "shift": shift}
        )
    if room is not None and room.is_closed:
        raise RuleViolation(_("Кабинет %s не используется.") % room)


def is_double(one, other) -> bool:
    """Whether two dated lines put the same course into the same slot at the same time."""
    place = (one.course_id, one.weekday, one.number) == (other.course_id, other.weekday, other.number)
    apart = (one.ends_on and one.ends_on < other.starts_on) or (other.ends_on and other.ends_on < one.starts_on)
    return place and not apart and bool(weeks_of(one.week) & weeks_of(other.week))
