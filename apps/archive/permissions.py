"""Who sees the archive and who may seal."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.accounts.enums import OVERSIGHT_ROLES, Role
from apps.accounts.permissions import has_role

from .models import Seal, SealJob


def can_view_archive(user) -> bool:
    """Deputy, director and administrator see volumes and documents."""
    return has_role(user, *OVERSIGHT_ROLES)


def can_seal(user) -> bool:
    """The administrator prints and seals."""
    return has_role(user, Role.ADMINISTRATOR)


def demand_archive(user) -> None:
    """Gate of the archive's pages.

    Raises:
        PermissionDenied: a page of another role (contract 4).
    """
    if not can_view_archive(user):
        raise PermissionDenied


def demand_sealing(user) -> None:
    """Gate of printing and sealing.

    Raises:
        PermissionDenied: may look, not touch (contract 4).
    """
    if not can_seal(user):
        raise PermissionDenied


def seal_for_viewing(user, number: str) -> Seal:
    """The sealed document of this number.

    Raises:
        PermissionDenied: the archive is a page of another role.
        Http404: no such document.
    """
    demand_archive(user)
    found = Seal.objects.select_related("school_class", "term__scheme__year", "sealed_by", "previous")
    seal = found.filter(number=number).first()
    if seal is None:
        raise Http404
    return seal


def job_for_viewing(user, pk: int) -> SealJob:
    """The work whose progress is asked for.

    Raises:
        PermissionDenied: the archive is a page of another role.
        Http404: no such work.
    """
    demand_archive(user)
    job = SealJob.objects.select_related("school_class", "term__scheme").filter(pk=pk).first()
    if job is None:
        raise Http404
    return job
