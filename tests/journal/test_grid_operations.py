"""The operations endpoint: what the request itself must be (contracts 4 and 5)."""

import datetime as dt
import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.lessons.models import Assessment, Grade, WorkKind

FRIDAY = dt.date(2026, 11, 27)


def url_of(cast, course="maths_7a") -> str:
    return reverse("journal:operations", args=[getattr(cast, course).pk])


def column_of(cast, day=FRIDAY, course="maths_7a") -> str:
    return f"a{Assessment.objects.get(lesson=cast.lesson(course, day), is_ordinary=True).pk}"


def operation(column: str, student, text="5", **more) -> dict:
    return {"id": str(uuid.uuid4()), "column": column, "student": student.pk, "text": text, "base": 0, **more}


def send(client: Client, url: str, *operations, **headers):
    body = json.dumps({"operations": operations})
    return client.post(url, body, content_type="application/json", headers=headers)


def test_an_edit_is_answered_with_its_cell_and_the_row_end(cast, browser_of):
    sent = operation(column_of(cast), cast.dima, "5/4", comment="за опрос")
    answer = send(browser_of(cast.anna), url_of(cast), sent).json()
    (result,) = answer["results"]
    assert (result["id"], result["status"], result["need"]) == (sent["id"], "saved", None)
    cell = result["cell"]
    assert (cell["text"], cell["version"], cell["comment"]) == ("5/4", 1, "за опрос")
    assert answer["rows"] == [{"student": cast.dima.pk, "average": "4,50", "count": "2", "suggested": "5"}]


def test_too_many_operations_are_413_and_bad_json_is_400(cast, browser_of):
    client, url = browser_of(cast.anna), url_of(cast)
    many = [operation(column_of(cast), cast.dima)] * 501
    assert send(client, url, *many).status_code == 413
    for body in (b"{", b"[]", b'{"operations": {}}', b"\xff", b"{}"):
        response = client.post(url, body, content_type="application/json")
        assert response.status_code == 400 and response.json()["message"]
    assert not Grade.objects.exists()


def test_a_batch_is_judged_one_by_one(cast, browser_of):
    good, odd = operation(column_of(cast), cast.dima), operation("a999999", cast.dima)
    foreign = operation(column_of(cast, dt.date(2026, 12, 1), "maths_7b"), cast.yura)
    results = send(browser_of(cast.anna), url_of(cast), odd, good, foreign, "x").json()["results"]
    assert [result["status"] for result in results] == ["invalid", "saved", "invalid", "invalid"]
    assert all(result["message"] for result in results if result["status"] == "invalid")
    assert Grade.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "status"),
    [("olga", 404), ("vera", 403), ("galina", 403), ("nikolai", 403), ("igor", 403), ("elena", 403), ("sofia", 403)],
)
def test_who_may_not_write_is_turned_away(cast, browser_of, login, status):
    sent = operation(column_of(cast), cast.dima)
    assert send(browser_of(getattr(cast, login)), url_of(cast), sent).status_code == status
    assert not Grade.objects.exists()


def test_a_substitute_is_refused_outside_the_own_lesson(cast, browser_of):
    own, other = column_of(cast, dt.date(2026, 11, 30)), column_of(cast)
    results = send(browser_of(cast.boris), url_of(cast), operation(own, cast.dima), operation(other, cast.dima)).json()[
        "results"
    ]
    assert [result["status"] for result in results] == ["saved", "refused"]
    assert results[1]["message"]


def test_a_wrong_method_is_405_and_a_dead_session_401_before_csrf(cast, browser_of):
    assert browser_of(cast.anna).get(url_of(cast)).status_code == 405
    stranger = Client(enforce_csrf_checks=True)
    response = send(stranger, url_of(cast), operation(column_of(cast), cast.dima), Accept="application/json")
    assert response.status_code == 401 and response.json()["csrf"]


def test_a_request_without_the_token_is_403(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna, backend="apps.accounts.backends.PasswordBackend")
    response = send(client, url_of(cast), operation(column_of(cast), cast.dima), Accept="application/json")
    assert response.status_code == 403
    assert not Grade.objects.exists()


def test_edits_of_another_person_in_the_same_browser_are_not_taken(cast, browser_of):
    headers = {"X-Klassny-User": str(cast.olga.pk)}
    response = send(browser_of(cast.anna), url_of(cast), operation(column_of(cast), cast.dima), **headers)
    assert (response.status_code, response.json()["error"]) == (401, "another_user")
    assert not Grade.objects.exists()


@pytest.mark.req("JRN-06")
def test_a_column_of_another_kind_of_work_is_added(cast, browser_of):
    client = browser_of(cast.anna)
    url = reverse("journal:add_column", args=[cast.maths_7a.pk])
    lesson, kind = cast.lesson("maths_7a", FRIDAY), WorkKind.objects.filter(is_ordinary=False).first()
    assert "Вид работы" in client.get(url).content.decode()
    response = client.post(url, {"lesson": lesson.pk, "work_kind": kind.pk, "title": "№ 2"})
    assert response.status_code == 302
    column = Assessment.objects.get(lesson=lesson, is_ordinary=False)
    assert (column.work_kind, column.title) == (kind, "№ 2")
    assert f'data-column="a{column.pk}"' in client.get(response["Location"]).content.decode()


