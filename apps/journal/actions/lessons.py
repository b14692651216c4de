"""One press of a key on the lesson's page: cells, topic, attendance, homework and files, each part for itself."""

from dataclasses import dataclass, field

from django.core.files.base import File
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, RuleViolation
from apps.homework.actions.records import attach_file, remove_file, set_homework, set_nothing
from apps.homework.models import Homework
from apps.lessons.actions.records import record_lesson
from apps.lessons.enums import HomeworkState
from apps.lessons.models import Lesson
from apps.lessons.rules.cells import SIGNS

from ..permissions import CourseAccess
from .operations import apply_operations

SAVED = ("saved", "repeated")


@dataclass(frozen=True)
class LessonEntry:
    """What the form said.

    Attributes:
        operations: of contract 5, only for cells that were changed.
        topic, topic_base: the text, and what stood there when the form was shown.
        confirms_attendance: «Все присутствуют».
        is_held: the key «Урок проведён» (P-14).
        homework: a HomeworkState; text, text_base, due_lesson_id and minutes belong to it.
        files: pairs (file, type by content).
        link: where the lesson is held at a distance; None leaves what stands there.
        dropped: keys of attached files to take away.
    """

    operations: list[dict]
    topic: str
    topic_base: str
    confirms_attendance: bool
    is_held: bool
    homework: str
    text: str = ""
    text_base: str = ""
    due_lesson_id: int | None = None
    minutes: int | None = None
    files: tuple[tuple[File, str], ...] = ()
    dropped: tuple[int, ...] = ()
    link: str | None = None


@dataclass
class LessonOutcome:
    """What became of it: answers by (column, student), and sentences by the form's field."""

    answers: dict[tuple[str, int], dict] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> dict[tuple[str, int], dict]:
        """Answers of the cells that were not written."""
        return {key: answer for key, answer in self.answers.items() if answer["status"] not in SAVED}

    @property
    def is_complete(self) -> bool:
        """Whether everything was written."""
        return not self.faults and not self.refused


def save_lesson(lesson: Lesson, entry: LessonEntry, *, access: CourseAccess, by) -> LessonOutcome:
    """Write each part; a part that is refused leaves its sentence and does not stop the others.

    Each part is atomic in its own action; sending the same form twice changes nothing (contract 5).
    """
    outcome = LessonOutcome()
    if entry.operations:
        asked = [(one["id"], (one["column"], one["student"])) for one in entry.operations]
        done = apply_operations(access.course, entry.operations, by=by, scope=frozenset({lesson.pk}))
        answers = {answer["id"]: answer for answer in done.results}
        outcome.answers = {key: answers[name] for name, key in asked}
    _attempt(outcome, "topic", _write_topic, lesson, entry, by)
    _attempt(outcome, "all_present", _confirm_attendance, lesson, entry, outcome, by)
    _attempt(outcome, "link", _write_link, lesson, entry, by)
    _attempt(outcome, "text", _write_homework, lesson, entry, by)
    if "text" not in outcome.faults:
        _attempt(outcome, "files", _write_files, lesson, entry, by)
    return outcome


def _attempt(outcome: LessonOutcome, name: str, write, *arguments) -> None:
    try:
        write(*arguments)
    except (RuleViolation, Conflict) as refusal:
        outcome.faults[name] = str(refusal)


def _write_topic(lesson: Lesson, entry: LessonEntry, by) -> None:
    if entry.is_held and not entry.topic:
        raise RuleViolation(_("Запишите тему урока."))  # JRN-07
    if entry.topic != entry.topic_base:
        record_lesson(lesson, by=by, topic=entry.topic, topic_base=entry.topic_base)


def _confirm_attendance(lesson: Lesson, entry: LessonEntry, outcome: LessonOutcome, by) -> None:
    """A tick, the key «Урок проведён» or a sign that was written says: attendance was taken. # ATT-02, P-14"""
    written = {key for key, answer in outcome.answers.items() if answer["status"] in SAVED}
    signs = any(_begins_with_sign(one) for one in entry.operations if (one["column"], one["student"]) in written)
    if lesson.attendance_confirmed_at is None and (entry.confirms_attendance or entry.is_held or signs):
        record_lesson(lesson, by=by, confirm_attendance=True)


def _write_link(lesson: Lesson, entry: LessonEntry, by) -> None:
    if entry.link is not None and entry.link != lesson.link:
        record_lesson(lesson, by=by, link=entry.link)


def _begins_with_sign(operation: dict) -> bool:
    return operation["text"].split(" ")[0].rstrip("0123456789").casefold() in SIGNS


def _write_homework(lesson: Lesson, entry: LessonEntry, by) -> None:
    wanted = entry.homework
    if wanted == HomeworkState.UNKNOWN and entry.text:
        wanted = HomeworkState.SET
    if wanted == HomeworkState.UNKNOWN and entry.is_held:
        wanted = HomeworkState.NOTHING
    if wanted == HomeworkState.SET and not _is_homework_as_said(lesson, entry):
        due = Lesson.objects.filter(pk=entry.due_lesson_id, course_id=lesson.course_id).first()
        set_homework(lesson, text=entry.text, text_base=entry.text_base, due_lesson=due, minutes=entry.minutes, by=by)
    elif wanted == HomeworkState.NOTHING and lesson.homework_state != HomeworkState.NOTHING:
        set_nothing(lesson, by=by)


def _is_homework_as_said(lesson: Lesson, entry: LessonEntry) -> bool:
    """Whether the journal holds it already: an untouched form leaves no history."""
    row = Homework.objects.filter(lesson=lesson).first()
    said = (entry.text.strip(), entry.due_lesson_id, entry.minutes)
    return row is not None and (row.text, row.due_lesson_id, row.minutes) == said


def _write_files(lesson: Lesson, entry: LessonEntry, by) -> None:
    if not entry.files and not entry.dropped:
        return
    homework = Homework.objects.filter(lesson=lesson).first()
    if homework is None:
        raise RuleViolation(_("Файлы прикладываются к заданию: сначала напишите его текст."))
    for file in homework.files.filter(pk__in=entry.dropped):
        remove_file(file, by=by)
    for file, content_type in entry.files:
        attach_file(homework, file=file, name=file.name, content_type=content_type, by=by)
