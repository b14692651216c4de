"""Printing and sealing of a volume: who may, when, and what lies in the archive afterwards."""

import datetime as dt
import hashlib
import json

import pytest

from apps.archive.actions import carry_out, request_seal
from apps.archive.models import Seal, SealJob
from apps.archive.queries.snapshot import take_snapshot
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.jobs import JobState
from apps.lessons.actions.terms import reopen, take_back
from apps.lessons.models import CourseTerm, TermGrade
from apps.school.enums import GroupKind
from apps.school.models import Course, Enrolment, GroupMembership, StudyGroup
from tests.archive.conftest import VERIFY


def files(places):
    return sorted(
        path.relative_to(root).as_posix() for root in places.values() for path in root.rglob("*.*") if path.is_file()
    )


@pytest.mark.req("ARC-10", "ARC-11", "P-15")
def test_a_seal_leaves_two_equal_copies_of_two_files_and_the_chain_grows(sealed):
    first, second = sealed.seal_7a, sealed.seal_7b
    assert (first.position, first.previous, second.position, second.previous) == (1, None, 2, first)
    for place, root in sealed.places.items():
        for seal in (first, second):
            for kind, expected in (("pdf", seal.pdf_sha256), ("json", seal.json_sha256)):
                data = (root / seal.file_name(kind)).read_bytes()
                assert hashlib.sha256(data).hexdigest() == expected, place
    assert len(files(sealed.places)) == 8
    assert first.sheets * 2 == first.pages
    assert CourseTerm.objects.filter(sealed_at__isnull=False).count() == len(sealed.courses_7a + sealed.courses_7b)


def test_the_json_names_every_fact_with_its_latest_history_row(sealed):
    data = json.loads((sealed.places["archive_primary"] / sealed.seal_7a.json_name).read_bytes())
    grade = TermGrade.objects.get(course=sealed.maths_7a, student=sealed.dima)
    fact = next(one for one in data["facts"] if (one["model"], one["pk"]) == ("lessons.termgrade", grade.pk))
    assert fact["history"] == grade.history.latest("history_id").history_id
    assert fact["values"]["value"] == "4"
    assert {one["model"] for one in data["facts"]} == {
        "lessons.lesson", "lessons.assessment", "lessons.grade", "lessons.termgrade", "attendance.absence",
        "homework.homework",
    }  # fmt: skip
    assert [one["group"] for one in data["volume"]["subjects"]] == ["", "7А англ. 1", "7А англ. 2"]


@pytest.mark.req("P-03")
def test_a_subject_page_says_n_whatever_the_reason_and_the_attendance_pages_say_why(closed):
    job = request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY)
    volume = take_snapshot(job).volume
    maths = next(one for one in volume.subjects if one.subject == "Математика")
    signs = {cell for row in maths.cells for cell in row if cell}
    assert "н" in signs and not signs & {"б", "у", "нп"}
    by_day = "".join(mark for month in volume.absences for line in month.lines for mark in line[0])
    assert "б" in by_day and "нп" in by_day
    assert volume.attendance.total[0].lessons > 0
    assert volume.attendance.total[1] is None


def test_a_volume_waits_for_every_course_and_names_those_that_miss(closed):
    row = CourseTerm.objects.get(course=closed.english_2, term=closed.term1)
    reopen(row, until=clock.now() + dt.timedelta(hours=1), reason="нет темы", by=closed.galina)
    take_back(row, by=closed.galina, reason="нет темы")
    with pytest.raises(RuleViolation, match=r"не сдали период: Английский язык \(7А англ\. 2\)"):
        closed.seal(closed.class_7a)
    assert not SealJob.objects.exists()


@pytest.mark.req("P-17")
def test_groups_across_classes_and_extracurricular_groups_never_block_and_give_only_term_grades(closed):
    for name, kind, classes in (
        ("7 параллель, спецкурс", GroupKind.ELECTIVE, [closed.class_7a, closed.class_7b]),
        ("7А шахматы", GroupKind.CLUB, [closed.class_7a]),
    ):
        home = classes[0] if len(classes) == 1 else None
        group = StudyGroup.objects.create(
            year=closed.year, name=name, kind=kind, subject=closed.maths_7a.subject, home_class=home
        )
        group.classes.set(classes)
        GroupMembership.objects.create(study_group=group, student=closed.dima, starts_on=closed.year.starts_on)
        Course.objects.create(
            year=closed.year, subject=group.subject, study_group=group, term_scheme=closed.scheme, scale="five"
        )
    assert closed.seal(closed.class_7a).pages > 0


