"""``./run bench``: a demo school on both databases, a real server, a driver in another process, one table.

    ./run bench [--size small|school] [--only sqlite|postgres] [--requests 200] [--fresh]

The school of a database is made once and kept under ``var/bench/``. Nothing here asserts a time.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

from tests import services

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
NAME = "klassny_bench"
ROWS = ("grid", "operation", "diary", "control", "timetable", "desk", "load", "controls", "readiness", "bare")
TITLES = {
    "grid": "страница журнала",
    "operation": "одна отметка сохранена",
    "diary": "неделя дневника",
    "control": "контроль завуча",
    "timetable": "расписание школы на день",
    "desk": "изменение расписания класса",
    "load": "нагрузка всей школы",
    "controls": "контрольные школы за месяц",
    "readiness": "готовность года",
    "bare": "страница входа",
}


def manage(environment: dict, *arguments: str) -> None:
    """Run a management command; its output goes where ours goes."""
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment).returncode:
        raise SystemExit(f"✖ manage.py {' '.join(arguments)}")


def script(environment: dict, module: str, *arguments: str) -> dict:
    """Run one of our modules in its own process; its last line of output is JSON."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"✖ {module}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def environment_for(folder: Path, database: str | None) -> dict:
    """Variables of a measured server: the demo, counting its queries, over its own folder."""
    ours = {"KLASSNY_DATA_DIR": str(folder), "KLASSNY_DEMO": "1", "KLASSNY_BENCH": "1"}
    environment = {**os.environ, **ours}
    for name in ("DATABASE_URL", "REDIS_URL", "DEBUG", "KLASSNY_TODAY", "PORT"):
        environment.pop(name, None)
    return {**environment, "DATABASE_URL": database} if database else environment


@contextlib.contextmanager
def postgres():
    """(URL, is it thrown away) of the database: KLASSNY_BENCH_DATABASE_URL, a local server, or one of our own."""
    given = os.environ.get("KLASSNY_BENCH_DATABASE_URL", "")
    local = "postgres://postgres@127.0.0.1:5432/postgres"
    if given:
        yield given, False
    elif _can_create(local):
        yield f"postgres://postgres@127.0.0.1:5432/{NAME}", False
    else:
        with services.postgres() as (url, _how):
            _can_create(url)
            yield url.rsplit("/", 1)[0] + f"/{NAME}", True


def _can_create(url: str) -> bool:
    """Whether the server answers; the database for the measurements is made when it is absent."""
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
        return True
    except psycopg.Error:
        return False


def make_school(environment: dict, size: str) -> float:
    """Migrate and load the school where it is not there yet; seconds it took (0 when it was)."""
    manage(environment, "migrate", "--noinput", "--verbosity", "0")
    started = time.monotonic()
    manage(environment, "demo_school", "--size", size)
    return time.monotonic() - started


@contextlib.contextmanager
def server(environment: dict):
    """gunicorn with two sync workers on a free port; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "journal_site.wsgi", *options]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        for _ in range(150):
            if child.poll() is not None:
                raise SystemExit("✖ сервер не запустился")
            with contextlib.suppress(HTTPError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=2).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        child.wait(15)


def measure(name: str, folder: Path, database: str | None, options) -> dict:
    """All figures of one database."""
    environment = environment_for(folder, database)
    print(f"▶ {name}: школа «{options.size}»", flush=True)
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)  # stays empty, but its absence is warned of
    made = make_school(environment, options.size)
    facts = script(environment, "bench.look")
    with server(environment) as port:
        arguments = (str(port), json.dumps(facts), str(options.requests))
        figures = script(environment, "bench.drive", *arguments)
    figures["print"] = script(environment, "bench.paper", str(facts["seal_job"])) if facts["seal_job"] else None
    return {**figures, "facts": facts, "made": made}


def machine() -> str:
    """The machine in one line."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} ГБ, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, нагрузка до измерения {load:.1f}"
    )


def table(results: dict[str, dict]) -> str:
    """The figures as a Markdown table."""
    lines = ["| что | база | p50, мс | p95, мс | запросов |", "|---|---|---|---|---|"]
    for row in ROWS:
        for name, result in results.items():
            figures = result[row]
            title = f"{TITLES[row]} {figures['note']}".strip()
            queries = ", ".join(str(number) for number in figures["queries"])
            lines.append(f"| {title} | {name} | {figures['p50']:.1f} | {figures['p95']:.1f} | {queries} |")
    for name, result in results.items():
        if paper := result["print"]:
            lines.append(
                f"| печать журнала {paper['class']} за период, {paper['pages']} стр., 2 процесса | {name} "
                f"| {paper['seconds'] * 1000:.0f} | до {paper['child_mb']:.0f} МБ в процессе печати | |"
            )
    for name, result in results.items():
        facts, made = result["facts"], result["made"]
        loaded = f", загружена за {made:.0f} с" if made > 5 else ""
        amounts = f"{facts['students']} учеников, {facts['lessons']} уроков, {facts['grades']} отметок"
        lines.append(f"\n{name}: {amounts}{loaded}.")
    return "\n".join(lines)


def main() -> int:
    """Measure what was asked and print the table."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Измерения на SQLite и PostgreSQL")
    parser.add_argument("--size", choices=["small", "school"], default="school")
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--fresh", action="store_true", help="создать школы заново")
    options = parser.parse_args()
    described, results = machine(), {}
    if options.fresh:
        shutil.rmtree(HOME / options.size, ignore_errors=True)
    if options.only != "postgres":
        results["SQLite"] = measure("SQLite", HOME / options.size / "sqlite", None, options)
    if options.only != "sqlite":
        try:
            with postgres() as (url, throw_away):
                if options.fresh and not throw_away:
                    _drop(url)
                with tempfile.TemporaryDirectory(prefix="klassny-bench-") as scratch:
                    folder = Path(scratch) if throw_away else HOME / options.size / "postgres"
                    results["PostgreSQL"] = measure("PostgreSQL", folder, url, options)
        except services.Missing as error:
            print(f"▶ Без PostgreSQL: {error}")
    print(f"\n{table(results)}\n\nМашина: {described}.")
    return 0


def _drop(url: str) -> None:
    import psycopg

    server_url = url.rsplit("/", 1)[0] + "/postgres"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")


if __name__ == "__main__":
    sys.exit(main())
