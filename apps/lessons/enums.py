"""Codes of lessons and grades."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HomeworkState(models.TextChoices):
    """What the teacher said of a lesson's homework (HW-05)."""

    UNKNOWN = "unknown", _("не указано")
    NOTHING = "nothing", _("ничего не задано")
    SET = "set", _("задано")


class SubstitutionKind(models.TextChoices):
    """Kinds of substitution (P-22)."""

    SAME = "same", _("тот же предмет")
    OTHER = "other", _("другой предмет")
    JOINED = "joined", _("подгруппы объединены")
    TWO_CLASSES = "two_classes", _("один учитель на два класса")
    SELF_STUDY = "self_study", _("самостоятельная работа под надзором")


class TermState(models.TextChoices):
    """States of a course's term (P-11)."""

    OPEN = "open", _("открыт")
    LOCKED = "locked", _("закрыт по сроку")
    HANDED_IN = "handed_in", _("сдан учителем")
    ACCEPTED = "accepted", _("принят")
    SEALED = "sealed", _("зафиксирован")
    REOPENED = "reopened", _("открыт для исправления")
