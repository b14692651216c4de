"""Compare every fact with its history and look for missing triggers; exit status 0 only when all holds."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from apps.core.history_check import check_all


class Command(BaseCommand):
    help = "Сверяет каждую запись с её историей и проверяет, что база защищает историю от изменений."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="ответ в виде JSON")

    def handle(self, *args, **options):
        checked, faults = check_all()
        if options["json"]:
            answer = {"ok": not faults, "checked": checked, "faults": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(f"{fault.object}: {fault.what}")
            self.stdout.write(f"Проверено записей: {checked}, расхождений: {len(faults)}.")
        if faults:
            raise CommandError("История расходится с данными.", returncode=1)
