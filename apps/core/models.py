"""Technical rows without a school word: the worker's heartbeat and the demo mark."""

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """When a background process last said it was alive (real time)."""

    name = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "признак жизни"
        verbose_name_plural = "признаки жизни"


class DemoMark(models.Model):
    """The one row that says: everyone in this database is invented."""

    seed = models.PositiveIntegerField()
    size = models.CharField(max_length=10)
    made_at = models.DateTimeField(default=timezone.now)
    is_complete = models.BooleanField(default=False)

    class Meta:
        verbose_name = "метка демонстрации"
        verbose_name_plural = "метки демонстрации"
