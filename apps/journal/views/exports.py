"""Pages of the journal as files, for whoever may look at the page (ADM-04)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from apps.core import clock
from apps.core.downloads import CONTENT_TYPES, table_response
from apps.core.methods import methods
from apps.school.models import Term
from apps.school.queries import profile

from ..exports import class_table, grid_tables, lesson_tables, term_table
from ..permissions import class_for_viewing, course_for_viewing, may_accept_terms
from ..queries.class_page import class_page
from ..queries.grid import grid_page
from ..queries.term_page import term_page
from .grid import _number

PARTS = {"marks": grid_tables, "lessons": lesson_tables}


def _file(tables, file_format: str, *name) -> HttpResponse:
    return table_response(tables, file_format, profile().short_name, *name, f"{clock.today():%Y-%m-%d}")


def _check_format(file_format: str) -> None:
    if file_format not in CONTENT_TYPES:
        raise Http404


@cache_control(no_store=True)
def course_file(request: HttpRequest, pk: int, part: str, file_format: str) -> HttpResponse:
    """A journal page of a term: grades and attendance, or topics and homework."""
    access = course_for_viewing(request.user, pk)
    _check_format(file_format)
    term_id, lesson_url = _number(request.GET.get("term")), reverse("journal:lesson", args=[0])
    page = grid_page(access, term_id=term_id, lesson_url=lesson_url) if part in PARTS else None
    if page is None:
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    return _file(PARTS[part](page), file_format, page.title, page.term_label.partition(":")[0])


@cache_control(no_store=True)
def term_file(request: HttpRequest, pk: int, term_pk: int, file_format: str) -> HttpResponse:
    """The grades of a course's term."""
    access = course_for_viewing(request.user, pk)
    _check_format(file_format)
    found = Term.objects.filter(pk=term_pk, scheme_id=access.course.term_scheme_id).select_related("scheme").first()
    if found is None:
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    page = term_page(access, found, oversees=may_accept_terms(request.user), form_id=str(uuid.uuid4()))
    return _file([term_table(page)], file_format, page.title)


@cache_control(no_store=True)
def class_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    """All subjects of a class on one sheet."""
    found = class_for_viewing(request.user, pk)
    _check_format(file_format)
    if refused := methods(request, "GET"):
        return refused
    page = class_page(found, term_id=_number(request.GET.get("term")))
    term = next((one.name for one in page.terms if one.is_current), "")
    return _file([class_table(page)], file_format, found.name, term)
