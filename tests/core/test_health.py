"""/healthz/ tells database, broker and worker apart."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from apps.core import health
from apps.core.models import Heartbeat
from apps.core.tasks import heartbeat

pytestmark = pytest.mark.django_db


def test_a_worker_that_has_just_spoken_makes_everything_well(client):
    heartbeat()
    heartbeat()  # the second sign of life changes the row, it does not add one
    answer = client.get("/healthz/")
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert answer.status_code == 200
    assert Heartbeat.objects.count() == 1


def test_a_worker_that_never_started_is_told_from_one_that_stopped(client):
    assert client.get("/healthz/").json()["worker"] == "never"
    Heartbeat.objects.create(name=health.WORKER, seen_at=timezone.now() - dt.timedelta(minutes=1))
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()["worker"]) == (503, "stale")


def test_the_page_needs_no_sign_in_and_takes_no_post(client):
    assert client.head("/healthz/").status_code == 503
    assert client.post("/healthz/").status_code == 405


def test_a_dead_database_is_named_and_the_broker_stays_well(client, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (503, {"database": "down", "broker": "ok", "worker": "unknown"})


def test_a_broker_that_does_not_answer_is_named(client, settings):
    heartbeat()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/healthz/").json() == {"database": "ok", "broker": "down", "worker": "ok"}


def test_a_folder_that_nobody_may_write_is_a_dead_broker(tmp_path, monkeypatch):
    if settings.REDIS_URL:
        monkeypatch.setattr(settings, "REDIS_URL", "")
    options = {"data_folder_out": str(tmp_path / "absent")}
    monkeypatch.setattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", options, raising=False)
    assert health.broker_state() == "down"


@pytest.mark.services
def test_a_redis_that_answers_is_well(redis_url, settings):
    settings.REDIS_URL = redis_url
    assert health.broker_state() == "ok"
