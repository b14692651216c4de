"""Curricula by profile, individual plans and releases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import SubjectPart
from .courses import Course
from .dated import Dated, dates_in_order
from .people import SchoolClass, Student
from .year import AcademicYear, Subject


class Curriculum(Tracked):
    """Hours of the school's plan for some levels and one profile (STR-11, STR-12)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="curricula")
    name = models.CharField(_("учебный план"), max_length=120)
    profile = models.CharField(_("профиль"), max_length=80, blank=True)  # empty: without a profile
    levels = models.CharField(_("параллели"), max_length=60, blank=True)  # canonical: "5-9"
    weeks = models.PositiveSmallIntegerField(_("учебных недель"), default=34)
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("учебный план")
        verbose_name_plural = _("учебные планы")
        constraints = [models.UniqueConstraint(fields=["year", "name"], name="curriculum_once_per_year")]

    def __str__(self):
        return self.name

    @property
    def levels_text(self) -> str:
        """The levels as a page writes them: «5–9», «10, 11»."""
        return self.levels.replace("-", "–").replace(",", ", ")


class CurriculumLine(Tracked):
    """Hours a week of a subject at a level (STR-11)."""

    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="lines")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="curriculum_lines")
    level = models.PositiveSmallIntegerField(_("параллель"))
    hours_per_week = models.DecimalField(_("часов в неделю"), max_digits=4, decimal_places=1)
    part = models.CharField(_("часть учебного плана"), max_length=8, choices=SubjectPart.choices)
    groups = models.PositiveSmallIntegerField(_("групп в классе"), default=1)
    history = history_of()

    class Meta:
        verbose_name = _("строка учебного плана")
        verbose_name_plural = _("строки учебного плана")
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "subject", "level"], name="curriculum_line_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=12, hours_per_week__gt=0, groups__gte=1),
                name="curriculum_line_in_range",
            ),
        ]


class CurriculumChoice(Tracked, Dated):
    """Which plan a class follows, or a single pupil of a class with several profiles (STR-12)."""

    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="choices")
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="curriculum_choices"
    )
    student = models.ForeignKey(Student, models.PROTECT, null=True, blank=True, related_name="curriculum_choices")
    history = history_of()

    class Meta:
        verbose_name = _("выбор учебного плана")
        verbose_name_plural = _("выбор учебных планов")
        constraints = [
            dates_in_order("curriculum_choice_dates_in_order"),
            models.CheckConstraint(
                condition=Q(school_class__isnull=False, student__isnull=True)
                | Q(school_class__isnull=True, student__isnull=False),
                name="curriculum_choice_of_class_or_pupil",
            ),
            models.UniqueConstraint(
                fields=["school_class", "starts_on"],
                condition=Q(student__isnull=True),
                name="curriculum_choice_once_per_class",
            ),
            models.UniqueConstraint(
                fields=["student", "starts_on"],
                condition=Q(school_class__isnull=True),
                name="curriculum_choice_once_per_pupil",
            ),
        ]


class IndividualPlan(Tracked, Dated):
    """A pupil's own study plan by an order (STR-09)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="individual_plans")
    student = models.ForeignKey(Student, models.PROTECT, related_name="individual_plans")
    order_number = models.CharField(_("номер приказа"), max_length=40)
    order_on = models.DateField(_("дата приказа"))
    note = models.CharField(_("примечание"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("индивидуальный учебный план")
        verbose_name_plural = _("индивидуальные учебные планы")
        constraints = [
            dates_in_order("individual_plan_dates_in_order"),
            models.UniqueConstraint(fields=["student", "starts_on"], name="individual_plan_once"),
        ]


class IndividualPlanLine(Tracked):
    """A subject of an individual plan with its hours and the course in which it is taught."""

    plan = models.ForeignKey(IndividualPlan, models.PROTECT, related_name="lines")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    hours_per_week = models.DecimalField(_("часов в неделю"), max_digits=4, decimal_places=1)
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="individual_lines")
    history = history_of()

    class Meta:
        verbose_name = _("строка индивидуального плана")
        verbose_name_plural = _("строки индивидуального плана")
        constraints = [
            models.UniqueConstraint(fields=["plan", "subject"], name="individual_line_once"),
            models.CheckConstraint(condition=Q(hours_per_week__gt=0), name="individual_line_has_hours"),
        ]


class Release(Tracked, Dated):
    """A pupil released from a course: present, not graded, not demanded a grade (P-04, I-06)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="releases")
    course = models.ForeignKey(Course, models.PROTECT, related_name="releases")
    basis = models.CharField(_("основание"), max_length=200)  # an order or a certificate, never a diagnosis
    history = history_of()

    class Meta:
        verbose_name = _("освобождение от занятий")
        verbose_name_plural = _("освобождения от занятий")
        constraints = [
            dates_in_order("release_dates_in_order"),
            models.UniqueConstraint(fields=["student", "course", "starts_on"], name="release_once"),
        ]
