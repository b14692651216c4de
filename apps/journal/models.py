"""Operations on cells that were applied: each at most once (decision 7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.school.models import Course


class Operation(models.Model):
    """An applied operation: its client-made identifier and a hash of its payload, nothing personal."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    payload_hash = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    class Meta:
        verbose_name = _("операция")
        verbose_name_plural = _("операции")
