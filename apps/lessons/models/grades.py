"""Columns are assessments; a cell is a row that owns grades and a version (decision 4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.core.versions import Versioned
from apps.school.models import Course, Student, Term

from ..enums import GradeLimit
from .lessons import Lesson


class WorkKind(Tracked):
    """A kind of work with its weight and its limit (JRN-06, C-04)."""

    code = models.CharField(_("код"), max_length=20, unique=True)
    name = models.CharField(_("вид работы"), max_length=60)
    short_name = models.CharField(_("кратко"), max_length=10)
    weight = models.DecimalField(_("вес"), max_digits=4, decimal_places=2, default=1)
    limit = models.CharField(
        _("срок отметок"), max_length=7, choices=GradeLimit.choices, default=GradeLimit.LESSON
    )  # the number of days stands in the norms …
    limit_days = models.PositiveSmallIntegerField(
        _("свой срок отметок, дней"), null=True, blank=True
    )  # … but for a kind with a limit of its own
    demands_grades = models.BooleanField(_("пишут все"), default=False)
    is_ordinary = models.BooleanField(_("обычная колонка урока"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    history = history_of()

    class Meta:
        verbose_name = _("вид работы")
        verbose_name_plural = _("виды работ")

    def __str__(self):
        return self.name


class Assessment(Tracked):
    """A column of the journal: the ordinary one of a lesson, or a further kind of work."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="assessments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="assessments")
    work_kind = models.ForeignKey(WorkKind, models.PROTECT, related_name="+")
    is_ordinary = models.BooleanField(default=False)
    title = models.CharField(_("название"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = history_of()

    class Meta:
        verbose_name = _("колонка отметок")
        verbose_name_plural = _("колонки отметок")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson"],
                condition=Q(is_ordinary=True),
                name="one_ordinary_column",
            ),
            models.UniqueConstraint(fields=["lesson", "position"], name="column_position_once"),
        ]


class Cell(Versioned):
    """The crossing of a column and a pupil: made at the first write, never deleted; not a fact itself."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="cells")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("клетка")
        verbose_name_plural = _("клетки")
        constraints = [models.UniqueConstraint(fields=["assessment", "student"], name="cell_once")]


class Grade(Tracked):
    """One grade (or a debt «.») in a cell; student and date are copied for queries over years (decision 17)."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="grades")
    course = models.ForeignKey(Course, models.PROTECT, related_name="grades")
    student = models.ForeignKey(Student, models.PROTECT, related_name="grades")
    held_on = models.DateField(_("дата"))
    position = models.PositiveSmallIntegerField(default=0)
    value = models.CharField(_("отметка"), max_length=6)
    is_joined = models.BooleanField(default=False)  # shown as /5 after the one before it: one work, two grades
    comment = models.CharField(_("комментарий"), max_length=300, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("отметка")
        verbose_name_plural = _("отметки")
        constraints = [models.UniqueConstraint(fields=["cell", "position"], name="grade_position_once")]
        indexes = [models.Index(fields=["student", "held_on"], name="grade_by_student")]


class TermGrade(Tracked, Versioned):
    """A pupil's grade for a term; kept with an empty value when cleared, for its version (GRD-08)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="term_grades")
    term = models.ForeignKey(Term, models.PROTECT, related_name="term_grades")
    student = models.ForeignKey(Student, models.PROTECT, related_name="term_grades")
    value = models.CharField(_("отметка за период"), max_length=6, blank=True)
    comment = models.CharField(_("комментарий"), max_length=300, blank=True)
    given_at = models.DateTimeField(_("выставлена"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    history = history_of(excluded=["version", "changed_by", "changed_at"])

    class Meta:
        verbose_name = _("отметка за период")
        verbose_name_plural = _("отметки за период")
        constraints = [models.UniqueConstraint(fields=["course", "term", "student"], name="term_grade_once")]
