"""Homework set at a lesson."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.lessons.models import Lesson


class Homework(Tracked):
    """What was set at a lesson and by which lesson it is due (HW-01, HW-06)."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="homework")
    text = models.TextField(_("задание"), max_length=2000)
    due_lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="homework_due")
    due_on = models.DateField(_("к какому дню"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("минут"), null=True, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("домашнее задание")
        verbose_name_plural = _("домашние задания")
        indexes = [models.Index(fields=["due_on"], name="homework_by_due_day")]


def upload_name(instance, filename: str) -> str:
    """A random name: the storage never sees what the user called the file."""
    return f"homework/{uuid.uuid4().hex}"


class HomeworkFile(Tracked):
    """A file attached to homework; served by a gated view only (contract 10)."""

    homework = models.ForeignKey(Homework, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=upload_name)
    name = models.CharField(_("имя файла"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("размер, байт"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    history = history_of()

    class Meta:
        verbose_name = _("файл задания")
        verbose_name_plural = _("файлы заданий")