def test_a_column_needs_a_kind_a_right_and_an_open_term(cast, browser_of):
    url = reverse("journal:add_column", args=[cast.maths_7a.pk])
    lesson, kind = cast.lesson("maths_7a", FRIDAY), WorkKind.objects.filter(is_ordinary=False).first()
    fields = {"lesson": lesson.pk, "work_kind": kind.pk}
    assert browser_of(cast.anna).post(url, {"lesson": lesson.pk}).status_code == 200
    assert browser_of(cast.boris).post(url, fields).status_code == 200  # not the lesson that Boris holds
    assert browser_of(cast.vera).post(url, fields).status_code == 403
    assert browser_of(cast.olga).get(url).status_code == 404
    assert browser_of(cast.anna).put(url).status_code == 405
    old = cast.lesson("maths_7a", dt.date(2026, 10, 5))
    closed = browser_of(cast.anna).post(f"{url}?term={cast.term1.pk}", {**fields, "lesson": old.pk})
    assert "Период закрыт" in closed.content.decode()
    assert not Assessment.objects.filter(is_ordinary=False).exists()


@pytest.mark.parametrize("body", ["[" * 50_000, '{"operations": [NaN]}'])
def test_json_that_no_script_of_ours_writes_is_400(cast, browser_of, body):
    response = browser_of(cast.anna).post(url_of(cast), body, content_type="application/json")
    assert response.status_code == 400 and response.json()["message"]


def test_a_form_instead_of_json_is_400_also_after_the_csrf_check_has_read_it(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna, backend="apps.accounts.backends.PasswordBackend")
    client.get(reverse("journal:grid", args=[cast.maths_7a.pk]))
    token = client.cookies["csrftoken"].value
    assert client.post(url_of(cast), {"a": "b"}, headers={"X-CSRFToken": token}).status_code == 400


@pytest.mark.parametrize("field", ["text", "comment", "reason"])
def test_half_a_surrogate_pair_is_that_operations_own_fault(cast, browser_of, field):
    odd = operation(column_of(cast), cast.dima, **{field: "5\ud83d"})
    good = operation(column_of(cast), cast.katya)
    results = send(browser_of(cast.anna), url_of(cast), odd, good).json()["results"]
    assert [result["status"] for result in results] == ["invalid", "saved"]


@pytest.mark.parametrize("identity", ["1e999", '["x"]', '"\\ud83d"'])
def test_an_id_that_is_no_text_is_not_sent_back(cast, browser_of, identity):
    body = f'{{"operations": [{{"id": {identity}}}]}}'
    response = browser_of(cast.anna).post(url_of(cast), body, content_type="application/json")
    (result,) = response.json()["results"]
    assert (result["id"], result["status"]) == (None, "invalid")


@pytest.mark.parametrize("name", ["grid", "class"])
def test_a_number_that_no_computer_counts_to_is_an_address_like_any_other(cast, browser_of, name):
    url = reverse(f"journal:{name}", args=[cast.maths_7a.pk if name == "grid" else cast.class_7a.pk])
    assert browser_of(cast.vera).get(url, {"term": "9" * 5000}).status_code in (200, 404)


@pytest.mark.req("JRN-06")
def test_a_column_added_by_mistake_is_taken_away_while_it_is_empty(cast, browser_of):
    client = browser_of(cast.anna)
    url = reverse("journal:add_column", args=[cast.maths_7a.pk])
    kind = WorkKind.objects.filter(is_ordinary=False).first()
    added = client.post(url, {"lesson": cast.lesson("maths_7a", FRIDAY).pk, "work_kind": kind.pk, "title": "№ 2"})
    column = Assessment.objects.get(is_ordinary=False)
    assert added["Location"].endswith(f"#a{column.pk}"), "the grid begins at the new column"
    assert "27 ноября: № 2" in client.get(url).content.decode()
    assert browser_of(cast.boris).post(url, {"remove": column.pk}).status_code == 302  # Boris holds another lesson
    assert Assessment.objects.filter(pk=column.pk).exists()
    page = client.post(url, {"remove": column.pk}, follow=True)
    assert "Убрана колонка «№ 2»" in page.content.decode()
    assert not Assessment.objects.filter(pk=column.pk).exists()


def test_a_column_with_a_grade_and_an_ordinary_one_stay(cast, browser_of):
    client = browser_of(cast.anna)
    url = reverse("journal:add_column", args=[cast.maths_7a.pk])
    lesson, kind = cast.lesson("maths_7a", FRIDAY), WorkKind.objects.filter(is_ordinary=False).first()
    client.post(url, {"lesson": lesson.pk, "work_kind": kind.pk})
    column = Assessment.objects.get(is_ordinary=False)
    send(client, url_of(cast), operation(f"a{column.pk}", cast.dima))
    for pk in (column.pk, lesson.assessments.get(is_ordinary=True).pk, "x"):
        page = client.post(url, {"remove": pk}, follow=True)
        assert "убрать её нельзя" in page.content.decode()
    assert lesson.assessments.count() == 2
