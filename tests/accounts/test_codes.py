"""One-time codes: issued once, used once, kept hashed (ACC-03, ACC-04, ACC-05)."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts import actions, rules
from apps.accounts.enums import Role
from apps.accounts.models import AccessCode, User
from apps.core.errors import RuleViolation

OWN = {"password": "ёлка и шишка", "password_again": "ёлка и шишка", "accept": "on"}


@pytest.fixture
def elena(person):
    """Dima's mother: an account made by the import, without a password."""
    return person("dmitrieva.ev", Role.REPRESENTATIVE, name="Дмитриева Елена Викторовна", password=None)


@pytest.mark.req("ACC-03", "SEC-08")
def test_the_first_sign_in_by_code_demands_an_own_password_and_the_rule(client, elena, igor, sign_in):
    code = actions.issue_code(user=elena, by=igor)
    assert sign_in(client, "dmitrieva.ev", code).status_code == 302
    assert client.get("/account/").url == "/account/first/"
    assert client.post("/account/role/", {}, HTTP_ACCEPT="application/json").json()["error"] == "first_steps"
    without_rule = client.post("/account/first/", {**OWN, "accept": ""})
    assert "Без этого согласия" in without_rule.content.decode()
    assert client.post("/account/first/", OWN).url == "/"
    assert client.get("/account/").status_code == 200
    elena.refresh_from_db()
    assert elena.check_password("ёлка и шишка")
    assert elena.rules_accepted_at is not None


@pytest.mark.req("ACC-03")
def test_a_code_works_once(client, elena, igor, sign_in):
    code = actions.issue_code(user=elena, by=igor)
    assert sign_in(client, "dmitrieva.ev", code).status_code == 302
    assert sign_in(Client(), "dmitrieva.ev", code).status_code == 200
    client.post("/account/first/", OWN)
    assert sign_in(Client(), "dmitrieva.ev", code).status_code == 200


def test_a_fresh_code_ends_the_session_that_a_lost_one_began(client, elena, igor, sign_in):
    """Whoever found the lost slip chooses no password any more, and takes the fresh code from nobody."""
    sign_in(client, "dmitrieva.ev", actions.issue_code(user=elena, by=igor))
    elena.refresh_from_db()
    fresh = actions.issue_code(user=elena, by=igor)
    assert client.post("/account/first/", OWN).url.startswith("/login/")
    assert sign_in(Client(), "dmitrieva.ev", fresh).status_code == 302


def test_a_code_revoked_while_it_is_being_checked_is_worth_nothing(elena, igor, monkeypatch):
    code = actions.issue_code(user=elena, by=igor)

    def match_and_revoke(*args):
        AccessCode.objects.update(revoked_at=timezone.now())
        return True

    monkeypatch.setattr(rules, "code_matches", match_and_revoke)
    assert actions.redeem_code(username="dmitrieva.ev", code=code) is None


@pytest.mark.req("ACC-04")
def test_used_expired_revoked_and_wrong_codes_are_refused_with_the_same_message(elena, igor, person, sign_in):
    used, expired, revoked, wrong = (person(f"p{n}", password=None) for n in range(4))
    codes = {user: actions.issue_code(user=user, by=igor) for user in (used, expired, revoked, wrong)}
    actions.redeem_code(username="p0", code=codes[used])
    AccessCode.objects.filter(user=expired).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    actions.issue_code(user=revoked, by=igor)
    codes[wrong] = "0000-0000-0000" if codes[wrong] != "0000-0000-0000" else "1111-1111-1111"
    messages = {sign_in(Client(), user.username, code).context["refusal"] for user, code in codes.items()}
    assert messages == {"Не подошли логин или пароль. Проверьте раскладку клавиатуры и Caps Lock."}


@pytest.mark.req("ACC-05")
def test_a_code_cannot_be_read_again(elena, igor):
    code = actions.issue_code(user=elena, by=igor)
    row = AccessCode.objects.get()
    digits = code.replace("-", "")
    assert all(digits not in str(value) and code not in str(value) for value in vars(row).values())
    assert row.issued_by == igor
    assert row.expires_at - row.issued_at == dt.timedelta(days=14)


def test_a_code_may_be_typed_with_blanks_or_without_dashes(elena, igor):
    code = actions.issue_code(user=elena, by=igor)
    assert rules.looks_like_code(f" {code.replace('-', ' ')} ")
    assert actions.redeem_code(username="dmitrieva.ev", code=code.replace("-", "")) == elena


def test_the_code_of_one_person_does_not_open_another(elena, igor, anna):
    code = actions.issue_code(user=elena, by=igor)
    actions.issue_code(user=anna, by=igor)
    assert actions.redeem_code(username="petrova.ap", code=code) is None


def test_a_new_code_for_a_forgotten_password_ends_the_old_one_when_it_is_used(client, anna, igor, sign_in):
    sign_in(client, "petrova.ap")
    code = actions.issue_code(user=anna, by=igor)
    assert client.get("/account/").status_code == 200
    sign_in(Client(), "petrova.ap", code)
    assert client.get("/account/").status_code == 302
    assert "Не подошли" in sign_in(Client(), "petrova.ap").content.decode()


def test_a_password_that_looks_like_a_code_is_a_password(client, person, sign_in):
    person("borisov", password="482190345517")
    assert sign_in(client, "borisov", "482190345517").status_code == 302


def test_a_closed_account_gets_no_code(elena, igor):
    actions.close_account(user=elena, by=igor)
    with pytest.raises(RuleViolation, match="закрыта"):
        actions.issue_code(user=elena, by=igor)


def test_people_of_the_import_get_unique_logins_and_no_password(igor, db):
    made = actions.create_users(
        names=[("Щёголев-Юн", "Артём", "Ильич"), ("Щёголев-Юн", "Антон", "Игоревич"), ("Ильин", "Игорь", "Сергеевич")],
        by=igor,
    )
    assert [user.username for user in made] == ["shchegolev-yun.ai", "shchegolev-yun.ai2", "ilin.is2"]
    assert not any(user.has_usable_password() for user in made)
    assert {row.history_user for user in made for row in user.history.all()} == {igor}


def test_the_command_line_lets_the_first_administrator_in(client, db, sign_in, capsys):
    call_command("create_administrator", "Ivanov", "Иванов Иван Иванович")
    code = capsys.readouterr().out.split("код: ")[1].splitlines()[0]
    assert sign_in(client, "ivanov", code).status_code == 302
    client.post("/account/first/", OWN)
    assert client.get("/school/accounts/").status_code == 200


def test_the_command_line_gives_a_fresh_code_to_the_same_administrator(db):
    for _n in range(2):
        call_command("create_administrator", "ivanov")
    user = User.objects.get()
    assert user.role_assignments.count() == 1
    assert user.access_codes.filter(revoked_at=None).count() == 1


def test_a_weak_own_password_is_refused_in_plain_words(client, elena, igor, sign_in):
    code = actions.issue_code(user=elena, by=igor)
    sign_in(client, "dmitrieva.ev", code)
    weak = {"password": "12345", "password_again": "12345", "accept": "on"}
    page = client.post("/account/first/", weak).content.decode()
    assert "Пароль короткий: нужно не меньше 8 знаков." in page
    assert "Такой пароль подбирают первым: придумайте другой." in page
