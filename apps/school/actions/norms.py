"""The school's norms and its own name: changed only by the administrator, with the approving order."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed

from ..models import Norms, SchoolProfile
from ..rules.norms import check_norms


@transaction.atomic
def adopt_norms(*, valid_from: dt.date, order_number: str, values: Mapping, by) -> Norms:
    """A new dated row of norms (AUD-03): what was in force before stays as it was.

    A row that has not come into force yet is corrected in place; its history keeps what it said.

    Raises:
        RuleViolation: no order, a day in the past, a day whose row is in force, or values that contradict each other.
    """
    if not order_number.strip():
        raise RuleViolation(_("Укажите номер приказа, которым утверждены изменения."))
    if valid_from < clock.today():
        raise RuleViolation(_("Регламент нельзя изменить задним числом: выберите сегодняшний день или позже."))
    norms = Norms.objects.filter(valid_from=valid_from).first() or Norms(valid_from=valid_from)
    if norms.pk and valid_from <= clock.today():
        raise RuleViolation(_("С этого дня уже действует другой регламент: выберите следующий день."))
    for name, value in {**values, "order_number": order_number.strip()}.items():
        setattr(norms, name, value)
    check_norms({field.name: getattr(norms, field.name) for field in Norms._meta.fields})
    reason = _("Приказ № %s") % norms.order_number
    with attributed(by=by, reason=reason):
        norms.save()
    return norms


@transaction.atomic
def save_profile(*, values: Mapping[str, str], by) -> SchoolProfile:
    """How the school is called on official papers; the one row is made at the first time."""
    profile = SchoolProfile.objects.order_by("pk").first() or SchoolProfile()
    for name, value in values.items():
        setattr(profile, name, value)
    with attributed(by=by):
        profile.save()
    return profile
