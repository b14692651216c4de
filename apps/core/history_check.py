"""Whether every live fact is what its latest history row says, and the database protects those rows (decision 15)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Max

from .triggers import history_models, missing_triggers


@dataclass(frozen=True)
class HistoryFault:
    """What differs, named so that a person finds it: «lessons.grade 17» and a sentence."""

    object: str
    what: str


def tracked_models() -> list[type[models.Model]]:
    """Every model whose changes leave history rows."""
    return [history.instance_type for history in history_models()]


def check_model(model: type[models.Model], pks: Iterable[int] | None = None) -> tuple[int, list[HistoryFault]]:
    """Compare live rows of a model with their latest history rows.

    Args:
        model: a tracked model.
        pks: look at these only; None means all.

    Returns:
        (how many were compared, faults).
    """
    history = model.history.model
    names = [field.attname for field in history.tracked_fields]
    live_rows, past_rows = model._base_manager.all(), history.objects.all()
    if pks is not None:
        pks = list(pks)
        live_rows, past_rows = live_rows.filter(pk__in=pks), past_rows.filter(**{f"{model._meta.pk.attname}__in": pks})
    latest = past_rows.order_by().values(model._meta.pk.attname).annotate(last=Max("history_id")).values("last")
    said = {
        row[0]: row
        for row in history.objects.filter(history_id__in=latest)
        .order_by()
        .values_list(model._meta.pk.attname, "history_type", *names)
        .iterator(chunk_size=5000)
    }
    checked, faults = 0, []
    for pk, *values in live_rows.order_by().values_list("pk", *names).iterator(chunk_size=5000):
        checked += 1
        row = said.pop(pk, None)
        faults += [HistoryFault(f"{model._meta.label_lower} {pk}", what) for what in _differences(row, values, names)]
    for pk, row in said.items():
        if row[1] != "-":
            faults.append(HistoryFault(f"{model._meta.label_lower} {pk}", "строка исчезла, а история об этом молчит"))
    return checked, faults


def _differences(row, values: list, names: list[str]) -> Iterator[str]:
    if row is None:
        yield "у строки нет истории"
    elif row[1] == "-":
        yield "строка есть, а по истории она удалена"
    else:
        for name, said, lives in zip(names, row[2:], values, strict=True):
            if str(said) != str(lives) if isinstance(said, str) else said != lives:
                yield f"{name}: в истории «{said}», в базе «{lives}»"


def check_all() -> tuple[int, list[HistoryFault]]:
    """Every tracked model, and the triggers."""
    checked, faults = 0, [HistoryFault(place, "нет триггера, защищающего историю") for place in missing_triggers()]
    for model in tracked_models():
        count, found = check_model(model)
        checked += count
        faults += found
    return checked, faults
