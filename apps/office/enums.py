"""Codes of the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileOf(models.TextChoices):
    """What an uploaded file holds."""

    SCHOOL = "school", _("книга школы (все листы)")
    STUDENTS = "students", _("список учеников")
    STAFF = "staff", _("список сотрудников")
    TIMETABLE = "lessons", _("расписание")
