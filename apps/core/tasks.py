"""Periodic work of the floor itself."""

from celery import shared_task

from . import health, statistics


@shared_task
def heartbeat() -> None:
    """The worker says that it is alive."""
    health.beat()


@shared_task
def refresh_statistics() -> None:
    """Every night the database learns what its tables hold."""
    statistics.refresh()
