"""The only writers of accounts: accounts, roles, one-time codes, passwords, sessions."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked
from apps.core.text import search_key, tidy
from apps.core.versions import write_untracked

from . import permissions, rules
from .enums import Role
from .models import AccessCode, RoleAssignment, SignIn, User


@transaction.atomic
def create_user(*, username: str, display_name: str, by: User | None, email: str = "") -> User:
    """A new account that nobody can enter until a code is issued (ACC-06, decision 16).

    Raises:
        RuleViolation: the login is taken or empty.
    """
    username = tidy(username).lower()
    if not username:
        raise RuleViolation(_("Укажите логин."))
    if User.objects.filter(username=username).exists():
        raise RuleViolation(_("Логин «%(username)s» уже занят.") % {"username": username})
    with attributed(by=by):
        return User.objects.create_user(username, display_name=tidy(display_name), email=email)


@transaction.atomic
def create_users(*, names: Sequence[tuple[str, str, str]], by: User | None) -> list[User]:
    """Accounts for many imported people, in the order given; logins by transliteration, each unique.

    Args:
        names: (last name, first name, patronymic) of each person; the patronymic may be empty.
    """
    taken = set(User.objects.values_list("username", flat=True))
    users = []
    for last_name, first_name, patronymic in names:
        username = rules.username_for(last_name, first_name, patronymic, taken)
        taken.add(username)
        full_name = tidy(f"{last_name} {first_name} {patronymic}")
        users.append(
            User(
                username=username,
                display_name=full_name,
                search_key=search_key(full_name),
                password=make_password(None),
            )
        )
    with attributed(by=by):
        return bulk_create_tracked(User, users)


@transaction.atomic
def rename(*, user: User, display_name: str, by: User | None, reason: str = "") -> User:
    """Change the name shown; the history keeps the old one (ACC-07)."""
    user.display_name = tidy(display_name)
    user.search_key = search_key(user.display_name)
    with attributed(by=by, reason=reason):
        user.save(update_fields=["display_name", "search_key"])
    return user


@transaction.atomic
def assign_role(
    *, user: User, role: str, by: User | None, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> RoleAssignment:
    """Give a role from a day on (today unless said); an assignment that covers that day is returned."""
    starts_on = starts_on or clock.today()
    held = user.role_assignments.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), role=role, starts_on__lte=starts_on
    )
    present = held.order_by("pk").first()
    if present is not None:
        return present
    with attributed(by=by):
        assignment = RoleAssignment.objects.create(user=user, role=Role(role), starts_on=starts_on, ends_on=ends_on)
    permissions.forget_roles(user)
    return assignment


@transaction.atomic
def assign_roles(*, pairs: Iterable[tuple[User, str]], by: User | None, starts_on: dt.date | None = None) -> int:
    """Give many roles at once from a day on (today unless said); pairs held that day already are skipped.

    Returns:
        How many assignments were made.
    """
    starts_on = starts_on or clock.today()
    held = set(
        RoleAssignment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=starts_on), starts_on__lte=starts_on
        ).values_list("user_id", "role")
    )
    rows = []
    for user, role in pairs:
        if (user.pk, str(role)) not in held:
            held.add((user.pk, str(role)))
            rows.append(RoleAssignment(user=user, role=Role(role), starts_on=starts_on))
            permissions.forget_roles(user)
    with attributed(by=by):
        bulk_create_tracked(RoleAssignment, rows)
    return len(rows)


@transaction.atomic
def end_role(*, user: User, role: str, by: User | None, ends_on: dt.date | None = None, reason: str = "") -> int:
    """End every open assignment of the role; the day before today by default, so that it ends at once.

    Returns:
        How many assignments were ended or, when they had begun only today, taken back.
    """
    ends_on = ends_on or clock.today() - dt.timedelta(days=1)
    ended = 0
    with attributed(by=by, reason=reason):
        for row in user.role_assignments.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on), role=role).order_by("pk"):
            if row.starts_on > ends_on:
                row.delete()
            else:
                row.ends_on = ends_on
                row.save(update_fields=["ends_on"])
            ended += 1
    permissions.forget_roles(user)
    return ended


@transaction.atomic
def issue_code(*, user: User, by: User | None, lifetime: dt.timedelta = rules.CODE_LIFETIME) -> str:
    """A fresh one-time code, returned once and kept only hashed; earlier codes stop working (ACC-03, ACC-05).

    Raises:
        RuleViolation: the account is closed.
    """
    if not user.is_active:
        raise RuleViolation(_("Учётная запись закрыта: сначала откройте её."))
    return issue_codes(users=[user], by=by, lifetime=lifetime)[user.pk]


@transaction.atomic
def issue_codes(
    *, users: Iterable[User], by: User | None, lifetime: dt.timedelta = rules.CODE_LIFETIME
) -> dict[int, str]:
    """Fresh codes for many accounts, by user id; closed accounts get none, earlier codes stop working.

    A session of somebody without an own password was begun by an earlier code and ends with it.
    """
    now = timezone.now()
    users = [user for user in users if user.is_active]
    codes = {user.pk: rules.new_code() for user in users}
    _end(SignIn.objects.filter(user__in=[user for user in users if not user.has_usable_password()], ended_at=None))
    write_untracked(AccessCode.objects.filter(user__in=codes, used_at=None, revoked_at=None), revoked_at=now)
    AccessCode.objects.bulk_create(
        AccessCode(
            user_id=pk,
            code_hash=rules.code_hash(pk, code),
            issued_at=now,
            issued_by=by,
            expires_at=now + lifetime,
        )
        for pk, code in codes.items()
    )
    return codes


@transaction.atomic
def redeem_code(*, username: str, code: str) -> User | None:
    """Use up a one-time code; the old password, if any, and every open session end (ACC-03).

    Returns:
        The user, or None: the same for a wrong, used, revoked or expired code and a closed account (ACC-04).
    """
    now = timezone.now()
    rows = AccessCode.objects.filter(
        user__username=username, user__is_active=True, used_at=None, revoked_at=None, expires_at__gt=now
    ).select_related("user")
    for row in rows:
        if not rules.code_matches(row.user_id, code, row.code_hash):
            continue
        # Of two browsers with the same code one wins, and against a fresh code issued meanwhile none.
        if not write_untracked(AccessCode.objects.filter(pk=row.pk, used_at=None, revoked_at=None), used_at=now):
            return None
        row.user.set_unusable_password()
        with attributed(by=row.user):
            row.user.save(update_fields=["password"])
        end_sessions(user=row.user)
        return row.user
    return None


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Store the salted hash of a new password; open codes stop working. Sessions end with the old hash."""
    user.set_password(password)
    write_untracked(user.access_codes.filter(used_at=None, revoked_at=None), revoked_at=timezone.now())
    with attributed(by=by):
        user.save(update_fields=["password"])


