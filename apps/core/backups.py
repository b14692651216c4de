"""A backup is one tar file: the database, the uploaded files, both archives, and a list of checksums."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

MANIFEST = "manifest.json"
FORMAT = 1


class BackupFailed(Exception):
    """The backup cannot be made or read; the message is a sentence for the administrator."""


def folders() -> dict[str, Path]:
    """Name inside the backup → folder of files that belong to the database's rows."""
    return {
        "media": Path(settings.MEDIA_ROOT),
        "archive_primary": Path(settings.ARCHIVE_PRIMARY),
        "archive_secondary": Path(settings.ARCHIVE_SECONDARY),
    }


def make(target_dir: Path) -> Path:
    """Write a backup into ``target_dir`` and return its path; it appears only when it is whole.

    The files are copied after the database: a row never names a file that the backup lacks.

    Raises:
        BackupFailed: the database cannot be dumped, or pg_dump is missing.
    """
    target_dir.mkdir(parents=True, exist_ok=True)
    target = target_dir / f"klassny-{timezone.localtime():%Y%m%d-%H%M%S-%f}.tar"
    draft = target.with_suffix(".draft")
    with tempfile.TemporaryDirectory(dir=target_dir, prefix=".klassny-") as scratch:
        dump = Path(scratch) / _dump_name()
        _dump(dump)
        draft.touch(mode=0o600)  # it holds everything: readable by its owner only, from the first byte
        try:
            with tarfile.open(draft, "w") as tar:
                sums = {dump.name: _add(tar, dump, dump.name)}
                for name, folder in folders().items():
                    for path in _files(folder):
                        inner = f"{name}/{path.relative_to(folder).as_posix()}"
                        sums[inner] = _add(tar, path, inner)
                _add_manifest(tar, sums)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return target


def restore(source: Path, *, force: bool = False) -> int:
    """Put a backup in place of the present database and files; returns how many files it held.

    Everything is unpacked and checked before anything is replaced.

    Raises:
        BackupFailed: the database holds people and ``force`` is not given; the file is damaged or of another kind.
    """
    if not force and _has_people():
        raise BackupFailed(_("В базе уже есть люди. Чтобы заменить её, повторите с --force."))
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as scratch:
        unpacked = Path(scratch)
        sums = _unpack(source, unpacked)
        if _dump_name() not in sums:
            raise BackupFailed(_("Копия сделана с базы другого вида: нужен файл %(name)s.") % {"name": _dump_name()})
        _load(unpacked / _dump_name())
        for name, folder in folders().items():
            _replace_folder(unpacked / name, folder)
    return len(sums)


# --- the database --------------------------------------------------------------------------------------------------


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _dump_name() -> str:
    return "database.sqlite3" if _is_sqlite() else "database.pgdump"


def _dump(path: Path) -> None:
    if not _is_sqlite():
        _postgres_program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        return
    connection.close()
    name = f"file:{Path(connection.settings_dict['NAME'])}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(name, uri=True)) as source,
        contextlib.closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupFailed(_("База данных повреждена: проверка целостности SQLite не прошла."))


def _load(path: Path) -> None:
    connection.close()
    if _is_sqlite():
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as copy, contextlib.closing(sqlite3.connect(target)) as base:
            copy.backup(base)
        return
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    name = connection.settings_dict["NAME"]
    _postgres_program("pg_restore", *options, f"--dbname={name}", str(path), database=False)


def _postgres_program(program: str, *arguments: str, database: bool = True) -> None:
    if not shutil.which(program):
        raise BackupFailed(_("Не найдена программа %(name)s (пакет postgresql-client).") % {"name": program})
    config = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {variable: str(config[key]) for variable, key in named.items() if config.get(key)}
    command = [program, *arguments, *([f"--dbname={config['NAME']}"] if database else [])]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailed(f"{program}: {done.stderr.strip()[-500:]}")


def _has_people() -> bool:
    try:
        return get_user_model().objects.exists()
    except DatabaseError:
        return False  # an empty database: not even the tables are there


# --- the tar file --------------------------------------------------------------------------------------------------


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    tar.add(path, arcname=name, recursive=False, filter=_anonymous)
    return digest


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


def _add_manifest(tar: tarfile.TarFile, sums: dict[str, str]) -> None:
    content = {"format": FORMAT, "made_at": timezone.now().isoformat(), "sha256": sums}
    data = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _unpack(source: Path, target: Path) -> dict[str, str]:
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                _extract(tar, member, target)
        manifest = json.loads((target / MANIFEST).read_text())
        version, sums = manifest["format"], manifest["sha256"]
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupFailed(
            _("Это не резервная копия Klassny или она повреждена: %(file)s") % {"file": source}
        ) from error
    if version != FORMAT:
        raise BackupFailed(_("Копия сделана другой версией программы (формат %(format)s).") % {"format": version})
    found = {path.relative_to(target).as_posix(): path for path in _files(target)}
    found.pop(MANIFEST)
    for name in sorted({*sums, *found}):
        if name not in found or name not in sums or _digest(found[name]) != sums[name]:
            raise BackupFailed(_("Копия повреждена: файл %(name)s не сходится с контрольной суммой.") % {"name": name})
    return sums


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    # Plain files inside the folder only: a backup from elsewhere must not write anywhere else.
    path = (target / member.name).resolve()
    if not member.isfile() or not path.is_relative_to(target.resolve()):
        raise ValueError(member.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(member) as content, path.open("wb") as out:
        shutil.copyfileobj(content, out)


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _replace_folder(source: Path, target: Path) -> None:
    # The folder itself may be a mounted volume: only what lies in it is replaced.
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
