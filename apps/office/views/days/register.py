"""The register of substitutions of a month: on screen, on paper, as a workbook (P-22)."""

import datetime as dt

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import CONTENT_TYPES, table_response
from apps.core.methods import methods
from apps.office import permissions
from apps.office.exports.register import register_tables
from apps.office.queries.days.register import month_of, register
from apps.school.queries import profile


@never_cache
def substitutions(request):
    """Lines and totals; ``?month=2026-12``, ``&format=xlsx`` or ``csv`` for the file."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    first = month_of(request.GET.get("month", ""), clock.today())
    if first is None:
        raise Http404
    found = register(first)
    if request.GET.get("format") in CONTENT_TYPES:
        tables = register_tables(found)
        return table_response(tables, request.GET["format"], profile().short_name, tables[0].name, f"{first:%Y-%m}")
    months = {"before": (first - dt.timedelta(days=1)), "after": first + dt.timedelta(days=32)}
    return render(request, "timetable/days/register.html", {"register": found, "school": profile(), **months})
