"""Averages and suggested term grades that say how they were reached (GRD-14, P-06)."""

from decimal import Decimal

import pytest

from apps.lessons.rules.suggest import minimum_count, needs_reason, suggest
from apps.school.models import Norms
from apps.school.queries.year import default_norms


@pytest.fixture
def norms() -> Norms:
    import datetime as dt

    return default_norms(dt.date(2026, 9, 1))


def reach(values: str, norms, *, hours="3", weights=None, scale="five", missed=None):
    weights = weights or ["1"] * len(values.split())
    grades = [(value, Decimal(weight)) for value, weight in zip(values.split(), weights, strict=True)]
    return suggest(grades, scale=scale, hours_per_week=Decimal(hours), norms=norms, missed_share=missed)


@pytest.mark.req("P-06")
@pytest.mark.parametrize(
    ("values", "average", "value"),
    [("5 4", "4,50", "5"), ("5 4 4", "4,33", "4"), ("4 3", "3,50", "4"), ("3 2", "2,50", "3"), ("2 2 3", "2,33", "2")],
)
def test_thresholds_lead_from_the_average_to_the_grade(norms, values, average, value):
    found = reach(values, norms)
    assert (found.average_text, found.value) == (average, value)


def test_the_other_thresholds_of_a_school_lead_elsewhere(norms):
    norms.threshold_5 = Decimal("4.60")
    assert reach("5 4", norms).value == "4"


@pytest.mark.req("P-06")
def test_weights_count_only_where_the_school_adopted_them(norms):
    assert reach("5 2", norms, weights=["3", "1"]).average_text == "3,50"
    norms.uses_weights = True
    assert reach("5 2", norms, weights=["3", "1"]).average_text == "4,25"
    assert reach("5 2", norms, weights=["0", "1"]).average_text == "2,00"
    assert reach("5", norms, weights=["0"]).value == ""


@pytest.mark.req("P-05")
def test_a_debt_is_not_a_grade(norms):
    found = reach("5 .", norms)
    assert (found.count, found.average_text) == (1, "5,00")


@pytest.mark.req("P-06")
@pytest.mark.parametrize(("hours", "need"), [("0.5", 3), ("1", 3), ("2", 5), ("2.5", 5), ("3", 7), ("5", 7)])
def test_the_minimum_grows_with_the_hours(norms, hours, need):
    assert minimum_count(Decimal(hours), norms) == need


@pytest.mark.req("GRD-14")
def test_the_explanation_names_count_average_threshold_and_shortage(norms):
    said = reach("5 4 4", norms).explanation
    assert "4,33" in said
    assert "порог для «4» — 3,50" in said
    assert "не меньше 7" in said


@pytest.mark.req("I-09")
def test_not_assessed_is_hinted_at_two_thirds_missed(norms):
    assert reach("", norms, missed=Decimal("0.70")).value == "н/а"
    assert reach("", norms, missed=Decimal("0.50")).value == ""
    assert "возможно «н/а»" in reach("3", norms, missed=Decimal("0.70")).explanation


def test_pass_and_fail_are_counted(norms):
    assert reach("зач зач н/з", norms, scale="pass").value == "зач"
    assert reach("зач н/з н/з", norms, scale="pass").value == "н/з"


@pytest.mark.req("GRD-14")
@pytest.mark.parametrize(("given", "asks"), [("4", False), ("5", True), ("3", False), ("н/а", False), ("", False)])
def test_a_reason_is_asked_for_when_the_grade_is_far_from_the_average(norms, given, asks):
    assert needs_reason(given, reach("4 3", norms), norms) is asks
