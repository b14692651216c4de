"""Builds a timetable with the separate program ``fet-cl``: claim → run it in a folder of its own → fill the draft.

The program is used only where it is installed; nothing of it belongs to this one. A run that is killed is taken over
by another worker after a minute without a sign of life, and begins anew: the draft is filled in one transaction.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock, jobs
from apps.core.errors import RuleViolation
from apps.core.jobs import JobState
from apps.core.tables import Unreadable
from apps.core.versions import write_untracked
from apps.office.actions.draft_match import tidy_entries
from apps.office.exports.fet import day_names, fet_file
from apps.office.imports.timetables.placed import Placed, read_placed
from apps.office.models import BuildJob
from apps.office.queries.building import build_problem
from apps.school.models import AcademicYear
from apps.school.queries import profile
from apps.timetable.actions.drafts import fill_draft, make_draft
from apps.timetable.enums import DraftSource, DraftState
from apps.timetable.models import TimetableDraft
from apps.timetable.rules.building import Activity, Limits, Problem, hour_name, problems_of
from apps.timetable.rules.entries import EntryValues

PROGRAM = "fet-cl"
NAME = "school"
POLL = 0.5  # seconds between two looks at the program
GRACE = 20  # seconds it gets to write what it has
LEFT_KEPT = 300
MOST_MEMORY = 3 * 2**30  # bytes of addresses; a school of a thousand takes a tenth of it
MOST_WRITTEN = 64 * 2**20  # bytes of one file, what it says included


def program() -> str | None:
    """Where the program is, or None where it is not installed."""
    return shutil.which(PROGRAM)


def how_to_install() -> str:
    """What to say where it is missing."""
    return _(
        "Программа FET не установлена. Администратор сервера ставит её отдельно: в Debian и Ubuntu — "
        "«apt install fet». После этого кнопка заработает сама."
    )


@transaction.atomic
def start_build(*, year: AcademicYear, day: dt.date, limits: Limits, minutes: int, by) -> BuildJob:
    """Queue the building of a draft by the load of a day.

    Raises:
        RuleViolation: the program is missing, another one is being built, or no timetable can exist.
    """
    if program() is None:
        raise RuleViolation(how_to_install())
    if BuildJob.objects.filter(state__in=(JobState.QUEUED, JobState.CLAIMED)).exists():
        raise RuleViolation(_("Расписание уже составляется: дождитесь конца или остановите."))
    problem = build_problem(year, day, limits)
    if wrong := problems_of(problem):
        raise RuleViolation(" ".join(wrong[:10]))
    name = _("Составлено %s") % f"{clock.now():%d.%m.%Y %H:%M}"
    draft = make_draft(year=year, name=name, source=DraftSource.BUILT, entries=(), by=by)
    asked = {"day": day.isoformat(), "minutes": minutes, "limits": vars(limits)}
    return BuildJob.objects.create(draft=draft, settings=asked, progress_total=len(problem.activities))


@transaction.atomic
def stop_build(*, job: BuildJob) -> None:
    """End the work: what is placed so far is kept. A job nobody has begun ends at once."""
    if jobs.call_off(job, error=_("Остановлено.")):
        return
    job.refresh_from_db()
    if job.is_running:
        write_untracked(BuildJob.objects.filter(pk=job.pk), settings={**job.settings, "stop": True})


@dataclass(frozen=True)
class _Run:
    """What the program left behind."""

    places: Mapping[int, Placed]
    is_complete: bool
    seconds: int
    error: str = ""


def carry_out(job_id: int) -> bool:
    """Build one queued timetable; True when the draft was filled. Safe to run twice and to be killed."""
    job = jobs.claim(BuildJob, job_id)
    if job is None:
        return False
    draft = TimetableDraft.objects.select_related("year").get(pk=job.draft_id)
    if draft.state != DraftState.OPEN or job.settings.get("stop"):
        jobs.end(job, error=_("Остановлено."))
        return False
    problem = build_problem(draft.year, dt.date.fromisoformat(job.settings["day"]), Limits(**job.settings["limits"]))
    path = program()
    wrong = [how_to_install()] if path is None else problems_of(problem)
    if wrong:
        jobs.end(job, error=" ".join(wrong[:10]))
        return False
    folder = _folder(job)
    try:
        done = _run(job, problem, path, folder)
        return done is not None and _finish(job, draft, problem, done)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(job: BuildJob) -> Path:
    """A folder of this claim; what an earlier claim of the job left goes away."""
    place = Path(settings.DATA_DIR) / "timetables"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in place.glob(f"{job.pk}-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = place / f"{job.pk}-{job.token}"
    folder.mkdir(mode=0o700)
    return folder


def _run(job: BuildJob, problem: Problem, path: str, folder: Path) -> _Run | None:
    """Run the program to its end, its time limit, or the stop; None when the claim was lost."""
    source = folder / f"{NAME}.fet"
    source.write_bytes(fet_file(problem, school=profile().short_name or NAME))
    seconds = 60 * int(job.settings["minutes"])
    command = [
        path, f"--inputfile={source}", f"--outputdir={folder}", f"--timelimitseconds={seconds}", "--htmllevel=0",
        "--language=en_US", "--warnsubgroupswiththesameactivities=false",
    ]  # fmt: skip
    environment = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    began = time.monotonic()
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _limit(process)
            is_mine = _watch(job, process, folder, len(problem.activities), began + seconds + GRACE)
        finally:
            _end_process(process)
    return _result(folder, max(1, round(time.monotonic() - began))) if is_mine else None


def _limit(process: subprocess.Popen) -> None:
    """A program that runs wild takes neither the server's memory nor its disk (where the system can limit it)."""
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(OSError):  # it has ended already
            resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def _watch(job: BuildJob, process: subprocess.Popen, folder: Path, total: int, deadline: float) -> bool:
    """Report progress until the program ends; False when the claim was lost."""
    while process.poll() is None:
        if not jobs.report(job, _progress(folder), total):
            return False
        asked = BuildJob.objects.values_list("settings", flat=True).get(pk=job.pk)
        if asked.get("stop") or time.monotonic() > deadline:
            _end_process(process)
        else:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
    return jobs.report(job, _progress(folder), total)


