"""Columns beyond a lesson's ordinary one."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, delete_tracked
from apps.core.text import tidy

from ..models import Assessment, Lesson, WorkKind
from .records import check_lesson_takes_records


@transaction.atomic
def add_assessment(lesson: Lesson, *, work_kind: WorkKind, by, title: str = "") -> Assessment:
    """Add a column of another kind of work to a lesson. # JRN-06

    Raises:
        RuleViolation: closed term, cancelled lesson, a course without grades, or the ordinary kind.
    """
    row = Lesson.objects.select_related("term", "course").get(pk=lesson.pk)
    check_lesson_takes_records(row)
    if work_kind.is_ordinary:
        raise RuleViolation(_("Обычная колонка у урока уже есть: выберите вид работы."))
    if not row.course.is_graded:
        raise RuleViolation(_("По этому предмету отметки не ставятся."))
    last = row.assessments.aggregate(last=Max("position"))["last"]
    with attributed(by=by):
        column = Assessment(
            lesson=row,
            course_id=row.course_id,
            work_kind=work_kind,
            title=tidy(title),
            position=0 if last is None else last + 1,
        )
        column.save()
        if row.touched_at is None:
            row.touched_at = clock.now()
            row.save_without_historical_record(update_fields=["touched_at"])
    return column


@transaction.atomic
def remove_assessment(assessment: Assessment, *, by) -> None:
    """Take away a column in which nobody has written.

    Raises:
        RuleViolation: it is the ordinary column, or a cell was written, or the term is closed.
    """
    check_lesson_takes_records(assessment.lesson)
    if assessment.is_ordinary:
        raise RuleViolation(_("Обычную колонку урока убрать нельзя."))
    if assessment.cells.exists():
        raise RuleViolation(_("В колонке уже есть записи: убрать её нельзя."))
    with attributed(by=by):
        delete_tracked([assessment])
