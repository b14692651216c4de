"""Which column of a foreign list means what: remembered by the list's header, applied when it comes again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from apps.core import clock
from apps.office.imports.lists import KINDS, MappingChoice, first_rows, signature, titles_of
from apps.office.models import ColumnMapping, Upload


@transaction.atomic
def recall_mapping(*, upload: Upload, content: bytes) -> ColumnMapping | None:
    """Apply what was said of the same header before; None when it is new."""
    if upload.kind not in KINDS:
        return None
    headers = {signature(titles): titles for titles in map(titles_of, first_rows(content, upload.file_name))}
    found = ColumnMapping.objects.filter(kind=upload.kind, signature__in=headers).order_by("-used_at", "pk").first()
    if found is None:
        return None
    fields = {title: name for name, title in found.mapping.items()}
    upload.mapping = {title: fields.get(title, "") for title in headers[found.signature]}
    upload.save(update_fields=["mapping"])
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


@transaction.atomic
def set_mapping(
    *, upload: Upload, choice: MappingChoice, mapping: Mapping[str, str], source_name: str
) -> ColumnMapping:
    """Say which column means which field, here and whenever the same header comes again.

    Args:
        mapping: column name → field; empty for a column that is not needed.
        source_name: how the school calls the program or report the list comes from.
    """
    upload.mapping = dict(mapping)
    upload.save(update_fields=["mapping"])
    values = {
        "source_name": (source_name.strip() or upload.file_name)[:200],
        "mapping": {name: title for title, name in mapping.items() if name},
        "used_at": clock.now(),
    }
    found, _created = ColumnMapping.objects.update_or_create(
        kind=upload.kind, signature=choice.signature, defaults=values
    )
    return found


@transaction.atomic
def forget_mapping(*, source: ColumnMapping, upload: Upload | None = None) -> None:
    """Forget a source; a file that waits is read by the names of its columns alone again."""
    source.delete()
    if upload is not None and not hasattr(upload, "job"):
        upload.mapping = {}
        upload.save(update_fields=["mapping"])
