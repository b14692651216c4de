"""Bells and the weekly timetable."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.school.models import AcademicYear, Course, Room, StaffMember
from apps.school.models.dated import Dated, dates_in_order


class BellSchedule(Tracked):
    """A set of bells (I-01)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="bell_schedules")
    name = models.CharField(_("набор"), max_length=60)
    is_default = models.BooleanField(_("основной"), default=False)
    history = history_of()

    class Meta:
        verbose_name = _("расписание звонков")
        verbose_name_plural = _("расписания звонков")
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="bells_once_per_year"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(is_default=True),
                name="one_default_bells_per_year",
            ),
        ]

    def __str__(self):
        return self.name


class Bell(Tracked):
    """Begin and end of a lesson number in a shift."""

    schedule = models.ForeignKey(BellSchedule, models.PROTECT, related_name="bells")
    shift = models.PositiveSmallIntegerField(_("смена"), default=1)
    number = models.PositiveSmallIntegerField(_("урок"))
    starts_at = models.TimeField(_("начало"))
    ends_at = models.TimeField(_("конец"))
    history = history_of()

    class Meta:
        verbose_name = _("звонок")
        verbose_name_plural = _("звонки")
        constraints = [
            models.UniqueConstraint(fields=["schedule", "shift", "number"], name="bell_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bell_times_in_order"),
        ]


class TimetableEntry(Tracked, Dated):
    """A course's place in the week: day, lesson number, room (TT-02)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="timetable_entries")
    weekday = models.PositiveSmallIntegerField(_("день"))  # 0 = Monday
    number = models.PositiveSmallIntegerField(_("урок"))
    week = models.PositiveSmallIntegerField(_("неделя"), default=0)  # 0 both, 1 or 2 of a two-week cycle
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="timetable_entries")
    history = history_of()

    class Meta:
        verbose_name = _("строка расписания")
        verbose_name_plural = _("расписание")
        constraints = [
            dates_in_order("entry_dates_in_order"),
            models.UniqueConstraint(
                fields=["course", "weekday", "number", "week", "starts_on"],
                name="entry_once",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, week__lte=2, number__lte=14),
                name="entry_in_range",
            ),
        ]
