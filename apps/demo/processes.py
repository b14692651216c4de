"""Several child processes that live and end together: the server and the worker of the try-out."""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

GRACE = 6.0  # seconds between asking and killing


class Held(Exception):
    """Somebody else holds it; the message is what the holder wrote."""


@contextlib.contextmanager
def alone(path: Path, words: str):
    """Hold the file ``path`` until the block ends, with ``words`` for whoever comes second.

    The system frees it when the holder dies, however it dies.

    Raises:
        Held: another process holds it.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Held(file.read().strip()) from None
        file.truncate(0)
        file.write(words)
        file.flush()
        yield


class Together:
    """Starts children in process groups of their own and ends every one of them, grandchildren included.

    Use as a context manager; ``keep()`` returns when a signal came or a child that may not die has died.
    """

    def __init__(self):
        self._children: dict[str, tuple[subprocess.Popen, list, dict, bool]] = {}
        self._stop = False

    def __enter__(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(self, *exception):
        self.end()

    def _asked_to_stop(self, number, frame):
        self._stop = True

    def start(self, name: str, command: list, *, log: Path | None = None, restart: bool = False) -> None:
        """Start a child; with ``restart`` it is started again whenever it dies."""
        options = {"start_new_session": True, "stdin": subprocess.DEVNULL}
        if sys.platform == "linux":
            options["preexec_fn"] = _die_with_parent
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as target:
                child = subprocess.Popen(command, stdout=target, stderr=subprocess.STDOUT, **options)
        else:
            child = subprocess.Popen(command, **options)
        self._children[name] = (child, command, {"log": log}, restart)

    def alive(self, name: str) -> bool:
        """Whether the child runs."""
        return self._children[name][0].poll() is None

    def asked_to_stop(self) -> bool:
        """Whether Ctrl-C, TERM or the closing of the terminal came."""
        return self._stop

    def keep(self, pause: float = 0.3) -> str | None:
        """Wait until asked to stop (None) or until a child that is not restarted dies (its name)."""
        while not self._stop:
            for name, (child, command, options, restart) in list(self._children.items()):
                if child.poll() is None:
                    continue
                if not restart:
                    return name
                _signal_group(child, signal.SIGKILL)
                time.sleep(1)
                self.start(name, command, restart=True, **options)
            time.sleep(pause)
        return None

    def end(self) -> None:
        """Ask every group to end, wait a little, kill what is left."""
        children = [child for child, *_ in self._children.values()]
        for child in children:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
        for child in children:
            _signal_group(child, signal.SIGKILL)
            child.wait()
        self._children.clear()


def _signal_group(child: subprocess.Popen, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _die_with_parent() -> None:
    # Even kill -9 of the parent must leave nothing behind: Linux then sends TERM to the child.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
