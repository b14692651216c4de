"""A timetable built by the separate program: what it is asked, what comes back; it may be stopped and killed."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from collections import Counter

import pytest

from apps.core import jobs
from apps.core.errors import RuleViolation
from apps.core.jobs import JobState
from apps.office.actions import build
from apps.office.exports.fet import fet_file
from apps.office.imports.timetables.reading import read_timetable
from apps.office.models import BuildJob
from apps.office.queries.building import build_problem
from apps.office.tasks import build_timetable, pick_up_builds
from apps.school.models import Course, GroupMembership, SchoolClass, StudyGroup, TeachingAssignment
from apps.timetable.models import TimetableDraft, Unavailability
from apps.timetable.rules.building import Limits

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 2)
needs_fet = pytest.mark.skipif(shutil.which("fet-cl") is None, reason="нет программы fet-cl (пакет fet)")


def problem(cast, **limits):
    return build_problem(cast.year, DAY, Limits(**limits))


@pytest.fixture
def data_dir(settings, tmp_path):
    """Where the program works."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """``fake(script)``: a program in the place of fet-cl that does what the shell script says."""

    def install(script: str) -> None:
        path = tmp_path / "fet-cl"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(build, "program", lambda: str(path))

    return install


def start(cast, **limits) -> BuildJob:
    return build.start_build(year=cast.year, day=DAY, limits=Limits(**limits), minutes=1, by=cast.galina)


def test_the_load_becomes_hours_with_their_teachers_students_and_rooms(cast):
    asked = problem(cast)
    assert Counter(part.course for one in asked.activities for part in one.parts) == {
        cast.maths_7a.pk: 3, cast.maths_7b.pk: 3, cast.english_1.pk: 2, cast.english_2.pk: 2,
    }  # fmt: skip
    seven = next(one for one in asked.sets if one.name == "7А")
    assert seven.groups == {"7А англ. 1": ("7А #1",), "7А англ. 2": ("7А #2",)}
    assert asked.together == ()  # Olga teaches both halves: they cannot be at once
    assert {one.rooms for one in asked.activities} == {("21",)}


def test_subgroups_with_teachers_of_their_own_begin_together(cast):
    TeachingAssignment.objects.filter(course=cast.english_2).update(staff=cast.vera_staff)
    pairs = problem(cast).together
    assert len(pairs) == 2
    ids = {one.id: one.parts[0].course for one in problem(cast).activities}
    assert {tuple(ids[number] for number in pair) for pair in pairs} == {(cast.english_1.pk, cast.english_2.pk)}


def test_half_hours_of_a_class_alternate_by_weeks(cast):
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(hours_per_week="2.5")
    music = Course.objects.create(
        year=cast.year, subject=cast.english_1.subject, school_class=cast.class_7a, term_scheme=cast.scheme
    )
    TeachingAssignment.objects.create(
        course=music, staff=cast.vera_staff, starts_on=cast.year.starts_on, hours_per_week="0.5"
    )
    shared = [one for one in problem(cast).activities if len(one.parts) == 2]
    assert [{(part.course, part.week) for part in one.parts} for one in shared] == [
        {(cast.maths_7a.pk, 1), (music.pk, 2)}
    ]


def test_pupils_of_two_groups_keep_these_apart(cast):
    """Dima is in both groups: the program sees him as a part of the class that belongs to both."""
    other = StudyGroup.objects.create(
        year=cast.year, name="7А труд", kind="subgroup", subject=cast.maths_7a.subject, home_class=cast.class_7a
    )
    other.classes.add(cast.class_7a)
    GroupMembership.objects.create(study_group=other, student=cast.dima, starts_on=cast.year.starts_on)
    course = Course.objects.create(year=cast.year, subject=other.subject, study_group=other, term_scheme=cast.scheme)
    TeachingAssignment.objects.create(
        course=course, staff=cast.vera_staff, starts_on=cast.year.starts_on, hours_per_week=1
    )
    groups = next(one for one in problem(cast).sets if one.name == "7А").groups
    assert set(groups["7А англ. 1"]) & set(groups["7А труд"])
    assert not set(groups["7А англ. 2"]) & set(groups["7А труд"])


def test_the_file_for_the_program_is_read_back_with_the_same_load(cast):
    found = read_timetable(fet_file(problem(cast), school="Школа № 0"))
    assert found.lessons == 10
    assert {slot.group for slot in found.unplaced if slot.subject == "Английский язык"} == {"англ. 1", "англ. 2"}
    assert {name for slot in found.unplaced for name in slot.teachers} == {
        "Алексеева Анна Петровна", "Борисов Борис Борисович", "Орлова Ольга Олеговна",
    }  # fmt: skip


def test_what_cannot_be_is_said_before_the_program_starts(cast, fake):
    fake("exit 0")
    TeachingAssignment.objects.filter(course=cast.maths_7a).update(hours_per_week=40)
    with pytest.raises(RuleViolation, match=r"Алексеева Анна Петровна: 40 ч в неделю, а мест для них 35"):
        start(cast)


def test_without_the_program_a_sentence_says_how_to_get_it(cast, galina, monkeypatch):
    monkeypatch.setattr(build, "program", lambda: None)
    shown = galina.get("/timetable/drafts/build/").content.decode()
    assert "apt install fet" in shown
    with pytest.raises(RuleViolation, match="не установлена"):
        start(cast)


@needs_fet
def test_the_program_builds_a_timetable_without_clashes_that_can_be_accepted(cast, galina, data_dir):
    Unavailability.objects.create(year=cast.year, staff=cast.anna_staff, weekday=0, number=1)
    sent = galina.post(
        "/timetable/drafts/build/",
        {"minutes": 1, "student_gaps": 1, "teacher_daily": 7, "teacher_gaps": ""},
    )
    draft = TimetableDraft.objects.get()
    assert sent["Location"] == f"/timetable/drafts/{draft.pk}/"
    build_timetable(draft.build.pk)
    draft.build.refresh_from_db()
    assert draft.build.error == ""
    assert draft.build.result["is_complete"] is True
    assert draft.entries.count() == 10
    assert not draft.entries.filter(teacher=cast.anna_staff, weekday=0, number=1).exists()
    page = galina.get(sent["Location"]).context["page"]
    assert page.clashes == ()
    done = galina.post(f"{sent['Location']}accept/", {"starts_on": "2026-12-07", "accept": "1"})
    assert done.status_code == 302
    build_timetable(draft.build.pk)  # a message that comes twice changes nothing
    assert draft.entries.count() == 10
    assert not list((data_dir / "timetables").iterdir())


def test_the_page_tells_progress_and_ends_by_itself(cast, galina, data_dir, fake):
    fake("sleep 0")
    job = start(cast)
    assert jobs.claim(BuildJob, job.pk)
    BuildJob.objects.filter(pk=job.pk).update(progress_done=4)
    shown = galina.get(f"/timetable/drafts/{job.draft_id}/").content.decode()
    assert "Расставлено 4 из 10" in shown
    assert 'hx-trigger="every 2s"' in shown
    BuildJob.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Остановлено.")
    shown = galina.get(f"/timetable/drafts/{job.draft_id}/").content.decode()
    assert "hx-trigger" not in shown.split('id="build"')[1][:200]


PARTIAL = """
out=""
for one in "$@"; do case "$one" in --outputdir=*) out="${one#--outputdir=}";; esac; done
mkdir -p "$out/logs" "$out/timetables/school-highest"
printf 'At time 0 h 0 m 0 s, FET reached 1 activities placed\\n' > "$out/logs/max_placed_activities.txt"
cat > "$out/timetables/school-highest/school_activities.xml" <<XML
<Activities_Timetable><Activity><Id>1</Id><Day>Вторник</Day><Hour>2</Hour><Room>21</Room></Activity>
<Activity><Id>2</Id><Day></Day><Hour></Hour><Room></Room></Activity></Activities_Timetable>
XML
"""


def test_stopping_keeps_what_is_placed_and_names_the_rest(cast, galina, data_dir, fake):
    fake(PARTIAL + "sleep 30 & wait $!")
    job = start(cast)
    BuildJob.objects.filter(pk=job.pk).update(settings={**job.settings, "stop": False})
    real = jobs.report

    def report_and_press_stop(row, done, total):
        if done == 1:
            galina.post(f"/timetable/drafts/{job.draft_id}/stop/")
        return real(row, done, total)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build.jobs, "report", report_and_press_stop)
        assert build.carry_out(job.pk) is True
    entry = job.draft.entries.get()
    assert (entry.weekday, entry.number, entry.room) == (1, 2, cast.room)
    job.refresh_from_db()
    assert job.result == {"placed": 1, "total": 10, "is_complete": False, "seconds": job.result["seconds"]}
    shown = galina.get(f"/timetable/drafts/{job.draft_id}/").content.decode()
    assert "места не нашлось" in shown


def test_a_job_nobody_has_begun_ends_at_once(cast, galina, data_dir, fake):
    fake("exit 0")
    job = start(cast)
    galina.post(f"/timetable/drafts/{job.draft_id}/stop/")
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "Остановлено.")
    assert build.carry_out(job.pk) is False


def test_a_killed_worker_is_followed_by_another(cast, data_dir, fake):
    fake(PARTIAL)
    job = start(cast)
    first = jobs.claim(BuildJob, job.pk)
    left = build._folder(first)
    (left / "rest.txt").write_text("half")
    long_ago = first.alive_at - dt.timedelta(minutes=5)
    BuildJob.objects.filter(pk=job.pk).update(alive_at=long_ago)
    assert build.carry_out(job.pk) is True
    assert job.draft.entries.count() == 1
    assert not left.exists()
    assert jobs.report(first, 5, 10) is False  # the first one has lost its claim
    assert build.carry_out(job.pk) is False


def test_a_program_that_fails_is_told_and_the_draft_stays_empty(cast, data_dir, fake):
    fake("echo 'cannot open display'; exit 1")
    job = start(cast)
    assert build.carry_out(job.pk) is False
    job.refresh_from_db()
    assert job.error == "Программа FET не справилась: cannot open display"
    assert not job.draft.entries.exists()


def test_one_at_a_time_and_the_pick_up_finds_it(cast, data_dir, fake, monkeypatch):
    fake(PARTIAL)
    job = start(cast)
    with pytest.raises(RuleViolation, match="уже составляется"):
        start(cast)
    woken = []
    monkeypatch.setattr(build_timetable, "delay", woken.append)
    pick_up_builds()
    assert woken == [job.pk]


def test_a_second_shift_shares_hours_by_the_clock(cast):
    """A lesson of the second shift that overlaps one of the first is the same hour of the axis."""
    from apps.timetable.models import Bell, BellSchedule

    bells = BellSchedule.objects.get(year=cast.year)
    for number, start_at in enumerate((dt.time(13, 30), dt.time(14, 30)), start=1):
        end = start_at.replace(minute=start_at.minute + 10, hour=start_at.hour) if start_at.minute < 50 else start_at
        Bell.objects.create(schedule=bells, shift=2, number=number, starts_at=start_at, ends_at=end)
    SchoolClass.objects.filter(pk=cast.class_7b.pk).update(shift=2)
    asked = problem(cast)
    both = [hour.numbers for hour in asked.hours if len(hour.numbers) == 2]
    assert both == [((1, 6), (2, 1)), ((1, 7), (2, 2))]
    assert len(asked.hours) == 7


def test_a_program_that_runs_wild_takes_neither_the_memory_nor_the_disk(cast, data_dir, fake, monkeypatch):
    monkeypatch.setattr(build, "MOST_WRITTEN", 2**20)
    fake("sleep 0.5; ulimit -v; head -c 5000000 /dev/zero > big; wc -c < big")
    job = start(cast)
    assert not build.carry_out(job.pk)
    job.refresh_from_db()
    assert "3145728" in job.error  # kilobytes
    assert "1048576" in job.error and "5000000" not in job.error
