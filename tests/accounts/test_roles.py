"""Roles: dated, several at once, one of them active; the administrator's pages of accounts."""

import datetime as dt

import pytest
from django.test import Client

from apps.accounts import actions, permissions
from apps.accounts.enums import Role
from apps.accounts.models import RoleAssignment, User
from apps.core import clock
from journal_site import navigation

START_PAGES = {
    Role.TEACHER: "/my-day/",
    Role.CLASS_TEACHER: "/my-day/",
    Role.DEPUTY: "/control/",
    Role.DIRECTOR: "/control/",
    Role.ADMINISTRATOR: "/school/",
    Role.SECRETARY: "/school/students/",
    Role.STUDENT: "/diary/",
    Role.REPRESENTATIVE: "/diary/",
}


@pytest.mark.req("ACC-08")
@pytest.mark.parametrize("role", Role.values)
def test_every_role_lands_on_its_own_start_page(person, browser_of, role):
    assert browser_of(person("somebody", role)).get("/").url == START_PAGES[role]


@pytest.mark.parametrize("login", ["anna", "vera", "galina", "nikolai", "igor", "sofia", "dima_user", "elena"])
def test_every_line_of_the_menu_opens_for_its_role(cast, browser_of, login):
    user = getattr(cast, login)
    client = browser_of(user)
    for role in permissions.roles_in_order(user):
        for path, _label, _icon in navigation.MENUS[role]:
            assert client.get(path, follow=True).status_code == 200, path


def test_the_menu_marks_where_one_is_and_puts_the_rest_behind_more_on_a_phone():
    menu = navigation.menu_for(Role.ADMINISTRATOR, "/school/accounts/5/")
    assert [item.path for item in menu if item.is_current] == ["/school/accounts/"]
    assert [item.is_overflow for item in menu] == [False] * 4 + [True] * 3
    assert not any(item.is_overflow for item in navigation.menu_for(Role.SECRETARY, "/"))


@pytest.mark.parametrize(
    ("role", "page", "line"),
    [
        (Role.DEPUTY, "/timetable/days/2026-12-02/", "/timetable/days/"),
        (Role.DEPUTY, "/timetable/register/", "/timetable/days/"),
        (Role.DEPUTY, "/timetable/distance/", "/timetable/days/"),
        (Role.DEPUTY, "/timetable/edit/", "/timetable/"),
        (Role.DIRECTOR, "/timetable/register/", "/timetable/"),
        (Role.TEACHER, "/timetable/days/claim/", "/my-day/"),
        (Role.CLASS_TEACHER, "/school/requests/", "/classes/"),
        (Role.ADMINISTRATOR, "/school/requests/", "/school/"),
        (Role.SECRETARY, "/school/requests/", "/school/requests/"),
        (Role.SECRETARY, "/school/classes/", "/school/students/"),
    ],
)
def test_the_menu_marks_the_line_under_which_a_page_is_looked_for(role, page, line):
    assert [item.path for item in navigation.menu_for(role, page) if item.is_current] == [line]


def test_somebody_without_a_role_lands_on_the_own_account(person, browser_of):
    client = browser_of(person("nobody"))
    assert client.get("/").url == "/account/"
    assert "ролей пока нет" in client.get("/account/").content.decode()


@pytest.mark.req("ACC-08")
def test_somebody_with_two_roles_switches_between_them_and_sees_which_is_active(person, browser_of):
    client = browser_of(person("anna", Role.TEACHER, Role.REPRESENTATIVE))
    assert client.get("/").url == "/my-day/"
    assert client.post("/account/role/", {"role": "representative"}).url == "/"
    assert client.get("/").url == "/diary/"
    shell = client.get("/account/").context["shell"]
    assert [(line.code, line.is_active) for line in shell.roles] == [("teacher", False), ("representative", True)]
    assert shell.role_label == "родитель"


def test_a_role_that_is_not_held_cannot_be_chosen(person, browser_of):
    client = browser_of(person("anna", Role.TEACHER))
    client.post("/account/role/", {"role": "director"})
    assert client.get("/").url == "/my-day/"


def test_roles_hold_on_their_dates_only(anna):
    today = clock.today()
    week = dt.timedelta(days=7)
    actions.assign_role(user=anna, role=Role.DEPUTY, by=None, starts_on=today - week, ends_on=today)
    actions.assign_role(user=anna, role=Role.DIRECTOR, by=None, starts_on=today + week)
    assert permissions.roles_of(anna) == {"teacher", "deputy"}


def test_roles_are_read_once_per_user_object(anna, django_assert_num_queries):
    user = User.objects.get(pk=anna.pk)
    with django_assert_num_queries(1):
        permissions.has_role(user, Role.DEPUTY)
        permissions.roles_of(user)
        permissions.active_role(user)


