"""One lesson as its teacher records it: topic, who is away, grades, homework, and what was before it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.attendance.models import Absence
from apps.attendance.rules import SIGN_OF_KIND
from apps.core import clock
from apps.homework.models import Homework, HomeworkFile
from apps.lessons.enums import HomeworkState, TermState
from apps.lessons.models import Assessment, Cell, CourseTerm, Lesson
from apps.lessons.queries import course_term_of, distance_of_course, moves_of
from apps.lessons.rules.substitutions import holder, right_ends_on, standing
from apps.lessons.rules.terms import WRITABLE, closed_sentence, term_state
from apps.school.models import Student
from apps.school.queries import course_roll, norms_on

from .cells import cell_text

AHEAD_LESSONS = 12
EVERYDAY_SIGNS = ("", "н", "б", "у", "о")


@dataclass(frozen=True)
class Notice:
    """A sentence above the page; ``kind`` is a class of the style sheet: info or warning."""

    kind: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Link:
    """An address and its words."""

    path: str
    label: str


@dataclass(frozen=True)
class SignKey:
    """One key of the row of signs; the empty value means present."""

    value: str
    face: str
    label: str
    css: str
    is_checked: bool


@dataclass(frozen=True)
class RosterCell:
    """A pupil's cell in one column of the lesson.

    Attributes:
        name: name of the field.
        column: column id of the contract, ``a<assessment>``.
        is_ordinary: whether the signs belong to it.
        text: what the grade field shows (the cell without its sign).
        was: the whole text that stands in the journal, sign included.
        version: the version an edit is made on.
        fault: why the last attempt was not written, or an empty string.
        keep_label: words of the choice to leave what stands there, after a conflict only.
    """

    name: str
    column: str
    is_ordinary: bool
    label: str
    text: str
    was: str
    version: int
    fault: str = ""
    keep_label: str = ""


@dataclass(frozen=True)
class RosterRow:
    """A pupil's line in the lesson."""

    number: int
    student_pk: int
    name: str
    sign: str
    minutes: str
    cells: tuple[RosterCell, ...]
    note: str = ""  # a form of study other than the class's (P-16)

    @property
    def signs(self) -> list[SignKey]:
        """The keys, with a rarer sign only where it stands already."""
        rare = [] if self.sign in EVERYDAY_SIGNS else [self.sign]
        return [_key(sign, sign == self.sign) for sign in [*EVERYDAY_SIGNS, *rare]]

    @property
    def texts(self) -> list[str]:
        """Whole texts of the cells, for the page that is only read."""
        return [cell.was for cell in self.cells]

    @property
    def has_fault(self) -> bool:
        """Whether something of the line was not written."""
        return any(cell.fault for cell in self.cells)


@dataclass(frozen=True)
class Before:
    """The lesson before: what was learnt and set."""

    held_on: dt.date
    topic: str
    homework: str


@dataclass(frozen=True)
class LessonPage:
    """Everything the lesson's page shows; ``fields`` are the form's initial values."""

    lesson: Lesson
    audience: str
    subject: str
    line: str
    grid_path: str
    home: Link
    previous: Lesson | None
    next: Lesson | None
    notices: tuple[Notice, ...]
    may_write: bool
    may_be_held: bool
    is_graded: bool
    rows_open: bool
    rows_closed_sentence: str
    heads: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    before: Before | None
    due_today: tuple
    topic_stamp: str
    attendance_stamp: str
    homework_stamp: str
    homework_sentence: str
    present_label: str
    files: tuple[HomeworkFile, ...]
    files_help: str
    upload_limit_mb: int
    due_choices: tuple[tuple[str, str], ...]
    text_base: str
    fields: dict = field(default_factory=dict)
    form_id: str = ""
    is_distance: bool = False
    fault_count: int = 0
    asks_reason: bool = False

    def with_rows(self, rows: tuple[RosterRow, ...], *, asks_reason: bool) -> "LessonPage":
        """The page with rows in which faults and the person's own entries are shown."""
        faults = sum(1 for row in rows for cell in row.cells if cell.fault)
        return replace(self, rows=rows, fault_count=faults, asks_reason=asks_reason, may_write=True)


