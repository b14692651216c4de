"""SQLite runs start from a copy of a migrated database, kept while no migration changes: one second instead of ten."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def _template() -> Path:
    """Path of the template; its name changes with every migration and every pinned version."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("apps/*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return Path(tempfile.gettempdir()) / f"klassny-template-{os.getuid()}-{digest.hexdigest()[:16]}.sqlite3"


def _target() -> Path | None:
    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """Starts from the template where there is one; migrate then finds nothing to do."""
    target, template = _target(), _template()
    if target and template.exists() and not request.config.getvalue("create_db"):
        shutil.copyfile(template, target)
        return True
    return request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keeps a copy of the freshly migrated database for the next run."""
    target, template = _target(), _template()
    if target and not template.exists():
        draft = template.with_suffix(f".{os.getpid()}")
        with contextlib.closing(sqlite3.connect(target)) as source, contextlib.closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
        draft.replace(template)
