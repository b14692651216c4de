"""Sign-in throttling (contract 10): growing pauses by login and address, never a lock somebody else could cause.

django-axes keeps the rows and real time; what is ours: the pause grows and ends, and a browser that signed in
before as that user is not held up by the failures of others (it has a counter of its own, far more patient).
"""

import datetime as dt
import ipaddress
import math

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone

from . import rules

KNOWN_COOKIE = "klassny_known"
KNOWN_COOKIE_AGE = 180 * 24 * 60 * 60
_KNOWN_SALT = "klassny.known-browser"
_KNOWN_AGENT = "known browser"


def client_address(request) -> str | None:
    """Address of the visitor; X-Forwarded-For is believed only from TRUSTED_PROXIES, from the right."""
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    chain.append(request.META.get("REMOTE_ADDR", ""))
    address = chain.pop()
    while chain and _is_trusted(address):
        address = chain.pop()
    return address if _parsed(address) else None


def throttled_address(request) -> str | None:
    """What pauses are counted by: the address, and for IPv6 its network, since one subscriber owns a whole /64."""
    parsed = _parsed(client_address(request))
    if parsed is None:
        return None
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _parsed(address):
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _is_trusted(address) -> bool:
    parsed = _parsed(address)
    networks = (ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    return parsed is not None and any(parsed in network for network in networks)


def is_known_browser(request, username: str | None) -> bool:
    """Whether this browser carries our signed mark of an earlier sign-in as ``username``."""
    marks = request.get_signed_cookie(KNOWN_COOKIE, default="", salt=_KNOWN_SALT, max_age=KNOWN_COOKIE_AGE)
    return bool(username) and username in marks.split("|")


def mark_known_browser(request, response, username: str) -> None:
    """Leave the signed mark; a browser shared by a family remembers its last five people."""
    marks = request.get_signed_cookie(KNOWN_COOKIE, default="", salt=_KNOWN_SALT, max_age=KNOWN_COOKIE_AGE)
    names = [username, *(name for name in marks.split("|") if name and name != username)][:5]
    response.set_signed_cookie(
        KNOWN_COOKIE,
        "|".join(names),
        salt=_KNOWN_SALT,
        max_age=KNOWN_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def free_tries(request, credentials=None) -> int:
    """How many failures in a row cost nothing (AXES_FAILURE_LIMIT)."""
    known = is_known_browser(request, get_client_username(request, credentials))
    return rules.FREE_TRIES_OF_KNOWN_BROWSER if known else rules.FREE_TRIES


class GrowingPauses(AxesDatabaseHandler):
    """The handler named by AXES_HANDLER."""

    def filter_user_attempts(self, request, credentials=None):
        """Failures of this login and address, a known browser's own apart from everybody else's."""
        known = _use_own_counter(request, credentials)
        found = super().filter_user_attempts(request, credentials)
        if known:
            return [rows.filter(user_agent=request.axes_user_agent) for rows in found]
        return [rows.exclude(user_agent__startswith=_KNOWN_AGENT) for rows in found]

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Record the failure under the counter it belongs to."""
        if request is not None:
            _use_own_counter(request, credentials)
        super().user_login_failed(sender, credentials, request, **kwargs)

    def is_locked(self, request, credentials=None) -> bool:
        """Whether the pause after the last failure still runs."""
        return self.pause_left(request, credentials) > dt.timedelta()

    def pause_left(self, request, credentials=None) -> dt.timedelta:
        """How long to wait still; zero when one may try."""
        left = dt.timedelta()
        for rows in self.get_user_attempts(request, credentials):
            sums = rows.order_by().aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            if sums["failures"]:
                pause = rules.pause_after(sums["failures"], free_tries(request, credentials))
                left = max(left, sums["last"] + pause - timezone.now())
        return left


def _use_own_counter(request, credentials) -> bool:
    """Put the attempt of a known browser under a user agent of its own; whether it is one."""
    known = is_known_browser(request, get_client_username(request, credentials))
    if known:
        request.axes_user_agent = f"{_KNOWN_AGENT} {request.COOKIES[KNOWN_COOKIE][-32:]}"
    elif request.axes_user_agent.casefold().startswith(_KNOWN_AGENT):
        request.axes_user_agent = "<pretender>"  # the name of that counter is ours: its bearer would go uncounted
    return known


def seconds_left(request, credentials=None) -> int:
    """Whole seconds until the next try is allowed, at least one."""
    left = GrowingPauses().pause_left(request, credentials)
    return max(1, math.ceil(left.total_seconds()))
