"""The lesson's page: one form records a whole class, with JavaScript or without."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from ..actions.lessons import save_lesson
from ..forms.lesson import LessonForm
from ..forms.refusals import marked_rows
from ..permissions import lesson_for_viewing, may_claim_lesson
from ..queries.lesson_page import lesson_page

METHODS = ["GET", "HEAD", "POST"]


@cache_control(no_store=True)
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """A lesson of a course the reader may know of; its teacher or substitute fills it by POST."""
    found, access = lesson_for_viewing(request.user, pk)
    may_fill = access.may_fill_lesson(found.pk)
    if request.method == "POST":
        if not may_fill:
            raise PermissionDenied
        return _save(request, found, access)
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)  # after the gate: a stranger learns nothing (contract 4)
    return _show(request, found, access)


def _show(request: HttpRequest, found, access) -> HttpResponse:
    page = lesson_page(found, may_fill=access.may_fill_lesson(found.pk), form_id=str(uuid.uuid4()))
    context = {"page": page, "form": LessonForm(page=page), "may_claim": may_claim_lesson(request.user, found, access)}
    return render(request, "journal/lesson.html", context)


def _save(request: HttpRequest, found, access) -> HttpResponse:
    page = lesson_page(found, may_fill=True, form_id=str(uuid.uuid4()))
    form = LessonForm(request.POST, request.FILES, page=page)
    refused, keeps_all = {}, not form.is_valid()
    if form.is_valid():
        outcome = save_lesson(found, form.entry(), access=access, by=request.user)
        if outcome.is_complete:
            messages.success(request, _("Сохранено."))
            return redirect("journal:lesson", pk=found.pk)
        for name, sentence in outcome.faults.items():
            form.add_error(None if name == "all_present" else name, sentence)
        refused = outcome.refused
    return _show_again(request, found, form, refused, keeps_all)


def _show_again(request: HttpRequest, found, form: LessonForm, refused: dict, keeps_all: bool) -> HttpResponse:
    """The page as it stands now with everything that was typed and not written."""
    found.refresh_from_db()
    page = lesson_page(found, may_fill=True, form_id=str(uuid.uuid4()))
    rows = marked_rows(page.rows, request.POST, refused, keeps_all=keeps_all)
    asks_reason = any(answer["need"] == "reason" for answer in refused.values())
    context = {"page": page.with_rows(rows, asks_reason=asks_reason), "form": form}
    return render(request, "journal/lesson.html", context)
