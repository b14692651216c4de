"""Roles of people in the school."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here; one person may have several (I-19)."""

    TEACHER = "teacher", _("учитель")
    CLASS_TEACHER = "class_teacher", _("классный руководитель")
    DEPUTY = "deputy", _("заместитель директора")
    DIRECTOR = "director", _("директор")
    ADMINISTRATOR = "administrator", _("администратор")
    SECRETARY = "secretary", _("секретарь")
    STUDENT = "student", _("обучающийся")
    REPRESENTATIVE = "representative", _("родитель")


STAFF_ROLES = frozenset(
    {
        Role.TEACHER,
        Role.CLASS_TEACHER,
        Role.DEPUTY,
        Role.DIRECTOR,
        Role.ADMINISTRATOR,
        Role.SECRETARY,
    }
)
OVERSIGHT_ROLES = frozenset({Role.DEPUTY, Role.DIRECTOR, Role.ADMINISTRATOR})
FAMILY_ROLES = frozenset({Role.STUDENT, Role.REPRESENTATIVE})
