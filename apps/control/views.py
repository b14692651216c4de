"""Pages of control: debts of the journal, teachers, the term-end board."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import table_response
from apps.core.errors import RuleViolation
from apps.core.tables import OutSheet
from apps.lessons.actions.terms import accept
from apps.school.models import StaffMember, Term
from apps.school.queries import current_year, norms_on, profile

from .exports import board_table, debts_table, teachers_table
from .forms import DebtFilter, ReportFilter, TeachersFilter
from .permissions import can_accept_terms, check_may_accept_terms, check_may_control
from .queries.audience import Audiences
from .queries.board import board, current_terms, term_to_open, terms_of_year
from .queries.debts import Choice, DebtList, debt_list
from .queries.teachers import teacher_lines
from .rules import Days, days_of_span

SAFE = ["GET", "HEAD"]
PER_PAGE = 100


@never_cache
def debts(request):
    """The deputy's start page: what the journals lack now."""
    check_may_control(request.user)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    form, found = _debts(request)
    page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("page"))
    kind = form.value("kind") or ""
    return render(request, "control/debts.html", {"form": form, "found": found, "page": page, "kind": kind})


@never_cache
def debts_file(request, file_format):
    """The same list as a file."""
    check_may_control(request.user)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    _form, found = _debts(request)
    return _file(debts_table(found.lines), file_format)


def _debts(request) -> tuple[DebtFilter, DebtList]:
    now, year = clock.now(), current_year(clock.today())
    norms, audiences = norms_on(clock.today()), Audiences(year and year.pk)
    teachers = [(one.pk, one.initials_name) for one in StaffMember.objects.order_by("sort_key", "pk")]
    form = DebtFilter(request.GET, classes=[(one.pk, one.name) for one in audiences.classes], teachers=teachers)
    choice = Choice(
        kind=form.value("kind") or "",
        teacher_pk=form.value("teacher"),
        class_pk=form.value("school_class"),
        only_overdue=bool(form.value("overdue")),
    )
    return form, debt_list(_days(form, year), choice, audiences=audiences, norms=norms, year=year, now=now)


@never_cache
def teachers(request):
    """How each teacher fills the journal."""
    check_may_control(request.user)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    form, lines = _teachers(request)
    return render(request, "control/teachers.html", {"form": form, "lines": lines})


@never_cache
def teachers_file(request, file_format):
    """The same table as a file."""
    check_may_control(request.user)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    return _file(teachers_table(_teachers(request)[1]), file_format)


def _teachers(request):
    now, year = clock.now(), current_year(clock.today())
    audiences = Audiences(year and year.pk)
    form = TeachersFilter(request.GET, classes=[(one.pk, one.name) for one in audiences.classes])
    lines = teacher_lines(
        _days(form, year),
        audiences=audiences,
        norms=norms_on(clock.today()),
        now=now,
        class_pk=form.value("school_class"),
    )
    return form, lines


def _days(form: ReportFilter, year) -> Days:
    today = clock.today()
    return days_of_span(
        form.span_code,
        today=today,
        year=year,
        terms=current_terms(terms_of_year(year), today),
        first=form.value("first"),
        last=form.value("last"),
    )


@never_cache
def terms(request):
    """The term-end board."""
    check_may_control(request.user)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    found, term, norms = _term(request)
    context = {"terms": found, "term": term, "may_accept": can_accept_terms(request.user)}
    context["board"] = board(term, norms=norms, now=clock.now()) if term else None
    return render(request, "control/terms.html", context)


@never_cache
def terms_file(request, file_format):
    """The same board as a file: a row per course."""
    check_may_control(request.user)
    _found, term, norms = _term(request)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    if term is None:
        raise Http404
    return _file(board_table(term, board(term, norms=norms, now=clock.now())), file_format)


def _term(request):
    """(terms of the year, the chosen one or the one to look at now, norms)."""
    today = clock.today()
    norms, found = norms_on(today), terms_of_year(current_year(today))
    code = request.GET.get("term", "")
    term = next((one for one in found if str(one.pk) == code), None) if code else None
    if code and term is None:
        raise Http404
    return found, term or term_to_open(found, today, norms.final_grace_days), norms


@never_cache
def accept_class(request, term_id, class_id):
    """«Принять все сданные»: everything a class's teachers handed in; class 0 stands for groups across classes."""
    check_may_control(request.user)
    term = get_object_or_404(Term.objects.select_related("scheme"), pk=term_id)
    check_may_accept_terms(request.user)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = board(term, norms=norms_on(clock.today()), now=clock.now(), class_pk=class_id or None)
    row = next((one for one in found.rows if one.class_pk == class_id), None)
    if row is None:
        raise Http404
    try:
        count = accept(row.waiting, by=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("Принят %(n)d предмет.", "Принято предметов: %(n)d.", count) % {"n": count})
    return redirect(f"{reverse('control:terms')}?term={term.pk}#class-{class_id}")


def _file(table: OutSheet, file_format: str) -> HttpResponse:
    return table_response([table], file_format, profile().short_name, table.name, f"{clock.today():%Y-%m-%d}")
