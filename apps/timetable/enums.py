"""Codes of the timetable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftSource(models.TextChoices):
    """Where a draft of the timetable came from."""

    FILE = "file", _("из файла")
    BUILT = "built", _("составлено программой")
    COPY = "copy", _("копия действующего")


class DraftState(models.TextChoices):
    """States of a draft."""

    OPEN = "open", _("черновик")
    ACCEPTED = "accepted", _("принят")
    DROPPED = "dropped", _("отклонён")


class ControlForm(models.TextChoices):
    """Forms of control (TT-07)."""

    CONTROL = "control", _("контрольная работа")
    ADMIN = "admin", _("административная контрольная работа")
    TEST = "test", _("тест")
    DICTATION = "dictation", _("диктант")
    ESSAY = "essay", _("сочинение, изложение")
    CREDIT = "credit", _("зачёт")
    PRACTICAL = "practical", _("практическая работа")
    DIAGNOSTIC = "diagnostic", _("диагностическая работа")
    VPR = "vpr", _("всероссийская проверочная работа")


class ClashKind(models.TextChoices):
    """What two lessons of the timetable want at once."""

    TEACHER = "teacher", _("учитель")
    ROOM = "room", _("кабинет")
    CLASS = "class", _("класс")
    GROUP = "group", _("группа")
    PUPIL = "pupil", _("ученики")


class ChangeKind(models.TextChoices):
    """How a line of a new timetable differs from the one in force."""

    ADDED = "added", _("добавлено")
    REMOVED = "removed", _("убрано")
    MOVED = "moved", _("перенесено")
    CHANGED = "changed", _("другой учитель или кабинет")
