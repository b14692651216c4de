"""``import_template FILE``: writes the empty workbook for ``import_school``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.office.imports.template import template


class Command(BaseCommand):
    """Writes the template."""

    help = "Записывает пустую книгу для загрузки школы"

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args, **options):
        """Write the file; an unwritable place is an error with a sentence."""
        try:
            Path(options["file"]).write_bytes(template())
        except OSError as error:
            raise CommandError(_("Файл не записан: %s") % error) from error
        self.stdout.write(_("Шаблон записан: %s") % options["file"])
