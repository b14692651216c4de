"""A course's term is a row; whether it is locked is derived from it (decision 9, P-11)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.school.models import Course, Term


class CourseTerm(Tracked):
    """Handing in, acceptance, reopening and sealing of one course in one term."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="course_terms")
    term = models.ForeignKey(Term, models.PROTECT, related_name="course_terms")
    is_graded = models.BooleanField(_("с отметками за период"), default=True)  # P-01
    handed_in_at = models.DateTimeField(_("сдан"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    accepted_at = models.DateTimeField(_("принят"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reopened_at = models.DateTimeField(_("открыт"), null=True, blank=True)
    reopened_until = models.DateTimeField(_("открыт до"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reopened_reason = models.CharField(_("причина открытия"), max_length=300, blank=True)
    sealed_at = models.DateTimeField(_("зафиксирован"), null=True, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("период предмета")
        verbose_name_plural = _("периоды предметов")
        constraints = [
            models.UniqueConstraint(fields=["course", "term"], name="course_term_once"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, handed_in_by__isnull=True)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="hand_in_paired",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="acceptance_paired",
            ),
        ]
