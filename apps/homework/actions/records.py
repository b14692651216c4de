"""Setting homework at a lesson, and its files."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed, delete_tracked
from apps.lessons.actions.records import check_lesson_takes_records, record_lesson
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Lesson

from ..models import Homework, HomeworkFile
from ..rules import check_homework


def next_lesson(lesson: Lesson) -> Lesson | None:
    """The course's next lesson on a later day: the default day by which homework is due."""
    later = Lesson.objects.filter(course_id=lesson.course_id, held_on__gt=lesson.held_on, cancelled_at=None)
    return later.order_by("held_on", "number").first()


@transaction.atomic
def set_homework(
    lesson: Lesson,
    *,
    text: str,
    by,
    due_lesson: Lesson | None = None,
    due_on=None,
    minutes: int | None = None,
    text_base: str | None = None,
    marks_lesson: bool = True,
) -> Homework:
    """Set or change the homework of a lesson. # HW-01, HW-06

    Args:
        due_lesson: by default the course's next lesson; its date wins over ``due_on``.
        text_base: the text when the edit began; a difference is a conflict.
        marks_lesson: also say in the lesson that homework is set (False when the caller does).

    Raises:
        RuleViolation: closed term, no text, a due day before the lesson.
        Conflict: somebody wrote another text meanwhile.
    """
    check_lesson_takes_records(lesson)
    if due_lesson is not None and due_lesson.course_id != lesson.course_id:
        raise RuleViolation(_("Задание сдаётся на уроке того же предмета."))
    if due_lesson is None and due_on is None:
        due_lesson = next_lesson(lesson)
    due_on = due_lesson.held_on if due_lesson else due_on
    check_homework(text, set_on=lesson.held_on, due_on=due_on, minutes=minutes)
    row = Homework.objects.filter(lesson=lesson).first() or Homework(lesson=lesson)
    if text_base is not None and row.text.strip() != text_base.strip() and row.text.strip() != text.strip():
        raise Conflict(_("Задание уже записали: «%s».") % row.text, current=row.text)
    before = (row.text, row.due_lesson_id, row.due_on, row.minutes)
    row.text, row.due_lesson, row.due_on, row.minutes = text.strip(), due_lesson, due_on, minutes
    with attributed(by=by):
        if row.pk is None or before != (row.text, row.due_lesson_id, row.due_on, row.minutes):
            row.save()
        if marks_lesson:
            record_lesson(lesson, by=by, homework_state=HomeworkState.SET)
    return row


@transaction.atomic
def set_nothing(lesson: Lesson, *, by) -> None:
    """Say that nothing was set; a text that stood there is taken away with its files. # HW-05

    Raises:
        RuleViolation: closed term.
    """
    check_lesson_takes_records(lesson)
    with attributed(by=by):
        for row in Homework.objects.filter(lesson=lesson):
            delete_tracked(row.files.all())
            delete_tracked([row])
        record_lesson(lesson, by=by, homework_state=HomeworkState.NOTHING)


@transaction.atomic
def attach_file(homework: Homework, *, file: File, name: str, content_type: str, by) -> HomeworkFile:
    """Attach a file whose size and type the form has checked. # JRN-12

    Raises:
        RuleViolation: closed term.
    """
    check_lesson_takes_records(homework.lesson)
    row = HomeworkFile(
        homework=homework,
        file=file,
        name=name[:200],
        content_type=content_type,
        size=file.size,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    with attributed(by=by):
        row.save()
    return row


@transaction.atomic
def remove_file(file: HomeworkFile, *, by) -> None:
    """Take a file away from homework; its bytes stay in the storage for the history."""
    check_lesson_takes_records(file.homework.lesson)
    with attributed(by=by):
        delete_tracked([file])
