"""Cards of employees."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.persons import StaffForm
from apps.office.queries import persons
from apps.school.actions import people
from apps.school.models import StaffMember
from apps.school.queries.people import doubles_of

from .saving import saved

FORM = "office/persons/form.html"


@never_cache
def new(request):
    """A new employee; the account is made where the administrator writes (STR-14, ACC-06)."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = StaffForm(request.POST or None, initial={"works_from": clock.today()})
    doubles = []
    if request.method == "POST" and form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("last_name", "first_name", "patronymic", "birth_on")}
        found = doubles_of(StaffMember, **named) if "is_another" not in request.POST else []
        doubles = persons.staff_doubles(found)
        if not doubles and saved(request, form, lambda: _save(form, None, request.user)):
            messages.success(request, _("Сотрудник записан."))
            return redirect("office:staff_card", StaffMember.objects.order_by("-pk").first().pk)
    page = {
        "title": _("Новый сотрудник"), "forms": [("", form)], "doubles": doubles, "submit": _("Сохранить"),
        "back": (reverse("office:staff"), _("Сотрудники")),
    }  # fmt: skip
    return render(request, FORM, page)


def _save(form, staff, user):
    people.save_staff(
        staff=staff, values=form.values(), subjects=form.cleaned_data["subjects"], seen=form.cleaned_data["seen"],
        with_account=permissions.can_manage_school(user), teaches=form.cleaned_data.get("teaches", False), by=user,
    )  # fmt: skip


@never_cache
def card(request, pk):
    """The card: service, subjects, load, classes led, duties."""
    staff = permissions.staff_for_reading(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    page = {
        "card": persons.staff_card(staff, clock.today()), "may_edit": permissions.can_plan(request.user),
        "may_manage": permissions.can_manage_school(request.user),
    }  # fmt: skip
    return render(request, "office/persons/staff.html", page)


@never_cache
def edit(request, pk):
    """Dates of service, subjects, contacts (STR-14)."""
    staff = permissions.staff_for_editing(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = StaffForm(request.POST or None, instance=staff)
    if saved(request, form, lambda: _save(form, staff, request.user)):
        messages.success(request, _("Данные сохранены."))
        return redirect("office:staff_card", pk)
    page = {
        "title": staff.full_name, "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:staff_card", args=[pk]), staff.initials_name),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def account(request, pk):
    """The account of an employee whose card somebody else wrote (ACC-06)."""
    permissions.demand_manager(request.user)
    staff = permissions.staff_for_editing(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        people.make_staff_account(staff=staff, teaches="teaches" in request.POST, by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Учётная запись создана. Войти можно будет по одноразовому коду."))
    return redirect("office:staff_card", pk)
