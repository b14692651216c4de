"""Periodic jobs, in one table: name of the task → every how many seconds, or a crontab."""

from celery.schedules import crontab

# What beats every few seconds expires soon: after a night without a worker nothing piles up.
BEAT_SCHEDULE = {
    "heartbeat": {"task": "apps.core.tasks.heartbeat", "schedule": 10.0, "options": {"expires": 30}},
    "pick-up-seal-jobs": {"task": "apps.archive.tasks.pick_up", "schedule": 5.0, "options": {"expires": 30}},
    "pick-up-timetables": {"task": "apps.office.tasks.pick_up_builds", "schedule": 5.0, "options": {"expires": 30}},
    "pick-up-imports": {"task": "apps.office.tasks.pick_up", "schedule": 5.0, "options": {"expires": 30}},
    "verify-archive-nightly": {
        "task": "apps.archive.tasks.verify_all",
        "schedule": crontab(hour=2, minute=30),
    },
    "remake-grants-nightly": {
        "task": "apps.lessons.tasks.rebuild_grants",
        "schedule": crontab(hour=1, minute=15),
    },
    "clear-sessions-nightly": {"task": "apps.accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=45)},
    "refresh-statistics-nightly": {
        "task": "apps.core.tasks.refresh_statistics",
        "schedule": crontab(hour=3, minute=15),
    },
}
