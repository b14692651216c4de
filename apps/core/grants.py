"""Per-object grants as a projection of facts: guardian's direct-key permission rows (decision 6)."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db import models


def permission_named(model: type[models.Model], codename: str) -> Permission:
    """The permission row of ``codename`` on ``model``."""
    return Permission.objects.get(
        codename=codename,
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
    )


def differences(
    grant_model: type[models.Model],
    permission: Permission,
    wanted: Iterable[tuple[int, int]],
    **narrow,
):
    """Compare grant rows with the facts.

    Args:
        grant_model: direct-key permission model (fields user, permission, content_object).
        wanted: pairs (user pk, object pk) that the facts say.
        narrow: a filter that limits which grant rows are looked at.

    Returns:
        (missing pairs, superfluous grant row pks).
    """
    present = {
        (user, obj): pk
        for pk, user, obj in grant_model.objects.filter(permission=permission, **narrow).values_list(
            "pk", "user_id", "content_object_id"
        )
    }
    wanted = set(wanted)
    return wanted - present.keys(), [pk for pair, pk in present.items() if pair not in wanted]


def project(grant_model, codename: str, wanted: Iterable[tuple[int, int]], **narrow) -> int:
    """Make the grant rows equal to the facts; returns how many rows were changed."""
    model = grant_model._meta.get_field("content_object").related_model
    permission = permission_named(model, codename)
    missing, superfluous = differences(grant_model, permission, wanted, **narrow)
    if superfluous:
        grant_model.objects.filter(pk__in=superfluous).delete()
    grant_model.objects.bulk_create(
        [grant_model(user_id=user, permission=permission, content_object_id=obj) for user, obj in sorted(missing)],
        ignore_conflicts=True,
    )
    return len(missing) + len(superfluous)
