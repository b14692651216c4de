"""Reading of environment variables: a value that cannot be understood stops the start with a sentence."""

import datetime as dt
import ipaddress
import os
import zoneinfo
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE, FALSE = {"1", "true", "yes", "on", "да"}, {"0", "false", "no", "off", "нет", ""}


def text(name: str, default: str = "") -> str:
    """Value of the variable ``name`` without surrounding blanks, or ``default``."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable.

    Raises:
        ImproperlyConfigured: the value is neither yes nor no.
    """
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: ожидается 1 или 0.")


def names(name: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def networks(name: str) -> list[str]:
    """A comma-separated list of addresses or networks.

    Raises:
        ImproperlyConfigured: one of them is neither.
    """
    found = names(name)
    for one in found:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {one!r} — не адрес и не сеть вида 10.0.0.0/8.") from error
    return found


def zone(name: str, default: str) -> str:
    """A time zone by its name in the IANA list.

    Raises:
        ImproperlyConfigured: there is no such zone.
    """
    value = text(name) or default
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"{name}={value!r}: такого часового пояса нет, пишите как «Asia/Omsk».") from error
    return value


def day(name: str) -> dt.date | None:
    """A date ГГГГ-ММ-ДД or nothing.

    Raises:
        ImproperlyConfigured: not a date.
    """
    value = text(name)
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: ожидается дата вида 2026-12-02.") from error


def data_folder(name: str, default: Path) -> Path:
    """The folder of the school's data, made when absent and closed to other users of the machine: it is about children.

    Raises:
        ImproperlyConfigured: it cannot be made or written to.
    """
    path = Path(text(name) or default).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{path}: не удалось создать папку данных. Другую задаёт {name}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{path}: в папку данных нельзя писать. Дайте права на неё; другую задаёт {name}.")
    return path


def database(name: str, default_path: Path) -> dict:
    """Django database settings from a URL; SQLite or PostgreSQL only.

    Raises:
        ImproperlyConfigured: another engine, or not a URL.
    """
    url = text(name) or f"sqlite:///{default_path}"
    try:
        config = environ.Env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"{name}: не похоже на адрес базы данных.") from error
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000",
            "timeout": 20,
        }
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        # The database plans a repeated query once: half the time of a page's joined reads (ADR 18).
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 3}
    else:
        raise ImproperlyConfigured(f"{name}: поддерживаются только sqlite:// и postgres://.")
    return config


def secret_key(data_dir: Path, may_generate: bool) -> str:
    """SECRET_KEY, or the content of SECRET_KEY_FILE, or (embedded default) a key kept in the data folder.

    Raises:
        ImproperlyConfigured: no key in a real installation, or the file cannot be read.
    """
    if text("SECRET_KEY"):
        return text("SECRET_KEY")
    if text("SECRET_KEY_FILE"):
        path = Path(text("SECRET_KEY_FILE"))
        try:
            return path.read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"SECRET_KEY_FILE: не удалось прочитать {path}.") from error
    if not may_generate:
        raise ImproperlyConfigured("Задайте SECRET_KEY или SECRET_KEY_FILE (docs/operations.md).")
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(get_random_secret_key())
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text().strip()
