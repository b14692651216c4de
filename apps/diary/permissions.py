"""Who reads a diary: the family today, and the staff who answer for the child (SEC-03, SEC-06, DIA-02)."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from apps.accounts.enums import FAMILY_ROLES, OVERSIGHT_ROLES
from apps.accounts.permissions import has_role
from apps.core import clock
from apps.school.models import ClassTeacher, Enrolment, Guardianship, Student


def family_of(user) -> Q:
    """A filter on pupils: the user's own row and the children whose representative the user is today (I-18)."""
    caring = Guardianship.objects.on(clock.today()).filter(student=OuterRef("pk"), representative__user=user)
    return Q(user=user) | Q(Exists(caring))


def _led_by(user) -> Q:
    """A filter on pupils: those of a class that the user leads today."""
    today = clock.today()
    leading = ClassTeacher.objects.on(today).filter(staff__user=user).values("school_class")
    return Q(Exists(Enrolment.objects.on(today).filter(student=OuterRef("pk"), school_class__in=leading)))


def diaries_of_family(user) -> QuerySet[Student]:
    """The pupils among whom a family switches, in the order of names."""
    return Student.objects.filter(family_of(user)).order_by("sort_key", "pk")


def student_for_diary(user, pk: int) -> Student:
    """The pupil whose diary the user may read today.

    Raises:
        Http404: no such pupil, another's child, or a pupil the employee does not answer for.
    """
    rows = Student.objects.filter(pk=pk)
    if not has_role(user, *OVERSIGHT_ROLES):
        rows = rows.filter(family_of(user) | _led_by(user))
    student = rows.first()
    if student is None:
        raise Http404
    return student


def is_family(user) -> bool:
    """Whether the diary is the user's own page even when no child is theirs at present."""
    return has_role(user, *FAMILY_ROLES)
