"""What class teachers report to the office, and the office's answers (STR-19)."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions.persons import grant_arrival
from apps.office.forms.persons import DecisionForm, MovementForm, RequestForm, StudentForm
from apps.office.queries import persons
from apps.school.actions import roll_requests as actions
from apps.school.enums import MovementKind, RequestState
from apps.school.queries import current_year

from .saving import saved


@never_cache
def queue(request):
    """The office's queue, the open ones first; a class teacher's own requests with their answers."""
    permissions.demand_requests(request.user)
    if refused := methods(request, "GET"):
        return refused
    reads_all = permissions.can_read_people(request.user)
    led = list(permissions.own_classes(request.user)) if permissions.is_class_teacher(request.user) else []
    rows = persons.requests(None if reads_all else permissions.own_classes(request.user))
    page = {"rows": rows, "led": led, "is_office": reads_all}
    return render(request, "office/persons/requests.html", page)


@never_cache
def new(request, pk):
    """The class teacher reports a change of the own class's roll."""
    school_class = permissions.class_for_request(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = RequestForm(request.POST or None, school_class=school_class)
    file = partial(actions.file_request, school_class=school_class, by=request.user)
    if saved(request, form, lambda: file(**form.cleaned_data)):
        messages.success(request, _("Заявка отправлена: ответ появится здесь."))
        return redirect("office:requests")
    page = {
        "title": _("Сообщить об изменении, %s") % school_class, "forms": [("", form)], "submit": _("Отправить"),
        "back": (reverse("office:requests"), _("Заявки")),
    }  # fmt: skip
    return render(request, "office/persons/form.html", page)


@never_cache
def one(request, pk):
    """A request with its decision; the office decides here, the movement is made in the same step (C-13)."""
    row = permissions.request_for_reading(request.user, pk)
    if request.method == "POST":
        permissions.request_for_deciding(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    decides = permissions.can_keep_people(request.user) and row.state == RequestState.OPEN
    form = DecisionForm(request.POST or None)
    forms = _movement_forms(request, row) if decides else []
    if request.method == "POST" and form.is_valid() and _decided(request, row, form, forms):
        messages.success(request, _("Решение записано, классный руководитель его увидит."))
        return redirect("office:requests")
    page = {"row": row, "form": form, "forms": forms, "decides": decides}
    return render(request, "office/persons/request.html", page)


def _movement_forms(request, row):
    """The movement asked for, as forms: for an arrival of somebody unknown the personal data too."""
    if not row.kind:
        return []
    data = request.POST if request.POST.get("answer") == "grant" else None
    today = clock.today()
    initial = {"effective_on": row.effective_on, "order_on": today}
    if row.kind == MovementKind.ARRIVAL:
        initial["to_class"] = row.school_class
    but = row.school_class_id if row.kind == MovementKind.TRANSFER else None
    movement = MovementForm(data, kind=row.kind, year=row.school_class.year, but_class=but, initial=initial)
    if row.kind == MovementKind.ARRIVAL and row.student is None:
        return [StudentForm(data), movement]
    return [movement]


def _decided(request, row, form, forms) -> bool:
    decision = form.cleaned_data["decision"]
    if request.POST.get("answer") != "grant":
        decline = partial(actions.decline_request, request=row, decision=decision, by=request.user)
        return saved(request, form, decline, field="decision")
    if not _all_valid(forms):
        return False
    return saved(request, form, lambda: _grant(row, decision, forms, request.user))


def _all_valid(forms) -> bool:
    """Every form is asked, so that all faults are told at once."""
    return not [one for one in forms if not one.is_valid()]


def _grant(row, decision, forms, user):
    if not forms:
        return actions.grant_request(request=row, decision=decision, by=user)
    *persons_form, movement = forms
    if persons_form:
        return grant_arrival(
            request=row, decision=decision, values=persons_form[0].values(), arrival=movement.cleaned_data, by=user
        )
    year = current_year(movement.cleaned_data["effective_on"])
    values = {**movement.cleaned_data, "student": row.student, "kind": row.kind, "year": year}
    return actions.grant_request(request=row, decision=decision, movement=values, by=user)
