"""Rules of the house that no linter knows: each is a sentence with the places that break it."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.plugins.strict import inline_code

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "apps"
pytestmark = pytest.mark.sqlite_only  # about files: one pass is enough
OUTER_ROOMS = {"forms", "admin", "tasks", "management", "views", "urls"}
BANNED_FILES = {"utils.py", "helpers.py", "services.py", "managers.py"}


@pytest.fixture(scope="module")
def files():
    """Every file under version control, and the new ones that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("не рабочая копия git")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def relative(path):
    return str(path.relative_to(ROOT))


def our_imports(path):
    """(app, room) of every import of one of our apps."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "apps" and len(parts) >= 3:
                yield parts[1], parts[2]


def test_pages_for_browsers_hold_no_inline_script_style_or_handler():
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "print" not in path.parts]
    assert pages
    assert {relative(path): found for path in pages if (found := inline_code(path.read_text()))} == {}


def test_the_inline_check_sees_what_it_should():
    assert inline_code('<p style="color: red">') and inline_code("<a href='#' onclick='go()'>")
    assert inline_code("<script>go()</script>") and inline_code("<style>p {}</style>")
    assert inline_code('<script type="module" src="/static/js/a.js"></script>') is None
    assert inline_code('<script type="application/json" id="x">{}</script><p data-style="x">') is None


def test_no_app_uses_the_outer_rooms_of_another(files):
    found = set()
    for path in files:
        if path.suffix == ".py" and path.is_relative_to(APPS) and len(path.relative_to(APPS).parts) > 1:
            app = path.relative_to(APPS).parts[0]
            found |= {
                f"{relative(path)} → {other}.{room}"
                for other, room in our_imports(path)
                if other not in (app, "core") and room in OUTER_ROOMS
            }
    assert found == set()


def test_no_file_has_a_name_that_means_nothing(files):
    assert [relative(p) for p in files if p.is_relative_to(APPS) and p.name in BANNED_FILES] == []


def test_facts_are_stamped_by_the_schools_clock(files):
    banned = re.compile(r"\btimezone\.now\(|\btimezone\.localdate\(|\bdate\.today\(|\bdatetime\.now\(")
    apps = [p for p in files if p.suffix == ".py" and p.is_relative_to(APPS) and "migrations" not in p.parts]
    # core and accounts speak of sessions, throttling and workers, which live in real time; others say so on the line
    facts = [p for p in apps if p.relative_to(APPS).parts[0] not in ("core", "accounts")]
    lines = [(p, line) for p in facts for line in p.read_text().splitlines() if "# real time" not in line]
    assert [f"{relative(p)}: {line.strip()}" for p, line in lines if banned.search(line)] == []


def test_no_registry_address_and_no_path_of_a_machine_is_committed(files):
    # Written in two halves, so that this file too stays clean and is looked at with the others.
    words = ["pypi.org" + "/simple", "files.python" + "hosted", "registry." + "npmjs", "--index" + "-url"]
    words.append("--extra-index" + "-url")
    pattern = re.compile("|".join(map(re.escape, words)) + r"|(^|[^A-Za-z.])/(w" + "ork|r" + "oot)/", re.MULTILINE)
    texts = [p for p in files if p.suffix not in (".svg", ".woff2", ".png")]
    assert [relative(p) for p in texts if pattern.search(p.read_text(errors="ignore"))] == []


def test_no_large_file_is_committed(files):
    # Translations grow with the interface; they are text, and read one line at a time.
    assert [relative(p) for p in files if p.stat().st_size > 400_000] == []


def pins(name):
    return set(re.findall(r"^[\w.\[\]-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))


def test_the_three_lists_of_packages_agree():
    runtime, dev, full = map(pins, ("requirements.txt", "requirements-dev.txt", "requirements-test-full.txt"))
    assert runtime
    assert runtime <= dev <= full


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [re.match(r"[\w-]+", line)[0] for group in (project["dependencies"], *extras.values()) for line in group]
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    assert [name for name in wanted if f"`{name}`" not in reasons] == []


def test_every_variable_is_explained():
    sources = [*(ROOT / "journal_site").glob("*.py"), ROOT / "run"]
    pattern = re.compile(r"""(?:text|flag|names|day|database)\(\s*"([A-Z_]{4,})""")
    used = {name for path in sources for name in pattern.findall(path.read_text())}
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert len(used) > 10
    assert [name for name in sorted(used) if f"`{name}`" not in explained] == []


def test_every_decision_has_its_record():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert [number for number in (f"{n:04}" for n in range(1, 18)) if number not in numbers] == []
