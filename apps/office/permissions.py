"""Who may see and change the school's set-up. Each gate raises PermissionDenied (contract 4: 403)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.accounts.enums import FAMILY_ROLES, STAFF_ROLES, Role
from apps.accounts.permissions import has_role
from apps.core import clock
from apps.school.models import (
    ClassTeacher,
    Duty,
    Enrolment,
    Guardianship,
    Movement,
    Representative,
    RollRequest,
    SchoolClass,
    StaffMember,
    Student,
    StudyForm,
    StudyGroup,
    TeachingAssignment,
)
from apps.school.queries import norms_on
from apps.timetable.models import TimetableDraft

from .enums import FileOf
from .models import ColumnMapping, Upload


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


def can_keep_people(user) -> bool:
    """Cards of pupils and families, and movement by orders: administrator, deputy, secretary (C-13, P-19)."""
    return can_plan(user) or has_role(user, Role.SECRETARY)


def can_name_duties(user) -> bool:
    """The director names who answers for what; the administrator writes it down (ADM-12)."""
    return has_role(user, Role.DIRECTOR, Role.ADMINISTRATOR)


def demand_people_keeper(user) -> None:
    """Gate of changes of cards and movement."""
    if not can_keep_people(user):
        raise PermissionDenied


def demand_duties(user) -> None:
    """Gate of changes of duties."""
    if not can_name_duties(user):
        raise PermissionDenied


def own_classes(user):
    """Classes the user leads today."""
    led = ClassTeacher.objects.on(clock.today()).filter(staff__user=user)
    return SchoolClass.objects.filter(pk__in=led.values("school_class")).select_related("year")


def is_class_teacher(user) -> bool:
    """Whether the pages of a class teacher are the user's: with the role, or with a class."""
    return has_role(user, Role.CLASS_TEACHER)


def _leads(user, student: Student) -> bool:
    here = Enrolment.objects.on(clock.today()).filter(student=student, school_class__in=own_classes(user))
    return is_class_teacher(user) and here.exists()


@dataclass(frozen=True)
class CardAccess:
    """A pupil's card and what the user may do with it.

    Attributes:
        may_edit: everything on it: the office.
        may_edit_contacts: telephone, e-mail, address: the class teacher too (STR-18).
        may_move: a movement by an order: the office, the class teacher where the norms allow it (C-13).
    """

    student: Student
    may_edit: bool
    may_edit_contacts: bool
    may_move: bool


def student_card(user, pk: int) -> CardAccess:
    """The card of a pupil, for the office and for the class teacher of today.

    Raises:
        Http404: no such pupil.
        PermissionDenied: another role, or a pupil of another class (STR-18).
    """
    if not can_read_people(user) and not is_class_teacher(user):
        raise PermissionDenied
    student = get_object_or_404(Student.objects.select_related("user"), pk=pk)
    leads = _leads(user, student)
    if not can_read_people(user) and not leads:
        raise PermissionDenied
    keeps = can_keep_people(user)
    moves = keeps or (leads and norms_on(clock.today()).class_teacher_edits_roll)
    return CardAccess(student, keeps, keeps or leads, moves)


def student_for_editing(user, pk: int) -> CardAccess:
    """The card of a pupil whose contacts the user may write.

    Raises:
        Http404, PermissionDenied: as :func:`student_card`; a reader only.
    """
    access = student_card(user, pk)
    if not access.may_edit_contacts:
        raise PermissionDenied
    return access


def student_for_moving(user, pk: int) -> Student:
    """A pupil of whom the user may record a movement (STR-17, C-13)."""
    access = student_card(user, pk)
    if not access.may_move:
        raise PermissionDenied
    return access.student


def student_for_keeping(user, pk: int) -> Student:
    """A pupil, for those who keep cards and families."""
    demand_people_keeper(user)
    return get_object_or_404(Student.objects.select_related("user"), pk=pk)


def representative_for_editing(user, pk: int) -> tuple[Representative, bool]:
    """A representative and whether all of the card may be written: the class teacher writes contacts (STR-18).

    Raises:
        Http404: no such person.
        PermissionDenied: another role, or nobody of the class teacher's class is represented.
    """
    if not can_keep_people(user) and not is_class_teacher(user):
        raise PermissionDenied
    found = get_object_or_404(Representative.objects.select_related("user"), pk=pk)
    if can_keep_people(user):
        return found, True
    today = clock.today()
    mine = Enrolment.objects.on(today).filter(school_class__in=own_classes(user)).values("student_id")
    if not Guardianship.objects.on(today).filter(representative=found, student__in=mine).exists():
        raise PermissionDenied
    return found, False


