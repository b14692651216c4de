"""Nightly: grants follow the facts of the new day."""

from celery import shared_task

from apps.school.actions.grants import rebuild_school_grants

from .actions.substitutions import rebuild_substitute_grants


@shared_task
def rebuild_grants() -> int:
    """Remake all grants; safe to run twice."""
    return rebuild_school_grants() + rebuild_substitute_grants()
