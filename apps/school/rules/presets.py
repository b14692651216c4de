"""The five schools' regulations as presets of the norms: what each says otherwise than the defaults, and where.

A preset changes nothing by itself: it fills in the form, the school's own order puts it in force. What a regulation
does not speak of keeps the default of practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..enums import GroupPrompt, JournalMode, LockMode, PrintCycle, ReportCycle, TermKind


@dataclass(frozen=True)
class Preset:
    """A regulation: its code, its title, and per norm the value with the clause that says so."""

    code: str
    title: str
    values: Mapping[str, tuple[object, str]]

    def plain(self) -> dict[str, object]:
        """Norm → value."""
        return {name: value for name, (value, _clause) in self.values.items()}


S000 = Preset(
    "S000",
    _("Инструкция по ведению электронного журнала"),
    {
        "setup_due_day": (5, "2.2"),  # C-15
        "setup_due_month": (9, "2.2"),
        "sheet_handover": (True, "2.8"),  # C-10
        "print_cycle": (PrintCycle.DEMAND, "3.1"),  # C-08
        "journal_mode": (JournalMode.COMBINED, "3"),  # C-24
        "extract_cycle_days": (7, "1.6"),  # C-21
        "breach_report_days": (1, "4.3"),  # C-11
        "final_publish_delay_hours": (0, "1.5"),  # C-06
    },
)
S001 = Preset(
    "S001",
    _("Приказ о порядке ведения журнала и дневника"),
    {
        "homework_grace_minutes": (0, "J2.2"),  # C-02
        "lesson_mark_days": (7, "J2.4"),  # C-03
        "control_mark_days": (7, "J2.4"),  # C-04
        "written_mark_days": (7, "J2.4"),
        "attendance_limit_days": (0, "J2.1"),  # C-07
        "topic_limit_days": (0, "J2.1"),
        "substitution_self_claim": (True, "J2.1"),  # C-16
        "final_publish_delay_hours": (24, "D3"),  # C-06
        "sheet_handover": (False, "J3.2"),  # C-10
        "print_cycle": (PrintCycle.DEMAND, "J3.1, J3.3"),  # C-08
        "journal_mode": (JournalMode.TRANSITION, "Hend"),  # C-24
        "extract_cycle_days": (7, "D1"),  # C-21
    },
)
S002 = Preset(
    "S002",
    _("Обязанности и права работников"),
    {
        "scheme_lower": (TermKind.QUARTER, "1.5"),  # C-01
        "homework_grace_minutes": (90, "A2.5"),  # C-02
        "lesson_mark_days": (0, "A2.3"),  # C-03
        "control_mark_days": (3, "A2.10"),  # C-04
        "written_mark_days": (7, "A2.11"),
        "attendance_limit_days": (0, "A2.3, A2.8"),  # C-07
        "final_open_days_before": (7, "A2.12"),  # C-05
        "final_grace_days": (0, "A2.12"),
        "lock_mode": (LockMode.ALL_GIVEN, "4.1"),  # C-25
        "print_cycle": (PrintCycle.TERM, "1.5"),  # C-08, P-15
        "print_due_day": (30, "1.5"),  # C-30
        "bind_due_day": (10, "1.5"),  # C-09
        "bind_due_month": (7, "1.5"),
        "sheet_handover": (True, "1.13"),  # C-10
        "retention_years_journal": (5, "1.5"),  # C-28
        "retention_years_sheet": (25, "1.5"),
        "class_teacher_edits_roll": (True, "A1.9"),  # C-13
        "group_prompt": (GroupPrompt.TERM, "A1.8"),  # C-14
        "substitution_self_claim": (False, "2.5"),  # C-16
        "breach_report_days": (0, "1.22, 2.20, A1.13, A2.17"),  # C-11
        "journal_mode": (JournalMode.PAPERLESS, "1.3"),  # C-24
        "setup_due_day": (5, "1.7, 2.6"),
        "setup_due_month": (9, "1.7, 2.6"),
    },
)
S003 = Preset(
    "S003",
    _("Положение об электронном журнале"),
    {
        "scheme_lower": (TermKind.TRIMESTER, "5.3, 6.1, 10.2"),  # C-01
        "scheme_upper": (TermKind.TRIMESTER, "5.3, 6.1, 10.2"),
        "min_mark_days_per_week": (2, "6.2, 9"),  # C-03
        "lesson_mark_days": (3, "6.2, 9"),  # twice a week leaves three days between
        "attendance_limit_days": (3, "9"),  # C-07
        "final_grace_days": (3, "6.3"),  # C-05
        "print_cycle": (PrintCycle.YEAR, "7.3"),  # C-08
        "class_teacher_edits_roll": (False, "5.1, 5.2"),  # C-13
        "group_prompt": (GroupPrompt.TERM, "5.2"),  # C-14
        "substitution_self_claim": (True, "5.4"),  # C-16
        "family_messages": (False, "4.4"),  # C-17
        "control_cycle": (ReportCycle.WEEK, "5.6, 7.2"),  # C-22
        "activity_report": (ReportCycle.MONTH, "10.1"),
    },
)
S004 = Preset(
    "S004",
    _("Инструкция классному руководителю"),
    {
        "class_teacher_edits_roll": (True, "7"),  # C-13
        "group_prompt": (GroupPrompt.YEAR, "6"),  # C-14
        "breach_report_days": (1, "11"),  # C-11
        "journal_mode": (JournalMode.PAPERLESS, _("название")),  # C-24
    },
)
PRESETS = {preset.code: preset for preset in (S000, S001, S002, S003, S004)}
