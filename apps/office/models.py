"""Uploaded files that wait for a decision, and their loading in the background."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.jobs import Job, JobState
from apps.timetable.models import TimetableDraft

from .enums import FileOf


class Upload(models.Model):
    """A file between preview and confirmation; its content lies outside the web root under ``token``."""

    token = models.CharField(max_length=64, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("загружен"), default=timezone.now)
    file_name = models.CharField(_("файл"), max_length=200)
    kind = models.CharField(_("что в файле"), max_length=16, choices=FileOf.choices)
    class_name = models.CharField(_("класс"), max_length=12, blank=True)
    mapping = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("загруженный файл")
        verbose_name_plural = _("загруженные файлы")

    def __str__(self):
        return self.file_name


class ImportJob(Job):
    """Loading of a confirmed file; running it again changes nothing, so it may be taken over (decision 10)."""

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="job")
    only_good = models.BooleanField(_("только строки без ошибок"), default=False)
    language = models.CharField(max_length=8, default="ru", editable=False)  # of whoever reads the sentences
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("загрузка данных")
        verbose_name_plural = _("загрузки данных")

    def __str__(self):
        return f"{self.upload} · {self.get_state_display()}"

    @property
    def is_running(self) -> bool:
        """Whether the work has not ended yet."""
        return self.state in (JobState.QUEUED, JobState.CLAIMED)


class ColumnMapping(models.Model):
    """Which column of a foreign list is which field, remembered by the list's header."""

    kind = models.CharField(_("что в файле"), max_length=16, choices=FileOf.choices)
    signature = models.CharField(max_length=64)  # digest of the header's keys
    source_name = models.CharField(_("источник"), max_length=200)
    mapping = models.JSONField(default=dict)  # field → title as written in the file
    used_at = models.DateTimeField(_("применено"), default=timezone.now)

    class Meta:
        verbose_name = _("соответствие столбцов")
        verbose_name_plural = _("соответствия столбцов")
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="mapping_once")]


class BuildJob(Job):
    """Building a timetable by the separate program ``fet-cl``; its result is a draft."""

    draft = models.OneToOneField(TimetableDraft, models.CASCADE, related_name="build")
    settings = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("составление расписания")
        verbose_name_plural = _("составление расписания")

    @property
    def is_running(self) -> bool:
        """Whether the work has not ended yet."""
        return self.state in (JobState.QUEUED, JobState.CLAIMED)
