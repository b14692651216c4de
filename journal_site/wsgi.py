"""WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal_site.settings")

application = get_wsgi_application()

from journal_site.guard import refuse_wrong_database  # noqa: E402 - the apps are loaded by now

refuse_wrong_database()

# What is loaded by now stays for the life of the process: the collector need not look at it with every page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
