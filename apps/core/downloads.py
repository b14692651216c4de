"""Tables as files to download: a workbook or a CSV, with a name that a person recognises later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .tables import OutSheet, write_csv, write_xlsx

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def format_of(asked: Mapping[str, str]) -> str:
    """The format a query asks for; a workbook unless told."""
    told = asked.get("format", "")
    return told if told in CONTENT_TYPES else "xlsx"


def table_response(tables: Sequence[OutSheet], file_format: str, *name: object) -> HttpResponse:
    """The tables as a file: all of them in a workbook, the first one alone in a CSV.

    Args:
        file_format: a key of ``CONTENT_TYPES``.
        name: parts of the file's name, without its ending; what a file system cannot bear is left out.
    """
    if file_format == "csv":
        content = write_csv(tables[0].titles, tables[0].rows)
    else:
        content = write_xlsx(tables)
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    file_name = ", ".join(filter(None, (_bearable(str(part)) for part in name)))
    response["Content-Disposition"] = content_disposition_header(True, f"{file_name}.{file_format}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _bearable(part: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", part).strip(" .")
