"""Whether an employee's absence makes sense beside the others (P-22)."""

import datetime as dt

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def check_absence(staff, starts_on: dt.date, ends_on: dt.date | None, others) -> None:
    """Days in order, while the person works here, and not twice at once.

    Args:
        others: the other absences of the person that share a day with it.

    Raises:
        RuleViolation: otherwise.
    """
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(_("Последний день отсутствия раньше первого."))
    if staff.works_until and staff.works_until < starts_on:
        raise RuleViolation(_("%s к этому дню уже не работает.") % staff)
    for other in others:
        words = {"staff": staff.initials_name, "first": f"{other.starts_on:%d.%m.%Y}"}
        raise RuleViolation(_("%(staff)s уже отсутствует с %(first)s: измените ту запись.") % words)
