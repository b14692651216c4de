"""Who may look at and fill a journal page, a lesson, a class (contract 4, decision 6)."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from apps.accounts.enums import OVERSIGHT_ROLES, STAFF_ROLES, Role
from apps.accounts.permissions import has_role
from apps.core import clock
from apps.core.compiled import Compiled
from apps.lessons.models import Lesson
from apps.lessons.queries import substituted_lesson_ids
from apps.lessons.rules.substitutions import right_begins_to_count, standing
from apps.school.models import ClassTeacher, Course, Norms, SchoolClass, StaffMember, TeachingAssignment
from apps.school.queries import norms_on


@dataclass(frozen=True)
class CourseAccess:
    """What a user may do on a journal page today.

    Attributes:
        course: with subject, class or group, scheme and year loaded.
        norms: the norms in force today.
        fills_all: teaches the course today.
        lesson_ids: lessons of the course that the user may fill as a substitute.
    """

    course: Course
    norms: Norms
    fills_all: bool
    lesson_ids: frozenset[int]

    @property
    def may_fill(self) -> bool:
        """Whether anything may be written here."""
        return self.fills_all or bool(self.lesson_ids)

    @property
    def scope(self) -> frozenset[int] | None:
        """Lessons open to this user; None means all of the course."""
        return None if self.fills_all else self.lesson_ids

    def may_fill_lesson(self, lesson_id: int) -> bool:
        """Whether the user may fill this lesson (TT-06)."""
        return self.fills_all or lesson_id in self.lesson_ids


def _check_staff(user) -> None:
    """Family and secretary have no journal: a page of another role (contract 4)."""
    if not has_role(user, *(STAFF_ROLES - {Role.SECRETARY})):
        raise PermissionDenied


# The course with whether the user teaches it on the day (SEC-04).
_course_for = Compiled(
    lambda pk, user, day: (
        Course.objects.filter(pk=pk)
        .select_related("subject", "school_class", "study_group__home_class", "term_scheme", "year")
        .annotate(
            user_teaches=Exists(TeachingAssignment.objects.on(day).filter(course=OuterRef("pk"), staff__user_id=user))
        )
    ),
    int,
    int,
    dt.date,
)


def _leads(user, course: Course, day) -> bool:
    """Whether the user leads the class of the course today, or a class whose pupils sit in its group (SEC-05)."""
    rows = ClassTeacher.objects.on(day).filter(staff__user=user)
    if course.school_class_id:
        return rows.filter(school_class_id=course.school_class_id).exists()
    return rows.filter(school_class__study_groups=course.study_group_id).exists()


def course_for_viewing(user, pk: int) -> CourseAccess:
    """The journal page if the user may know of it.

    Raises:
        Http404: no such course, or one the user neither teaches, leads, substitutes in nor oversees.
        PermissionDenied: family and secretary.
    """
    _check_staff(user)
    today = clock.today()
    course = _course_for.first(pk, user.pk, today)
    if course is None:
        raise Http404
    norms = norms_on(today)
    if course.user_teaches:
        return CourseAccess(course, norms, True, frozenset())
    lessons = substituted_lesson_ids(pk, user.pk, today, norms)
    if not (lessons or has_role(user, *OVERSIGHT_ROLES) or _leads(user, course, today)):
        raise Http404
    return CourseAccess(course, norms, False, lessons)


def course_for_filling(user, pk: int) -> CourseAccess:
    """The journal page if the user may write something in it.

    Raises:
        Http404: not to be known of.
        PermissionDenied: may look, not touch.
    """
    access = course_for_viewing(user, pk)
    if not access.may_fill:
        raise PermissionDenied
    return access


LESSON_RELATED = (
    "term",
    "teacher",
    "room",
    "substitution__substitute",
    "stands_for__lesson__course__subject",
    "stands_for__lesson__teacher",
)


def lesson_for_viewing(user, pk: int) -> tuple[Lesson, CourseAccess]:
    """A lesson of a course the user may know of.

    Raises:
        Http404, PermissionDenied: as :func:`course_for_viewing`.
    """
    _check_staff(user)
    lesson = Lesson.objects.select_related(*LESSON_RELATED).filter(pk=pk).first()
    if lesson is None:
        raise Http404
    access = course_for_viewing(user, lesson.course_id)
    lesson.course = access.course
    return lesson, access


def lesson_for_filling(user, pk: int) -> tuple[Lesson, CourseAccess]:
    """A lesson the user may fill: the course's teacher, or the substitute of exactly this lesson.

    Raises:
        Http404: not to be known of.
        PermissionDenied: may look, not touch.
    """
    lesson, access = lesson_for_viewing(user, pk)
    if not access.may_fill_lesson(lesson.pk):
        raise PermissionDenied
    return lesson, access


def may_claim_lesson(user, lesson: Lesson, access: CourseAccess) -> bool:
    """Whether somebody who only looks at the lesson may say «I hold it»: near the day, where nobody stands. # C-16"""
    today = clock.today()
    is_near = right_begins_to_count(today, access.norms) <= lesson.held_on <= today
    is_open = is_near and access.norms.substitution_self_claim and not lesson.is_cancelled and standing(lesson) is None
    return is_open and not access.may_fill_lesson(lesson.pk) and not oversees(user)


def class_for_viewing(user, pk: int) -> SchoolClass:
    """The class teacher's desk: for today's class teacher and for oversight.

    Raises:
        Http404: a class the user does not lead.
        PermissionDenied: family and secretary.
    """
    _check_staff(user)
    school_class = SchoolClass.objects.select_related("year", "room").filter(pk=pk).first()
    if school_class is None:
        raise Http404
    leads = ClassTeacher.objects.on(clock.today()).filter(school_class_id=pk, staff__user=user).exists()
    if not leads and not has_role(user, *OVERSIGHT_ROLES):
        raise Http404
    return school_class


def leads_class(user, school_class: SchoolClass) -> bool:
    """Whether the user leads the class today: reports changes of its roll and keeps its contacts (STR-18, STR-19)."""
    rows = ClassTeacher.objects.on(clock.today()).filter(school_class=school_class, staff__user=user)
    return has_role(user, Role.CLASS_TEACHER) and rows.exists()


def may_accept_terms(user) -> bool:
    """Acceptance and reopening are the deputy's; the administrator may stand in (P-11, I-16)."""
    return has_role(user, Role.DEPUTY, Role.ADMINISTRATOR)


def oversees(user) -> bool:
    """Whether the user sees every class of the school (SEC-02)."""
    return has_role(user, *OVERSIGHT_ROLES)


def staff_of(user) -> StaffMember | None:
    """Gate of the pages that belong to the staff as such; the staff card of the user, if there is one.

    Raises:
        PermissionDenied: family and secretary.
    """
    _check_staff(user)
    return StaffMember.objects.filter(user=user).first()
