"""The Celery application: started by `celery -A journal_site worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal_site.settings")

app = Celery("klassny")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
