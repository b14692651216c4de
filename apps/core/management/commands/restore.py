"""``manage.py restore FILE [--force]``: puts a backup in place of the present data."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.core import backups


class Command(BaseCommand):
    help = "Восстанавливает резервную копию; базу, в которой есть люди, заменяет только с --force."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="заменить базу, в которой уже есть люди")

    def handle(self, *, file, force, **options):
        try:
            number = backups.restore(file, force=force)
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Восстановлено файлов: {number}. Теперь выполните: manage.py migrate")
