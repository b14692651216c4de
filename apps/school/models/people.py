"""People of the school, their classes and who answers for whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from apps.core.history import Tracked, history_of
from apps.core.text import search_key, sort_key

from ..enums import Relation, Sex
from .dated import Dated, DatedQuerySet, YearlyQuerySet, dates_in_order
from .year import AcademicYear, Room, Subject


class Named(models.Model):
    """A person's name with the keys for search and order; :func:`named` fills the keys."""

    last_name = models.CharField(_("фамилия"), max_length=80)
    first_name = models.CharField(_("имя"), max_length=80)
    patronymic = models.CharField(_("отчество"), max_length=80, blank=True)
    sort_key = models.CharField(max_length=250, editable=False, db_index=True)
    search_key = models.CharField(max_length=250, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s",
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """Фамилия Имя: how the journal's rows name a pupil."""
        return f"{self.last_name} {self.first_name}"

    @property
    def initials_name(self) -> str:
        """Фамилия И. О."""
        return " ".join(
            [
                self.last_name,
                *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part),
            ]
        )


def name_keys(last_name: str, first_name: str, patronymic: str) -> dict[str, str]:
    """The two key columns that belong to a name; every action that writes a name writes them too."""
    parts = (last_name, first_name, patronymic)
    return {"sort_key": sort_key(*parts), "search_key": search_key(*parts)}


class StaffMember(Tracked, Named):
    """An employee (STR-14)."""

    personnel_no = models.CharField(_("табельный №"), max_length=30, blank=True, db_index=True)
    birth_on = models.DateField(_("дата рождения"), null=True, blank=True)
    job_title = models.CharField(_("должность"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    works_from = models.DateField(_("работает с"), null=True, blank=True)
    works_until = models.DateField(_("работает по"), null=True, blank=True)
    # What the employee may teach besides what the assignments show: asked when a substitute is looked for (P-22).
    subjects = models.ManyToManyField(Subject, blank=True, related_name="qualified_staff", verbose_name=_("предметы"))
    history = history_of()

    class Meta:
        verbose_name = _("сотрудник")
        verbose_name_plural = _("сотрудники")


class SchoolClass(Tracked):
    """A class of one school year (STR-04)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="classes")
    level = models.PositiveSmallIntegerField(_("параллель"))
    letter = models.CharField(_("литера"), max_length=10, blank=True)
    name = models.CharField(_("класс"), max_length=12)  # 7А
    shift = models.PositiveSmallIntegerField(_("смена"), default=1)
    days_per_week = models.PositiveSmallIntegerField(_("дней в неделе"), default=5)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    history = history_of()

    class Meta:
        verbose_name = _("класс")
        verbose_name_plural = _("классы")
        permissions = [("lead_class", "Leads the class")]
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="class_once_per_year"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=12),
                name="class_level_in_range",
            ),
        ]

    def __str__(self):
        return self.name


class ClassTeacher(Tracked, Dated):
    """Who leads a class from when to when."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="class_teachers")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="led_classes")
    year_path = "school_class__year"
    objects = YearlyQuerySet.as_manager()
    history = history_of()

    class Meta:
        verbose_name = _("классный руководитель")
        verbose_name_plural = _("классные руководители")
        constraints = [
            dates_in_order("class_teacher_dates_in_order"),
            models.UniqueConstraint(
                fields=["school_class", "starts_on"],
                name="class_teacher_once_per_start",
            ),
        ]


class Student(Tracked, Named):
    """A pupil; membership of classes is in the enrolments."""

    file_no = models.CharField(_("личное дело №"), max_length=30, blank=True, db_index=True)
    birth_on = models.DateField(_("дата рождения"), null=True, blank=True)
    sex = models.CharField(_("пол"), max_length=1, choices=Sex.choices, blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("адрес"), max_length=250, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("обучающийся")
        verbose_name_plural = _("обучающиеся")
        permissions = [("follow_student", "Reads the diary")]


class Enrolment(Tracked, Dated):
    """Membership of a class from arrival to departure, both days inclusive (STR-03, STR-17, I-04)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="enrolments")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="enrolments")
    arrival_order = models.CharField(_("приказ о зачислении"), max_length=120, blank=True)
    departure_order = models.CharField(_("приказ о выбытии"), max_length=120, blank=True)
    left_to = models.CharField(_("куда выбыл"), max_length=200, blank=True)
    year_path = "school_class__year"
    objects = YearlyQuerySet.as_manager()
    history = history_of()

    class Meta:
        verbose_name = _("зачисление")
        verbose_name_plural = _("движение обучающихся")
        constraints = [
            dates_in_order("enrolment_dates_in_order"),
            models.UniqueConstraint(fields=["student", "starts_on"], name="enrolment_once_per_start"),
        ]
        indexes = [models.Index(fields=["school_class", "starts_on"], name="enrolment_by_class")]


class Representative(Tracked, Named):
    """A parent or another legal representative."""

    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("адрес"), max_length=250, blank=True)
    workplace = models.CharField(_("место работы"), max_length=200, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("законный представитель")
        verbose_name_plural = _("законные представители")


class GuardianshipQuerySet(DatedQuerySet):
    """Who may read among those who stand on the list."""

    def reading(self):
        """Rows whose representative reads the diary: nobody whose rights are limited (I-18)."""
        return self.filter(has_access=True)


class Guardianship(Tracked, Dated):
    """Who may read whose diary, with dates; ended at once when rights are limited (I-18)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="guardianships")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="guardianships")
    relation = models.CharField(
        _("кем приходится"),
        max_length=8,
        choices=Relation.choices,
        default=Relation.OTHER,
    )
    # A representative whose rights a court has limited stays on the list and reads nothing (I-18).
    has_access = models.BooleanField(_("читает дневник"), default=True)
    basis = models.CharField(_("основание"), max_length=200, blank=True)
    history = history_of()

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("представительство")
        verbose_name_plural = _("представительства")
        constraints = [
            dates_in_order("guardianship_dates_in_order"),
            models.UniqueConstraint(
                fields=["student", "representative", "starts_on"],
                name="guardianship_once",
            ),
        ]


class ClassGrant(UserObjectPermissionBase):
    """Direct-key grants on classes."""

    content_object = models.ForeignKey(SchoolClass, models.CASCADE)


class StudentGrant(UserObjectPermissionBase):
    """Direct-key grants on students."""

    content_object = models.ForeignKey(Student, models.CASCADE)
