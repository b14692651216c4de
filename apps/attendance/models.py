"""Absences hang on a lesson and a pupil."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.lessons.models import Lesson
from apps.school.models import Student

from .enums import AbsenceKind


class Absence(Tracked):
    """An absence, lateness or release of a pupil on a lesson (ATT-01, ATT-04)."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="absences")
    student = models.ForeignKey(Student, models.PROTECT, related_name="absences")
    kind = models.CharField(_("вид"), max_length=9, choices=AbsenceKind.choices)
    minutes = models.PositiveSmallIntegerField(_("минут"), null=True, blank=True)
    comment = models.CharField(_("комментарий"), max_length=300, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("пропуск")
        verbose_name_plural = _("пропуски")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "student"], name="absence_once_per_lesson"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(kind="late"),
                name="minutes_only_when_late",
            ),
        ]
        indexes = [models.Index(fields=["student", "lesson"], name="absence_by_student")]
