"""``./run check``: what is not a test of behaviour. All steps run; the exit status is 0 only when all hold."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOUSE = ["tests/house/test_repository.py", "tests/house/test_contracts.py"]  # about files, without a database
MANAGE = [sys.executable, "manage.py"]
STEPS = {
    "ruff check": [BIN / "ruff", "check", "-q", "."],
    "ruff format": [BIN / "ruff", "format", "-q", "--check", "."],
    "шаблоны (djLint)": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "этажи и комнаты (import-linter)": [BIN / "lint-imports", "--no-cache"],
    "миграции полны": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "миграции применяются к пустой базе": [*MANAGE, "migrate", "--noinput", "--verbosity", "0"],
    "готовность к эксплуатации": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "шаблоны компилируются, переводы полны": [*MANAGE, "translations", "--check"],
    "порядок в репозитории": [sys.executable, "-m", "pytest", "-q", "--no-header", *HOUSE],
}


def environment(folder: str) -> dict[str, str]:
    """The variables of a real installation behind TLS, over an empty data folder."""
    ours = ("KLASSNY_", "ARCHIVE_", "DATABASE_", "REDIS_", "SECRET_", "EMAIL_", "DEBUG")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return plain | {
        "KLASSNY_DATA_DIR": folder,
        "SECRET_KEY": "checking-only-" + "abcdefghij0123456789" * 4,
        "ALLOWED_HOSTS": "journal.school.example",
        "CSRF_TRUSTED_ORIGINS": "https://journal.school.example",
        "TRUSTED_PROXIES": "127.0.0.1",
    }


def main() -> int:
    """Run the steps whose name contains an argument, or all of them."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="klassny-check-") as folder:
        for name, command in STEPS.items():
            if sys.argv[1:] and not any(part in name for part in sys.argv[1:]):
                continue
            started = time.monotonic()
            arguments = [str(part) for part in command]
            done = subprocess.run(arguments, cwd=ROOT, env=environment(folder), capture_output=True, text=True)
            seconds = time.monotonic() - started
            print(f"{'✔' if done.returncode == 0 else '✖'} {name} ({seconds:.1f} с)", flush=True)
            if done.returncode:
                failed.append(name)
                print((done.stdout + done.stderr).strip(), flush=True)
    print(f"▶ Не выполнено: {', '.join(failed)}" if failed else "▶ Всё в порядке.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