def lesson_page(lesson: Lesson, *, may_fill: bool, form_id: str) -> LessonPage:
    """The page of ``lesson``.

    Args:
        lesson: with course (subject, class, group), term, room, teacher and substitution fetched.
        may_fill: whether the reader may write here at all; the state of the term is judged here.
        form_id: a fresh identifier from which the operations of this form take theirs.
    """
    today = clock.today()
    norms = norms_on(today)
    course_term = course_term_of(lesson.course_id, lesson.term_id)
    state = term_state(course_term, lesson.term, norms, clock.now())
    closed = _closed_sentence(lesson, state, course_term, norms)
    homework = Homework.objects.filter(lesson=lesson).select_related("due_lesson").first()
    columns = list(lesson.assessments.select_related("work_kind").order_by("-is_ordinary", "position", "pk"))
    rows = roster(lesson, columns)
    neighbours = _neighbours(lesson)
    ahead = _ahead(lesson)
    modes = distance_of_course(lesson.course, lesson.held_on, lesson.held_on)
    return LessonPage(
        lesson=lesson,
        audience=lesson.course.audience_name,
        subject=lesson.course.subject.name,
        line=_line(lesson),
        grid_path=f"{reverse('journal:grid', args=[lesson.course_id])}?term={lesson.term_id}",
        home=Link(reverse("journal:my_day"), _("Мой день"))
        if may_fill
        else Link(reverse("journal:courses"), _("Журналы")),
        previous=neighbours[0],
        next=neighbours[1],
        notices=(
            *_notices(lesson, closed, may_fill, course_term if state == TermState.REOPENED else None, norms),
            *_changes(lesson, modes),
        ),
        may_write=may_fill and not closed,
        may_be_held=lesson.held_on <= today and not _is_recorded(lesson),
        is_graded=lesson.course.is_graded,
        rows_open=lesson.held_on <= today,
        rows_closed_sentence=_("Урок ещё не наступил: посещаемость и отметки записываются в день урока."),
        heads=tuple(_head(column) for column in columns) if len(columns) > 1 else (),
        rows=rows,
        before=_before(neighbours[0]),
        due_today=_due_today(lesson, neighbours[0]),
        topic_stamp=_stamp(_("записана %s"), lesson.topic_at),
        attendance_stamp=_stamp(_("отмечена %s"), lesson.attendance_confirmed_at),
        homework_stamp=_stamp(_("записано %s"), lesson.homework_at),
        homework_sentence=_homework_sentence(lesson, homework),
        present_label=_("Остальные присутствуют") if any(row.sign for row in rows) else _("Все присутствуют"),
        files=tuple(homework.files.order_by("pk")) if homework else (),
        files_help=_("Каждый файл — не больше %d МБ.") % norms.upload_limit_mb,
        upload_limit_mb=norms.upload_limit_mb,
        due_choices=_due_choices(ahead, homework),
        text_base=homework.text if homework else "",
        fields=_fields(lesson, homework, ahead),
        form_id=form_id,
        is_distance=bool(modes),
    )


def roster(lesson: Lesson, columns: list[Assessment]) -> tuple[RosterRow, ...]:
    """Rows of the pupils who belong to the course on the lesson's day; four queries whatever their number."""
    pupils = [entry for entry in course_roll(lesson.course) if entry.on(lesson.held_on)]
    cells = {}
    for cell in Cell.objects.filter(assessment__in=columns).prefetch_related("grades").order_by("pk"):
        cells[cell.assessment_id, cell.student_id] = cell
    absences = {absence.student_id: absence for absence in Absence.objects.filter(lesson=lesson).order_by("pk")}
    return tuple(
        replace(
            _row(number, entry.student, columns, cells, absences.get(entry.student.pk)),
            note=entry.note_on(lesson.held_on),
        )
        for number, entry in enumerate(pupils, start=1)
    )


def _row(number: int, pupil: Student, columns, cells: dict, absence: Absence | None) -> RosterRow:
    return RosterRow(
        number=number,
        student_pk=pupil.pk,
        name=pupil.short_name,
        sign=SIGN_OF_KIND[absence.kind] if absence else "",
        minutes=str(absence.minutes or "") if absence else "",
        cells=tuple(_cell(column, pupil, cells.get((column.pk, pupil.pk)), absence) for column in columns),
    )


