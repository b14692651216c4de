"""Movement of pupils, what class teachers ask for, forms of study, duties, absences of employees."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import AbsenceGround, DutyKind, MovementKind, RequestState, StudyMode
from .dated import Dated, dates_in_order
from .people import Enrolment, SchoolClass, StaffMember, Student


class Movement(Tracked):
    """Arrival, transfer or departure by an order; undone only by another movement (STR-17, I-04)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="movements")
    kind = models.CharField(_("вид"), max_length=9, choices=MovementKind.choices)
    effective_on = models.DateField(_("с какого дня"))  # the first day of the new state
    order_number = models.CharField(_("номер приказа"), max_length=40)
    order_on = models.DateField(_("дата приказа"))
    from_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="departures", verbose_name=_("из класса")
    )
    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="arrivals", verbose_name=_("в класс")
    )
    elsewhere = models.CharField(_("откуда / куда"), max_length=200, blank=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="movements")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("внесено"))
    history = history_of()

    class Meta:
        verbose_name = _("движение обучающегося")
        verbose_name_plural = _("движение обучающихся")
        indexes = [models.Index(fields=["effective_on"], name="movement_by_day")]


class RollRequest(Tracked):
    """What a class teacher reports to the office; closed only by a recorded decision (STR-19, C-13)."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="roll_requests")
    student = models.ForeignKey(Student, models.PROTECT, null=True, blank=True, related_name="roll_requests")
    kind = models.CharField(_("вид"), max_length=9, choices=MovementKind.choices, blank=True)
    effective_on = models.DateField(_("с какого дня"), null=True, blank=True)
    text = models.CharField(_("что изменилось"), max_length=500)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("подано"))
    state = models.CharField(
        _("состояние"), max_length=8, choices=RequestState.choices, default=RequestState.OPEN, db_index=True
    )
    decision = models.CharField(_("решение"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    movement = models.ForeignKey(Movement, models.PROTECT, null=True, blank=True, related_name="requests")
    history = history_of()

    class Meta:
        verbose_name = _("заявка классного руководителя")
        verbose_name_plural = _("заявки классных руководителей")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, decided_at__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(decided_at__isnull=False)),
                name="roll_request_decision_paired",
            ),
        ]


class StudyForm(Tracked, Dated):
    """A form of study other than the class's, by an order (P-16)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="study_forms")
    mode = models.CharField(_("форма"), max_length=8, choices=StudyMode.choices)
    order_number = models.CharField(_("номер приказа"), max_length=40)
    order_on = models.DateField(_("дата приказа"))
    note = models.CharField(_("примечание"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("форма обучения")
        verbose_name_plural = _("формы обучения")
        constraints = [
            dates_in_order("study_form_dates_in_order"),
            models.UniqueConstraint(fields=["student", "mode", "starts_on"], name="study_form_once"),
        ]


class Duty(Tracked, Dated):
    """Who answers for what, by which order (ADM-12)."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="duties")
    kind = models.CharField(_("обязанность"), max_length=8, choices=DutyKind.choices)
    order_number = models.CharField(_("номер приказа"), max_length=40)
    order_on = models.DateField(_("дата приказа"))
    note = models.CharField(_("примечание"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("обязанность")
        verbose_name_plural = _("обязанности")
        constraints = [
            dates_in_order("duty_dates_in_order"),
            models.UniqueConstraint(fields=["staff", "kind", "starts_on"], name="duty_once"),
        ]


class StaffAbsence(Tracked, Dated):
    """An employee is absent from a day to a day; the day's lessons need substitutes (P-22)."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences")
    ground = models.CharField(_("причина"), max_length=8, choices=AbsenceGround.choices)
    basis = models.CharField(_("основание"), max_length=120, blank=True)  # order or certificate, for the register
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("внесено"))
    history = history_of()

    class Meta:
        verbose_name = _("отсутствие сотрудника")
        verbose_name_plural = _("отсутствия сотрудников")
        constraints = [
            dates_in_order("staff_absence_dates_in_order"),
            models.UniqueConstraint(fields=["staff", "starts_on"], name="staff_absence_once"),
        ]
