"""``import_list FILE --kind … [--class 7А] [--map COLUMN=поле …] [--dry-run] [--only-good] [--json]``."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.office.actions.import_school import import_list
from apps.office.imports.lists import KINDS
from apps.office.management.reporting import add_options, finish, read_file


class Command(BaseCommand):
    """Loads one list of the school; exit status 0 only when what was asked holds."""

    help = "Загружает один список школы: учеников, сотрудников, классов, нагрузки… (XLSX, CSV, TSV)"

    def add_arguments(self, parser):
        """Options of contract 1."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--kind", choices=tuple(KINDS), required=True)
        parser.add_argument("--class", dest="class_name", default="", metavar="7А")
        parser.add_argument(
            "--map", dest="mapping", action="extend", nargs="+", default=[], metavar="COLUMN=поле",
            help="столбец файла = поле Klassny, например LASTNAME=Фамилия",
        )  # fmt: skip
        add_options(parser)

    def handle(self, *args, **options):
        """Read, plan, apply, report."""
        mapping = {}
        for pair in options["mapping"]:
            column, sign, field = pair.partition("=")
            if not (sign and column.strip() and field.strip()):
                raise CommandError(_("--map пишется как СТОЛБЕЦ=поле, а не «%s».") % pair)
            mapping[column.strip()] = field.strip()
        plan = import_list(
            read_file(options["file"]), options["file"], kind=options["kind"], class_name=options["class_name"],
            mapping=mapping, dry_run=options["dry_run"], only_good=options["only_good"],
        )  # fmt: skip
        finish(self, plan, options)
