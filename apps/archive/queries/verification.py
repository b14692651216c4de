"""The three checks of decision 15, told apart: files and chain, live rows against history, changes after sealing."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from apps.archive.enums import FileKind
from apps.archive.models import Seal
from apps.archive.queries.facts import MODELS, scope, tracked_fields, values_of
from apps.archive.queries.files import file_faults, intact_file, orphan_files
from apps.archive.rules import chain_hash

BATCH = 500
GONE = "-"


@dataclass
class SealReport:
    """What was found about one seal."""

    seal: Seal
    faults: list[str] = field(default_factory=list)
    copy_faults: dict[int, list[str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def check_seals(seals: Iterable[Seal] | None = None) -> list[SealReport]:
    """Verify all seals (or those given, which then must be a whole chain prefix for the chain to be judged)."""
    rows = list(seals if seals is not None else Seal.objects.order_by("position"))
    reports, before = [], None
    for place, seal in enumerate(rows, 1):
        report = SealReport(seal)
        report.faults += _chain_faults(seal, before, place)
        for copy in seal.copies.order_by("storage"):
            copy.seal = seal
            report.copy_faults[copy.pk] = file_faults(copy)
            report.faults += report.copy_faults[copy.pk]
        if len(report.copy_faults) < 2:
            report.faults.append("записей о копиях меньше двух")
        _check_facts(report)
        reports.append(report)
        before = seal
    return reports


def as_json(reports: list[SealReport]) -> dict:
    """The answer of ``verify_archive --json`` (contract 1)."""
    faults = [{"object": report.seal.number, "what": what} for report in reports for what in report.faults]
    faults += [{"object": name, "what": "файл не принадлежит ни одному документу"} for name in orphan_files()]
    changed = [{"object": report.seal.number, "what": what} for report in reports for what in report.changed]
    return {"ok": not faults, "checked": len(reports), "faults": faults, "changed_after_sealing": changed}


def _chain_faults(seal: Seal, before: Seal | None, place: int) -> list[str]:
    faults = []
    if seal.position != place or seal.previous_id != (before.pk if before else None):
        faults.append("цепочка фиксаций нарушена: предыдущего документа нет на своём месте")
    previous = before.chain_hash if before else ""
    expected = chain_hash(previous, seal.number, seal.pdf_sha256, seal.json_sha256, seal.sealed_at)
    if seal.chain_hash != expected:
        faults.append("цепочка фиксаций нарушена: запись документа не сходится с предыдущей")
    return faults


def _check_facts(report: SealReport) -> None:
    data = intact_file(report.seal, FileKind.JSON)
    if data is None:
        report.faults.append("записи журнала сверить не с чем: ни одной целой копии данных")
        return
    snapshot = json.loads(data)
    sealed = defaultdict(dict)
    for fact in snapshot["facts"]:
        sealed[fact["model"]][fact["pk"]] = fact
    document = snapshot["document"]
    present = scope(document["courses"], document["terms"])
    for name, model in MODELS.items():
        _check_model(report, name, model, sealed[name], present[name])


def _check_model(report: SealReport, name: str, model, sealed: dict[int, dict], present) -> None:
    fields = tracked_fields(model)
    live = {row.pk: row for row in present}
    live.update(_by_pk(model._base_manager, [pk for pk in sealed if pk not in live]))
    pks = sorted(sealed.keys() | live.keys())
    latest = _latest_history(model, pks)
    named = _history_rows(model, [fact["history"] for fact in sealed.values() if fact["history"]])
    for pk in pks:
        label = f"{model._meta.verbose_name} № {pk} ({name})"
        now = values_of(live[pk], fields) if pk in live else None
        last = latest.get(pk)
        tampered = _tampering(now, last, fields) or _history_tampering(sealed.get(pk), named, last, fields)
        if tampered:
            report.faults.append(f"{label}: {tampered}")
        elif pk not in sealed:
            report.changed.append(f"{label}: добавлено{_who(last)}")
        elif now is None:
            report.changed.append(f"{label}: удалено{_who(last)}")
        elif differing := _difference(now, sealed[pk]["values"]):
            report.changed.append(f"{label}: изменено ({', '.join(differing)}){_who(last)}")


def _tampering(now: dict | None, last, fields) -> str:
    """Check 2: the live row is what its latest history row says."""
    if last is None:
        return "нет ни одной записи истории"
    if now is None:
        return "" if last.history_type == GONE else "строка исчезла без записи в истории"
    if last.history_type == GONE:
        return "история говорит об удалении, а строка есть"
    differing = _difference(now, values_of(last, fields))
    return f"значение не совпадает с историей ({', '.join(differing)})" if differing else ""


def _history_tampering(fact: dict | None, named: dict, last, fields) -> str:
    """The history row that the snapshot names still says what the snapshot says, and none after it was taken away."""
    if fact is None or fact["history"] is None:
        return ""
    row = named.get(fact["history"])
    if row is None:
        return "запись истории, названная при фиксации, исчезла"
    if last.history_id < fact["history"]:
        return "последние записи истории исчезли"
    differing = _difference(fact["values"], values_of(row, fields))
    return f"запись истории изменена после фиксации ({', '.join(differing)})" if differing else ""


def _difference(one: dict, other: dict) -> list[str]:
    """Names of the columns whose values differ; columns that came later with a migration are left out."""
    return sorted(name for name in one.keys() & other.keys() if one[name] != other[name])


def _who(last) -> str:
    reason = f", причина: {last.history_change_reason}" if last.history_change_reason else ""
    return f" {last.history_date:%d.%m.%Y %H:%M}{reason}"


def _by_pk(manager, pks: list[int]) -> dict:
    found = {}
    for start in range(0, len(pks), BATCH):
        found.update(manager.in_bulk(pks[start : start + BATCH]))
    return found


def _latest_history(model, pks: list[int]) -> dict:
    """Latest history row of each object."""
    ids = []
    for start in range(0, len(pks), BATCH):
        rows = model.history.filter(id__in=pks[start : start + BATCH]).order_by()
        ids += rows.values("id").annotate(last=Max("history_id")).values_list("last", flat=True)
    return {row.id: row for row in _history_rows(model, ids).values()}


def _history_rows(model, ids: list[int]) -> dict:
    return _by_pk(model.history.model._base_manager, sorted(ids))
