"""Who may see and change the school's set-up. Each gate raises PermissionDenied (contract 4: 403)."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from apps.accounts.enums import Role
from apps.accounts.permissions import has_role
from apps.school.models import SchoolClass
from apps.timetable.models import TimetableDraft

from .enums import FileOf
from .models import Upload


def can_manage_school(user) -> bool:
    """Loading files, norms, the school's name and codes are the administrator's."""
    return has_role(user, Role.ADMINISTRATOR)


def can_read_school(user) -> bool:
    """The set-up is read by those who answer for the school."""
    return has_role(user, Role.ADMINISTRATOR, Role.DEPUTY, Role.DIRECTOR)


def can_plan(user) -> bool:
    """The year, plans, groups and the timetable are the deputy's work; the administrator may do it too (C-15)."""
    return has_role(user, Role.DEPUTY, Role.ADMINISTRATOR)


def can_read_people(user) -> bool:
    """Lists of people are the secretary's too (P-19)."""
    return can_read_school(user) or has_role(user, Role.SECRETARY)


def demand_manager(user) -> None:
    """Gate of what only the administrator does."""
    if not can_manage_school(user):
        raise PermissionDenied


def demand_reader(user) -> None:
    """Gate of the set-up's pages."""
    if not can_read_school(user):
        raise PermissionDenied


def demand_planner(user) -> None:
    """Gate of changes of the year, plans, groups and the timetable."""
    if not can_plan(user):
        raise PermissionDenied


def demand_people_reader(user) -> None:
    """Gate of the lists of people."""
    if not can_read_people(user):
        raise PermissionDenied


def class_for_reading(user, pk: int) -> SchoolClass:
    """The class, for those who read lists of people; 404 when there is none."""
    demand_people_reader(user)
    return get_object_or_404(SchoolClass.objects.select_related("year", "room"), pk=pk)


def own_upload(user, token: str) -> Upload:
    """The administrator's own upload; another's is 404."""
    demand_manager(user)
    lists = Upload.objects.exclude(kind=FileOf.TIMETABLE).select_related("job")
    return get_object_or_404(lists, token=token, uploaded_by=user)


def own_timetable_file(user, token: str) -> Upload:
    """The planner's own timetable file; another's is 404."""
    demand_planner(user)
    return get_object_or_404(Upload, token=token, uploaded_by=user, kind=FileOf.TIMETABLE)


def draft_for_planning(user, pk: int) -> TimetableDraft:
    """A draft of the timetable, for those who plan; 404 when there is none."""
    demand_planner(user)
    drafts = TimetableDraft.objects.select_related("year", "made_by", "build")
    return get_object_or_404(drafts, pk=pk)
