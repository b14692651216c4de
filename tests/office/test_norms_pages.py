"""The school's norms in the browser: read in groups, compared with five regulations, changed by an order."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.office.queries.norms import norm_fields
from apps.school.models import Norms
from apps.school.queries import norms_on

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 2)


@pytest.fixture
def igor(cast, browser_of):
    return browser_of(cast.igor)


def fields_of(client, code="") -> dict:
    """What the form of a change would send, as it opens."""
    answer = client.get(reverse("office:change_norms"), {"preset": code} if code else {})
    form = answer.context["form"]
    values = {field.name: form[field.name].value() for field in [*norm_fields(), Norms._meta.get_field("valid_from")]}
    values["order_on"] = TODAY
    return {
        name: ("on" if value is True else value)
        for name, value in values.items()
        if value is not False and value is not None
    }


@pytest.mark.req("ADM-01")
def test_every_limit_is_on_the_page_and_each_change_is_logged_with_its_order(cast, igor):
    page = igor.get(reverse("office:norms")).content.decode()
    for field in norm_fields():
        assert str(field.verbose_name) in page, field.name
    sent = fields_of(igor) | {"order_number": "77-о"}
    changes = {"homework_grace_minutes": 0, "control_per_day": 2, "setup_due_day": 1, "retake_rule": "both"}
    assert igor.post(reverse("office:change_norms"), sent | changes).status_code == 302
    norms = norms_on(TODAY)
    assert {name: getattr(norms, name) for name in changes} == changes
    assert (norms.order_number, norms.order_on) == ("77-о", TODAY)
    trace = norms.history.get()
    assert (trace.history_user, trace.history_change_reason) == (cast.igor, "Приказ № 77-о")
    page = igor.get(reverse("office:norms")).content.decode()
    assert "приказ № 77-о" in page
    assert "домашнее задание: минут после уроков класса: <s" in page


@pytest.mark.req("ADM-01")
def test_a_regulation_is_compared_and_taken_as_the_basis(igor):
    page = igor.get(reverse("office:preset", args=["S002"])).content.decode()
    assert "как только выставлены все отметки за период" in page
    assert "S002 4.1" in page
    sent = fields_of(igor, "S002") | {"order_number": "5"}
    assert sent["lock_mode"] == "all_given"
    assert igor.post(f"{reverse('office:change_norms')}?preset=S002", sent).status_code == 302
    norms = norms_on(TODAY)
    assert (norms.preset, norms.lock_mode, norms.final_grace_days) == ("S002", "all_given", 0)
    assert "отличий нет" in igor.get(reverse("office:preset", args=["S002"])).content.decode()


def test_a_refused_change_keeps_what_was_typed(igor):
    sent = fields_of(igor) | {"order_number": "5", "retention_years_journal": 3, "control_per_week": 4}
    page = igor.post(reverse("office:change_norms"), sent)
    assert page.status_code == 200
    assert "Срок хранения можно только увеличить" in page.content.decode()
    assert page.context["form"]["control_per_week"].value() == "4"
    assert not Norms.objects.exists()


def test_an_unknown_regulation_is_not_found(igor):
    assert igor.get(reverse("office:change_norms"), {"preset": "S009"}).status_code == 404
