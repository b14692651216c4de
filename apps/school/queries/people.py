"""Who works here on a day, and who may already be written down under a name."""

import datetime as dt

from django.db.models import Q, QuerySet

from apps.core.text import search_key

from ..models import Representative, StaffMember, Student
from ..rules.people import is_possible_double


def working_on(day: dt.date) -> QuerySet[StaffMember]:
    """Employees in service on the day, in the order of names: whom one may choose for it. # STR-14"""
    begun, stays = Q(works_from=None) | Q(works_from__lte=day), Q(works_until=None) | Q(works_until__gte=day)
    return StaffMember.objects.filter(begun, stays).order_by("sort_key", "pk")


def doubles_of(
    model: type, *, last_name: str, first_name: str, patronymic: str = "", birth_on: dt.date | None = None, but=None
) -> list[Student | StaffMember | Representative]:
    """People of the kind who may be the one being written down; one query. Homonyms are never merged silently."""
    rows = model.objects.filter(search_key__startswith=search_key(last_name, first_name)).order_by("sort_key", "pk")
    found = rows.exclude(pk=but.pk) if but is not None and but.pk else rows
    return [one for one in found if is_possible_double(one, last_name, first_name, patronymic, birth_on)]
