"""Remake the grants from the facts, or only say where they differ."""

from django.core.management.base import BaseCommand, CommandError

from apps.lessons.actions.substitutions import rebuild_substitute_grants, substitute_grant_faults
from apps.school.actions.grants import rebuild_school_grants, school_grant_faults


class Command(BaseCommand):
    help = "Приводит права доступа в соответствие с нагрузкой, классным руководством, семьями и заменами."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="только сравнить; код 1, если права расходятся")

    def handle(self, *args, check: bool, **options):
        if not check:
            changed = rebuild_school_grants() + rebuild_substitute_grants()
            self.stdout.write(f"Изменено прав: {changed}.")
            return
        faults = school_grant_faults() + substitute_grant_faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"Расхождений: {len(faults)}.")
        self.stdout.write("Права соответствуют фактам.")
