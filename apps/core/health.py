"""Is the installation alive? Database, broker and worker are told apart; nothing here knows the school.

All times are real time: the demo's clock must not make a dead worker look alive.
"""

import datetime as dt
import os
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from .models import Heartbeat

WORKER = "worker"
STALE_AFTER = dt.timedelta(seconds=45)  # the beat comes every 10 seconds


def beat(name: str = WORKER) -> None:
    """Write that the background process ``name`` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def report() -> dict[str, str]:
    """State of each part: ``ok``, or a word that says what is wrong."""
    return {"database": database_state(), "broker": broker_state(), "worker": worker_state()}


def database_state() -> str:
    """``ok`` or ``down``."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "down"
    return "ok"


def broker_state() -> str:
    """``ok`` or ``down``: Redis answers, or the broker's folder can be written."""
    if not settings.REDIS_URL:
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        return "ok" if os.access(folder, os.W_OK | os.X_OK) else "down"
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return "down"
    return "ok"


def worker_state() -> str:
    """``ok``, ``stale`` (no sign of life for 45 seconds), ``never`` (none yet), ``unknown`` (no database)."""
    try:
        seen_at = Heartbeat.objects.filter(name=WORKER).values_list("seen_at", flat=True).first()
    except DatabaseError:
        return "unknown"
    if seen_at is None:
        return "never"
    return "ok" if timezone.now() - seen_at < STALE_AFTER else "stale"
