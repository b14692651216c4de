"""Acceptance 4: every altered byte and every raw edit is named; a lawful correction is told apart."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.archive.models import Seal, StoredCopy
from apps.archive.queries.verification import as_json, check_seals
from apps.archive.tasks import verify_all
from apps.core import clock
from apps.core.history import attributed
from apps.core.triggers import install_triggers, lift_triggers
from apps.lessons.actions.terms import reopen
from apps.lessons.models import CourseTerm, Grade, Lesson


def verify():
    """Exit status and answer of ``verify_archive --json``."""
    out = io.StringIO()
    try:
        call_command("verify_archive", "--json", stdout=out)
        status = 0
    except CommandError as error:
        status = error.returncode
    return status, json.loads(out.getvalue())


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount == 1


def a_grade(cast):
    return Grade.objects.filter(course=cast.maths_7a, student=cast.dima, held_on__lte=cast.term1.ends_on).earliest("pk")


@pytest.mark.req("ARC-10")
def test_one_flipped_byte_in_each_stored_file_names_exactly_that_file(sealed):
    assert verify() == (0, {"ok": True, "checked": 2, "faults": [], "changed_after_sealing": []})
    for place, root in sealed.places.items():
        for path in sorted(root.rglob("2026-*.*")):
            good = path.read_bytes()
            bad = bytearray(good)
            bad[len(bad) // 2] ^= 1
            path.write_bytes(bad)
            status, answer = verify()
            assert status == 1
            assert [fault["object"] for fault in answer["faults"]] == [path.stem]
            assert answer["faults"][0]["what"].startswith(f"{place}/2026-27/{path.name}: содержимое изменено")
            path.write_bytes(good)
    assert verify()[0] == 0


def test_a_missing_file_and_a_foreign_file_are_named(sealed):
    path = sealed.places["archive_secondary"] / sealed.seal_7b.pdf_name
    good = path.read_bytes()
    path.unlink()
    (path.parent / "чужой.pdf").write_bytes(b"x")
    faults = {(fault["object"], fault["what"].split(": ")[-1]) for fault in verify()[1]["faults"]}
    assert faults == {
        (sealed.seal_7b.number, "файла нет или он не читается"),
        ("archive_secondary/2026-27/чужой.pdf", "файл не принадлежит ни одному документу"),
    }
    (path.parent / "чужой.pdf").unlink()
    path.write_bytes(good)
    assert verify()[0] == 0


def test_an_altered_seal_row_and_a_removed_one_break_the_chain(sealed):
    seal = sealed.seal_7a
    Seal.objects.filter(pk=seal.pk).update(sealed_at=seal.sealed_at + dt.timedelta(seconds=1))
    faults = verify()[1]["faults"]
    assert {fault["object"] for fault in faults} == {seal.number}
    Seal.objects.filter(pk=seal.pk).update(sealed_at=seal.sealed_at)
    assert verify()[0] == 0
    Seal.objects.filter(pk=sealed.seal_7b.pk).update(previous=None)
    StoredCopy.objects.filter(seal=seal).delete()
    Seal.objects.filter(pk=seal.pk).delete()
    faults = verify()[1]["faults"]
    assert any(fault["object"] == sealed.seal_7b.number and "цепочка" in fault["what"] for fault in faults)


@pytest.mark.req("ARC-10")
def test_a_raw_edit_of_a_sealed_grade_is_named_and_the_other_seal_verifies(sealed):
    grade = a_grade(sealed)
    sql("UPDATE lessons_grade SET value = '2' WHERE id = %s", grade.pk)
    status, answer = verify()
    assert status == 1
    assert [fault["object"] for fault in answer["faults"]] == [sealed.seal_7a.number]
    assert f"отметка № {grade.pk} " in answer["faults"][0]["what"]
    assert "не совпадает с историей (value)" in answer["faults"][0]["what"]


def test_a_raw_edit_of_the_history_row_alone_and_of_both_is_named(sealed):
    grade = a_grade(sealed)
    history = grade.history.latest("history_id").history_id
    lift_triggers()
    try:
        sql("UPDATE lessons_historicalgrade SET value = '2' WHERE history_id = %s", history)
        alone = verify()
        sql("UPDATE lessons_grade SET value = '2' WHERE id = %s", grade.pk)
        both = verify()
    finally:
        install_triggers()
    for status, answer in (alone, both):
        assert status == 1
        assert {fault["object"] for fault in answer["faults"]} == {sealed.seal_7a.number}
        assert f"№ {grade.pk} " in answer["faults"][0]["what"]
    assert "запись истории изменена после фиксации (value)" in both[1]["faults"][0]["what"]


def test_a_grade_deleted_or_added_past_the_application_is_named(sealed):
    grade = a_grade(sealed)
    lesson = Lesson.objects.filter(course=sealed.maths_7a, term=sealed.term1).latest("pk")
    sql("DELETE FROM lessons_grade WHERE id = %s", grade.pk)
    sql(
        "INSERT INTO lessons_grade (cell_id, course_id, student_id, held_on, position, value, is_joined, comment)"
        " VALUES (%s, %s, %s, %s, 9, '5', %s, '')",
        Grade.objects.filter(cell__assessment__lesson=lesson).earliest("pk").cell_id,
        sealed.maths_7a.pk,
        sealed.dima.pk,
        lesson.held_on,
        False,
    )
    said = [fault["what"] for fault in verify()[1]["faults"]]
    assert len(said) == 2
    assert any("исчезла без записи в истории" in what for what in said)
    assert any("нет ни одной записи истории" in what for what in said)


def test_a_history_row_taken_away_is_named(sealed):
    grade = a_grade(sealed)
    lift_triggers()
    try:
        sql("DELETE FROM lessons_historicalgrade WHERE id = %s", grade.pk)
        assert verify()[0] == 1
    finally:
        install_triggers()


@pytest.mark.req("I-17")
def test_a_lawful_correction_is_changed_after_sealing_and_no_fault(sealed):
    row = CourseTerm.objects.get(course=sealed.maths_7a, term=sealed.term1)
    reopen(row, until=clock.now() + dt.timedelta(hours=4), reason="апелляция", by=sealed.galina)
    grade = a_grade(sealed)
    with attributed(by=sealed.anna, reason="апелляция"):
        grade.value = "5" if grade.value != "5" else "4"
        grade.save()
    status, answer = verify()
    assert (status, answer["ok"], answer["faults"]) == (0, True, [])
    assert [change["object"] for change in answer["changed_after_sealing"]] == [sealed.seal_7a.number]
    assert f"отметка № {grade.pk} " in answer["changed_after_sealing"][0]["what"]
    assert "апелляция" in answer["changed_after_sealing"][0]["what"]
    assert Seal.objects.get(pk=sealed.seal_7a.pk).changed_after == 1


def test_the_nightly_round_keeps_what_it_found(sealed):
    path = sealed.places["archive_secondary"] / sealed.seal_7b.pdf_name
    path.write_bytes(b"%PDF-1.7")
    sealed.now(2026, 12, 3, 2, 30)
    verify_all()
    good, bad = Seal.objects.get(pk=sealed.seal_7a.pk), Seal.objects.get(pk=sealed.seal_7b.pk)
    assert (good.is_intact, bad.is_intact) == (True, False)
    assert good.checked_at == bad.checked_at == clock.now()
    copy = bad.copies.get(storage="archive_secondary")
    assert "содержимое изменено" in copy.fault and copy.verified_at < clock.now()
    assert bad.copies.get(storage="archive_primary").fault == ""


def test_an_unsealed_archive_verifies(db, places):
    assert as_json(check_seals()) == {"ok": True, "checked": 0, "faults": [], "changed_after_sealing": []}
