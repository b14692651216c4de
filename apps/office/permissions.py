"""Who may see and change the school's set-up. Each gate raises PermissionDenied (contract 4: 403)."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from apps.accounts.enums import FAMILY_ROLES, STAFF_ROLES, Role
from apps.accounts.permissions import has_role
from apps.core import clock
from apps.school.models import ClassTeacher, Enrolment, Guardianship, SchoolClass, Student
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


# The timetable: read by all staff, by families their own class's and child's


def can_read_timetable(user) -> bool:
    """Any timetable of the school is read by its staff."""
    return has_role(user, *STAFF_ROLES)


def demand_timetable_reader(user) -> None:
    """Gate of the timetables of teachers, rooms and the whole school."""
    if not can_read_timetable(user):
        raise PermissionDenied


def own_pupils(user) -> list[Student]:
    """The user's own row and the children whose representative the user is today, in the order of names."""
    caring = Guardianship.objects.on(clock.today()).filter(
        student=OuterRef("pk"), representative__user=user, has_access=True
    )
    return list(Student.objects.filter(Q(user=user) | Q(Exists(caring))).order_by("sort_key", "pk"))


def class_for_timetable(user, pk: int) -> SchoolClass:
    """A class whose week the user may read; a family only the class its child is in today, another's is 404."""
    rows = SchoolClass.objects.select_related("year", "room")
    if not can_read_timetable(user):
        demand_family(user)
        places = Enrolment.objects.on(clock.today()).filter(student__in=own_pupils(user))
        rows = rows.filter(pk__in=places.values("school_class"))
    return get_object_or_404(rows, pk=pk)


def student_for_timetable(user, pk: int) -> Student:
    """A pupil whose week the user may read: the family's own, the class teacher's, anybody's for the school's heads.

    Raises:
        Http404: another family's child, or a pupil the employee does not answer for.
    """
    own = next((one for one in own_pupils(user) if one.pk == pk), None)
    if own is not None:
        return own
    rows = Student.objects.all()
    if not can_read_timetable(user):
        demand_family(user)
        rows = rows.none()
    elif not can_read_people(user):
        today = clock.today()
        led = ClassTeacher.objects.on(today).filter(staff__user=user).values("school_class")
        rows = rows.filter(pk__in=Enrolment.objects.on(today).filter(school_class__in=led).values("student"))
    return get_object_or_404(rows, pk=pk)


def demand_family(user) -> None:
    """Gate of what families read."""
    if not has_role(user, *FAMILY_ROLES):
        raise PermissionDenied
