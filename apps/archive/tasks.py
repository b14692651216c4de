"""Background work of the archive: a message is a wake-up call, the rows are the truth."""

from celery import shared_task

from apps.archive.actions import carry_out, store_results
from apps.archive.models import SealJob
from apps.archive.queries.verification import check_seals

AT_ONCE = 2


@shared_task(name="apps.archive.tasks.seal_volume")
def seal_volume(job_id: int) -> None:
    """Print and seal one volume if it still waits."""
    carry_out(job_id)


@shared_task(name="apps.archive.tasks.pick_up")
def pick_up() -> None:
    """Wake workers for queued volumes and for those whose worker died."""
    waiting = SealJob.objects.waiting().order_by("queued_at", "pk").values_list("pk", flat=True)
    for job_id in waiting[:AT_ONCE]:
        seal_volume.delay(job_id)


@shared_task(name="apps.archive.tasks.verify_all")
def verify_all() -> None:
    """Every night: read back every stored file and compare every sealed fact."""
    store_results(check_seals())
