"""Who somebody is here: the roles of today. Rights are the union of all roles; the active one only chooses the menu."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q
from django.http import Http404

from apps.core import clock
from apps.core.compiled import Compiled

from .enums import Role
from .models import RoleAssignment, User

# Which role a person with several works in until another is chosen (I-19).
PRECEDENCE = (
    Role.DIRECTOR,
    Role.DEPUTY,
    Role.ADMINISTRATOR,
    Role.CLASS_TEACHER,
    Role.TEACHER,
    Role.SECRETARY,
    Role.REPRESENTATIVE,
    Role.STUDENT,
)

_roles_on = Compiled(
    lambda user, day: RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), user_id=user, starts_on__lte=day
    ).values_list("role"),
    int,
    dt.date,
)

# The account as often as it has roles today, each time with one of them; once with None when it has none.
_account_and_roles = Compiled(
    lambda pk, day: (
        User.objects.filter(pk=pk)
        .annotate(
            today=FilteredRelation(
                "role_assignments",
                condition=Q(role_assignments__starts_on__lte=day)
                & (Q(role_assignments__ends_on=None) | Q(role_assignments__ends_on__gte=day)),
            )
        )
        .annotate(role_today=F("today__role"))
    ),
    int,
    dt.date,
)


def user_with_roles(pk: int) -> User | None:
    """The account with the roles of today known already; one query."""
    today = clock.today()
    rows = _account_and_roles(pk, today)
    if not rows:
        return None
    user = rows[0]
    user._roles_known = (today, frozenset(row.role_today for row in rows if row.role_today))
    return user


def roles_of(user) -> frozenset[str]:
    """Codes of the roles the user has today; one query per user object and day. Nobody and the closed have none."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    today = clock.today()
    known_on, roles = getattr(user, "_roles_known", (None, frozenset()))
    if known_on != today:
        roles = frozenset(role for (role,) in _roles_on(user.pk, today))
        user._roles_known = (today, roles)
    return roles


def forget_roles(user) -> None:
    """Makes :func:`roles_of` ask again; called by the actions that change roles."""
    user._roles_known = (None, frozenset())


def has_role(user, *roles: str) -> bool:
    """Whether the user has one of the roles today."""
    return not roles_of(user).isdisjoint(roles)


def demand_role(user, *roles: str) -> None:
    """Gate of a page that belongs to some roles only.

    Raises:
        PermissionDenied: the user has none of them (contract 4: 403).
    """
    if not has_role(user, *roles):
        raise PermissionDenied


def roles_in_order(user) -> list[str]:
    """The roles of today as the role switch lists them."""
    roles = roles_of(user)
    return [role for role in PRECEDENCE if role in roles]


def role_labels(user) -> list[str]:
    """Names of the roles of today, for reading."""
    return [str(Role(role).label) for role in roles_in_order(user)]


def active_role(user, chosen: str = "") -> str:
    """The role whose menu is shown: the chosen one while it is held, else the first in order, else an empty string."""
    ordered = roles_in_order(user)
    if chosen in ordered:
        return chosen
    return str(ordered[0]) if ordered else ""


def can_manage_accounts(user) -> bool:
    """Accounts, roles and codes are the administrator's (ACC-06, ACC-07)."""
    return has_role(user, Role.ADMINISTRATOR)


def accounts_for_managing(user) -> None:
    """Gate of the administrator's pages of accounts.

    Raises:
        PermissionDenied: not an administrator (ACC-06).
    """
    if not can_manage_accounts(user):
        raise PermissionDenied


def account_for_managing(user, pk: int) -> User:
    """The account an administrator works on.

    Raises:
        PermissionDenied: not an administrator.
        Http404: no such account.
    """
    accounts_for_managing(user)
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
