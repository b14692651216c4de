"""Signing in and out, first steps, the own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from apps.core.payloads import is_text, read_json

from . import actions, permissions, queries, throttle
from .forms import ChangePasswordForm, FirstStepsForm, SignInForm
from .middleware import FIRST_STEPS, allowed_at_first_steps, wants_json

ACTIVE_ROLE = "active_role"  # session key


def _next_page(request) -> str:
    """Where to go after signing in: the page asked for, when it is ours, else the start page."""
    page = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else settings.LOGIN_REDIRECT_URL


def _sign_in_data(request):
    """Fields of the form, also when a script sent them as JSON."""
    if request.content_type != "application/json":
        return request.POST
    try:
        data = read_json(request.body)
    except ValueError:
        return {}
    return {name: value for name, value in data.items() if is_text(value)} if isinstance(data, dict) else {}


def _refusal(request, form, message, status, **more):
    """The sign-in page, or its JSON, with one sentence about what is wrong."""
    if wants_json(request):
        body = {"ok": False, "message": message, "csrf": get_token(request), **more}
        return JsonResponse(body, status=status)
    page = {"form": form, "refusal": message, "next": _next_page(request)}
    return render(request, "accounts/sign_in.html", page, status=status)


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request):
    """The sign-in page, and its JSON for signing in again in place."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(_next_page(request))
        page = {"form": SignInForm(), "refusal": "", "next": _next_page(request)}
        page["is_new"] = queries.is_empty()
        return render(request, "accounts/sign_in.html", page)
    form = SignInForm(_sign_in_data(request))
    user = None
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
    if user is None:
        message = _("Не подошли логин или пароль. Проверьте раскладку клавиатуры и Caps Lock.")
        return _refusal(request, form, message, 400 if wants_json(request) else 200)
    return _signed_in(request, user)


def _signed_in(request, user):
    """Begin the session, remember the sign-in and the browser, and answer."""
    login(request, user)
    in_place = wants_json(request)  # the rule waits for a page; a code never does
    if not user.has_usable_password() or (user.rules_accepted_at is None and not in_place):
        request.session[FIRST_STEPS] = True
    if request.session.session_key is None:
        request.session.save()
    actions.record_sign_in(
        user=user,
        session_key=request.session.session_key,
        address=throttle.client_address(request),
        browser=request.headers.get("User-Agent", ""),
        by_code=not user.has_usable_password(),
    )
    if in_place:
        response = JsonResponse({"ok": True, "user": user.pk, "csrf": get_token(request)})
    else:
        response = redirect(_next_page(request))
    throttle.mark_known_browser(request, response, user.username)
    return response


def paused(request, response=None, credentials=None):
    """The answer while a pause after failures runs (AXES_LOCKOUT_CALLABLE): 429 and how long to wait."""
    seconds = throttle.seconds_left(request, credentials)
    if seconds < 60:
        wait = ngettext("Подождите %(n)d секунду", "Подождите %(n)d секунд", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("Подождите %(n)d минуту", "Подождите %(n)d минут", minutes) % {"n": minutes}
    message = _("Несколько неудачных попыток подряд. %(wait)s и попробуйте снова.") % {"wait": wait}
    answer = _refusal(request, SignInForm(_sign_in_data(request)), message, 429, seconds=seconds)
    answer.headers["Retry-After"] = str(seconds)
    return answer


@allowed_at_first_steps
def sign_out(request):
    """End this session."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.end_session(user=request.user, session_key=request.session.session_key)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@allowed_at_first_steps
@sensitive_post_parameters("password", "password_again")
def first_steps(request):
    """An own password and the rule of confidentiality, before anything else (ACC-03, SEC-08)."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if FIRST_STEPS not in request.session:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = FirstStepsForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "password" in form.fields:
            _store_password(request, form.cleaned_data["password"])
        actions.accept_rules(user=request.user)
        request.session.pop(FIRST_STEPS, None)
        messages.success(request, _("Готово. В следующий раз входите со своим паролем."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/first_steps.html", {"form": form})


def _store_password(request, password):
    """Set the own password; this session goes on, all others end."""
    old_key = request.session.session_key
    actions.set_password(user=request.user, password=password, by=request.user)
    update_session_auth_hash(request, request.user)
    actions.move_session(user=request.user, old_key=old_key, new_key=request.session.session_key)
    actions.end_sessions(user=request.user, keep=request.session.session_key)


def account(request):
    """The own account: who I am here, my sessions and last sign-ins."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    key = request.session.session_key
    page = {
        "roles": permissions.role_labels(request.user),
        "sign_ins": queries.last_sign_ins(request.user, key),
        "sessions": queries.open_sessions(request.user, key),
    }
    return render(request, "accounts/account.html", page)


@sensitive_post_parameters("old_password", "password", "password_again")
def change_password(request):
    """Change the own password."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _store_password(request, form.cleaned_data["password"])
        messages.success(request, _("Пароль изменён. На других устройствах нужно войти заново."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


def end_other_sessions(request):
    """Sign out everywhere else."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ended = actions.end_sessions(user=request.user, keep=request.session.session_key)
    text = ngettext("Закрыт %(n)d сеанс.", "Закрыто сеансов: %(n)d.", ended) % {"n": ended}
    messages.success(request, text if ended else _("Других открытых сеансов не было."))
    return redirect("accounts:account")


def choose_role(request):
    """Work in another of the own roles; rights do not change, the menu and the start page do."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    request.session[ACTIVE_ROLE] = permissions.active_role(request.user, request.POST.get("role", ""))
    return redirect(settings.LOGIN_REDIRECT_URL)


def csrf_failure(request, reason=""):
    """A stale form: a calm page for a person, a fresh token for a script."""
    if wants_json(request):
        return JsonResponse({"error": "csrf", "csrf": get_token(request)}, status=403)
    return render(request, "403_csrf.html", status=403)
