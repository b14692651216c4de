"""What stands by an order with dates: forms of study and duties."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.persons import DutyForm, StudyFormForm
from apps.office.queries import persons
from apps.school.actions import orders as actions
from apps.school.enums import DutyKind

from .saving import saved

FORM = "office/persons/form.html"


@never_cache
def study_form_new(request, pk):
    """A form of study of a pupil from a day on (P-16)."""
    student = permissions.student_for_keeping(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = StudyFormForm(request.POST or None, initial={"starts_on": clock.today(), "order_on": clock.today()})
    return _study_form(request, form, student, None)


@never_cache
def study_form_edit(request, pk):
    """Dates and order of a form of study."""
    row = permissions.study_form_for_keeping(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _study_form(request, StudyFormForm(request.POST or None, instance=row), row.student, row)


def _study_form(request, form, student, row):
    write = partial(actions.save_study_form, student=student, study_form=row, by=request.user)
    if saved(request, form, lambda: write(values=form.values(), seen=form.cleaned_data["seen"]), field="starts_on"):
        messages.success(request, _("Форма обучения записана."))
        return redirect("office:student", student.pk)
    page = {
        "title": _("Форма обучения"), "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:student", args=[student.pk]), student.short_name),
        "help": _(
            "На дому: остаётся в списке класса, отметок от класса не ждут. Семейное образование: нет в списках "
            "уроков. Временно в другом месте: эти дни не считаются пропусками."
        ),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def duties(request):
    """Who answers for what; a warning without a current administrator of the journal (ADM-12)."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    rows = [(row, row.holds_on(today)) for row in persons.duties()]
    lacking = [kind for kind in DutyKind if not any(now and row.kind == kind for row, now in rows)]
    page = {
        "rows": rows, "lacking": lacking, "may_name": permissions.can_name_duties(request.user),
        "no_administrator": DutyKind.ADMINISTRATOR in lacking,
    }  # fmt: skip
    return render(request, "office/persons/duties.html", page)


@never_cache
def duty_new(request):
    """Name somebody by an order, the one at hand unless another is written."""
    permissions.demand_duties(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    initial = persons.order_at_hand(clock.today()) | {"kind": request.GET.get("kind", "")}
    return _duty(request, DutyForm(request.POST or None, initial=initial), None)


@never_cache
def duty_edit(request, pk):
    """Dates and order of a duty."""
    row = permissions.duty_for_naming(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _duty(request, DutyForm(request.POST or None, instance=row), row)


def _duty(request, form, row):
    write = partial(actions.save_duty, duty=row, by=request.user)
    if saved(request, form, lambda: write(values=form.values(), seen=form.cleaned_data["seen"])):
        messages.success(request, _("Обязанность записана."))
        return redirect("office:duties")
    page = {
        "title": _("Обязанность по приказу"), "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:duties"), _("Обязанности")),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def duty_end(request, pk):
    """The duty ends at once."""
    row = permissions.duty_for_naming(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    actions.end_duty(duty=row, by=request.user)
    messages.success(request, _("Обязанность снята."))
    return redirect("office:duties")
