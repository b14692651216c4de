"""Codes of the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileOf(models.TextChoices):
    """What an uploaded file holds."""

    SCHOOL = "school", _("книга школы (все листы)")
    STUDENTS = "students", _("список учеников")
    STAFF = "staff", _("список сотрудников")
    REPRESENTATIVES = "representatives", _("список законных представителей")
    CLASSES = "classes", _("список классов")
    SUBJECTS = "subjects", _("список предметов")
    PLANS = "plans", _("учебные планы (часы по параллелям)")
    GROUPS = "groups", _("список учебных групп")
    MEMBERSHIPS = "memberships", _("состав учебных групп")
    LOAD = "load", _("нагрузка учителей")
    LINES = "timetable", _("расписание строками: день, урок, класс")
    TIMETABLE = "lessons", _("расписание")
