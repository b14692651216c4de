"""The builder of class lists (P-20)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import CONTENT_TYPES, table_response
from apps.core.methods import methods
from apps.office import permissions
from apps.office.exports.lists import list_table
from apps.office.forms.papers import ListForm
from apps.office.prints.papers import list_pdf
from apps.office.queries import lists
from apps.school.queries import current_year, profile

from .files import printed


@never_cache
def choose(request):
    """Classes of whom the user may make lists; with one there is nothing to choose."""
    classes = permissions.classes_for_lists(request.user)
    if refused := methods(request, "GET"):
        return refused
    found = list(classes.filter(year=current_year(clock.today())).order_by("level", "letter", "pk"))
    if len(found) == 1:
        return redirect("office:list", found[0].pk)
    return render(
        request, "office/persons/lists.html", {"classes": found, "is_office": permissions.can_read_people(request.user)}
    )


@never_cache
def build(request, pk):
    """Pick columns, look, then print or take away."""
    school_class, is_entitled = permissions.class_for_list(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    form, found = _list(request, school_class, is_entitled)
    presets = [one for one in lists.presets() if is_entitled or not set(one.columns) & _restricted()]
    page = {
        "school_class": school_class, "form": form, "list": found, "presets": presets, "is_entitled": is_entitled,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "office/persons/list.html", page)


@never_cache
def file(request, pk, form):
    """The list on A4, as a workbook or as CSV."""
    school_class, is_entitled = permissions.class_for_list(request.user, pk)
    if form not in ("pdf", *CONTENT_TYPES):
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    found = _list(request, school_class, is_entitled)[1]
    if form == "pdf":
        return printed(lambda: list_pdf(found, profile()))
    table = list_table(found)
    return table_response([table], form, profile().short_name, table.name, f"{clock.today():%Y-%m-%d}")


def _restricted() -> set[str]:
    return {one.code for one in lists.columns(clock.today()) if one.is_restricted}


def _list(request, school_class, is_entitled: bool):
    """The form and the list it asks for.

    Raises:
        PermissionDenied: personal data for somebody who only teaches here.
    """
    today = clock.today()
    if not is_entitled and _restricted() & set(request.GET.getlist("columns")):
        raise PermissionDenied
    known = [one for one in lists.columns(today) if is_entitled or not one.is_restricted]
    form = ListForm(request.GET if request.GET else {"blanks": 20}, columns=known)
    told = form.cleaned_data if form.is_valid() else {}
    chosen = [one for one in known if one.code in told.get("columns", ())]
    title = told.get("title") or _("Список класса")
    return form, lists.class_list(school_class, chosen, title=title, blanks=told.get("blanks") or 0, today=today)
