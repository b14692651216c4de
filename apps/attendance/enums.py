"""Signs of attendance (P-03, P-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AbsenceKind(models.TextChoices):
    """The sign in a cell; the values are the signs' codes."""

    ABSENT = "absent", _("отсутствовал")  # н
    ILL = "ill", _("болезнь")  # б
    VALID = "valid", _("уважительная причина")  # у
    UNEXCUSED = "unexcused", _("без уважительной причины")  # нп
    LATE = "late", _("опоздание")  # о
    RELEASED = "released", _("освобождён")  # осв