def test_a_role_ended_by_mistake_or_on_purpose_ends_at_once_and_leaves_its_history(anna, igor):
    assert actions.end_role(user=anna, role=Role.TEACHER, by=igor, reason="ошибка") == 1
    assert permissions.roles_of(anna) == frozenset()
    row = RoleAssignment.history.latest()
    assert (row.history_user, row.history_change_reason) == (igor, "ошибка")


def test_giving_a_role_twice_changes_nothing(anna):
    assert actions.assign_roles(pairs=[(anna, Role.TEACHER), (anna, Role.DEPUTY), (anna, Role.DEPUTY)], by=None) == 1
    assert RoleAssignment.objects.filter(user=anna).count() == 2


def test_a_closed_account_has_no_role(anna, igor):
    actions.close_account(user=anna, by=igor)
    assert permissions.roles_of(anna) == frozenset()


ADMIN_POSTS = ["code/", "role/", "role/end/", "close/"]


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_the_administrator_reaches_the_accounts(person, browser_of, anna, role):
    client = browser_of(person("somebody", role))
    pages = ["/school/accounts/", "/school/accounts/new/", f"/school/accounts/{anna.pk}/"]
    assert {client.get(path).status_code for path in pages} == {403}
    posts = [f"/school/accounts/{anna.pk}/{path}" for path in ADMIN_POSTS] + ["/school/accounts/new/"]
    assert {client.post(path, {"role": "director"}).status_code for path in posts} == {403}
    assert {client.get(path).status_code for path in posts[:-1]} == {403}


def test_an_account_that_does_not_exist_is_not_found_and_a_wrong_method_refused(browser_of, igor):
    client = browser_of(igor)
    assert client.get("/school/accounts/999/").status_code == 404
    assert client.post("/school/accounts/999/code/").status_code == 404
    assert {client.get(f"/school/accounts/{igor.pk}/{path}").status_code for path in ADMIN_POSTS} == {405}


@pytest.mark.req("ACC-01", "ACC-05")
def test_the_administrator_issues_a_code_that_is_shown_once(browser_of, igor, anna, sign_in):
    client = browser_of(igor)
    page = client.post(f"/school/accounts/{anna.pk}/code/")
    code = page.context["code"]
    assert code in page.content.decode()
    assert code not in client.get(f"/school/accounts/{anna.pk}/").content.decode()
    assert sign_in(Client(), "petrova.ap", code).status_code == 302


@pytest.mark.req("ACC-07")
def test_the_administrator_makes_changes_and_closes_accounts(browser_of, igor):
    client = browser_of(igor)
    made = client.post("/school/accounts/new/", {"display_name": "Галина Орлова", "username": "Orlova"})
    user = User.objects.get(username="orlova")
    assert made.url == f"/school/accounts/{user.pk}/"
    assert not user.has_usable_password()
    client.post(f"/school/accounts/{user.pk}/role/", {"role": "deputy"})
    assert permissions.roles_of(user) == {"deputy"}
    client.post(f"/school/accounts/{user.pk}/role/end/", {"role": "deputy"})
    client.post(f"/school/accounts/{user.pk}/close/")
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, permissions.roles_of(user)) == (False, frozenset())
    client.post(f"/school/accounts/{user.pk}/close/")
    user.refresh_from_db()
    assert user.is_active
    assert {row.history_user for row in user.history.all()} == {igor}


def test_a_login_that_is_taken_is_told_on_the_form(browser_of, igor, anna):
    page = browser_of(igor).post("/school/accounts/new/", {"display_name": "Другая Анна", "username": "igor-2"})
    assert page.status_code == 302
    page = browser_of(igor).post("/school/accounts/new/", {"display_name": "Другая Анна", "username": "igor-2"})
    assert "уже занят" in page.content.decode()


def test_nobody_closes_the_own_account(browser_of, igor):
    browser_of(igor).post(f"/school/accounts/{igor.pk}/close/")
    igor.refresh_from_db()
    assert igor.is_active


def test_the_list_is_searched_by_a_part_of_the_name_in_any_case(browser_of, igor, person):
    person("semenova", name="Семёнова Алёна")
    page = browser_of(igor).get("/school/accounts/", {"q": "СЕМЕН алё"})
    assert [user.username for user in page.context["rows"]] == ["semenova"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(browser_of, igor, person, people, django_assert_max_num_queries):
    for number in range(people):
        person(f"teacher{number}", Role.TEACHER)
    client = browser_of(igor)
    with django_assert_max_num_queries(8):
        assert client.get("/school/accounts/").status_code == 200
