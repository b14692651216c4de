"""Periodic jobs, in one table: name of the task → every how many seconds, or a crontab."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "heartbeat": {"task": "apps.core.tasks.heartbeat", "schedule": 10.0},
    "pick-up-seal-jobs": {"task": "apps.archive.tasks.pick_up", "schedule": 5.0},
    "pick-up-imports": {"task": "apps.office.tasks.pick_up", "schedule": 5.0},
    "verify-archive-nightly": {
        "task": "apps.archive.tasks.verify_all",
        "schedule": crontab(hour=2, minute=30),
    },
    "remake-grants-nightly": {
        "task": "apps.lessons.tasks.rebuild_grants",
        "schedule": crontab(hour=1, minute=15),
    },
    "clear-sessions-nightly": {"task": "apps.accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=45)},
}
