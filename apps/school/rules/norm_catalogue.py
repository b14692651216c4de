"""Every norm in the group in which people look for it, with the clauses of the regulations it comes from (ADM-01)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PRACTICE = _("школьная практика")


@dataclass(frozen=True)
class NormGroup:
    """A heading with its norms: (field, source)."""

    title: str
    norms: tuple[tuple[str, str], ...]


GROUPS = (
    NormGroup(
        _("Учебный год и периоды"),
        (
            ("setup_due_day", "S000 2.2; S002 1.7, 2.6"),
            ("setup_due_month", "S000 2.2; S002 1.7, 2.6"),
            ("scheme_lower", "S001 D2; S002 1.5; S003 5.3"),
            ("scheme_upper", "S001 D2; S002 1.5; S003 5.3"),
            ("group_prompt", "S002 A1.8; S003 5.2; S004 6"),
            ("class_teacher_edits_roll", "S002 A1.9; S003 5.1; S004 7"),
        ),
    ),
    NormGroup(
        _("Сроки записей"),
        (
            ("lesson_mark_days", "S001 J2.4; S002 A2.3; S003 6.2"),
            ("control_mark_days", "S001 J2.4; S002 A2.10"),
            ("written_mark_days", "S001 J2.4; S002 A2.11"),
            ("min_mark_days_per_week", "S003 6.2, 9"),
            ("attendance_limit_days", "S001 J2.1; S002 A2.3, A2.8; S003 9"),
            ("topic_limit_days", "S001 J2.1; S002 A2.2"),
            ("homework_grace_minutes", "S001 J2.2; S002 A2.5"),
            ("limit_day_kind", "S000 4.3; S002 A2.10; S004 11"),
            ("moves_to_school_day", PRACTICE),  # P-13
        ),
    ),
    NormGroup(
        _("Отметки и предложенный итог"),
        (
            ("threshold_5", PRACTICE),  # P-06
            ("threshold_4", PRACTICE),  # P-06
            ("threshold_3", PRACTICE),  # P-06
            ("min_grades_1h", PRACTICE),  # P-06
            ("min_grades_2h", PRACTICE),  # P-06
            ("min_grades_3h", PRACTICE),  # P-06
            ("na_missed_share", PRACTICE),  # P-06
            ("uses_weights", PRACTICE),  # P-06
            ("weights_order", PRACTICE),  # P-06
            ("warns_on_one", PRACTICE),  # P-02
            ("retake_rule", PRACTICE),  # P-07
            ("deviation_needs_reason", PRACTICE),  # GRD-14
            ("success_formula", "S002 2.14"),
        ),
    ),
    NormGroup(
        _("Итоги и закрытие периода"),
        (
            ("final_open_days_before", "S002 A2.12"),
            ("final_due_hour", PRACTICE),  # P-13
            ("final_grace_days", "S002 A2.12; S003 6.3"),
            ("lock_mode", "S002 4.1"),
            ("reopening_max_days", PRACTICE),  # P-12
            ("reason_after_days", PRACTICE),  # P-08
            ("late_certificate_days", PRACTICE),  # P-12
            ("final_publish_delay_hours", "S000 1.5; S001 D3; S002 1.7"),
        ),
    ),
    NormGroup(
        _("Замены и контрольные"),
        (
            ("substitution_self_claim", "S001 J2.1; S002 2.5; S003 5.4"),
            ("substitute_grace_days", PRACTICE),  # I-12
            ("control_per_day", PRACTICE),  # TT-07
            ("control_per_week", PRACTICE),  # TT-07
            ("control_share_percent", PRACTICE),  # TT-07
            ("control_distance_days", PRACTICE),  # TT-07
            ("control_not_at_edges", PRACTICE),  # TT-07
        ),
    ),
    NormGroup(
        _("Контроль, семьи, безопасность"),
        (
            ("control_cycle", "S000 2.2; S003 5.6, 7.2"),
            ("activity_report", "S003 10.1"),
            ("extract_cycle_days", "S000 1.6; S001 D1"),
            ("family_messages", "S002 1.17; S003 2.5, 4.4"),
            ("contact_basis", "S001 D4; S002 1.16"),
            ("breach_report_days", "S000 4.3; S002 1.22; S004 11"),
            ("breach_moment", "S000 4.4; S002 1.22; S004 11"),
        ),
    ),
    NormGroup(
        _("Печать и хранение"),
        (
            ("journal_mode", "S000 3; S001 H; S002 1.3"),
            ("print_cycle", "S000 3.1; S001 J3.1; S002 1.5; S003 7.3"),
            ("print_due_day", "S002 1.5"),
            ("bind_due_day", "S002 1.5"),
            ("bind_due_month", "S002 1.5"),
            ("sheet_handover", "S000 2.8; S001 J3.2; S002 1.13"),
            ("certifies_teacher", "S000 1.3; S003 9"),
            ("certifies_deputy", "S001 J1.4; S002 2.9"),
            ("certifies_director", "S000 1.3; S002 1.9"),
            ("retention_years_journal", "S002 1.5"),
            ("retention_years_sheet", "S002 1.5"),
            ("upload_limit_mb", PRACTICE),  # JRN-12
        ),
    ),
)
