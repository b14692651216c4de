"""Reads of accounts: own sessions and sign-ins, the list of accounts."""

from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from apps.core import clock
from apps.core.text import search_key

from .models import AccessCode, RoleAssignment, SignIn, User


@dataclass(frozen=True)
class SignInLine:
    """A sign-in as its owner sees it."""

    sign_in: SignIn
    is_open: bool
    is_current: bool


def is_empty() -> bool:
    """Whether nobody has an account yet: a new installation."""
    return not User.objects.exists()


def last_sign_ins(user: User, session_key: str | None, limit: int = 10) -> list[SignInLine]:
    """The last sign-ins of the user, newest first (SEC-08); two queries."""
    rows = list(user.sign_ins.order_by("-signed_in_at", "-pk")[:limit])
    alive = set(_alive(row.session_key for row in rows))
    return [
        SignInLine(
            row, is_open=row.ended_at is None and row.session_key in alive, is_current=row.session_key == session_key
        )
        for row in rows
    ]


def open_sessions(user: User, session_key: str | None) -> list[SignInLine]:
    """Sessions of the user that are open now, newest first."""
    rows = list(user.sign_ins.filter(ended_at=None).order_by("-signed_in_at", "-pk")[:50])
    alive = set(_alive(row.session_key for row in rows))
    return [
        SignInLine(row, is_open=True, is_current=row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]


def _alive(keys) -> QuerySet:
    return Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now()).values_list(
        "session_key", flat=True
    )


def current_code(user: User) -> AccessCode | None:
    """The code that may still be redeemed, or None."""
    return (
        user.access_codes.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now()).order_by("-pk").first()
    )


def accounts(text: str = "", role: str = "") -> QuerySet[User]:
    """Accounts for the administrator's list, with today's roles in ``roles_today`` and the last sign-in."""
    today = clock.today()
    held = RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    rows = User.objects.annotate(last_seen=Max("sign_ins__signed_in_at")).prefetch_related(
        Prefetch("role_assignments", held.order_by("role"), to_attr="roles_today")
    )
    if role:
        rows = rows.filter(pk__in=held.filter(role=role).values("user"))
    for word in text.split():
        rows = rows.filter(Q(username__contains=word.lower()) | Q(search_key__contains=search_key(word)))
    return rows.order_by("search_key", "pk")


def role_history(user: User) -> list[RoleAssignment]:
    """Roles of the user, the present first; ``is_held`` says whether it holds today."""
    today = clock.today()
    rows = list(user.role_assignments.order_by("-starts_on", "pk"))
    for row in rows:
        row.is_held = row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)
    return sorted(rows, key=lambda row: not row.is_held)
