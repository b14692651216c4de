"""Every periodic job names a task that the worker knows, and the statistics can be refreshed twice."""

import pytest

from apps.core.tasks import refresh_statistics
from journal_site.celery import app
from journal_site.schedule import BEAT_SCHEDULE


def test_every_periodic_job_names_a_known_task():
    app.loader.import_default_modules()
    assert {job["task"] for job in BEAT_SCHEDULE.values()} - set(app.tasks) == set()


@pytest.mark.django_db
def test_the_statistics_are_refreshed_inside_and_outside_a_transaction():
    refresh_statistics()
    refresh_statistics()


@pytest.mark.django_db(transaction=True)
def test_the_statistics_are_refreshed_without_a_transaction():
    refresh_statistics()
