"""Closing a term: giving term grades, handing in; acceptance and reopening by the deputy (P-11, P-12)."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from apps.core.errors import RuleViolation
from apps.lessons.actions import terms
from apps.lessons.queries import course_term_of
from apps.school.models import Term

from ..actions.operations import apply_operations
from ..forms.refusals import marked_term_rows
from ..forms.term import ReasonForm, ReopeningForm, term_operations
from ..permissions import CourseAccess, course_for_viewing, may_accept_terms
from ..queries.term_page import term_page, term_rows

METHODS = ["GET", "HEAD", "POST"]
SAVED = ("saved", "repeated")


@cache_control(no_store=True)
def term(request: HttpRequest, pk: int, term_pk: int) -> HttpResponse:
    """The term of a course; by POST its teacher gives grades and hands in, the deputy accepts and reopens."""
    access = course_for_viewing(request.user, pk)
    found = Term.objects.filter(pk=term_pk, scheme_id=access.course.term_scheme_id).select_related("scheme").first()
    if found is None:
        raise Http404
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    if request.method != "POST":
        return _show(request, access, found)
    key = request.POST.get("do", "save" if access.fills_all else "look")
    if key in ("save", "fill"):
        return _save(request, access, found, fills=key == "fill")
    return _press(request, access, found, key)


def _show(request: HttpRequest, access: CourseAccess, found: Term, refused: dict | None = None) -> HttpResponse:
    page = term_page(access, found, oversees=may_accept_terms(request.user), form_id=str(uuid.uuid4()))
    if refused:
        page = page.with_rows(marked_term_rows(page.rows, request.POST, refused, f"term-{found.pk}"))
    return render(request, "journal/term.html", {"page": page})


def _save(request: HttpRequest, access: CourseAccess, found: Term, *, fills: bool) -> HttpResponse:
    if not access.fills_all:
        raise PermissionDenied
    rows = term_rows(access.course, found, access.norms)
    operations = term_operations(request.POST, rows, term_pk=found.pk, fills=fills)
    asked = {one["id"]: (one["column"], one["student"]) for one in operations}
    answers = apply_operations(access.course, operations, by=request.user).results if operations else []
    refused = {asked[one["id"]]: one for one in answers if one["status"] not in SAVED}
    if refused:
        return _show(request, access, found, refused)
    messages.success(request, _("Сохранено."))
    return redirect("journal:term", access.course.pk, found.pk)


def _press(request: HttpRequest, access: CourseAccess, found: Term, key: str) -> HttpResponse:
    """One of the keys that move the term from state to state."""
    if key not in TEACHER_KEYS | OVERSEER_KEYS:
        raise Http404
    if not (access.fills_all if key in TEACHER_KEYS else may_accept_terms(request.user)):
        raise PermissionDenied
    try:
        said = (TEACHER_KEYS | OVERSEER_KEYS)[key](request, access, found)
    except RuleViolation as violation:
        messages.error(request, str(violation))
    else:
        if said:
            messages.success(request, said)
    return redirect("journal:term", access.course.pk, found.pk)


def _look(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    """No key was pressed: nothing to do, and nothing to hold against the deputy."""
    return ""


def _hand_in(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    terms.hand_in(access.course, found, by=request.user)
    return _("Период сдан.")


def _override(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    terms.hand_in(access.course, found, by=request.user, override_reason=_reason(request))
    return _("Период сдан с пробелами; причина записана.")


def _accept(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    terms.accept([_row(access, found)], by=request.user)
    return _("Период принят.")


def _reopen(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(_("Укажите, до какого дня и часа открыть период и почему."))
    until = form.cleaned_data["until"]
    terms.reopen(_row(access, found), until=until, reason=form.cleaned_data["reason"], by=request.user)
    return _("Период открыт для исправления.")


def _take_back(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    terms.take_back(_row(access, found), by=request.user, reason=_reason(request))
    return _("Период возвращён учителю.")


def _close_again(request: HttpRequest, access: CourseAccess, found: Term) -> str:
    terms.close_again(_row(access, found), by=request.user)
    return _("Период снова закрыт.")


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(_("Укажите причину."))
    return form.cleaned_data["reason"]


def _row(access: CourseAccess, found: Term):
    row = course_term_of(access.course.pk, found.pk)
    if row is None:
        raise RuleViolation(_("Период ещё не сдан учителем."))
    return row


TEACHER_KEYS = {"hand_in": _hand_in}
OVERSEER_KEYS = {
    "look": _look,
    "override": _override,
    "accept": _accept,
    "reopen": _reopen,
    "take_back": _take_back,
    "close_again": _close_again,
}
