"""Who reads a diary: the family today, and the staff who answer for the child (SEC-03, SEC-06, DIA-02)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from apps.accounts.enums import FAMILY_ROLES, OVERSIGHT_ROLES, STAFF_ROLES
from apps.accounts.permissions import has_role
from apps.core import clock
from apps.core.compiled import Compiled
from apps.school.models import ClassTeacher, Enrolment, Guardianship, Student


def _family_of(user: int, day: dt.date):
    caring = Guardianship.objects.on(day).reading().filter(student=OuterRef("pk"), representative__user_id=user)
    return Student.objects.filter(Q(user_id=user) | Q(Exists(caring))).order_by("sort_key", "pk")


_family = Compiled(_family_of, int, dt.date)


def _led_by(user) -> Q:
    """A filter on pupils: those of a class that the user leads today."""
    today = clock.today()
    leading = ClassTeacher.objects.on(today).filter(staff__user=user).values("school_class")
    return Q(Exists(Enrolment.objects.on(today).filter(student=OuterRef("pk"), school_class__in=leading)))


def diaries_of_family(user) -> list[Student]:
    """The user's own row and the children whose diary the user reads as representative (I-18), by name; one query."""
    return _family(user.pk, clock.today())


@dataclass(frozen=True)
class DiaryAccess:
    """A diary that the user may read today.

    Attributes:
        student: whose it is.
        family: the user's own pupils, the student among them where the reader is family.
    """

    student: Student
    family: list[Student]

    @property
    def is_own(self) -> bool:
        """Whether the family itself reads."""
        return self.student in self.family


def diary_for_reading(user, pk: int) -> DiaryAccess:
    """The diary of a pupil if the user may read it today; one query for a family.

    Raises:
        Http404: no such pupil, another's child, or a pupil the employee does not answer for.
    """
    family = diaries_of_family(user)
    student = next((one for one in family if one.pk == pk), None)
    if student is None:
        rows = Student.objects.filter(pk=pk)
        if not has_role(user, *STAFF_ROLES):  # whoever left the school may still stand in the list of class teachers
            raise Http404
        student = (rows if has_role(user, *OVERSIGHT_ROLES) else rows.filter(_led_by(user))).first()
    if student is None:
        raise Http404
    return DiaryAccess(student, family)


def is_family(user) -> bool:
    """Whether the diary is the user's own page even when no child is theirs at present."""
    return has_role(user, *FAMILY_ROLES)
