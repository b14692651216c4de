"""Movement of pupils by orders: the register, a new record, its undoing."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions.persons import take_movement_back
from apps.office.exports.movements import movements_csv, movements_xlsx
from apps.office.forms.persons import MovementFilter, MovementForm, OrderForm
from apps.office.prints.papers import movements_pdf
from apps.office.queries import persons
from apps.school.actions.movement import record_movement
from apps.school.enums import MovementKind
from apps.school.models import Enrolment
from apps.school.queries import current_year, profile

from .files import attachment, printed
from .saving import saved

PER_PAGE = 50
FILES = {
    "xlsx": (movements_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (movements_csv, "text/csv; charset=utf-8"),
}


def _chosen(request):
    """The filter and the rows it leaves."""
    year = current_year(clock.today())
    form = MovementFilter(request.GET, year=year)
    told = form.cleaned_data if form.is_valid() else {}
    rows = persons.register(
        year=None if told.get("first") or told.get("last") else year, first=told.get("first"), last=told.get("last"),
        kind=told.get("kind", ""), school_class=told.get("school_class"),
    )  # fmt: skip
    return form, rows


@never_cache
def register(request):
    """The register: filter, orders, what was undone."""
    permissions.demand_people_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    form, rows = _chosen(request)
    page = {
        "form": form, "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_keep": permissions.can_keep_people(request.user), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "office/persons/movements.html", page)


@never_cache
def export(request, form):
    """The register as XLSX, CSV or a printed sheet."""
    permissions.demand_people_reader(request.user)
    if form not in (*FILES, "pdf"):
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    rows = list(_chosen(request)[1].reverse())
    if form == "pdf":
        return printed(lambda: movements_pdf(rows, profile(), clock.today()))
    write, kind = FILES[form]
    return attachment(write(rows), kind, f"dvizhenie-{clock.today():%Y-%m-%d}.{form}")


@never_cache
def new(request, pk):
    """Arrival, transfer or departure of one pupil by an order (STR-17)."""
    student = permissions.student_for_moving(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    today = clock.today()
    year = current_year(today)
    here = Enrolment.objects.on(today).filter(student=student).select_related("school_class").first()
    kinds = (MovementKind.TRANSFER, MovementKind.DEPARTURE) if here else (MovementKind.ARRIVAL,)
    kind = request.GET.get("kind")
    kind = kind if kind in MovementKind.values else kinds[0].value
    form = MovementForm(
        request.POST or None, kind=kind, year=year, but_class=here and here.school_class_id,
        initial={"effective_on": today, "order_on": today},
    )  # fmt: skip
    record = partial(record_movement, student=student, kind=kind, year=year, by=request.user)
    if saved(request, form, lambda: record(**form.cleaned_data)):
        messages.success(request, _("Движение записано."))
        return redirect("office:student", pk)
    page = {
        "title": f"{student.full_name}: {MovementKind(kind).label}", "forms": [("", form)], "submit": _("Записать"),
        "back": (reverse("office:student", args=[pk]), student.short_name), "help": _help(kind),
        "tabs": [(one.label, f"?kind={one.value}", one == kind) for one in MovementKind],
    }  # fmt: skip
    return render(request, "office/persons/form.html", page)


def _help(kind: str) -> str:
    return {
        MovementKind.ARRIVAL: _("Ученик появится в журналах класса с этого дня."),
        MovementKind.TRANSFER: _(
            "До этого дня ученик остаётся в старом журнале, с этого дня — в новом. Прежние отметки видны, "
            "места в группах старого класса заканчиваются накануне."
        ),
        MovementKind.DEPARTURE: _("Накануне — последний день в классе и в группах. Строка в журнале остаётся."),
    }[kind]


@never_cache
def undo(request, pk):
    """Take a movement back by a new record with its own order (I-04)."""
    movement = permissions.movement_for_keeping(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = OrderForm(request.POST or None, initial={"order_on": clock.today()})
    if saved(request, form, lambda: take_movement_back(movement=movement, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Запись отменена новой записью. Проверьте группы ученика."))
        return redirect("office:student", movement.student_id)
    page = {
        "title": _("Отмена записи о движении"), "forms": [("", form)], "submit": _("Отменить запись"),
        "back": (reverse("office:movements"), _("Движение")), "movement": movement,
    }  # fmt: skip
    return render(request, "office/persons/form.html", page)
