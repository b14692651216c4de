"""Where a lesson may be moved (TT-04, STR-02)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from .substitutions import holder


def place_words(day, number: int) -> str:
    """«чт, 3 декабря, 6-й урок»."""
    return _("%(day)s, %(number)d-й урок") % {"day": date_format(day, "D, j E").lower(), "number": number}


def check_movable(lesson, *, is_written: bool, despite_records: bool) -> None:
    """A lesson that stands, is nobody's substitution, and holds no records unless that was said aloud.

    Args:
        lesson: with ``substitution`` fetched.

    Raises:
        RuleViolation: otherwise; ``need`` is "records" where a confirmation would do.
    """
    if lesson.is_cancelled:
        raise RuleViolation(_("Урок отменён: переносить нечего."))
    if getattr(lesson, "substitution", None) is not None and holder(lesson).pk != lesson.teacher_id:
        raise RuleViolation(_("На урок назначена замена: сначала снимите её."))
    if getattr(lesson, "stands_for", None) is not None:
        raise RuleViolation(_("Этот урок проведён вместо другого предмета: сначала снимите замену."))
    if is_written and not despite_records:
        raise RuleViolation(
            _("В уроке уже есть записи: они перейдут на новую дату вместе с ним. Подтвердите перенос."), need="records"
        )


def check_place(course, day, number: int, *, is_taught: bool, off_name: str, has_bell: bool) -> None:
    """A school day of the class with a bell of that number.

    Raises:
        RuleViolation: otherwise.
    """
    words = {"day": date_format(day, "j E").lower(), "name": off_name, "number": number, "class": course.audience_name}
    if off_name:
        raise RuleViolation(_("%(day)s — %(name)s: уроков нет.") % words)
    if not is_taught:
        raise RuleViolation(_("%(day)s у %(class)s не учебный день.") % words)
    if not has_bell:
        raise RuleViolation(_("В расписании звонков нет %(number)d-го урока.") % words)


def check_free(taken_by_class, taken_by_teacher, is_away: bool, teacher) -> None:
    """Neither the pupils nor the teacher are elsewhere at that time; the clash is named. # TT-02

    Raises:
        RuleViolation: otherwise.
    """
    if taken_by_class is not None:
        words = {"course": taken_by_class.course, "teacher": holder(taken_by_class).initials_name}
        raise RuleViolation(_("Место занято: %(course)s (%(teacher)s).") % words)
    if taken_by_teacher is not None:
        words = {"teacher": teacher.initials_name, "course": taken_by_teacher.course}
        raise RuleViolation(_("%(teacher)s в это время ведёт другой урок: %(course)s.") % words)
    if is_away:
        raise RuleViolation(_("%s в этот день отсутствует.") % teacher.initials_name)
