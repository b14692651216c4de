"""Codes of lessons and grades."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HomeworkState(models.TextChoices):
    """What the teacher said of a lesson's homework (HW-05)."""

    UNKNOWN = "unknown", _("не указано")
    NOTHING = "nothing", _("ничего не задано")
    SET = "set", _("задано")


class GradeLimit(models.TextChoices):
    """Which norm says how soon a kind of work is graded (C-04)."""

    LESSON = "lesson", _("как отметки за урок")
    CONTROL = "control", _("как контрольная работа")
    WRITTEN = "written", _("как письменная работа")


class SubstitutionKind(models.TextChoices):
    """Kinds of substitution (P-22)."""

    SAME = "same", _("тот же предмет")
    OTHER = "other", _("другой предмет")
    JOINED = "joined", _("подгруппы объединены")
    TWO_CLASSES = "two_classes", _("один учитель на два класса")
    SELF_STUDY = "self_study", _("самостоятельная работа под надзором")


class SubstitutionState(models.TextChoices):
    """Whether a substitution stands (C-16)."""

    CONFIRMED = "confirmed", _("внесена")
    CLAIMED = "claimed", _("заявлена учителем, ждёт подтверждения")
    DECLINED = "declined", _("не подтверждена")


class DistanceGround(models.TextChoices):
    """Why classes learn at a distance (JRN-11)."""

    QUARANTINE = "quarantine", _("карантин")
    FROST = "frost", _("мороз, непогода")
    EMERGENCY = "emergency", _("авария в здании")
    OTHER = "other", _("другая причина")


class TermState(models.TextChoices):
    """States of a course's term (P-11); neuter, to stand beside «четверть», «триместр» and «полугодие»."""

    OPEN = "open", _("открыто")
    LOCKED = "locked", _("закрыто по сроку")
    HANDED_IN = "handed_in", _("сдано учителем")
    ACCEPTED = "accepted", _("принято")
    SEALED = "sealed", _("зафиксировано")
    REOPENED = "reopened", _("открыто для исправления")
