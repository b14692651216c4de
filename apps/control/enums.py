"""What may be lacking in a lesson, and the spans of days a report is asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DebtKind(models.TextChoices):
    """What a held lesson lacks (CTL-01, CTL-02, CTL-04, CTL-06)."""

    TOPIC = "topic", _("тема")
    ATTENDANCE = "attendance", _("посещаемость")
    HOMEWORK = "homework", _("домашнее задание")
    GRADES = "grades", _("отметки за работу")


class Span(models.TextChoices):
    """The days of a report."""

    TERM = "term", _("текущий учебный период")
    WEEK = "week", _("эта неделя")
    LAST_WEEK = "last_week", _("прошлая неделя")
    YEAR = "year", _("учебный год")
    DAYS = "days", _("с … по …")
