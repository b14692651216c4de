"""The school's norms: every limit of the regulations as a dated row (decision 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of

from ..enums import (
    BreachMoment,
    DayKind,
    GroupPrompt,
    JournalMode,
    LockMode,
    PrintCycle,
    ReportCycle,
    RetakeRule,
    SuccessFormula,
    TermKind,
)


class Norms(Tracked):
    """Limits in force from a day on, with the approving order (AUD-03); defaults are practice.md's."""

    valid_from = models.DateField(_("действует с"), unique=True)
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    order_on = models.DateField(_("дата приказа"), null=True, blank=True)
    preset = models.CharField(_("основа"), max_length=8, default="default")

    lesson_mark_days = models.PositiveSmallIntegerField(_("отметки за урок, дней"), default=0)  # GRD-03, C-03
    control_mark_days = models.PositiveSmallIntegerField(_("отметки за контрольную, дней"), default=3)  # GRD-04
    written_mark_days = models.PositiveSmallIntegerField(_("отметки за письменную, дней"), default=7)  # GRD-06
    attendance_limit_days = models.PositiveSmallIntegerField(_("посещаемость, дней"), default=0)  # ATT-02, C-07
    topic_limit_days = models.PositiveSmallIntegerField(_("тема урока, дней"), default=0)  # JRN-02
    homework_grace_minutes = models.PositiveSmallIntegerField(
        _("домашнее задание: минут после уроков класса"), default=90
    )  # HW-02, C-02, P-13
    moves_to_school_day = models.BooleanField(_("срок в выходной переносится на учебный день"), default=True)  # P-13
    min_mark_days_per_week = models.PositiveSmallIntegerField(_("дней с отметками в неделю"), default=2)  # GRD-07

    final_open_days_before = models.PositiveSmallIntegerField(_("итоги открываются за, дней"), default=7)  # C-05
    final_grace_days = models.PositiveSmallIntegerField(_("период закрывается через, дней"), default=3)  # GRD-10, P-11
    lock_mode = models.CharField(
        _("закрытие периода"),
        max_length=9,
        choices=LockMode.choices,
        default=LockMode.HAND_IN,
    )
    reopening_max_days = models.PositiveSmallIntegerField(_("открытие не дольше, дней"), default=3)  # P-12
    reason_after_days = models.PositiveSmallIntegerField(_("причина исправления нужна через, дней"), default=1)  # P-08
    late_certificate_days = models.PositiveSmallIntegerField(_("справка после периода, дней"), default=14)  # P-12

    threshold_5 = models.DecimalField(_("порог отметки 5"), max_digits=3, decimal_places=2, default="4.50")  # P-06
    threshold_4 = models.DecimalField(_("порог отметки 4"), max_digits=3, decimal_places=2, default="3.50")
    threshold_3 = models.DecimalField(_("порог отметки 3"), max_digits=3, decimal_places=2, default="2.50")
    min_grades_1h = models.PositiveSmallIntegerField(_("минимум отметок при 1 ч"), default=3)
    min_grades_2h = models.PositiveSmallIntegerField(_("минимум отметок при 2 ч"), default=5)
    min_grades_3h = models.PositiveSmallIntegerField(_("минимум отметок при 3 ч и более"), default=7)
    na_missed_share = models.DecimalField(_("доля пропусков для «н/а»"), max_digits=3, decimal_places=2, default="0.67")
    uses_weights = models.BooleanField(_("веса видов работ применяются"), default=False)  # P-06
    weights_order = models.CharField(_("акт о весах"), max_length=60, blank=True)
    warns_on_one = models.BooleanField(_("предупреждать об отметке 1"), default=True)  # P-02
    deviation_needs_reason = models.DecimalField(
        _("расхождение итога со средним, требующее причины"),
        max_digits=3,
        decimal_places=2,
        default="0.50",
    )  # GRD-14

    print_due_day = models.PositiveSmallIntegerField(_("печать до числа следующего месяца"), default=30)  # ARC-01
    retention_years_journal = models.PositiveSmallIntegerField(_("хранение журналов, лет"), default=5)  # ARC-03
    retention_years_sheet = models.PositiveSmallIntegerField(_("хранение сводных ведомостей, лет"), default=25)
    journal_mode = models.CharField(
        _("режим ведения"),
        max_length=10,
        choices=JournalMode.choices,
        default=JournalMode.PAPERLESS,
    )  # P-15
    upload_limit_mb = models.PositiveSmallIntegerField(_("размер файла, МБ"), default=20)  # JRN-12

    setup_due_day = models.PositiveSmallIntegerField(_("год готов к: день"), default=5)  # STR-20, C-15
    setup_due_month = models.PositiveSmallIntegerField(_("год готов к: месяц"), default=9)
    limit_day_kind = models.CharField(
        _("дни в сроках"), max_length=8, choices=DayKind.choices, default=DayKind.CALENDAR
    )  # C-31
    class_teacher_edits_roll = models.BooleanField(
        _("классный руководитель сам вносит движение"), default=False
    )  # C-13
    group_prompt = models.CharField(
        _("напоминание о подгруппах"), max_length=5, choices=GroupPrompt.choices, default=GroupPrompt.TERM
    )  # C-14
    substitution_self_claim = models.BooleanField(_("учитель может сам заявить замену"), default=True)  # C-16
    substitute_grace_days = models.PositiveSmallIntegerField(_("право замены после урока, дней"), default=1)  # I-12
    control_per_day = models.PositiveSmallIntegerField(_("контрольных в день на класс"), default=1)  # TT-07
    control_per_week = models.PositiveSmallIntegerField(_("контрольных в неделю на класс"), default=3)
    control_share_percent = models.PositiveSmallIntegerField(_("доля контрольных от уроков предмета, %"), default=10)
    control_distance_days = models.PositiveSmallIntegerField(_("между контрольными по предмету, дней"), default=17)
    control_not_at_edges = models.BooleanField(_("контрольные не на первом и последнем уроке"), default=True)

    scheme_lower = models.CharField(
        _("периоды 1–9 классов"), max_length=10, choices=TermKind.choices, default=TermKind.QUARTER
    )  # C-01
    scheme_upper = models.CharField(
        _("периоды 10–11 классов"), max_length=10, choices=TermKind.choices, default=TermKind.HALF_YEAR
    )
    final_due_hour = models.PositiveSmallIntegerField(_("итоги выставлены к, часов"), default=15)  # P-13
    final_publish_delay_hours = models.PositiveSmallIntegerField(
        _("итоги видны семье через, часов"), default=0
    )  # C-06, DIA-18
    retake_rule = models.CharField(
        _("после пересдачи в среднее идёт"), max_length=4, choices=RetakeRule.choices, default=RetakeRule.LAST
    )  # P-07
    success_formula = models.CharField(
        _("успеваемость по классу делится"),
        max_length=8,
        choices=SuccessFormula.choices,
        default=SuccessFormula.EXPECTED,
    )  # C-29
    print_cycle = models.CharField(
        _("печать журналов"), max_length=6, choices=PrintCycle.choices, default=PrintCycle.YEAR
    )  # C-08, P-15
    bind_due_day = models.PositiveSmallIntegerField(_("сшить до: день"), default=10)  # C-09, ARC-02
    bind_due_month = models.PositiveSmallIntegerField(_("сшить до: месяц"), default=7)
    sheet_handover = models.BooleanField(_("сводная ведомость передаётся в архив обязательно"), default=True)  # C-10
    certifies_teacher = models.BooleanField(_("журнал заверяет учитель"), default=True)  # C-26
    certifies_deputy = models.BooleanField(_("журнал заверяет заместитель директора"), default=True)
    certifies_director = models.BooleanField(_("журнал заверяет директор"), default=True)
    breach_report_days = models.PositiveSmallIntegerField(
        _("сообщить об утечке пароля, рабочих дней"), default=1
    )  # C-11
    breach_moment = models.CharField(
        _("записи под чужим именем недействительны"),
        max_length=5,
        choices=BreachMoment.choices,
        default=BreachMoment.FIRST_RECEIPT,
    )  # C-12
    family_messages = models.BooleanField(_("семья может писать сообщения"), default=True)  # C-17
    extract_cycle_days = models.PositiveSmallIntegerField(_("бумажная выписка семье, раз в дней"), default=7)  # C-21
    contact_basis = models.BooleanField(_("основание для контактов семьи обязательно"), default=True)  # C-23
    control_cycle = models.CharField(
        _("проверка журналов"), max_length=5, choices=ReportCycle.choices, default=ReportCycle.WEEK
    )  # C-22
    activity_report = models.CharField(
        _("отчёт об активности"), max_length=5, choices=ReportCycle.choices, default=ReportCycle.MONTH
    )  # C-22
    history = history_of()

    class Meta:
        verbose_name = _("регламент школы")
        verbose_name_plural = _("регламент школы")

    def __str__(self):
        return f"{self._meta.verbose_name}: {self.valid_from:%d.%m.%Y}"
