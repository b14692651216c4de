"""A lesson is a row with a date and a slot; once made it lives apart from the timetable (decision 3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.school.models import Course, Room, SchoolClass, StaffAbsence, StaffMember, Term
from apps.school.models.dated import Dated, dates_in_order

from ..enums import DistanceGround, HomeworkState, SubstitutionKind, SubstitutionState


class Lesson(Tracked):
    """One lesson of a course on a date. ``touched_at`` set means: generation leaves it alone."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    term = models.ForeignKey(Term, models.PROTECT, related_name="lessons")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="lessons", verbose_name=_("учитель"))
    held_on = models.DateField(_("дата"))
    number = models.PositiveSmallIntegerField(_("урок"))
    starts_at = models.TimeField(_("начало"))
    ends_at = models.TimeField(_("конец"))
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.CharField(_("тема урока"), max_length=500, blank=True)
    topic_at = models.DateTimeField(_("тема записана"), null=True, blank=True)
    attendance_confirmed_at = models.DateTimeField(_("посещаемость отмечена"), null=True, blank=True)
    homework_state = models.CharField(
        _("домашнее задание"),
        max_length=7,
        choices=HomeworkState.choices,
        default=HomeworkState.UNKNOWN,
    )
    homework_at = models.DateTimeField(_("задание записано"), null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True, editable=False)
    link = models.URLField(_("ссылка на урок"), max_length=500, blank=True)  # JRN-11
    cancelled_at = models.DateTimeField(_("отменён"), null=True, blank=True)
    cancel_reason = models.CharField(_("причина отмены"), max_length=200, blank=True)
    history = history_of(excluded=["touched_at"])

    class Meta:
        verbose_name = _("урок")
        verbose_name_plural = _("уроки")
        constraints = [
            models.UniqueConstraint(fields=["course", "held_on", "number"], name="lesson_once_per_slot"),
            models.CheckConstraint(
                condition=Q(topic="", topic_at__isnull=True) | (~Q(topic="") & Q(topic_at__isnull=False)),
                name="lesson_topic_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["held_on", "teacher"], name="lesson_by_day"),
            models.Index(fields=["term", "course", "held_on", "number"], name="lesson_by_term"),
        ]

    def __str__(self):
        return f"{self.held_on:%d.%m.%Y}, {self.number}"

    @property
    def is_cancelled(self) -> bool:
        """Whether the lesson does not take place."""
        return self.cancelled_at is not None


class Substitution(Tracked):
    """Another teacher holds the lesson (TT-03, TT-05)."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="substitution")
    substitute = models.ForeignKey(StaffMember, models.PROTECT, related_name="substitutions")
    kind = models.CharField(
        _("вид"),
        max_length=11,
        choices=SubstitutionKind.choices,
        default=SubstitutionKind.SAME,
    )
    reason = models.CharField(_("причина"), max_length=200)
    registered_at = models.DateTimeField(_("внесена"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("состояние"), max_length=9, choices=SubstitutionState.choices, default=SubstitutionState.CONFIRMED
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    hours = models.DecimalField(_("часов к оплате"), max_digits=3, decimal_places=1, default=1)
    absence = models.ForeignKey(
        StaffAbsence, models.PROTECT, null=True, blank=True, related_name="substitutions", verbose_name=_("отсутствие")
    )
    # Another subject: the hour is held and counted in this lesson of the substitute's own course (P-22).
    instead = models.OneToOneField(Lesson, models.PROTECT, null=True, blank=True, related_name="stands_for")
    history = history_of()

    class Meta:
        verbose_name = _("замена")
        verbose_name_plural = _("замены")


class Move(Tracked):
    """A lesson was moved to another date or slot; a swap is two moves (TT-04)."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="moves")
    from_on = models.DateField(_("было: дата"))
    from_number = models.PositiveSmallIntegerField(_("было: урок"))
    to_on = models.DateField(_("стало: дата"))
    to_number = models.PositiveSmallIntegerField(_("стало: урок"))
    reason = models.CharField(_("причина"), max_length=200)
    moved_at = models.DateTimeField(_("внесён"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = history_of()

    class Meta:
        verbose_name = _("перенос")
        verbose_name_plural = _("переносы")
        indexes = [models.Index(fields=["from_on"], name="move_by_day")]


class DistanceMode(Tracked, Dated):
    """Classes learn at a distance from a day to a day, by an order (JRN-11)."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="distance_modes")
    ground = models.CharField(_("причина"), max_length=10, choices=DistanceGround.choices)
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    link = models.URLField(_("общая ссылка"), max_length=500, blank=True)
    note = models.CharField(_("порядок работы"), max_length=300, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("дистанционный режим")
        verbose_name_plural = _("дистанционный режим")
        constraints = [
            dates_in_order("distance_dates_in_order"),
            models.UniqueConstraint(fields=["school_class", "starts_on"], name="distance_once"),
        ]
