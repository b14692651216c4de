"""The Celery application: started by `celery -A journal_site worker`."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal_site.settings")

app = Celery("klassny")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
def _refuse_wrong_database(**_):
    from journal_site.guard import refuse_wrong_database

    refuse_wrong_database()
