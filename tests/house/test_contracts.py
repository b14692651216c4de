"""The contracts of the house catch what they are for: one deliberate violation each, in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).resolve().parents[2]
VIOLATIONS = {
    "apps/school/added.py": ("import apps.lessons.models", "Floors of the house"),
    "apps/diary/added.py": ("import apps.journal.queries.grid", "Floors of the house"),
    "apps/surprise/__init__.py": ("", "Floors of the house"),
    "apps/lessons/rules/added.py": ("import apps.lessons.actions.terms", "Rooms of an app"),
    "apps/control/added.py": ("from apps.lessons.actions import cells", "One grade or one absence"),
    "apps/demo/added.py": ("import apps.attendance.actions.marks", "One grade or one absence"),
    "apps/archive/added.py": ("import weasyprint", "WeasyPrint is imported by core.pdf alone"),
    "apps/core/added.py": ("import journal_site.settings", "Nothing of the house"),
}


def verdicts(folder):
    """Name of each contract → KEPT or BROKEN."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout
    lines = [line.split(" (")[0] for line in output.splitlines()]
    return {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in lines if line.endswith((" KEPT", " BROKEN"))}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The code without its tests, and what the contracts say of it as it stands."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("apps", "journal_site"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("place", VIOLATIONS)
def test_a_violation_is_named(copy, place):
    line, contract = VIOLATIONS[place]
    added = copy / place
    added.parent.mkdir(exist_ok=True)
    added.write_text(line + "\n")
    broken = verdicts(copy)
    added.unlink()
    if place.endswith("__init__.py"):
        added.parent.rmdir()
    assert [name for name, verdict in broken.items() if name.startswith(contract)], broken
    assert all(verdict == "BROKEN" for name, verdict in broken.items() if name.startswith(contract))


def test_the_house_as_it_stands_keeps_them_all(copy):
    assert set(verdicts(copy).values()) == {"KEPT"}
