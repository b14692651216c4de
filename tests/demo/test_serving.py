"""``./run demo`` twice at once, and broken off while the school is being made."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from apps.demo.processes import Held, alone

ROOT = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, "manage.py", "demo_serve"]


def ours(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    strange = ("DATABASE_URL", "REDIS_URL", "DJANGO_", "KLASSNY_", "DEBUG")  # the tests' own
    rest = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    return {**rest, "KLASSNY_DEMO": "1", "KLASSNY_DATA_DIR": str(folder), "PORT": str(port)}


def test_a_second_start_says_where_the_first_one_is_and_touches_nothing(tmp_path):
    with alone(tmp_path / "demo.lock", "http://127.0.0.1:8000/"):
        second = subprocess.run(SERVE, env=ours(tmp_path), cwd=ROOT, capture_output=True, text=True)
    assert second.returncode == 1
    assert "уже запущена в другом окне: http://127.0.0.1:8000/" in second.stderr
    assert not (tmp_path / "klassny.sqlite3").exists()


def test_the_place_is_free_again_after_the_first_one_ended(tmp_path):
    with alone(tmp_path / "lock", "a much longer first address"), pytest.raises(Held, match="first"):
        alone(tmp_path / "lock", "second").__enter__()
    with alone(tmp_path / "lock", "third"), pytest.raises(Held, match=r"^third$"):
        alone(tmp_path / "lock", "fourth").__enter__()


def listen_to_ctrl_c():
    """A shell starts what runs behind it deaf to Ctrl-C, and the suite may well run so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_while_the_school_is_made_is_answered_with_one_sentence(tmp_path):
    pipe = subprocess.PIPE
    options = {"env": ours(tmp_path), "cwd": ROOT, "stdout": pipe, "stderr": pipe, "text": True}
    with subprocess.Popen(SERVE, **options, preexec_fn=listen_to_ctrl_c) as making:
        first = making.stdout.readline() + making.stdout.readline()
        making.send_signal(signal.SIGINT)
        _out, told = making.communicate(timeout=60)
    assert "Создаю демонстрационную школу" in first
    assert making.returncode == 130
    assert told.strip() == "CommandError: Прервано. Продолжить: ./run demo"
