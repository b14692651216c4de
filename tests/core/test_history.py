"""History is append-only, complete and attributed (decision 11, AUD-01, AUD-05)."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from apps.core.triggers import install_triggers, lift_triggers, missing_triggers
from apps.school.models import Room


def report(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[0])


@pytest.fixture
def room(cast):
    return cast.room


@pytest.mark.req("AUD-01")
@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_history(room, statement):
    table = Room.history.model._meta.db_table
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Room.history.count() == 1


def test_a_lifted_trigger_is_named_and_put_back(room, capsys):
    assert missing_triggers() == []
    lift_triggers()
    assert "school_historicalroom: UPDATE" in missing_triggers()
    with pytest.raises(CommandError):
        call_command("verify_history", "--json")
    assert "school_historicalroom: DELETE" in {fault["object"] for fault in report(capsys)["faults"]}
    install_triggers()
    assert missing_triggers() == []


def test_a_whole_small_school_agrees_with_its_history(cast, capsys):
    call_command("verify_history", "--json")
    answer = report(capsys)
    assert (answer["ok"], answer["faults"]) == (True, [])
    assert answer["checked"] > 300


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE school_room SET name = '13' WHERE id = %s", "«13»"),
        ("DELETE FROM school_historicalroom WHERE id = %s", "нет истории"),
    ],
)
def test_a_change_behind_the_back_is_named(room, capsys, statement, said):
    lift_triggers()
    with connection.cursor() as cursor:
        cursor.execute(statement, [room.pk])
    install_triggers()
    with pytest.raises(CommandError):
        call_command("verify_history", "--json")
    faults = report(capsys)["faults"]
    assert [fault["object"] for fault in faults] == [f"school.room {room.pk}"]
    assert said in faults[0]["what"]


def test_a_row_that_vanished_is_named(cast, capsys):
    gone = Room.objects.create(name="подвал")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM school_room WHERE id = %s", [gone.pk])
    with pytest.raises(CommandError):
        call_command("verify_history", "--json")
    assert [fault["object"] for fault in report(capsys)["faults"]] == [f"school.room {gone.pk}"]


def test_history_rows_carry_author_reason_request_and_the_schools_time(cast, browser_of):
    from apps.core import clock
    from apps.core.history import attributed

    with attributed(by=cast.igor, reason="ремонт", request_id="7"):
        cast.room.name = "22"
        cast.room.save()
    row = Room.history.latest()
    assert (row.history_user, row.history_change_reason, row.request_id) == (cast.igor, "ремонт", "7")
    assert row.history_date == clock.now()