def guardianship_for_keeping(user, pk: int) -> Guardianship:
    """A representation, for those who keep families."""
    demand_people_keeper(user)
    return get_object_or_404(Guardianship.objects.select_related("student", "representative__user"), pk=pk)


def staff_for_reading(user, pk: int) -> StaffMember:
    """The card of an employee."""
    demand_people_reader(user)
    return get_object_or_404(StaffMember.objects.select_related("user"), pk=pk)


def staff_for_editing(user, pk: int) -> StaffMember:
    """The card of an employee, for the deputy and the administrator (STR-14)."""
    demand_planner(user)
    return get_object_or_404(StaffMember.objects.select_related("user"), pk=pk)


def class_for_planning(user, pk: int) -> SchoolClass:
    """A class, for those who set up the year (STR-04)."""
    demand_planner(user)
    return get_object_or_404(SchoolClass.objects.select_related("year", "room"), pk=pk)


def class_teacher_for_planning(user, pk: int) -> ClassTeacher:
    """An appointment of a class teacher."""
    demand_planner(user)
    return get_object_or_404(ClassTeacher.objects.select_related("staff__user", "school_class__year"), pk=pk)


def movement_for_keeping(user, pk: int) -> Movement:
    """A record of movement, for those who may undo it."""
    demand_people_keeper(user)
    return get_object_or_404(Movement.objects.select_related("student", "from_class", "to_class", "enrolment"), pk=pk)


def demand_requests(user) -> None:
    """Gate of the requests: the office reads all of them, a class teacher the own class's (STR-19)."""
    if not can_read_people(user) and not is_class_teacher(user):
        raise PermissionDenied


def class_for_request(user, pk: int) -> SchoolClass:
    """The own class about which a class teacher reports; another's is 404.

    Raises:
        PermissionDenied: not a class teacher.
    """
    if not is_class_teacher(user):
        raise PermissionDenied
    return get_object_or_404(own_classes(user), pk=pk)


def request_for_reading(user, pk: int) -> RollRequest:
    """A request, for the office and for the class teacher of the class; another's is 404."""
    demand_requests(user)
    rows = RollRequest.objects.select_related(
        "student", "school_class__year", "filed_by", "decided_by", "movement__to_class"
    )
    if not can_read_people(user):
        rows = rows.filter(school_class__in=own_classes(user))
    return get_object_or_404(rows, pk=pk)


def request_for_deciding(user, pk: int) -> RollRequest:
    """A request, for those who decide on it."""
    found = request_for_reading(user, pk)
    demand_people_keeper(user)
    return found


def study_form_for_keeping(user, pk: int) -> StudyForm:
    """A form of study, for those who keep cards."""
    demand_people_keeper(user)
    return get_object_or_404(StudyForm.objects.select_related("student"), pk=pk)


def duty_for_naming(user, pk: int) -> Duty:
    """A duty, for those who name them."""
    demand_duties(user)
    return get_object_or_404(Duty.objects.select_related("staff"), pk=pk)


def classes_for_lists(user):
    """Classes of whom the user may make lists: the office all, others those they lead or teach today (P-20).

    Raises:
        PermissionDenied: family.
    """
    if can_read_people(user):
        return SchoolClass.objects.select_related("year")
    if not has_role(user, Role.TEACHER, Role.CLASS_TEACHER):
        raise PermissionDenied
    taught = TeachingAssignment.objects.on(clock.today()).filter(staff__user=user)
    led = own_classes(user).values("pk")
    mine = Q(pk__in=taught.values("course__school_class")) | Q(study_groups__courses__in=taught.values("course"))
    return SchoolClass.objects.filter(mine | Q(pk__in=led)).select_related("year").distinct()


