"""Averages and the suggested term grade that says how it was reached (GRD-14, P-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.school.enums import Scale

from .cells import NOT_ASSESSED

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Suggestion:
    """What the current grades lead to.

    Attributes:
        count: grades counted.
        average: rounded to hundredths, or None without grades or on a pass/fail scale.
        value: the suggested term grade, or an empty string.
        explanation: one sentence in Russian.
        is_enough: whether the count reaches the norm's minimum.
    """

    count: int
    average: Decimal | None
    value: str
    explanation: str
    is_enough: bool

    @property
    def average_text(self) -> str:
        """The average as the school writes it: 3,71."""
        return "" if self.average is None else f"{self.average:.2f}".replace(".", ",")


def minimum_count(hours_per_week: Decimal, norms) -> int:
    """How many grades a term needs at so many hours a week. # P-06"""
    if hours_per_week >= 3:
        return norms.min_grades_3h
    return norms.min_grades_2h if hours_per_week >= 2 else norms.min_grades_1h


def suggest(
    grades: Sequence[tuple[str, Decimal]],
    *,
    scale: str,
    hours_per_week: Decimal,
    norms,
    missed_share: Decimal | None = None,
) -> Suggestion:
    """Suggest a term grade.

    Args:
        grades: pairs (value, weight); values outside the scale, such as the debt, are left out.
        scale: the course's grading system.
        hours_per_week: decides the minimum count.
        norms: thresholds, minima, whether weights apply.
        missed_share: missed lessons ÷ held lessons, 0…1, where known.
    """
    if scale == Scale.NONE:
        return Suggestion(0, None, "", _("Предмет без отметок."), True)
    if scale == Scale.PASS_FAIL:
        return _suggest_pass(grades)
    counted = [
        (Decimal(value), Decimal(weight) if norms.uses_weights else Decimal(1))
        for value, weight in grades
        if value in "12345"
    ]
    weighed = [(value, weight) for value, weight in counted if weight > 0]
    if not weighed:
        value = NOT_ASSESSED if missed_share is not None and missed_share >= norms.na_missed_share else ""
        return Suggestion(0, None, value, _("Отметок нет."), False)
    exact = sum(value * weight for value, weight in weighed) / sum(weight for _value, weight in weighed)
    average = exact.quantize(HUNDREDTH, ROUND_HALF_UP)
    value, threshold = _by_threshold(average, norms)
    need = minimum_count(hours_per_week, norms)
    return Suggestion(
        count=len(weighed),
        average=average,
        value=value,
        explanation=_explain(len(weighed), average, value, threshold, need, norms, missed_share),
        is_enough=len(weighed) >= need,
    )


def _by_threshold(average: Decimal, norms) -> tuple[str, Decimal | None]:
    for value, threshold in (("5", norms.threshold_5), ("4", norms.threshold_4), ("3", norms.threshold_3)):
        if average >= threshold:
            return value, threshold
    return "2", None


def _explain(count, average, value, threshold, need, norms, missed_share) -> str:
    text = ngettext("%(count)d отметка", "%(count)d отметок", count) % {"count": count}
    kind = _("средневзвешенный балл") if norms.uses_weights else _("средний балл")
    said = f"{text}, {kind} {average:.2f}".replace(".", ",")
    if threshold is None:
        said += ", " + _("меньше %s").replace("%s", f"{norms.threshold_3:.2f}".replace(".", ","))
    else:
        said += ", " + _("порог для «%(value)s» — %(threshold)s") % {
            "value": value,
            "threshold": f"{threshold:.2f}".replace(".", ","),
        }
    if count < need:
        said += "; " + _("отметок мало: по регламенту нужно не меньше %d") % need
    if missed_share is not None and missed_share >= norms.na_missed_share:
        said += "; " + _("пропущено %d%% уроков, возможно «н/а»") % int(missed_share * 100)
    return said + "."


def _suggest_pass(grades) -> Suggestion:
    values = [value for value, _weight in grades if value in ("зач", "н/з")]
    if not values:
        return Suggestion(0, None, "", _("Отметок нет."), False)
    passed = values.count("зач")
    value = "зач" if passed * 2 >= len(values) else "н/з"
    return Suggestion(
        len(values), None, value, _("зачётов %(passed)d из %(all)d.") % {"passed": passed, "all": len(values)}, True
    )


def needs_reason(value: str, suggestion: Suggestion, norms) -> bool:
    """Whether a given term grade is so far from the average that a written reason is asked for. # GRD-14"""
    if suggestion.average is None or value not in "2345" or not value:
        return False
    return abs(Decimal(value) - suggestion.average) > norms.deviation_needs_reason
