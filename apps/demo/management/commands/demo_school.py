"""``demo_school [--size small|school]`` (contract 1)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.core import statistics
from apps.core.errors import RuleViolation
from apps.core.models import DemoMark
from apps.demo.actions import SEED, make_demo_school
from apps.demo.blueprint import SIZES
from apps.demo.founding import DemoFault


class Command(BaseCommand):
    """Makes the demo school once; exit status 0 also when it is there already."""

    help = "Создаёт демонстрационную школу в пустой базе данных"

    def add_arguments(self, parser):
        """Options of contract 1."""
        parser.add_argument("--size", choices=sorted(SIZES), default="small")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args, **options):
        """Make it and say so."""
        try:
            made = make_demo_school(size=options["size"], seed=options["seed"], say=self._say)
        except (RuleViolation, DemoFault) as fault:
            raise CommandError(str(fault)) from fault
        if made:
            statistics.refresh()
        mark = DemoMark.objects.get()
        done = (
            _("Демонстрационная школа готова.") if made else _("Демонстрационная школа уже есть, ничего не изменено.")
        )
        self.stdout.write(f"{done} ({mark.size}, {mark.seed})")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
