"""Signing in and out, the answers of contract 4 for accounts, the frame of every page."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.enums import Role
from apps.accounts.models import SignIn, User
from apps.accounts.tasks import clear_sessions

from .conftest import PASSWORD

JSON = {"HTTP_ACCEPT": "application/json"}
OWN_PAGES = ["/account/", "/account/password/"]
POST_ONLY = ["/logout/", "/account/role/", "/account/sessions/end/"]


@pytest.mark.req("SEC-01")
@pytest.mark.parametrize("path", ["/", *OWN_PAGES, *POST_ONLY, "/school/accounts/"])
def test_a_stranger_is_sent_to_the_sign_in_page(client, db, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/login/?next=")


@pytest.mark.parametrize("header", [JSON, {"HTTP_HX_REQUEST": "true"}])
def test_a_script_without_session_gets_401_and_a_fresh_token_before_csrf_is_looked_at(db, header):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/account/role/", {"role": "teacher"}, **header)
    assert response.status_code == 401
    body = response.json()
    assert (body["error"], body["login"]) == ("login_required", "/login/")
    assert response.cookies["csrftoken"].value
    assert len(body["csrf"]) == 64


def test_a_script_signs_in_in_place_with_the_token_of_the_401(anna):
    client = Client(enforce_csrf_checks=True)
    token = client.post("/account/role/", {}, **JSON).json()["csrf"]
    fields = {"username": "petrova.ap", "password": PASSWORD}
    response = client.post("/login/", fields, HTTP_X_CSRFTOKEN=token, **JSON)
    assert response.status_code == 200
    body = response.json()
    assert (body["ok"], body["user"]) == (True, anna.pk)
    again = client.post("/account/sessions/end/", {}, HTTP_X_CSRFTOKEN=body["csrf"], **JSON)
    assert again.status_code == 302


def test_a_script_with_a_wrong_password_gets_a_sentence(client, anna):
    response = client.post("/login/", {"username": "petrova.ap", "password": "не то"}, **JSON)
    assert response.status_code == 400
    assert response.json()["ok"] is False
    assert "Не подошли" in response.json()["message"]


def test_a_script_with_a_stale_token_gets_a_fresh_one(anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna, backend="apps.accounts.backends.PasswordBackend")
    response = client.post("/account/role/", {}, HTTP_X_CSRFTOKEN="x" * 64, **JSON)
    assert response.status_code == 403
    assert response.json()["error"] == "csrf"
    assert client.post("/account/role/", {}, HTTP_X_CSRFTOKEN=response.json()["csrf"], **JSON).status_code == 302


def test_a_person_with_a_stale_form_reads_a_calm_page(anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna, backend="apps.accounts.backends.PasswordBackend")
    response = client.post("/account/role/", {})
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


@pytest.mark.parametrize("path", POST_ONLY)
def test_pages_that_only_write_refuse_a_get(client, anna, path):
    client.force_login(anna, backend="apps.accounts.backends.PasswordBackend")
    assert client.get(path).status_code == 405


def test_a_lost_form_brings_one_back_to_its_page_not_to_its_address(client, db):
    response = client.post("/account/role/", {}, HTTP_REFERER="http://testserver/account/?x=1")
    assert response.url == "/login/?next=%2Faccount%2F"


@pytest.mark.parametrize("capitals", ["petrova.ap", "Petrova.AP "])
def test_a_teacher_signs_in_and_reaches_the_page_asked_for(client, anna, sign_in, capitals):
    fields = {"username": capitals, "password": PASSWORD, "next": "/account/"}
    response = client.post("/login/", fields)
    assert (response.status_code, response.url) == (302, "/account/")
    assert client.get("/account/").status_code == 200


def test_the_page_asked_for_is_never_another_site(client, anna):
    response = client.post("/login/", {"username": "petrova.ap", "password": PASSWORD, "next": "https://evil.example/"})
    assert response.url == "/"


def test_a_wrong_password_is_told_in_a_sentence_that_does_not_say_what_was_wrong(client, anna, sign_in):
    wrong_password = sign_in(client, "petrova.ap", "не то").content.decode()
    wrong_name = sign_in(client, "nobody", "не то").content.decode()
    assert "Не подошли логин или пароль" in wrong_password
    assert "Не подошли логин или пароль" in wrong_name


def test_signing_out_ends_the_session(client, anna, sign_in):
    sign_in(client, "petrova.ap")
    assert client.post("/logout/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert SignIn.objects.get().ended_at is not None


@pytest.mark.req("SEC-08")
def test_passwords_are_kept_as_salted_hashes(anna, person):
    boris = person("boris")
    assert PASSWORD not in anna.password
    assert anna.password != boris.password
    assert identify_hasher(anna.password).verify(PASSWORD, anna.password)


@pytest.mark.req("SEC-08")
def test_production_uses_a_slow_hash():
    from django.conf import global_settings
    from django.contrib.auth.hashers import get_hashers

    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        assert get_hashers()[0].iterations >= 600_000


@pytest.mark.req("SEC-08")
def test_everybody_sees_the_last_ten_sign_ins(client, anna, sign_in):
    for _n in range(12):
        sign_in(Client(), "petrova.ap")
    sign_in(client, "petrova.ap", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    page = client.get("/account/")
    assert len(page.context["sign_ins"]) == 10
    assert [line.is_current for line in page.context["sign_ins"]] == [True] + [False] * 9
    assert len(page.context["sessions"]) == 13
    assert "Firefox, Windows" in page.content.decode()


def test_the_account_page_asks_as_many_questions_for_one_session_as_for_three(
    client, anna, sign_in, django_assert_max_num_queries
):
    sign_in(client, "petrova.ap")
    with django_assert_max_num_queries(12):
        client.get("/account/")
    sign_in(Client(), "petrova.ap")
    sign_in(Client(), "petrova.ap")
    with django_assert_max_num_queries(12):
        client.get("/account/")


def test_other_sessions_can_be_ended(client, anna, sign_in):
    other = Client()
    sign_in(other, "petrova.ap")
    sign_in(client, "petrova.ap")
    client.post("/account/sessions/end/")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, anna, sign_in):
    other = Client()
    sign_in(other, "petrova.ap")
    sign_in(client, "petrova.ap")
    fields = {"old_password": PASSWORD, "password": "шишка под сосной", "password_again": "шишка под сосной"}
    assert client.post("/account/password/", fields).url == "/account/"
    assert client.get("/account/").status_code == 200
    assert [line.is_current for line in client.get("/account/").context["sessions"]] == [True]
    assert other.get("/account/").status_code == 302
    assert sign_in(Client(), "petrova.ap", "шишка под сосной").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old_password": "не то", "password": "шишка под", "password_again": "шишка под"}, "введён неверно"),
        ({"old_password": PASSWORD, "password": "шишка под", "password_again": "другое"}, "не совпали"),
        ({"old_password": PASSWORD, "password": "12345678", "password_again": "12345678"}, "подбирают первым"),
    ],
)
def test_a_bad_new_password_is_refused_with_a_sentence(client, anna, sign_in, fields, sentence):
    sign_in(client, "petrova.ap")
    response = client.post("/account/password/", fields)
    assert sentence in response.content.decode()
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


@pytest.mark.req("ACC-07")
def test_closing_an_account_ends_its_sessions_at_once(client, anna, igor, sign_in):
    sign_in(client, "petrova.ap")
    actions.close_account(user=anna, by=igor, reason="увольнение")
    assert client.get("/account/").status_code == 302
    assert not Session.objects.exists()
    assert "Не подошли" in sign_in(client, "petrova.ap").content.decode()
    row = User.history.filter(id=anna.pk).latest()
    assert (row.history_user, row.history_change_reason, row.is_active) == (igor, "увольнение", False)


def test_pages_of_a_signed_in_person_are_kept_nowhere(client, anna, sign_in):
    assert sign_in(client, "petrova.ap").headers["Cache-Control"] == "no-store"
    for path in ("/account/", "/nowhere/", "/school/accounts/"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_no_sign_in_leaves_a_history_row_of_the_account(client, anna, sign_in):
    before = User.history.count()
    sign_in(client, "petrova.ap")
    assert User.history.count() == before


@pytest.mark.parametrize("status", [400, 403, 404])
def test_error_pages_speak_russian_inside_the_frame(client, anna, igor, status, sign_in):
    sign_in(client, "petrova.ap")
    path = {403: "/school/accounts/", 404: "/nowhere/"}.get(status)
    if path is None:
        response = client.get("/account/", headers={"host": "чужой host"})
    else:
        response = client.get(path)
        assert "Петрова Анна Петровна" in response.content.decode()
    assert response.status_code == status


def test_the_page_of_a_broken_server_needs_no_database(rf):
    from django.views.defaults import server_error

    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Что-то сломалось" in response.content.decode()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_language_is_switched_by_the_button_in_the_bar(client, db, language):
    response = client.post("/i18n/setlang/", {"language": language, "next": "/login/"})
    assert response.url == "/login/"
    assert f'<html lang="{language}">' in client.get("/login/").content.decode()


def test_russian_is_the_language_of_a_browser_that_prefers_nothing_known(client, db):
    page = client.get("/login/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="ru">' in page
    assert "Вход в журнал" in page


def test_a_role_of_the_menu_needs_no_school(person, client):
    person("ivanov", Role.DEPUTY)
    client.post("/login/", {"username": "ivanov", "password": PASSWORD})
    assert client.get("/").status_code == 302


def test_sessions_that_ran_out_are_thrown_away_every_night(client, anna, sign_in):
    sign_in(client, "petrova.ap")
    clear_sessions()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    clear_sessions()
    clear_sessions()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "[" * 50_000,
        '{"username": "petrova.ap", "password": NaN}',
        '{"username": "\\ud83d", "password": "x"}',
        '{"username": "petrova.ap", "password": "\\ud83d"}',
        '{"username": ["petrova.ap"], "password": {}}',
        b"\xff",
    ],
)
def test_odd_json_is_a_failed_sign_in_and_no_server_error(client, anna, body):
    response = client.post("/login/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["ok"] is False


@pytest.mark.parametrize(("path", "status"), [("/login/", 413), ("/i18n/setlang/", 413), ("/account/role/", 401)])
def test_a_stranger_cannot_make_the_server_swallow_a_big_body(db, path, status):
    """A page of one's own is answered before its body is read, so that a lost session is told as ever."""
    response = Client().post(path, {"username": "x", "password": "y", "more": "z" * 70_000}, **JSON)
    assert response.status_code == status


def test_a_new_installation_says_how_its_first_administrator_is_made(client, db):
    assert "create_administrator" in client.get("/login/").content.decode()
    actions.create_user(username="admin", display_name="Ильин Игорь", by=None)
    assert "create_administrator" not in client.get("/login/").content.decode()