def _cell(column: Assessment, pupil: Student, cell: Cell | None, absence: Absence | None) -> RosterCell:
    grades = sorted(cell.grades.all(), key=lambda grade: grade.position) if cell else []
    plain = cell_text(grades, None)
    whole = cell_text(grades, absence if column.is_ordinary else None)
    return RosterCell(
        name=f"cell-{column.pk}-{pupil.pk}",
        column=f"a{column.pk}",
        is_ordinary=column.is_ordinary,
        label=_("%(work)s, %(pupil)s") % {"work": _head(column), "pupil": pupil.short_name},
        text=str(plain),
        was=str(whole),
        version=cell.version if cell else 0,
    )


def _key(sign: str, is_checked: bool) -> SignKey:
    face, label, css = {
        "": ("✓", _("присутствует"), "sign-present"),
        "н": ("н", _("отсутствует"), ""),
        "б": ("б", _("болезнь"), ""),
        "у": ("у", _("уважительная причина"), ""),
        "о": ("о", _("опоздание"), ""),
        "нп": ("нп", _("без уважительной причины"), ""),
        "осв": ("осв", _("освобождён"), ""),
    }[sign]
    return SignKey(sign, face, label, css, is_checked)


def _head(column: Assessment) -> str:
    if column.title:
        return column.title
    return _("Отметка") if column.is_ordinary else column.work_kind.name


def _line(lesson: Lesson) -> str:
    held_by = holder(lesson)
    parts = [
        date_format(lesson.held_on, "l, j E"),
        _("%(number)d-й урок, %(start)s–%(end)s")
        % {"number": lesson.number, "start": f"{lesson.starts_at:%H:%M}", "end": f"{lesson.ends_at:%H:%M}"},
        _("каб. %s") % lesson.room.name if lesson.room else "",
        held_by.initials_name,
    ]
    return " · ".join(part for part in parts if part)


def _is_recorded(lesson: Lesson) -> bool:
    """Whether nothing is left for the key «Урок проведён»."""
    says_homework = lesson.homework_state != HomeworkState.UNKNOWN
    return bool(lesson.topic and lesson.attendance_confirmed_at and says_homework)


def _closed_sentence(lesson: Lesson, state: TermState, course_term: CourseTerm | None, norms) -> str:
    if lesson.is_cancelled:
        return _("Урок отменён: записи в нём не ведутся.")
    return "" if state in WRITABLE else closed_sentence(state, course_term, lesson.term, norms)


def _notices(lesson: Lesson, closed: str, may_fill: bool, reopened: CourseTerm | None, norms) -> list[Notice]:
    notices = [Notice("warning", closed)] if closed else []
    if lesson.is_cancelled and lesson.cancel_reason:
        notices.append(Notice("info", _("Причина отмены: %s") % lesson.cancel_reason))
    substitution = standing(lesson)
    if substitution is not None:
        words = {"substitute": substitution.substitute.initials_name, "teacher": lesson.teacher.initials_name}
        said = _("Замена. Урок ведёт: %(substitute)s, вместо: %(teacher)s") % words
        last = right_ends_on(substitution, norms)
        if clock.today() <= last:  # I-12
            said += ". " + _("Записи по замене открыты по %s включительно.") % date_format(last, "j E").lower()
        notices.append(Notice("info", said))
    if not may_fill:
        notices.append(Notice("info", _("Вы можете посмотреть этот урок; записи в нём делает его учитель.")))
    elif not closed:
        notices += _writable_notices(lesson, reopened)
    return notices


def _changes(lesson: Lesson, modes: list) -> list[Notice]:
    """Where the lesson came from, what it stands for, and that it is held at a distance (TT-04, P-22, JRN-11)."""
    notices = []
    if came := moves_of(lesson.held_on, lesson.held_on, Q(lesson=lesson)).arrival(lesson.pk):
        notices.append(Notice("info", came + "."))
    replaced = getattr(lesson, "stands_for", None)
    if replaced is not None:
        words = {"subject": replaced.lesson.course.subject, "teacher": replaced.lesson.teacher.initials_name}
        notices.append(Notice("info", _("Этот урок — вместо урока «%(subject)s» (%(teacher)s).") % words))
    for mode in modes[:1]:
        parts = [_("Урок проводится дистанционно: %s.") % mode.get_ground_display(), mode.note]
        notices.append(Notice("info", " ".join(part for part in parts if part), lesson.link or mode.link))
    return notices


