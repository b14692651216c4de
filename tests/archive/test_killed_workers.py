"""Acceptance 5: a real worker is killed with SIGKILL at five moments of sealing, and nothing is spoiled."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from apps.archive.actions import request_seal
from apps.archive.models import Seal, SealJob
from apps.archive.queries.verification import as_json, check_seals
from apps.core.jobs import JobState
from apps.core.pdf import BASE_DIR
from tests.archive.conftest import VERIFY

WAIT = 90


def database_url() -> str:
    """Address of the test database for another program."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    access = f"{database['USER']}:{database['PASSWORD']}@" if database["USER"] else ""
    return f"postgres://{access}{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}/{database['NAME']}"


@pytest.fixture
def start_worker(tmp_path, places):
    """Starts a real Celery worker with beat on the filesystem broker; whatever still runs is ended at the end."""
    own = {
        "DATABASE_URL": database_url(),
        "KLASSNY_DATA_DIR": str(tmp_path / "data"),
        "ARCHIVE_PRIMARY": str(places["archive_primary"]),
        "ARCHIVE_SECONDARY": str(places["archive_secondary"]),
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "journal_site.settings",
    }
    foreign = ("REDIS_URL", "KLASSNY_DEMO", "KLASSNY_TODAY")
    environment = {**{key: value for key, value in os.environ.items() if key not in foreign}, **own}
    (tmp_path / "data").mkdir()
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "journal_site", "worker", "-B", "-P", "solo", "-l", "warning"]
        log = open(tmp_path / "worker.log", "ab")  # noqa: SIM115 - the child keeps it
        started.append(
            subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True)
        )
        log.close()
        return started[-1]

    yield start
    for process in started:
        kill(process)


def kill(process) -> None:
    """kill -9 of the worker and of everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(condition, what: str):
    """Wait closely for a moment of the work."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.003)
    pytest.fail(f"{what}: за {WAIT} с не дождались, {SealJob.objects.values().get()}")


def all_files(places) -> list[Path]:
    return sorted(path for root in places.values() for path in root.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(420)
def test_a_worker_killed_at_five_moments_leaves_exactly_one_seal(closed, places, start_worker):
    job = request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY)
    dice = random.Random(20261122)

    def row():
        return SealJob.objects.get(pk=job.pk)

    moments = {
        "claimed": lambda: row().state == JobState.CLAIMED,
        "first pages": lambda: row().progress_done > 0,
        "half of the pages": lambda: row().progress_total and row().progress_done * 2 > row().progress_total,
        "drafts": lambda: any(path.parent.name == ".work" for path in all_files(places)),
        "renamed or finished": lambda: any(path.parent.name != ".work" for path in all_files(places)),
    }
    for what, moment in moments.items():
        worker = start_worker()
        until(moment, what)
        time.sleep(dice.random() * 0.02)
        kill(worker)
        finished = Seal.objects.count()
        assert finished <= (what == "renamed or finished")
        for path in all_files(places):
            # Under a final name there are only whole files, whatever the moment.
            if path.parent.name != ".work":
                data = path.read_bytes()
                assert data.rstrip().endswith(b"%%EOF" if path.suffix == ".pdf" else b"}"), path
        # A minute passes without a sign of life.
        SealJob.objects.filter(pk=job.pk).update(alive_at=timezone.now() - timedelta(minutes=2))
    assert row().attempts == len(moments)
    start_worker()
    until(lambda: row().state == JobState.DONE, "done")
    seal = Seal.objects.get()
    names = {seal.pdf_name, seal.json_name}
    assert [path.relative_to(root).as_posix() for root in places.values() for path in all_files({"": root})] == sorted(
        names
    ) * 2
    assert as_json(check_seals()) == {"ok": True, "checked": 1, "faults": [], "changed_after_sealing": []}


def test_render_processes_end_when_their_parent_is_killed():
    program = (
        "import os, sys, time; from apps.core import pdf; child = pdf._Process(());"
        "print(child.child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert Path(f"/proc/{child}").exists() or not sys.platform.startswith("linux")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("процесс печати пережил своего родителя")
