"""The school year: terms, holidays, rooms, subjects, and the school's own name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import HolidayKind, Scale, SubjectPart, TermKind


class SchoolProfile(Tracked):
    """How the school is called on official papers; the one row of an installation."""

    full_name = models.CharField(_("полное наименование по уставу"), max_length=400)
    short_name = models.CharField(_("краткое наименование"), max_length=120)
    place = models.CharField(_("населённый пункт"), max_length=120)
    director_name = models.CharField(_("директор (для подписи)"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("сведения о школе")
        verbose_name_plural = _("сведения о школе")

    def __str__(self):
        return self.short_name


class AcademicYear(Tracked):
    """A school year, named by its two calendar years."""

    name = models.CharField(_("название"), max_length=9, unique=True)  # 2026/27
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    history = history_of()

    class Meta:
        verbose_name = _("учебный год")
        verbose_name_plural = _("учебные годы")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="year_dates_in_order"),
        ]

    def __str__(self):
        return self.name


class TermScheme(Tracked):
    """A division of the year for some levels; courses may choose another one (P-01)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="term_schemes")
    kind = models.CharField(_("вид периода"), max_length=10, choices=TermKind.choices)
    levels = models.CharField(_("параллели"), max_length=60)  # canonical: "1-9", "10,11"
    history = history_of()

    class Meta:
        verbose_name = _("схема периодов")
        verbose_name_plural = _("схемы периодов")
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "levels"], name="scheme_once_per_year"),
        ]

    @property
    def levels_text(self) -> str:
        """The levels as a page writes them: «1–9», «10, 11»."""
        return self.levels.replace("-", "–").replace(",", ", ")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.levels_text}"


class Term(Tracked):
    """A study period: quarter, trimester, half-year or year (STR-01)."""

    scheme = models.ForeignKey(TermScheme, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("номер"))
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    history = history_of()

    class Meta:
        verbose_name = _("учебный период")
        verbose_name_plural = _("учебные периоды")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="term_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_dates_in_order"),
        ]

    def __str__(self):
        return f"{self.number} {self.scheme.get_kind_display()}"


class Holiday(Tracked):
    """Holidays and non-working days, both ends inclusive (STR-02, I-03)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="holidays")
    kind = models.CharField(_("вид"), max_length=8, choices=HolidayKind.choices, default=HolidayKind.BREAK)
    name = models.CharField(_("название"), max_length=100)
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    levels = models.CharField(_("параллели"), max_length=60, blank=True)  # empty: the whole school
    history = history_of()

    class Meta:
        verbose_name = _("каникулы, праздничный день")
        verbose_name_plural = _("каникулы и праздничные дни")
        constraints = [
            models.UniqueConstraint(fields=["year", "name", "starts_on", "levels"], name="holiday_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="holiday_dates_in_order"),
        ]

    def __str__(self):
        return self.name


class WorkingDay(Tracked):
    """A day off on which the school works by another weekday's timetable: a transferred day (I-03)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="working_days")
    held_on = models.DateField(_("дата"))
    as_weekday = models.PositiveSmallIntegerField(_("по расписанию дня"))  # 0 = Monday
    levels = models.CharField(_("параллели"), max_length=60, blank=True)  # empty: the whole school
    history = history_of()

    class Meta:
        verbose_name = _("учебный день по переносу")
        verbose_name_plural = _("учебные дни по переносу")
        constraints = [
            models.UniqueConstraint(fields=["held_on", "levels"], name="working_day_once"),
            models.CheckConstraint(condition=Q(as_weekday__lte=6), name="working_day_weekday_in_range"),
        ]

    def __str__(self):
        return f"{self.held_on:%d.%m.%Y}"


class Room(Tracked):
    """A room of the school (STR-13)."""

    name = models.CharField(_("кабинет"), max_length=30, unique=True)
    seats = models.PositiveSmallIntegerField(_("мест"), null=True, blank=True)
    purpose = models.CharField(_("назначение"), max_length=120, blank=True)
    lessons_at_once = models.PositiveSmallIntegerField(_("уроков одновременно"), default=1)  # a gym may hold two
    is_closed = models.BooleanField(_("не используется"), default=False)
    history = history_of()

    class Meta:
        verbose_name = _("кабинет")
        verbose_name_plural = _("кабинеты")

    def __str__(self):
        return self.name


class Subject(Tracked):
    """A subject of the curriculum (STR-10)."""

    name = models.CharField(_("предмет"), max_length=120, unique=True)
    short_name = models.CharField(_("кратко"), max_length=30)
    part = models.CharField(_("часть учебного плана"), max_length=8, choices=SubjectPart.choices)
    area = models.CharField(_("предметная область"), max_length=120, blank=True)
    scale = models.CharField(_("система оценивания"), max_length=5, choices=Scale.choices, default=Scale.FIVE)
    position = models.PositiveSmallIntegerField(_("порядок в учебном плане"), default=0)
    history = history_of()

    class Meta:
        verbose_name = _("предмет")
        verbose_name_plural = _("предметы")

    def __str__(self):
        return self.name
