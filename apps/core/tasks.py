"""Periodic work of the floor itself."""

from celery import shared_task

from . import health


@shared_task
def heartbeat() -> None:
    """The worker says that it is alive."""
    health.beat()
