from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def protect_history(sender, using, **kwargs):
    """After any migration every history table is protected again (a rebuild on SQLite drops triggers)."""
    from .triggers import install_triggers

    install_triggers(using)


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"
    verbose_name = _("Основа")

    def ready(self):
        from . import checks  # noqa: F401 (registers the checks)

        post_migrate.connect(protect_history, sender=self, dispatch_uid="protect_history")