def _writable_notices(lesson: Lesson, reopened: CourseTerm | None) -> list[Notice]:
    notices = []
    if reopened:
        until = f"{timezone.localtime(reopened.reopened_until):%d.%m.%Y %H:%M}"
        said = _("Период открыт для исправления до %(until)s. Причина: %(reason)s.")
        notices.append(Notice("warning", said % {"until": until, "reason": reopened.reopened_reason}))
    if lesson.held_on > clock.today():
        notices.append(
            Notice("info", _("Урок ещё не наступил: тему и задание можно записать заранее, остальное — в день урока."))
        )
    return notices


def _neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    others = Lesson.objects.filter(course_id=lesson.course_id, cancelled_at=None).exclude(pk=lesson.pk)
    same_day = others.filter(held_on=lesson.held_on)
    earlier = others.filter(held_on__lt=lesson.held_on) | same_day.filter(number__lt=lesson.number)
    later = others.filter(held_on__gt=lesson.held_on) | same_day.filter(number__gt=lesson.number)
    return (
        earlier.select_related("homework").order_by("-held_on", "-number").first(),
        later.order_by("held_on", "number").first(),
    )


def _ahead(lesson: Lesson) -> list[Lesson]:
    later = Lesson.objects.filter(course_id=lesson.course_id, held_on__gt=lesson.held_on, cancelled_at=None)
    return list(later.order_by("held_on", "number")[:AHEAD_LESSONS])


def _before(previous: Lesson | None) -> Before | None:
    if previous is None:
        return None
    homework = getattr(previous, "homework", None)
    topic = previous.topic or _("тема не записана")
    return Before(previous.held_on, topic, homework.text if homework else "")


def _due_today(lesson: Lesson, previous: Lesson | None) -> tuple:
    """What is due at this lesson, besides what the lesson before shows already."""
    rows = (
        Homework.objects.filter(due_lesson=lesson)
        .exclude(lesson=previous)
        .select_related("lesson")
        .order_by("lesson__held_on", "pk")
    )
    return tuple({"held_on": row.lesson.held_on, "text": row.text} for row in rows)


def _due_choices(ahead: list[Lesson], homework: Homework | None) -> tuple[tuple[str, str], ...]:
    lessons = list(ahead)
    if homework and homework.due_lesson and homework.due_lesson not in lessons:
        lessons.insert(0, homework.due_lesson)
    repeated = defaultdict(int)
    for one in lessons:
        repeated[one.held_on] += 1
    choices = [(str(one.pk), _due_label(one, repeated[one.held_on] > 1)) for one in lessons]
    return tuple(choices) or (("", _("уроков впереди нет")),)


def _due_label(lesson: Lesson, is_double: bool) -> str:
    day = date_format(lesson.held_on, "D, j E")
    return _("%(day)s, %(number)d-й урок") % {"day": day, "number": lesson.number} if is_double else day


def _fields(lesson: Lesson, homework: Homework | None, ahead: list[Lesson]) -> dict:
    due = homework.due_lesson_id if homework else (ahead[0].pk if ahead else None)
    return {
        "topic": lesson.topic,
        "link": lesson.link,
        "homework": lesson.homework_state,
        "text": homework.text if homework else "",
        "due": str(due or ""),
        "minutes": homework.minutes if homework else None,
        "all_present": lesson.attendance_confirmed_at is not None,
    }


def _homework_sentence(lesson: Lesson, homework: Homework | None) -> str:
    if homework is None:
        return {
            HomeworkState.NOTHING: _("Ничего не задано."),
            HomeworkState.SET: _("Задано."),
        }.get(lesson.homework_state, _("Не записано."))
    parts = [homework.text]
    if homework.due_lesson:
        parts.append(_("К %s.") % date_format(homework.due_lesson.held_on, "j E"))
    if homework.minutes:
        parts.append(_("Примерно %d мин.") % homework.minutes)
    return "\n".join(parts)


def _stamp(words: str, moment: dt.datetime | None) -> str:
    return words % date_format(timezone.localtime(moment), "j E, H:i") if moment else ""
