"""Who opens a diary (DIA-02, SEC-03, SEC-06, SEC-07, I-18): works · neighbour · stranger · wrong method."""

import datetime as dt

import pytest
from django.test import Client

from apps.accounts.actions import end_role
from apps.accounts.enums import Role
from apps.school.actions.grants import rebuild_school_grants
from apps.school.models import Enrolment, Guardianship

PAGES = ("/diary/{}/", "/diary/{}/grades/")


@pytest.fixture
def status(cast, browser_of):
    """Status of each page of a pupil's diary for a user."""

    def ask(user, student, method="get"):
        browser = browser_of(user)
        return [getattr(browser, method)(page.format(student.pk)).status_code for page in PAGES]

    return ask


@pytest.mark.req("DIA-02", "DIA-20")
@pytest.mark.parametrize("who", ["elena", "dima_user", "vera", "galina", "nikolai", "igor"])
def test_family_and_those_who_answer_for_the_child_read_the_diary(cast, status, who):
    assert status(getattr(cast, who), cast.dima) == [200, 200]


@pytest.mark.req("SEC-06", "DIA-02")
@pytest.mark.parametrize("who", ["zhanna", "dima_user"])
def test_another_child_is_404(cast, status, who):
    assert status(getattr(cast, who), cast.katya) == [404, 404]


@pytest.mark.req("SEC-03")
@pytest.mark.parametrize("who", ["boris", "anna", "olga", "sofia"])
def test_staff_who_do_not_lead_the_class_do_not_know_of_the_diary(cast, status, who):
    assert status(getattr(cast, who), cast.dima) == [404, 404]


@pytest.mark.req("SEC-03")
def test_a_class_teacher_reads_own_pupils_only_while_they_are_in_the_class(cast, status):
    assert status(cast.vera, cast.yura) == [404, 404]
    Enrolment.objects.filter(student=cast.dima).update(ends_on=dt.date(2026, 12, 1))
    assert status(cast.vera, cast.dima) == [404, 404]


@pytest.mark.req("SEC-03")
def test_a_class_teacher_whose_roles_have_ended_reads_no_diary(cast, status):
    for role in (Role.TEACHER, Role.CLASS_TEACHER):
        end_role(user=cast.vera, role=role, by=cast.igor)
    assert status(cast.vera, cast.dima) == [404, 404]


@pytest.mark.req("DIA-02")
def test_a_representation_that_ended_closes_the_diary_at_once(cast, status):
    Guardianship.objects.filter(student=cast.dima).update(ends_on=dt.date(2026, 12, 1))
    assert status(cast.elena, cast.dima) == [404, 404]


def test_a_representation_that_begins_tomorrow_opens_nothing_yet(cast, status):
    Guardianship.objects.filter(student=cast.dima).update(starts_on=dt.date(2026, 12, 3))
    assert status(cast.elena, cast.dima) == [404, 404]


def test_nobody_signed_in_is_sent_to_the_sign_in(cast):
    answer = Client().get(f"/diary/{cast.dima.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next=/diary/{cast.dima.pk}/")


@pytest.mark.req("SEC-07")
def test_the_diary_takes_no_input(cast, status):
    assert status(cast.elena, cast.dima, "post") == [405, 405]
    assert status(cast.zhanna, cast.dima, "post") == [404, 404]


def test_a_pupil_who_does_not_exist_is_404(cast, browser_of):
    assert browser_of(cast.galina).get("/diary/999999/").status_code == 404


def test_answers_are_not_stored_in_the_browser(cast, browser_of):
    for page in PAGES:
        assert "no-store" in browser_of(cast.elena).get(page.format(cast.dima.pk))["Cache-Control"]


@pytest.mark.parametrize("who", ["elena", "dima_user"])
def test_the_start_page_leads_to_the_own_diary(cast, browser_of, who):
    answer = browser_of(getattr(cast, who)).get("/diary/")
    assert (answer.status_code, answer["Location"]) == (302, f"/diary/{cast.dima.pk}/")


def test_staff_without_children_have_no_diary_of_their_own(cast, browser_of):
    assert browser_of(cast.galina).get("/diary/").status_code == 403
    assert browser_of(cast.anna).get("/diary/").status_code == 403


def test_a_parent_without_children_at_present_is_told_so(cast, browser_of):
    Guardianship.objects.filter(student=cast.dima).update(ends_on=dt.date(2026, 12, 1))
    answer = browser_of(cast.elena).get("/diary/")
    assert answer.status_code == 200
    assert "ни одного дневника" in answer.content.decode()


@pytest.mark.req("DIA-02")
def test_a_parent_of_two_switches_between_exactly_two(cast, browser_of):
    representative = cast.elena.representative
    Guardianship.objects.create(student=cast.yura, representative=representative, starts_on=dt.date(2026, 9, 1))
    rebuild_school_grants()
    html = browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/?week=2026-W48").content.decode()
    assert f'href="/diary/{cast.dima.pk}/?week=2026-W48" aria-current="true">Дима<' in html
    assert f'href="/diary/{cast.yura.pk}/?week=2026-W48">Юра<' in html
    assert f"/diary/{cast.katya.pk}/" not in html


def test_staff_see_that_they_only_look(cast, browser_of):
    assert "как его видит семья" in browser_of(cast.vera).get(f"/diary/{cast.dima.pk}/").content.decode()
    assert "как его видит семья" not in browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/").content.decode()


def test_the_diary_of_a_pupil_without_a_class_is_empty_and_not_broken(cast, status):
    Enrolment.objects.filter(student=cast.dima).delete()
    assert status(cast.elena, cast.dima) == [200, 200]
