"""backup and restore: everything comes back, nothing is replaced by accident, damage is named."""

import shutil
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from apps.core import backups

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installation(tmp_path, settings):
    """A data folder of its own with one file in each store."""
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("нет pg_dump")
    settings.DATA_DIR = tmp_path / "data"
    for name in ("MEDIA_ROOT", "ARCHIVE_PRIMARY", "ARCHIVE_SECONDARY"):
        folder = settings.DATA_DIR / name.lower()
        (folder / "2026").mkdir(parents=True)
        (folder / "2026" / "лист.pdf").write_bytes(name.encode())
        setattr(settings, name, folder)
    get_user_model().objects.create_user("anna", display_name="Анна Петровна")
    return settings


@pytest.fixture
def backup(installation, tmp_path):
    """Path of a fresh backup."""
    return backups.make(tmp_path / "out")


def test_what_was_lost_comes_back(installation, backup):
    get_user_model().objects.update(display_name="?")
    (Path(installation.MEDIA_ROOT) / "2026" / "лист.pdf").write_bytes(b"spoiled")
    (Path(installation.ARCHIVE_PRIMARY) / "stray.pdf").write_bytes(b"stray")
    call_command("restore", str(backup), force=True)
    assert get_user_model().objects.get().display_name == "Анна Петровна"
    assert (Path(installation.MEDIA_ROOT) / "2026" / "лист.pdf").read_bytes() == b"MEDIA_ROOT"
    assert not (Path(installation.ARCHIVE_PRIMARY) / "stray.pdf").exists()


def test_a_database_with_people_is_not_replaced_unasked(installation, backup):
    get_user_model().objects.update(display_name="Новое имя")
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(backup))
    assert get_user_model().objects.get().display_name == "Новое имя"


def rewritten(source, target, change):
    """A copy of the tar whose member contents pass through ``change(name, bytes)``."""
    import io

    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            data = change(member.name, old.extractfile(member).read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


@pytest.mark.parametrize("how", ["flipped", "missing", "cut", "text"])
def test_a_damaged_backup_changes_nothing(installation, backup, tmp_path, how):
    bad = tmp_path / "bad.tar"
    if how == "flipped":
        rewritten(backup, bad, lambda name, data: b"?" + data[1:] if name.startswith("media/") else data)
    elif how == "missing":
        rewritten(backup, bad, lambda name, data: None if name.startswith("archive_primary/") else data)
    elif how == "cut":
        bad.write_bytes(backup.read_bytes()[:5000])
    else:
        bad.write_text("не архив")
    get_user_model().objects.update(display_name="Новое имя")
    with pytest.raises(CommandError):
        call_command("restore", str(bad), force=True)
    assert get_user_model().objects.get().display_name == "Новое имя"
    assert (Path(installation.MEDIA_ROOT) / "2026" / "лист.pdf").read_bytes() == b"MEDIA_ROOT"


def test_a_backup_that_points_outside_is_refused(installation, tmp_path):
    evil = tmp_path / "evil.tar"
    (tmp_path / "payload").write_text("x")
    with tarfile.open(evil, "w") as tar:
        tar.add(tmp_path / "payload", arcname="../../outside.txt")
    with pytest.raises(backups.BackupFailed):
        backups.restore(evil, force=True)
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_failed_backup_leaves_no_file(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "_add_manifest", lambda tar, sums: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backups.make(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_nobody_else_reads_a_backup_even_while_it_is_being_written(installation, tmp_path, monkeypatch):
    seen, add = set(), backups._add

    def look_and_add(tar, path, name):
        seen.add(oct(Path(tar.name).stat().st_mode & 0o777))
        return add(tar, path, name)

    monkeypatch.setattr(backups, "_add", look_and_add)
    path = backups.make(tmp_path / "out")
    assert seen == {"0o600"} == {oct(path.stat().st_mode & 0o777)}
