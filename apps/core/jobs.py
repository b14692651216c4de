"""Background work as rows with a state: queued → claimed → done or failed (decision 10).

A message is only a wake-up. A worker claims a row by a guarded UPDATE, works outside any transaction,
reports progress (which also says "I am alive"), and finishes under the same token. A claim without a
sign of life for ``TIMEOUT`` may be taken over. Stamps here are real time, not the demo's.
"""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TIMEOUT = dt.timedelta(seconds=60)


class JobState(models.TextChoices):
    """States of background work."""

    QUEUED = "queued", _("в очереди")
    CLAIMED = "claimed", _("выполняется")
    DONE = "done", _("готово")
    FAILED = "failed", _("не удалось")


class JobQuerySet(models.QuerySet):
    """Which rows wait for a worker."""

    def waiting(self):
        """Queued rows, and those whose worker has shown no sign of life for TIMEOUT."""
        stale = Q(state=JobState.CLAIMED, alive_at__lt=timezone.now() - TIMEOUT)
        return self.filter(Q(state=JobState.QUEUED) | stale)


class Job(models.Model):
    """One piece of background work."""

    state = models.CharField(_("состояние"), max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField(_("поставлено"), default=timezone.now)
    alive_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("завершено"), null=True)
    error = models.TextField(_("ошибка"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True


def claim(model: type[Job], pk: int) -> Job | None:
    """Take the row if it waits; None when another worker has it or it has ended."""
    token = uuid.uuid4()
    taken = (
        model.objects.waiting()
        .filter(pk=pk)
        .update(
            state=JobState.CLAIMED,
            token=token,
            alive_at=timezone.now(),
            attempts=F("attempts") + 1,
            progress_done=0,
            error="",
        )
    )
    return model.objects.get(pk=pk) if taken else None


def report(job: Job, done: int, total: int) -> bool:
    """Write progress; False when the claim was lost and the work should stop."""
    mine = type(job).objects.filter(pk=job.pk, token=job.token, state=JobState.CLAIMED)
    return bool(mine.update(progress_done=done, progress_total=total, alive_at=timezone.now()))


def end(job: Job, *, error: str = "") -> bool:
    """Mark done, or failed with a sentence; False when the claim was lost."""
    state = JobState.FAILED if error else JobState.DONE
    mine = type(job).objects.filter(pk=job.pk, token=job.token, state=JobState.CLAIMED)
    return bool(mine.update(state=state, error=error, ended_at=timezone.now(), alive_at=timezone.now()))


def call_off(job: Job, *, error: str) -> bool:
    """End a job that no worker holds; False when one does."""
    waiting = type(job).objects.waiting().filter(pk=job.pk)
    return bool(waiting.update(state=JobState.FAILED, token=None, error=error, ended_at=timezone.now()))
