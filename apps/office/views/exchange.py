"""Lists of the school as files: each of them, and the whole school in one workbook."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import CONTENT_TYPES, table_response
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import mappings
from apps.office.exports.school import LISTS, workbook
from apps.office.exports.shape import Scope
from apps.office.forms import CourseFilter, PeopleFilter, StudentFilter
from apps.office.forms.groups import GroupFilter
from apps.office.forms.plans import SubjectFilter
from apps.office.queries.exchange import listing_lines
from apps.office.queries.groups import group_rows
from apps.school.queries import current_year, profile

WHOLE = "school"


@never_cache
def index(request):
    """Every list there is, as a spreadsheet and as CSV."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    may_read = permissions.can_read_school(request.user)
    page = {
        "lines": listing_lines(LISTS, only_people=not may_read), "year": current_year(today), "may_read": may_read,
        "may_manage": permissions.can_manage_school(request.user),
    }  # fmt: skip
    return render(request, "office/exchange/index.html", page)


@never_cache
def one(request, name, file_format):
    """One list, narrowed as on the page it is offered on; ``school`` is the whole school."""
    permissions.demand_list(request.user, people=name in LISTS and LISTS[name].people)
    if file_format not in CONTENT_TYPES or name not in (*LISTS, WHOLE) or (name, file_format) == (WHOLE, "csv"):
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    scope = _scope(request, name)
    tables = workbook(scope) if name == WHOLE else [LISTS[name].table(scope)]
    title = _("Школа целиком") if name == WHOLE else LISTS[name].sheet
    return table_response(tables, file_format, profile().short_name, title, f"{scope.today:%Y-%m-%d}")


@never_cache
def forget_source(request, pk):
    """A header is met as if for the first time again; the file at hand is read anew."""
    source = permissions.source_for_managing(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    token = request.POST.get("upload", "")
    upload = permissions.own_upload(request.user, token) if token else None
    mappings.forget_mapping(source=source, upload=upload)
    messages.success(request, _("Источник «%s» забыт: столбцы снова узнаются по названиям.") % source.source_name)
    return redirect("office:upload", token) if upload else redirect("office:import")


def _scope(request, name: str) -> Scope:
    """What the page asked for: its filters, read by the page's own form."""
    today = clock.today()
    year = current_year(today)
    form = None
    if name == "students":
        form = StudentFilter(request.GET, year=year)
    elif name == "load":
        form = CourseFilter(request.GET, year=year)
    elif name == "staff":
        form = PeopleFilter(request.GET)
    elif name == "subjects":
        form = SubjectFilter(request.GET)
    elif name == "groups" and "shown" in request.GET:
        form = GroupFilter(request.GET, year=year, led=None)
    chosen = form.cleaned_data if form is not None and form.is_valid() else {}
    in_class, staff, only = chosen.get("school_class"), chosen.get("staff"), None
    if name == "groups" and chosen:
        subject = chosen["subject"] and chosen["subject"].pk
        rows = group_rows(
            year, led=None, today=today, kind=chosen["kind"], class_pk=in_class and in_class.pk, subject_pk=subject,
            ended=chosen["ended"],
        )  # fmt: skip
        only = frozenset(row.pk for row in rows)
    return Scope(
        year, today, with_logins=permissions.can_manage_school(request.user), text=chosen.get("q", ""),
        class_pk=in_class and in_class.pk, staff_pk=staff and staff.pk, only=only,
        part=chosen.get("part", ""),
    )  # fmt: skip
