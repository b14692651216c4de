"""``import_school FILE [--dry-run] [--only-good] [--json]`` (contract 1)."""

from django.core.management.base import BaseCommand

from apps.office.actions.import_school import import_school
from apps.office.imports.rows import SHEETS
from apps.office.management.reporting import add_options, finish, read_file


class Command(BaseCommand):
    """Loads the school's workbook; exit status 0 only when what was asked holds."""

    help = "Загружает книгу школы: " + ", ".join(spec.name for spec in SHEETS)

    def add_arguments(self, parser):
        """Options of contract 1."""
        parser.add_argument("file", metavar="FILE")
        add_options(parser)

    def handle(self, *args, **options):
        """Read, plan, apply, report."""
        data = read_file(options["file"])
        plan = import_school(data, options["file"], dry_run=options["dry_run"], only_good=options["only_good"])
        finish(self, plan, options)