@transaction.atomic
def accept_rules(*, user: User) -> None:
    """Store when the user accepted the rule of confidentiality, once (SEC-08)."""
    if user.rules_accepted_at is None:
        user.rules_accepted_at = clock.now()
        with attributed(by=user):
            user.save(update_fields=["rules_accepted_at"])


@transaction.atomic
def record_sign_in(*, user: User, session_key: str, address: str | None, browser: str, by_code: bool) -> SignIn:
    """Remember a sign-in for «Мои сеансы» (SEC-08)."""
    return SignIn.objects.create(
        user=user, session_key=session_key, address=address, browser=browser[:255], by_code=by_code
    )


@transaction.atomic
def move_session(*, user: User, old_key: str, new_key: str) -> None:
    """Follow a session whose key was renewed after a change of password."""
    write_untracked(user.sign_ins.filter(session_key=old_key, ended_at=None), session_key=new_key)


@transaction.atomic
def end_sessions(*, user: User, keep: str | None = None) -> int:
    """End the open sessions of the user but ``keep`` at once; returns how many were open."""
    return _end(user.sign_ins.filter(ended_at=None).exclude(session_key=keep or ""))


def _end(rows: QuerySet[SignIn]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    ended, _details = Session.objects.filter(session_key__in=keys).delete()
    rows.update(ended_at=timezone.now())
    return ended


@transaction.atomic
def end_session(*, user: User, session_key: str) -> None:
    """Remember that the user signed out of this session."""
    write_untracked(user.sign_ins.filter(session_key=session_key, ended_at=None), ended_at=timezone.now())


@transaction.atomic
def close_account(*, user: User, by: User | None, reason: str = "") -> None:
    """Close the account; its sessions end at once (ACC-07). Nothing it wrote is touched.

    Raises:
        RuleViolation: somebody tries to close the own account.
    """
    if by is not None and by.pk == user.pk:
        raise RuleViolation(_("Свою учётную запись закрыть нельзя: попросите другого администратора."))
    user.is_active = False
    with attributed(by=by, reason=reason):
        user.save(update_fields=["is_active"])
    write_untracked(user.access_codes.filter(used_at=None, revoked_at=None), revoked_at=timezone.now())
    end_sessions(user=user)


@transaction.atomic
def open_account(*, user: User, by: User | None, reason: str = "") -> None:
    """Open a closed account again; its password is what it was."""
    user.is_active = True
    with attributed(by=by, reason=reason):
        user.save(update_fields=["is_active"])
