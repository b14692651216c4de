"""Study groups and their dated lists."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import GroupKind
from .dated import Dated, dates_in_order
from .people import SchoolClass, Student
from .year import AcademicYear, Subject, Term


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
    # The last day of an ended group: its page and lists stay (STR-06).
    ends_on = models.DateField(_("действует по"), null=True, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("учебная группа")
        verbose_name_plural = _("учебные группы")
        constraints = [models.UniqueConstraint(fields=["year", "name"], name="group_name_once_per_year")]

    def __str__(self):
        return self.name

    @property
    def is_class_set(self) -> bool:
        """Whether the roll follows the classes themselves (STR-05)."""
        return self.kind == GroupKind.CLASS_SET


class ClassSplit(Tracked, Dated):
    """A class divided for a subject from a day on: the whole list anew, the one before ends (STR-08)."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="splits")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="splits")
    history = history_of()

    class Meta:
        verbose_name = _("деление класса")
        verbose_name_plural = _("деления классов")
        constraints = [
            dates_in_order("split_dates_in_order"),
            models.UniqueConstraint(fields=["school_class", "subject", "starts_on"], name="split_once_per_start"),
        ]


class SplitConfirmation(Tracked):
    """Somebody looked at the division at a term's start and left it as it was (C-14)."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="split_confirmations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("подтверждено"))
    history = history_of()

    class Meta:
        verbose_name = _("подтверждение деления")
        verbose_name_plural = _("подтверждения деления")
        constraints = [
            models.UniqueConstraint(fields=["school_class", "subject", "term"], name="split_confirmed_once_per_term")
        ]


class GroupMembership(Tracked, Dated):
    """A pupil's place in a group from when to when (STR-08)."""

    study_group = models.ForeignKey(StudyGroup, models.PROTECT, related_name="memberships")
    student = models.ForeignKey(Student, models.PROTECT, related_name="group_memberships")
    # The division this place belongs to; empty for lists kept pupil by pupil.
    split = models.ForeignKey(ClassSplit, models.PROTECT, null=True, blank=True, related_name="memberships")
    history = history_of()

    class Meta:
        verbose_name = _("состав группы")
        verbose_name_plural = _("составы групп")
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.UniqueConstraint(fields=["study_group", "student", "starts_on"], name="membership_once"),
            models.UniqueConstraint(
                fields=["split", "student"], condition=Q(split__isnull=False), name="one_half_per_pupil"
            ),
        ]
