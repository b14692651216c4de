"""``manage.py backup [--to DIR]``: the whole installation in one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.core import backups


class Command(BaseCommand):
    help = "Делает резервную копию: база, вложения и оба архива в одном файле с контрольными суммами."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.DATA_DIR / "backups", help="папка для копии")

    def handle(self, *, to, **options):
        try:
            path = backups.make(to)
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}  {path.stat().st_size} Б")
