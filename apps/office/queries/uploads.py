"""What the pages of loading show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.office.models import ImportJob

FAULTS_SHOWN = 500


@dataclass(frozen=True)
class SheetLine:
    """What would happen to the rows of a sheet."""

    sheet: str
    created: int
    changed: int
    untouched: int


def preview_page(result: dict) -> dict:
    """Lines, faults and warnings of a plan's JSON, ready for the template."""
    statuses = ("created", "changed", "untouched")
    sheets = dict.fromkeys(sheet for status in statuses for sheet in result.get(status, {}))
    lines = [SheetLine(sheet, *(result[status].get(sheet, 0) for status in statuses)) for sheet in sheets]
    faults = result.get("faults", [])
    return {
        "lines": lines,
        "faults": faults[:FAULTS_SHOWN],
        "faults_in_all": len(faults),
        "faults_hidden": max(0, len(faults) - FAULTS_SHOWN),
        "warnings": result.get("warnings", [])[:FAULTS_SHOWN],
        "changes_anything": any(line.created or line.changed for line in lines),
    }


def recent_jobs(user) -> QuerySet[ImportJob]:
    """The user's last loadings."""
    return (
        ImportJob.objects.filter(upload__uploaded_by=user).select_related("upload").order_by("-queued_at", "-pk")[:10]
    )
