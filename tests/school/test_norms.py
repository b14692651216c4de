"""The norms: dated rows adopted by order, whose values agree with one another (AUD-03, P-06)."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.core.errors import RuleViolation
from apps.school.actions.norms import adopt_norms
from apps.school.models import Norms
from apps.school.queries import norms_on

TODAY, TOMORROW = dt.date(2026, 12, 2), dt.date(2026, 12, 3)


@pytest.fixture
def adopt(cast):
    """Adopts the norms in force with the given changes, from tomorrow unless told otherwise."""
    plain = ("id", "preset", "valid_from", "order_number")

    def change(valid_from=TOMORROW, order_number="7-о", **changes):
        present = norms_on(TODAY)
        values = {field.name: getattr(present, field.name) for field in Norms._meta.fields if field.name not in plain}
        return adopt_norms(valid_from=valid_from, order_number=order_number, values={**values, **changes}, by=cast.igor)

    return change


@pytest.mark.req("AUD-03")
def test_a_new_row_is_in_force_from_its_day_and_not_before(adopt):
    adopt(control_mark_days=9)
    assert norms_on(TODAY).control_mark_days != 9
    assert norms_on(TOMORROW).control_mark_days == 9


@pytest.mark.req("P-06")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"threshold_5": Decimal("2.00")}, "Пороги должны убывать"),
        ({"threshold_3": Decimal("0.50")}, "Пороги должны убывать"),
        ({"na_missed_share": Decimal("6.70")}, "Доля пропусков"),
        ({"print_due_day": 0}, "День месяца"),
        ({"uses_weights": True, "weights_order": " "}, "укажите акт"),
    ],
)
def test_values_that_contradict_each_other_are_refused_in_a_sentence(adopt, changes, sentence):
    before = Norms.objects.count()
    with pytest.raises(RuleViolation, match=sentence):
        adopt(**changes)
    assert Norms.objects.count() == before


@pytest.mark.req("AUD-03")
def test_a_row_not_yet_in_force_is_corrected_in_place_with_its_history(adopt, cast):
    adopt(control_mark_days=50)
    row = adopt(control_mark_days=5, order_number="7-о")
    assert norms_on(TOMORROW).control_mark_days == 5
    assert list(row.history.order_by("history_id").values_list("control_mark_days", "history_user")) == [
        (50, cast.igor.pk), (5, cast.igor.pk),
    ]  # fmt: skip
    cast.now(2026, 12, 3, 8, 0)
    with pytest.raises(RuleViolation, match="уже действует"):
        adopt(control_mark_days=6)
