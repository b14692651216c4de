"""Background work of accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Throw away sessions that have run out; safe to run twice."""
    call_command("clearsessions")
