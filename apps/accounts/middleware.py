"""Answers to those who are not, or not fully, signed in (contract 4), and pages that no cache may keep."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse

FIRST_STEPS = "first_steps"  # session key: own password not chosen, or the rule not accepted yet


MOST_OF_A_STRANGER = 64 * 1024  # bytes: a sign-in form is a hundred times smaller


def _length(request) -> int:
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def wants_json(request) -> bool:
    """Whether a script asked (htmx or fetch) rather than a person's address bar or form."""
    accept = request.headers.get("Accept", "")
    return (
        request.headers.get("HX-Request") == "true"
        or request.content_type == "application/json"
        or ("application/json" in accept and "text/html" not in accept)
    )


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Default deny. Stands before the CSRF check, so that a script whose session died gets 401 and a fresh token."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """None when the view may run, else the answer of contract 4."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None:
            return answer
        if not request.user.is_authenticated:
            # A public page: the CSRF check, which comes next, would read it all into memory or onto the disk.
            return HttpResponse(status=413) if _length(request) > MOST_OF_A_STRANGER else None
        if FIRST_STEPS in request.session and not getattr(view_func, "allowed_at_first_steps", False):
            return self.to_first_steps(request)
        return None

    def handle_no_permission(self, request, view_func):
        """401 for a script, the sign-in page for a person; after a lost form one comes back to its page."""
        if wants_json(request):
            body = {"error": "login_required", "login": reverse("login"), "csrf": get_token(request)}
            return JsonResponse(body, status=401)
        if request.method not in ("GET", "HEAD"):
            came_from = urlsplit(request.headers.get("Referer", ""))
            if came_from.netloc == request.get_host() and came_from.path:
                return redirect(f"{reverse('login')}?{urlencode({'next': came_from.path})}")
        return super().handle_no_permission(request, view_func)

    def to_first_steps(self, request):
        """Whoever came by a code chooses a password before anything else (ACC-03)."""
        page = reverse("accounts:first_steps")
        if wants_json(request):
            return JsonResponse({"error": "first_steps", "page": page}, status=403)
        return redirect(page)


def allowed_at_first_steps(view):
    """Marks a view that may be used before the first steps are done: choosing the password, signing out, language."""
    view.allowed_at_first_steps = True
    return view


class NoStoreMiddleware:
    """Nothing made for a signed-in person stays in a cache of browser or proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            response.headers["Cache-Control"] = "no-store"
        return response
