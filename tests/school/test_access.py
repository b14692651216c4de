"""Access details handed out by class teacher and administrator (ACC-01, ACC-02)."""

import pytest

from apps.accounts.actions import assign_role
from apps.accounts.enums import Role
from apps.accounts.models import AccessCode


def post_all(client, path):
    lines = client.get(path).context["lines"]
    return client.post(path, {"user": [line.user.pk for line in lines]})


@pytest.mark.req("ACC-02", "ACC-03")
def test_the_class_teacher_prints_slips_for_the_own_class(browser_of, cast):
    page = post_all(browser_of(cast.vera), f"/classes/{cast.class_7a.pk}/access/")
    slips = {line.name: code for line, code in page.context["slips"]}
    assert {"Дмитриев Дима Денисович"} < slips.keys()
    text = page.content.decode()
    assert all(code in text for code in slips.values())
    assert set(AccessCode.objects.values_list("issued_by", flat=True)) == {cast.vera.pk}


@pytest.mark.req("ACC-02")
def test_a_neighbours_class_is_not_found_and_other_roles_are_refused(browser_of, cast):
    path, neighbour = f"/classes/{cast.class_7a.pk}/access/", f"/classes/{cast.class_7b.pk}/access/"
    assert browser_of(cast.vera).get(neighbour).status_code == 404
    for user in (cast.anna, cast.galina, cast.sofia, cast.dima_user, cast.elena):
        for answer in (browser_of(user).get(path), browser_of(user).post(path, {"user": [cast.dima_user.pk]})):
            assert answer.status_code == 403
    assert not AccessCode.objects.exists()


def test_a_class_teacher_gets_no_code_of_a_person_outside_the_class(browser_of, cast):
    page = browser_of(cast.vera).post(f"/classes/{cast.class_7a.pk}/access/", {"user": [cast.igor.pk]})
    assert "Никто не отмечен" in page.content.decode()
    assert not AccessCode.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEACHER])
def test_a_class_teacher_gets_no_code_of_a_parent_who_works_here(browser_of, cast, role):
    path, ticked = f"/classes/{cast.class_7a.pk}/access/", {"user": [cast.elena.pk]}
    assign_role(user=cast.elena, role=role, by=cast.igor)
    assert "Никто не отмечен" in browser_of(cast.vera).post(path, ticked).content.decode()
    assert not AccessCode.objects.exists()
    assert len(browser_of(cast.igor).post(path, ticked).context["slips"]) == 1


@pytest.mark.req("ACC-01")
def test_the_administrator_prints_slips_for_the_staff(browser_of, cast):
    page = post_all(browser_of(cast.igor), "/school/access/")
    assert "Алексеева Анна Петровна" in [line.name for line, _code in page.context["slips"]]
    assert browser_of(cast.vera).get("/school/access/").status_code == 403


def test_a_wrong_method_is_refused(browser_of, cast):
    assert browser_of(cast.igor).put("/school/access/").status_code == 405


def test_those_who_wait_for_a_code_are_ticked_from_the_start(browser_of, cast):
    client = browser_of(cast.vera)
    cast.dima_user.set_unusable_password()
    cast.dima_user.save()
    path = f"/classes/{cast.class_7a.pk}/access/"
    assert [line.user for line in client.get(path).context["lines"] if line.is_wanting] == [cast.dima_user]
    client.post(path, {"user": [cast.dima_user.pk]})
    assert not any(line.is_wanting for line in client.get(path).context["lines"])
