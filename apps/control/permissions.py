"""Who sees the control pages and who accepts terms (CTL, P-11)."""

from apps.accounts.enums import OVERSIGHT_ROLES, Role
from apps.accounts.permissions import demand_role, has_role


def check_may_control(user) -> None:
    """Gate of every control page: deputy, director, administrator.

    Raises:
        PermissionDenied: anybody else (contract 4: a page of another role).
    """
    demand_role(user, *OVERSIGHT_ROLES)


def can_accept_terms(user) -> bool:
    """Acceptance is the deputy's, the administrator may stand in; the director looks on (P-11)."""
    return has_role(user, Role.DEPUTY, Role.ADMINISTRATOR)


def check_may_accept_terms(user) -> None:
    """Gate of the acceptance.

    Raises:
        PermissionDenied: may look, not touch.
    """
    demand_role(user, Role.DEPUTY, Role.ADMINISTRATOR)
