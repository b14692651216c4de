"""Bells, working regimes, the weekly timetable and its drafts, the schedule of control works."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.school.models import (
    AcademicYear,
    Course,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    Term,
)
from apps.school.models.dated import Dated, dates_in_order

from .enums import ControlForm, DraftSource, DraftState


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


class BellDay(Tracked):
    """Another set of bells on a single date: shortened days (I-01)."""

    schedule = models.ForeignKey(BellSchedule, models.PROTECT, related_name="days")
    held_on = models.DateField(_("дата"))
    levels = models.CharField(_("параллели"), max_length=60, blank=True)  # empty: the whole school
    reason = models.CharField(_("причина"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("день с другими звонками")
        verbose_name_plural = _("дни с другими звонками")
        constraints = [models.UniqueConstraint(fields=["held_on", "levels"], name="bell_day_once")]


class Regime(Tracked, Dated):
    """Shift, school week and bells of a class, a group or a single pupil from a day on (STR-16).

    Where no row holds, the class's own shift and week and the year's default bells do.
    """

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="regimes")
    study_group = models.ForeignKey(StudyGroup, models.PROTECT, null=True, blank=True, related_name="regimes")
    student = models.ForeignKey(Student, models.PROTECT, null=True, blank=True, related_name="regimes")
    shift = models.PositiveSmallIntegerField(_("смена"), default=1)
    days_per_week = models.PositiveSmallIntegerField(_("дней в неделе"), default=5)
    bells = models.ForeignKey(BellSchedule, models.PROTECT, null=True, blank=True, related_name="regimes")
    history = history_of()

    class Meta:
        verbose_name = _("режим работы")
        verbose_name_plural = _("режимы работы")
        constraints = [
            dates_in_order("regime_dates_in_order"),
            models.CheckConstraint(
                condition=Q(school_class__isnull=False, study_group__isnull=True, student__isnull=True)
                | Q(school_class__isnull=True, study_group__isnull=False, student__isnull=True)
                | Q(school_class__isnull=True, study_group__isnull=True, student__isnull=False),
                name="regime_of_one",
            ),
            models.CheckConstraint(
                condition=Q(days_per_week__gte=1, days_per_week__lte=7), name="regime_week_in_range"
            ),
        ]


class TimetableEntry(Tracked, Dated):
    """A course's place in the week: day, lesson number, room (TT-02)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="timetable_entries")
    weekday = models.PositiveSmallIntegerField(_("день"))  # 0 = Monday
    number = models.PositiveSmallIntegerField(_("урок"))
    week = models.PositiveSmallIntegerField(_("неделя"), default=0)  # 0 both, 1 or 2 of a two-week cycle
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="timetable_entries")
    second_teacher = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
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


class Unavailability(Tracked):
    """A slot of the week in which a teacher cannot teach; asked when a timetable is built."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="unavailabilities")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="unavailabilities")
    weekday = models.PositiveSmallIntegerField(_("день"))  # 0 = Monday
    number = models.PositiveSmallIntegerField(_("урок"))
    history = history_of()

    class Meta:
        verbose_name = _("недоступное время учителя")
        verbose_name_plural = _("недоступное время учителей")
        constraints = [
            models.UniqueConstraint(fields=["year", "staff", "weekday", "number"], name="unavailable_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6, number__lte=14), name="unavailable_in_range"),
        ]


class TimetableDraft(Tracked):
    """A timetable that is not in force yet: imported, built or copied, to compare and accept."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="timetable_drafts")
    name = models.CharField(_("название"), max_length=120)
    source = models.CharField(_("источник"), max_length=8, choices=DraftSource.choices)
    state = models.CharField(_("состояние"), max_length=8, choices=DraftState.choices, default=DraftState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("создан"))
    accepted_at = models.DateTimeField(_("принят"), null=True, blank=True)
    starts_on = models.DateField(_("действует с"), null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)  # what the source said that could not be taken over
    history = history_of(excluded=["report"])

    class Meta:
        verbose_name = _("черновик расписания")
        verbose_name_plural = _("черновики расписания")

    def __str__(self):
        return self.name


class DraftEntry(models.Model):
    """A line of a draft; becomes a TimetableEntry when the draft is accepted. Not a fact, so without history."""

    draft = models.ForeignKey(TimetableDraft, models.CASCADE, related_name="entries")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("день"))
    number = models.PositiveSmallIntegerField(_("урок"))
    week = models.PositiveSmallIntegerField(_("неделя"), default=0)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    second_teacher = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("строка черновика")
        verbose_name_plural = _("строки черновика")
        constraints = [
            models.UniqueConstraint(fields=["draft", "course", "weekday", "number", "week"], name="draft_entry_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, week__lte=2, number__lte=14), name="draft_entry_in_range"
            ),
        ]


class ControlWork(Tracked):
    """A planned control work: date, class, subject, topic and form (TT-07)."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="control_works")
    term = models.ForeignKey(Term, models.PROTECT, related_name="control_works")
    held_on = models.DateField(_("дата"))
    number = models.PositiveSmallIntegerField(_("урок"), null=True, blank=True)
    topic = models.CharField(_("тема"), max_length=300)
    form = models.CharField(_("форма контроля"), max_length=12, choices=ControlForm.choices)
    note = models.CharField(_("примечание"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("контрольная работа")
        verbose_name_plural = _("график контрольных работ")
        constraints = [models.UniqueConstraint(fields=["course", "held_on", "form"], name="control_work_once")]
        indexes = [models.Index(fields=["held_on"], name="control_work_by_day")]
