"""manage.py verify_archive [--json]: the three checks of the archive, told apart."""

import json

from django.core.management.base import BaseCommand, CommandError

from apps.archive.actions import store_results
from apps.archive.queries.verification import as_json, check_seals


class Command(BaseCommand):
    """Exit status 0 only when every file, the chain and every sealed fact are what they should be."""

    help = "Сверяет файлы архива, цепочку фиксаций и зафиксированные записи журнала."

    def add_arguments(self, parser):
        """``--json`` prints the answer of contract 1."""
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, **options):
        """Check, keep the results, report.

        Raises:
            CommandError: something is wrong.
        """
        reports = check_seals()
        answer = as_json(reports)
        store_results(reports)
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._say(answer)
        if not answer["ok"]:
            raise CommandError(f"Обнаружено нарушений: {len(answer['faults'])}.", returncode=1)

    def _say(self, answer: dict) -> None:
        for fault in answer["faults"]:
            self.stdout.write(f"НАРУШЕНИЕ {fault['object']}: {fault['what']}")
        for change in answer["changed_after_sealing"]:
            self.stdout.write(f"изменено после фиксации {change['object']}: {change['what']}")
        self.stdout.write(f"Проверено документов: {answer['checked']}.")
