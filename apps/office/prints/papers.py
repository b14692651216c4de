"""Single papers of the office: lists, the register of movements, certificates, extracts of grades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from apps.core import pdf

STYLESHEETS = ("css/print/office.css",)


def paper(template: str, **context) -> bytes:
    """The PDF of a template of ``templates/office/print/``, in Russian whatever the reader's language is."""
    with translation.override("ru"):
        html = render_to_string(f"office/print/{template}.html", context)
    return pdf.render_parts([pdf.Part(template, html)], stylesheets=STYLESHEETS, processes=1)[0].pdf


def movements_pdf(rows: Sequence, school, today: dt.date) -> bytes:
    """The register on A4, in the order of days."""
    return paper("movements", rows=rows, school=school, today=today)


def list_pdf(found, school) -> bytes:
    """A list of a class on A4."""
    return paper("class_list", list=found, school=school)


def certificate_pdf(**context) -> bytes:
    """A certificate of study (P-19)."""
    return paper("certificate", **context)


def grades_pdf(**context) -> bytes:
    """An extract of current grades (P-19)."""
    return paper("grades", **context)
