"""Deploy checks: what must hold before a school's records are entrusted to this installation."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError


@register(Tags.database, deploy=True)
def history_is_protected(app_configs, databases=None, **kwargs):
    """Every history table has its triggers (decision 11)."""
    from .triggers import missing_triggers

    try:
        missing = missing_triggers()
    except DatabaseError:
        return []
    return [Error(f"history trigger missing on {place}", id="core.E001") for place in missing]


@register(Tags.database)
def demo_mark_fits(app_configs, databases=None, **kwargs):
    """A demo database is opened only as a demo, and a school's database never (contract 2)."""
    from django.contrib.auth import get_user_model

    from .models import DemoMark

    if not databases:
        return []
    try:
        marked = DemoMark.objects.exists()
        peopled = marked or get_user_model().objects.exists()
    except DatabaseError:
        return []
    if marked and not settings.DEMO:
        return [Error("Это база демонстрационной школы: запускайте её с KLASSNY_DEMO=1.", id="core.E002")]
    if settings.DEMO and peopled and not marked:
        return [Error("В этой базе настоящие люди: уберите KLASSNY_DEMO.", id="core.E003")]
    return []


@register(Tags.files)
def printing_is_possible(app_configs, **kwargs):
    """WeasyPrint finds Pango; without it everything works but printing."""
    from importlib.util import find_spec

    if find_spec("weasyprint") is None:
        return [Warning("WeasyPrint is not installed: printing is off.", id="core.W001")]
    return []
