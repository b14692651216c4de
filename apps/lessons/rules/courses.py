"""When the grading of a course may still be changed (P-01)."""

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def check_scale_change(*, has_grades: bool) -> None:
    """Another scale needs a course without grades: what was given cannot be read in it.

    Raises:
        RuleViolation: grades stand in the course.
    """
    if has_grades:
        raise RuleViolation(_("По предмету уже стоят отметки: систему оценивания менять нельзя."))


def check_scheme_change(*, has_term_grades: bool, is_handed_in: bool) -> None:
    """Other terms need a course of which none was closed yet.

    Raises:
        RuleViolation: a term grade was given or a term handed in.
    """
    if has_term_grades or is_handed_in:
        raise RuleViolation(_("По предмету уже выставлены или сданы итоги периода: периоды менять нельзя."))


def check_term_grading(term, course_term, *, has_term_grades: bool) -> None:
    """Whether a term may become grade-less or graded.

    Raises:
        RuleViolation: it was handed in, or term grades stand in it.
    """
    if course_term.handed_in_at or course_term.sealed_at:
        raise RuleViolation(_("%s: период уже сдан.") % term)
    if has_term_grades:
        raise RuleViolation(_("%s: отметки за период уже стоят.") % term)
