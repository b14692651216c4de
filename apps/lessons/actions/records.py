"""What a teacher records of a lesson: topic, attendance as a fact, the state of homework."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed
from apps.core.text import tidy
from apps.school.queries import norms_on

from ..enums import HomeworkState
from ..models import Lesson
from ..queries.slots import lesson_of_pupils, lesson_of_teacher
from ..queries.terms import course_term_of
from ..rules.moves import check_free
from ..rules.substitutions import check_seen, standing
from ..rules.terms import check_lesson_writable


def check_lesson_takes_records(lesson: Lesson) -> None:
    """The one guard of everything written about a lesson besides its cells.

    Raises:
        RuleViolation: the lesson is cancelled, or its term is closed.
    """
    if lesson.is_cancelled:
        raise RuleViolation(_("Урок отменён: записи в нём не ведутся."))
    now = clock.now()
    check_lesson_writable(course_term_of(lesson.course_id, lesson.term_id), lesson.term, norms_on(clock.today()), now)


@transaction.atomic
def record_lesson(
    lesson: Lesson,
    *,
    by,
    topic: str | None = None,
    topic_base: str | None = None,
    confirm_attendance: bool = False,
    homework_state: str | None = None,
    link: str | None = None,
    reason: str | None = None,
) -> Lesson:
    """Write what was given and leave the rest; one history row.

    Args:
        topic: the topic's text; empty is refused once the lesson has begun.
        topic_base: what the topic was when the edit began; a difference is a conflict.
        confirm_attendance: attendance was taken, everyone not marked was present.
        homework_state: a HomeworkState.
        link: where the lesson is held at a distance; empty takes it away.

    Raises:
        RuleViolation: closed term, cancelled lesson, empty topic, attendance before the day.
        Conflict: somebody else wrote another topic meanwhile; ``current`` is that topic.
    """
    row = Lesson.objects.select_related("term").get(pk=lesson.pk)
    check_lesson_takes_records(row)
    now = clock.now()
    if topic is not None:
        _set_topic(row, tidy(topic), topic_base, now)
    if confirm_attendance:
        if row.held_on > clock.today():
            raise RuleViolation(_("Урок ещё не наступил: посещаемость отмечается в день урока."))  # ATT-02
        row.attendance_confirmed_at = row.attendance_confirmed_at or now
    if homework_state is not None and homework_state != row.homework_state:
        row.homework_state = HomeworkState(homework_state)
        row.homework_at = None if homework_state == HomeworkState.UNKNOWN else now
    if link is not None:
        row.link = link  # JRN-11
    row.touched_at = row.touched_at or now
    with attributed(by=by, reason=reason):
        row.save()
    return row


def _set_topic(row: Lesson, topic: str, base: str | None, now) -> None:
    if topic == row.topic:
        return
    if base is not None and tidy(base) != row.topic:
        raise Conflict(_("Тему уже записали: «%s».") % row.topic, current=row.topic)
    if not topic and row.held_on <= clock.today():
        raise RuleViolation(_("Тема проведённого урока не может быть пустой."))  # JRN-07
    if len(topic) > Lesson._meta.get_field("topic").max_length:
        raise RuleViolation(_("Тема длиннее 500 знаков."))
    row.topic, row.topic_at = topic, (row.topic_at or now) if topic else None


@transaction.atomic
def cancel_lesson(lesson: Lesson, *, reason: str, by, seen: str | None = None) -> Lesson:
    """Say that the lesson does not take place. # CTL-08

    Raises:
        RuleViolation: no reason, closed term, a substitution stands, or grades and absences stand in it.
        Conflict: somebody changed the lesson since the form was shown.
    """
    row = Lesson.objects.select_related("term", "substitution__substitute").get(pk=lesson.pk)
    check_seen(row, seen)
    check_lesson_takes_records(row)
    if not reason.strip():
        raise RuleViolation(_("Укажите причину отмены урока."))
    if standing(row) is not None:
        raise RuleViolation(_("На урок назначена замена: сначала снимите её."))
    if row.assessments.filter(cells__grades__isnull=False).exists():
        raise RuleViolation(_("В уроке есть отметки: сначала уберите их."))
    row.cancelled_at, row.cancel_reason, row.touched_at = clock.now(), tidy(reason), row.touched_at or clock.now()
    with attributed(by=by, reason=reason):
        row.save()
    return row


@transaction.atomic
def restore_lesson(lesson: Lesson, *, by, seen: str | None = None) -> Lesson:
    """The cancelled lesson takes place after all.

    Raises:
        RuleViolation: it is not cancelled; another subject is held in its place; pupils or teacher are taken (named);
            closed term.
        Conflict: somebody changed the lesson since the form was shown.
    """
    related = ("term", "course__subject", "course__school_class", "course__study_group", "teacher")
    row = Lesson.objects.select_related(*related, "substitution__substitute").get(pk=lesson.pk)
    check_seen(row, seen)
    if not row.is_cancelled:
        raise RuleViolation(_("Урок не отменён."))
    if getattr(row, "substitution", None) is not None and row.substitution.instead_id:
        raise RuleViolation(_("Вместо урока проводится другой предмет: снимите замену."))
    check_free(lesson_of_pupils(row.course, row), lesson_of_teacher(row.teacher, row), False, row.teacher)
    row.cancelled_at, row.cancel_reason = None, ""
    check_lesson_takes_records(row)
    with attributed(by=by, reason=_("урок возвращён")):
        row.save()
    return row