def class_for_list(user, pk: int) -> tuple[SchoolClass, bool]:
    """A class of whom the user may make a list, and whether personal data may stand on it.

    Raises:
        Http404: a class the user neither leads nor teaches.
        PermissionDenied: family.
    """
    found = get_object_or_404(classes_for_lists(user), pk=pk)
    return found, can_read_people(user) or (is_class_teacher(user) and own_classes(user).filter(pk=pk).exists())


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


def demand_list(user, *, people: bool) -> None:
    """Gate of exported lists: those of people are the secretary's too, the others belong to the set-up."""
    if people:
        demand_people_reader(user)
    else:
        demand_reader(user)


# Study groups: the school's heads, and a class teacher within the led class (C-14)


def led_classes(user) -> set[int] | None:
    """Classes whose groups the user may see: None means all, for a class teacher the led ones (STR-08).

    Raises:
        PermissionDenied: neither reads the set-up nor leads a class.
    """
    if can_read_school(user):
        return None
    if not has_role(user, Role.CLASS_TEACHER):
        raise PermissionDenied
    rows = ClassTeacher.objects.on(clock.today()).filter(staff__user=user)
    return set(rows.values_list("school_class_id", flat=True))


def can_keep_lists(user) -> bool:
    """Whether the user keeps lists of some group at all."""
    return can_plan(user) or has_role(user, Role.CLASS_TEACHER)


def demand_lister(user) -> None:
    """Gate of changes of groups' lists, before one knows of which group."""
    if not can_keep_lists(user):
        raise PermissionDenied


def group_for_reading(user, pk: int) -> StudyGroup:
    """A study group: of the whole school, or with pupils of the led class; another's is 404."""
    led = led_classes(user)
    rows = StudyGroup.objects.select_related("year", "subject", "home_class")
    group = get_object_or_404(rows, pk=pk)
    if led is not None and not led & set(group.classes.values_list("pk", flat=True)):
        raise Http404
    return group


def can_list_group(user, group: StudyGroup) -> bool:
    """The list of a group is the deputy's; a group of the led class alone is the class teacher's too (C-14)."""
    if can_plan(user):
        return True
    if not has_role(user, Role.CLASS_TEACHER):
        return False
    led = ClassTeacher.objects.on(clock.today()).filter(staff__user=user).values("school_class")
    return not group.classes.exclude(pk__in=led).exists()


def group_for_listing(user, pk: int) -> StudyGroup:
    """The group whose list the user may change.

    Raises:
        Http404: not to be known of.
        PermissionDenied: may look, not touch.
    """
    group = group_for_reading(user, pk)
    if not can_list_group(user, group):
        raise PermissionDenied
    return group


def may_attach(user, group: StudyGroup, student: Student, day) -> bool:
    """Whether the user may put this pupil on the list: a class teacher only pupils of the group's classes (C-14)."""
    here = Enrolment.objects.on(day).filter(student=student, school_class__in=group.classes.all())
    return can_plan(user) or here.exists()


def class_for_division(user, pk: int) -> SchoolClass:
    """The class whose division into subgroups the user may see: any class, or the led one; another's is 404."""
    led = led_classes(user)
    found = get_object_or_404(SchoolClass.objects.select_related("year"), pk=pk)
    if led is not None and found.pk not in led:
        raise Http404
    return found


def can_divide(user, school_class: SchoolClass) -> bool:
    """Deputy, administrator and today's class teacher divide a class (C-14); who only reads does not."""
    if can_plan(user):
        return True
    leads = ClassTeacher.objects.on(clock.today()).filter(staff__user=user, school_class=school_class)
    return has_role(user, Role.CLASS_TEACHER) and leads.exists()


def demand_division(user, school_class: SchoolClass) -> None:
    """Gate of changes of a class's division."""
    if not can_divide(user, school_class):
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


def source_for_managing(user, pk: int) -> ColumnMapping:
    """A remembered source of lists, for the administrator; 404 when there is none."""
    demand_manager(user)
    return get_object_or_404(ColumnMapping, pk=pk)


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


def teacher_for_claims(user) -> StaffMember:
    """The staff card of somebody who teaches: own claims are the teachers' (C-16).

    Raises:
        PermissionDenied: family, office, or somebody without a staff card.
    """
    staff = StaffMember.objects.filter(user=user).first()
    if staff is None or not has_role(user, Role.TEACHER, Role.CLASS_TEACHER, Role.DEPUTY):
        raise PermissionDenied
    return staff
