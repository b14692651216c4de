"""Who opens control: deputy, director, administrator (contract 4)."""

import pytest
from django.test import Client

PAGES = ("/control/", "/control/debts.xlsx", "/control/teachers/", "/control/teachers.xlsx", "/control/terms/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["galina", "nikolai", "igor"])
def test_oversight_opens_every_page(cast, browser_of, page, who):
    answer = browser_of(getattr(cast, who)).get(page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.req("SEC-03", "SEC-06")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["anna", "vera", "sofia", "elena", "dima_user"])
def test_others_are_refused(cast, browser_of, page, who):
    assert browser_of(getattr(cast, who)).get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_reports_take_no_input(cast, browser_of, page):
    assert browser_of(cast.galina).post(page).status_code == 405
    assert browser_of(cast.anna).post(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_nobody_signed_in_is_sent_to_the_sign_in(db, page):
    assert Client().get(page)["Location"] == f"/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_school_has_empty_reports(db, school_time, browser_of, django_user_model, page):
    from apps.accounts.models import RoleAssignment

    user = django_user_model.objects.create_user("first", display_name="Первый")
    RoleAssignment.objects.create(user=user, role="administrator", starts_on="2026-09-01")
    assert browser_of(user).get(page).status_code == 200
