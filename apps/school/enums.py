"""Codes of the school's structure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermKind(models.TextChoices):
    """How a year is divided (C-01)."""

    QUARTER = "quarter", _("четверть")
    TRIMESTER = "trimester", _("триместр")
    HALF_YEAR = "half_year", _("полугодие")
    YEAR = "year", _("год")


class Sex(models.TextChoices):
    """Sex as the school's papers write it."""

    MALE = "m", _("муж.")
    FEMALE = "f", _("жен.")


class SubjectPart(models.TextChoices):
    """Part of the curriculum a subject belongs to (STR-10)."""

    FEDERAL = "federal", _("обязательная часть")
    SCHOOL = "school", _("часть, формируемая участниками")


class Scale(models.TextChoices):
    """Grading system of a course (GRD-01)."""

    FIVE = "five", _("5-балльная")
    PASS_FAIL = "pass", _("зачёт")
    NONE = "none", _("без отметок")


class GroupKind(models.TextChoices):
    """Kinds of study group (STR-06)."""

    SUBGROUP = "subgroup", _("подгруппа")
    STREAM = "stream", _("поток")
    ELECTIVE = "elective", _("электив")
    OPTIONAL = "optional", _("факультатив")
    CLUB = "club", _("кружок")
    EXTRACURRICULAR = "extracurricular", _("внеурочная деятельность")


class Relation(models.TextChoices):
    """Who a representative is to the child."""

    MOTHER = "mother", _("мать")
    FATHER = "father", _("отец")
    GUARDIAN = "guardian", _("опекун")
    OTHER = "other", _("другое")


class LockMode(models.TextChoices):
    """When a course's term closes (P-11; C-25)."""

    HAND_IN = "hand_in", _("после сдачи периода учителем")
    ALL_GIVEN = "all_given", _("как только выставлены все отметки за период")


class JournalMode(models.TextChoices):
    """Whether paper is kept beside (C-24)."""

    TRANSITION = "transition", _("переходный")
    COMBINED = "combined", _("электронный и бумажный")
    PAPERLESS = "paperless", _("безбумажный")
