"""Background work of the office: a message is a wake-up call, the rows are the truth."""

from celery import shared_task

from apps.office.actions import build
from apps.office.actions.uploads import carry_out
from apps.office.models import BuildJob, ImportJob


@shared_task(name="apps.office.tasks.load_file")
def load_file(job_id: int) -> None:
    """Load one confirmed file if it still waits."""
    carry_out(job_id)


@shared_task(name="apps.office.tasks.pick_up")
def pick_up() -> None:
    """Wake a worker for the oldest file that waits."""
    for job_id in ImportJob.objects.waiting().order_by("queued_at", "pk").values_list("pk", flat=True)[:1]:
        load_file.delay(job_id)


@shared_task(name="apps.office.tasks.build_timetable")
def build_timetable(job_id: int) -> None:
    """Build one timetable if it still waits."""
    build.carry_out(job_id)


@shared_task(name="apps.office.tasks.pick_up_builds")
def pick_up_builds() -> None:
    """Wake a worker for a timetable that waits to be built."""
    for job_id in BuildJob.objects.waiting().order_by("queued_at", "pk").values_list("pk", flat=True)[:1]:
        build_timetable.delay(job_id)
