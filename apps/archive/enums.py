"""Codes of the archive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """The two places a sealed document is kept in (ARC-11); the values are aliases of ``settings.STORAGES``."""

    PRIMARY = "archive_primary", _("основной архив")
    SECONDARY = "archive_secondary", _("резервный архив")


class FileKind(models.TextChoices):
    """The two files of a sealed document."""

    PDF = "pdf", _("печатная форма (PDF/A)")
    JSON = "json", _("данные (JSON)")
