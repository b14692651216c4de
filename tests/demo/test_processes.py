"""Everything that the try-out starts ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARENT = r"""
import sys
from apps.demo.processes import Together
child = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);" \
    "sys.stdout.write('ready\\n'); sys.stdout.flush(); time.sleep(60)"
with Together() as together:
    together.start("one", [sys.executable, "-c", child])
    together.start("two", [sys.executable, "-c", child])
    print(together.keep(), flush=True)
"""


def in_group_of(pids):
    return [line for line in _processes() if int(line.split()[1]) in pids and "<defunct>" not in line]


def _processes():
    rows = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        if fields[0] != "Z":
            rows.append(f"{folder.name} {fields[2]} {fields[1]}")
    return rows


def start():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert [parent.stdout.readline().strip() for _ in range(2)] == ["ready", "ready"]
    groups = [int(row.split()[0]) for row in _processes() if int(row.split()[2]) == parent.pid]
    assert len(groups) == 2
    assert len(in_group_of(groups)) == 4
    return parent, groups


def gone(groups, seconds=10):
    deadline = time.monotonic() + seconds
    while in_group_of(groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    return in_group_of(groups) == []


def finish(parent, groups):
    assert parent.wait(15) == 0
    parent.stdout.close()
    assert gone(groups)


def test_term_and_ctrl_c_end_children_and_grandchildren():
    for number in (signal.SIGTERM, signal.SIGINT):
        parent, groups = start()
        parent.send_signal(number)
        assert parent.stdout.read().strip() == "None"
        finish(parent, groups)


def test_the_death_of_a_child_that_matters_ends_the_others():
    parent, groups = start()
    os.killpg(groups[1], signal.SIGKILL)
    assert parent.stdout.read().strip() in ("one", "two")
    finish(parent, groups)
