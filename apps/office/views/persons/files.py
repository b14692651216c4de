"""Files handed to the browser."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from apps.core.pdf import PdfUnavailable


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be saved under an ASCII name."""
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def printed(make: Callable[[], bytes]) -> HttpResponse:
    """A paper shown in the browser for printing; a sentence where this server cannot print."""
    try:
        content = make()
    except PdfUnavailable as error:
        text = _("Печать на этом сервере не настроена (%s). Таблицу можно скачать в XLSX.") % error
        return HttpResponse(text, "text/plain; charset=utf-8", status=503)
    return HttpResponse(content, "application/pdf", headers={"Content-Disposition": "inline"})