def _end_process(process: subprocess.Popen) -> None:
    """Ask the program to write what it has; kill it when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _progress(folder: Path) -> int:
    """The most activities placed so far, by the program's own log."""
    try:
        log = (folder / "logs" / "max_placed_activities.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return max((int(number) for number in re.findall(r"reached (\d+) activities", log)), default=0)


def _result(folder: Path, seconds: int) -> _Run:
    """The whole timetable, else the fullest one it came to."""
    for name, is_complete in ((NAME, True), (f"{NAME}-highest", False)):
        found = next((folder / "timetables" / name).glob("*_activities.xml"), None)
        if found is not None:
            try:
                return _Run(read_placed(found.read_bytes()), is_complete, seconds)
            except Unreadable:
                break
    told = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")[-600:]
    return _Run({}, False, seconds, _("Программа FET не справилась: %s") % " ".join(told.split()))


def _finish(job: BuildJob, draft: TimetableDraft, problem: Problem, done: _Run) -> bool:
    """Fill the draft and end the job, both or neither."""
    if done.error:
        jobs.end(job, error=done.error)
        return False
    entries, missing = entries_of(problem, done.places)
    report = {
        "left": [
            {"place": "", "text": _("%s: места не нашлось.") % _label(problem, one)} for one in missing[:LEFT_KEPT]
        ],
        "left_in_all": len(missing),
    }
    result = {
        "placed": len(problem.activities) - len(missing),
        "total": len(problem.activities),
        "is_complete": done.is_complete and not missing,
        "seconds": done.seconds,
    }
    with transaction.atomic():
        if not jobs.end(job):
            return False
        try:
            fill_draft(draft=TimetableDraft.objects.get(pk=draft.pk), entries=entries)
        except RuleViolation as error:
            write_untracked(BuildJob.objects.filter(pk=job.pk), state=JobState.FAILED, error=str(error))
            return False
        write_untracked(TimetableDraft.objects.filter(pk=draft.pk), report=report)
        write_untracked(BuildJob.objects.filter(pk=job.pk), result=result)
    return True


def entries_of(problem: Problem, places: Mapping[int, Placed]) -> tuple[list[EntryValues], list[Activity]]:
    """Lines of the timetable, and the activities that found no place."""
    days = {name: number for number, name in enumerate(day_names(problem))}
    hours = {hour_name(hour): hour for hour in problem.hours}
    shifts = {name: one.shift for one in problem.sets for name in (one.name, *one.groups)}
    entries, missing = [], []
    for activity in problem.activities:
        place = places.get(activity.id)
        hour = hours.get(place.hour) if place else None
        number = hour.number(shifts[activity.sets[0]]) if hour else None
        if number is None or place.day not in days:
            missing.append(activity)
            continue
        for part in activity.parts:
            entries.append(
                (
                    EntryValues(
                        course_id=part.course, weekday=days[place.day], number=number, week=part.week,
                        teacher_id=part.teacher, second_teacher_id=part.second, room_id=problem.rooms.get(place.room),
                    ),
                    "",
                )
            )  # fmt: skip
    return tidy_entries(entries)[0], missing


def _label(problem: Problem, activity: Activity) -> str:
    subject = " / ".join(dict.fromkeys(problem.subjects[part.course] for part in activity.parts))
    teachers = ", ".join(problem.teachers[pk] for pk in activity.teachers)
    return f"{', '.join(activity.sets)} · {subject}, {teachers}"
