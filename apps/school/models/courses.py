"""Courses: the pages of the journal, and who teaches them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from apps.core.history import Tracked, history_of

from ..enums import Scale, ServiceKind
from .dated import Dated, YearlyQuerySet, dates_in_order
from .groups import StudyGroup
from .people import SchoolClass, StaffMember
from .year import AcademicYear, Subject, TermScheme


class Course(Tracked):
    """Subject × class or study group × year: one page of the journal (decision 2)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="courses")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="courses")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="courses")
    study_group = models.ForeignKey(StudyGroup, models.PROTECT, null=True, blank=True, related_name="courses")
    term_scheme = models.ForeignKey(TermScheme, models.PROTECT, related_name="courses", verbose_name=_("периоды"))
    scale = models.CharField(_("система оценивания"), max_length=5, choices=Scale.choices, default=Scale.FIVE)
    hours_per_week = models.DecimalField(_("часов в неделю"), max_digits=4, decimal_places=1, default=0)
    kind = models.CharField(_("вид занятий"), max_length=10, choices=ServiceKind.choices, default=ServiceKind.CORE)
    history = history_of()

    class Meta:
        verbose_name = _("предмет в классе")
        verbose_name_plural = _("предметы в классах")
        permissions = [
            ("fill_course", "Fills the journal page"),
            ("substitute_course", "Substitutes in the course"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(school_class__isnull=False, study_group__isnull=True)
                | Q(school_class__isnull=True, study_group__isnull=False),
                name="course_of_class_or_group",
            ),
            models.UniqueConstraint(
                fields=["subject", "school_class"],
                condition=Q(study_group__isnull=True),
                name="course_once_per_class",
            ),
            models.UniqueConstraint(
                fields=["subject", "study_group"],
                condition=Q(school_class__isnull=True),
                name="course_once_per_group",
            ),
        ]

    def __str__(self):
        return f"{self.audience_name} · {self.subject.name}"

    @property
    def audience_name(self) -> str:
        """Name of the class or of the study group."""
        return self.school_class.name if self.school_class_id else self.study_group.name

    @property
    def volume_class_id(self) -> int | None:
        """The class whose volume holds the page; None for groups across classes (P-17)."""
        return self.school_class_id or self.study_group.home_class_id

    @property
    def is_graded(self) -> bool:
        """Whether grades are given here (P-01)."""
        return self.scale != Scale.NONE


class TeachingAssignment(Tracked, Dated):
    """Who teaches a course from when to when."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="assignments")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="assignments")
    hours_per_week = models.DecimalField(_("часов в неделю"), max_digits=4, decimal_places=1)
    year_path = "course__year"
    objects = YearlyQuerySet.as_manager()
    history = history_of()

    class Meta:
        verbose_name = _("нагрузка")
        verbose_name_plural = _("нагрузка")
        constraints = [
            dates_in_order("assignment_dates_in_order"),
            models.UniqueConstraint(fields=["course", "staff", "starts_on"], name="assignment_once"),
        ]


class CourseGrant(UserObjectPermissionBase):
    """Direct-key grants on courses."""

    content_object = models.ForeignKey(Course, models.CASCADE)