def test_an_open_reopening_blocks_until_it_ends(closed):
    row = CourseTerm.objects.get(course=closed.maths_7a, term=closed.term1)
    reopen(row, until=clock.now() + dt.timedelta(hours=5), reason="апелляция", by=closed.galina)
    with pytest.raises(RuleViolation, match="открыт для исправления: Математика"):
        closed.seal(closed.class_7a)
    closed.now(2026, 12, 3, 10, 30)
    assert closed.seal(closed.class_7a)


def test_a_running_term_is_not_sealed_and_a_sealed_one_not_twice(sealed):
    with pytest.raises(RuleViolation, match="уже зафиксирован"):
        sealed.seal(sealed.class_7a)
    with pytest.raises(RuleViolation, match=r"ещё идёт: фиксация возможна с 30\.12\.2026"):
        request_seal(sealed.class_7a, sealed.term2, by=sealed.igor, verify_base=VERIFY)


def test_asking_twice_is_one_job_and_doing_it_twice_is_one_seal(closed):
    one, two = (request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY) for _ in "ab")
    assert one == two
    assert carry_out(one.pk)
    assert carry_out(one.pk) is None
    assert Seal.objects.count() == 1
    assert SealJob.objects.get().state == JobState.DONE


def test_a_change_during_the_print_is_printed_again(closed, monkeypatch):
    from apps.archive.actions import work

    render, calls = work.render_volume, []

    def slow(volume, issue, on_progress):
        printed = render(volume, issue, on_progress)
        if not calls:
            Enrolment.objects.filter(student=closed.oleg).update(arrival_order="пр. № 7")
        calls.append(volume)
        return printed

    monkeypatch.setattr(work, "render_volume", slow)
    seal = closed.seal(closed.class_7a)
    data = (closed.places["archive_primary"] / seal.json_name).read_text()
    assert len(calls) == 2 and "пр. № 7" in data
    assert len(files(closed.places)) == 4


def test_a_worker_that_lost_its_claim_leaves_nothing(closed, monkeypatch):
    from apps.archive.actions import work

    job = request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY)
    render = work.render_volume

    def overtaken(volume, issue, on_progress):
        printed = render(volume, issue, on_progress)
        SealJob.objects.filter(pk=job.pk).update(token="0" * 32)
        return printed

    monkeypatch.setattr(work, "render_volume", overtaken)
    assert carry_out(job.pk) is None
    assert not Seal.objects.exists()
    assert not any("2026-27" in name for name in files(closed.places))


def test_a_place_that_cannot_be_written_fails_with_a_sentence_and_leaves_nothing(closed):
    closed.places["archive_secondary"].parent.mkdir(exist_ok=True)
    closed.places["archive_secondary"].write_text("это файл, а не папка")
    assert closed.seal(closed.class_7a) is None
    job = SealJob.objects.get()
    assert job.state == JobState.FAILED and job.error.startswith("Не удалось напечатать том")
    assert [path for path in closed.places["archive_primary"].rglob("*") if path.is_file()] == []
    closed.places["archive_secondary"].unlink()
    assert closed.seal(closed.class_7a)


@pytest.mark.req("I-22")
def test_numbering_of_pages_runs_on_from_term_to_term(sealed):
    from apps.archive.queries.snapshot import next_page

    assert next_page(sealed.class_7a) == sealed.seal_7a.pages + 1


def test_the_number_of_queries_does_not_grow_with_the_journal(closed, django_assert_num_queries):
    job = request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY)
    job = SealJob.objects.select_related("school_class__year", "term__scheme__year").get(pk=job.pk)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as small:
        take_snapshot(job)
    group = StudyGroup.objects.get(name="7А англ. 1")
    GroupMembership.objects.create(study_group=group, student=closed.katya, starts_on=closed.year.starts_on)
    for lesson in closed.maths_7a.lessons.filter(term=closed.term1):
        from tests.archive.conftest import write_grade

        write_grade(lesson, closed.oleg, "5", 7)
    with django_assert_num_queries(len(small)):
        take_snapshot(job)
    assert len(small) <= 40
