"""The schedule of control works (TT-07)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, delete_tracked
from apps.core.seen import check_unmoved
from apps.core.text import tidy
from apps.school.models import Course, Term

from ..models import ControlWork


@transaction.atomic
def save_control(*, values: Mapping, by, work: ControlWork | None = None, seen: str | None = None) -> ControlWork:
    """Plan a control work, or change one; limits of the norms warn and refuse nothing.

    Args:
        values: course, held_on, number, topic, form, note.

    Raises:
        RuleViolation: a day outside the course's terms, no topic, or the same form on the same day.
        Conflict: somebody changed the work meanwhile.
    """
    row = ControlWork.objects.get(pk=work.pk) if work else ControlWork()
    if work:
        check_unmoved(row, seen)
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    if not row.topic:
        raise RuleViolation(_("Укажите тему контрольной работы."))
    row.term = _term(row.course, row.held_on)
    same = ControlWork.objects.filter(course=row.course, held_on=row.held_on, form=row.form).exclude(pk=row.pk)
    if same.exists():
        raise RuleViolation(_("Такая работа по этому предмету на этот день уже стоит."))
    with attributed(by=by):
        row.save()
    return row


def _term(course: Course, day) -> Term:
    term = Term.objects.filter(scheme=course.term_scheme_id, starts_on__lte=day, ends_on__gte=day).first()
    if term is None:
        raise RuleViolation(_("Этот день не входит ни в один учебный период: выберите другой."))
    return term


@transaction.atomic
def drop_control(work: ControlWork, *, by) -> None:
    """Take a work out of the schedule."""
    with attributed(by=by):
        delete_tracked([work])
