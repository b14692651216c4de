"""The journal page and the operations on its cells (contracts 3, 4, 5)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from apps.core.payloads import read_json

from ..actions.operations import apply_operations
from ..permissions import course_for_filling, course_for_viewing
from ..queries.grid import grid_page
from ..queries.grid_html import grid_table
from ..rules.operations import MAX_OPERATIONS
from .grid_texts import grid_dialogs, grid_texts

LONGEST_KEY = 18  # digits; every whole number that long is a key the database can look for


@cache_control(no_store=True)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The journal page of a course's term."""
    access = course_for_viewing(request.user, pk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    lesson_url = reverse("journal:lesson", args=[0])
    page = grid_page(access, term_id=_number(request.GET.get("term")), lesson_url=lesson_url)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "table": grid_table(page.data, lesson_url=lesson_url) if page.data else "",
        "texts": grid_texts(),
        "dialogs": grid_dialogs(scale=access.course.scale, may_write=page.may_write),
        "lesson_url": lesson_url,
        "course_url": reverse("journal:grid", args=[0]),
    }
    return render(request, "journal/grid.html", context)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > LONGEST_KEY:
        raise Http404
    return int(text)


@cache_control(no_store=True)
def operations(request: HttpRequest, pk: int) -> HttpResponse:
    """Applies a batch of edits; every edit has its own answer (contract 5)."""
    access = course_for_filling(request.user, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    # Another person signed in meanwhile in this browser: these edits are not theirs.
    if request.headers.get("X-Klassny-User", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"error": "another_user"}, status=401)
    batch = _batch(request)
    if batch is None:
        return JsonResponse({"error": "malformed", "message": _("Запрос не понят.")}, status=400)
    if len(batch) > MAX_OPERATIONS:
        said = _("В одном запросе не больше %d записей.") % MAX_OPERATIONS
        return JsonResponse({"error": "too_many", "message": said}, status=413)
    answer = apply_operations(access.course, batch, by=request.user, scope=access.scope, norms=access.norms)
    return JsonResponse({"results": answer.results, "rows": answer.rows})


def _batch(request: HttpRequest) -> list | None:
    """The operations of a request, or None when it is not the JSON that contract 5 describes."""
    try:
        data = read_json(request.body)
    except (ValueError, RawPostDataException):  # the second: a form was sent, and the CSRF check has read it
        return None
    batch = data.get("operations") if isinstance(data, dict) else None
    return batch if isinstance(batch, list) else None
