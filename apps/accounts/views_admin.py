"""The administrator's accounts: list, new, codes, roles, closing (ACC-06, ACC-07)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

from . import actions, permissions, queries
from .forms import AccountSearchForm, NewAccountForm, RoleForm


def accounts(request):
    """List of accounts with search by name, login and role."""
    permissions.accounts_for_managing(request.user)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    form = AccountSearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "role": ""}
    rows = Paginator(queries.accounts(wanted["q"], wanted["role"]), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/list.html", {"form": form, "rows": rows})


def new_account(request):
    """A new account; the way in is a code issued on its page."""
    permissions.accounts_for_managing(request.user)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_user(by=request.user, **form.cleaned_data)
        except RuleViolation as error:
            form.add_error("username", str(error))
        else:
            return redirect("accounts:one", made.pk)
    return render(request, "accounts/new.html", {"form": form})


def one(request, pk, code=""):
    """One account: roles, code, sessions."""
    person = permissions.account_for_managing(request.user, pk)
    if request.method not in ("GET", "HEAD") and not code:
        return HttpResponseNotAllowed(["GET"])
    page = {
        "person": person,
        "code": code,
        "waiting_code": queries.current_code(person),
        "held_roles": queries.role_history(person),
        "role_form": RoleForm(),
        "sign_ins": queries.last_sign_ins(person, None, limit=5),
    }
    return render(request, "accounts/one.html", page)


def issue_code(request, pk):
    """Issue a code and show it this once (ACC-05)."""
    person = permissions.account_for_managing(request.user, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        return one(request, pk, code=actions.issue_code(user=person, by=request.user))
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("accounts:one", pk)


def give_role(request, pk):
    """Give a role from today on."""
    person = permissions.account_for_managing(request.user, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = RoleForm(request.POST)
    if form.is_valid():
        actions.assign_role(user=person, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("Роль дана."))
    return redirect("accounts:one", pk)


def end_role(request, pk):
    """End a role at once."""
    person = permissions.account_for_managing(request.user, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = RoleForm(request.POST)
    if form.is_valid():
        actions.end_role(user=person, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("Роль снята."))
    return redirect("accounts:one", pk)


def close_or_open(request, pk):
    """Close an open account (its sessions end at once), or open a closed one."""
    person = permissions.account_for_managing(request.user, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        if person.is_active:
            actions.close_account(user=person, by=request.user)
            messages.success(request, _("Учётная запись закрыта, её сеансы завершены."))
        else:
            actions.open_account(user=person, by=request.user)
            messages.success(request, _("Учётная запись снова открыта."))
    except RuleViolation as error:
        messages.error(request, str(error))
    return redirect("accounts:one", pk)
