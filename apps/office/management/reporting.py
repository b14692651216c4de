"""What the commands of the import share: options, reading the file, the report and the exit status."""

import json
import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.core.tables import MAX_FILE_BYTES
from apps.office.actions.plan import CHANGED, CREATED, UNTOUCHED, Plan


def add_options(parser) -> None:
    """``--dry-run --only-good --json``."""
    parser.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    parser.add_argument("--only-good", action="store_true", help="загрузить строки без ошибок")
    parser.add_argument("--json", action="store_true", help="отчёт в JSON")


def read_file(name: str) -> bytes:
    """Bytes of the file. Raises CommandError with a sentence."""
    path = Path(name)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CommandError(_("Файл слишком велик: больше %(n)s МБ.") % {"n": MAX_FILE_BYTES // 2**20})
        return path.read_bytes()
    except OSError as error:
        raise CommandError(_("Файл не читается: %s") % error) from error


def finish(command, plan: Plan, options) -> None:
    """Print the report. Faults end with exit status 1; with ``--only-good`` only when no row could be loaded."""
    if options["json"]:
        command.stdout.write(json.dumps(plan.as_dict(), ensure_ascii=False, indent=1))
    else:
        _write_text(command, plan, options)
    if plan.faults and not (options["only_good"] and plan.holds):
        sys.exit(1)


def _write_text(command, plan: Plan, options) -> None:
    titles = {CREATED: _("создано"), CHANGED: _("изменено"), UNTOUCHED: _("без изменений")}
    sheets = dict.fromkeys(sheet for status in titles for sheet in plan.counts[status])
    for sheet in sheets:
        parts = (f"{title} {plan.counts[status][sheet]}" for status, title in titles.items())
        command.stdout.write(f"{sheet}: {', '.join(parts)}")
    for warning in plan.warnings:
        command.stdout.write(_("Обратите внимание: %s") % warning)
    for fault in plan.faults:
        command.stderr.write(f"{place_of(fault)}: {fault.message}")
    if plan.faults and not options["only_good"]:
        command.stderr.write(_("Ошибок: %s. Ничего не изменено.") % len(plan.faults))
    elif options["dry_run"]:
        command.stdout.write(_("Это предварительный просмотр: ничего не изменено."))


def place_of(fault) -> str:
    """«Лист «Ученики», строка 5, столбец «Класс», «7Щ»» as far as it is known."""
    parts = [
        _("лист «%s»") % fault.sheet if fault.sheet else "",
        _("строка %s") % fault.row if fault.row else "",
        _("столбец «%s»") % fault.column if fault.column else "",
        f"«{fault.value}»" if fault.value else "",
    ]
    text = ", ".join(filter(None, parts)) or _("файл")
    return text[:1].upper() + text[1:]
