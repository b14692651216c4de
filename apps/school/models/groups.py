"""Study groups and their dated lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import GroupKind
from .dated import Dated, dates_in_order
from .people import SchoolClass, Student
from .year import AcademicYear, Subject


class StudyGroup(Tracked):
    """A subgroup, stream, elective, club … of one or several classes (STR-06)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="study_groups")
    name = models.CharField(_("группа"), max_length=80)
    kind = models.CharField(_("вид"), max_length=16, choices=GroupKind.choices)
    # Empty for a class set, which is taught together in several subjects (STR-05).
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="study_groups")
    classes = models.ManyToManyField(SchoolClass, related_name="study_groups", verbose_name=_("классы"))
    # The class whose volume the page belongs to: only for a group inside one class (P-17).
    home_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="own_groups")
    history = history_of()

    class Meta:
        verbose_name = _("учебная группа")
        verbose_name_plural = _("учебные группы")
        constraints = [models.UniqueConstraint(fields=["year", "name"], name="group_name_once_per_year")]

    def __str__(self):
        return self.name


class GroupMembership(Tracked, Dated):
    """A pupil's place in a group from when to when (STR-08)."""

    study_group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="memberships")
    student = models.ForeignKey(Student, models.PROTECT, related_name="group_memberships")
    history = history_of()

    class Meta:
        verbose_name = _("состав группы")
        verbose_name_plural = _("составы групп")
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.UniqueConstraint(fields=["study_group", "student", "starts_on"], name="membership_once"),
        ]
