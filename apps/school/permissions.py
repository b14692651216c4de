"""Who hands out access details: the administrator to anybody, the class teacher to the own class (ACC-01, ACC-02)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.accounts.enums import Role
from apps.accounts.permissions import has_role
from apps.core import clock

from .models import ClassTeacher, SchoolClass


def class_for_access(user, pk: int) -> SchoolClass:
    """The class whose pupils and parents get their codes from this user.

    Raises:
        PermissionDenied: a role that never hands out codes.
        Http404: no such class, or a class teacher's neighbour.
    """
    if not has_role(user, Role.ADMINISTRATOR, Role.CLASS_TEACHER):
        raise PermissionDenied
    rows = SchoolClass.objects.select_related("year")
    if not has_role(user, Role.ADMINISTRATOR):
        led = ClassTeacher.objects.on(clock.today()).filter(staff__user=user)
        rows = rows.filter(pk__in=led.values("school_class"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def staff_for_access(user) -> None:
    """Codes of employees are the administrator's.

    Raises:
        PermissionDenied: not an administrator.
    """
    if not has_role(user, Role.ADMINISTRATOR):
        raise PermissionDenied


def may_hand_out_to_staff(user) -> bool:
    """Whether codes of people who also work here may be given: a parent's code would open the employee's account."""
    return has_role(user, Role.ADMINISTRATOR)


def can_hand_out_codes(user, school_class: SchoolClass) -> bool:
    """Whether the page of the class shows the way to the access details."""
    try:
        class_for_access(user, school_class.pk)
    except (PermissionDenied, Http404):
        return False
    return True
