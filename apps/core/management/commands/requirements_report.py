"""``./run requirements``: which rows of the requirements are proven by a test.

Tests carry ``@pytest.mark.req("GRD-07", …)``; the marks are read from the sources, nothing is run. The rows come from
the two pages beside the repository, or from ``docs/requirements-ids.txt`` where they are absent.
"""

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[4]
LIST = ROOT / "docs" / "requirements-ids.txt"
ROW = re.compile(r"^\| ((?:STR|TT|JRN|GRD|ATT|HW|DIA|MSG|CTL|ANA|ARC|AUD|SEC|ADM|ACC|C|I)-\d\d) \|", re.MULTILINE)
PRACTICE = re.compile(r"^- \*\*(P-\d\d)\b", re.MULTILINE)


def known_ids(root: Path = ROOT) -> list[str]:
    """IDs of all rows, in the order of the pages."""
    shared = root.parent / "shared"
    if (shared / "requirements.md").exists():
        rows = ROW.findall((shared / "requirements.md").read_text())
        rows += PRACTICE.findall((shared / "practice.md").read_text())
        return list(dict.fromkeys(rows))
    return LIST.read_text().split()


def marks(source: str) -> dict[str, list[str]]:
    """ID → names of the tests of one file that prove it."""
    found = defaultdict(list)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                for identifier in _ids(decorator):
                    found[identifier].append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for call in ast.walk(node.value):  # pytestmark = [...], and marks inside pytest.param(...)
                for identifier in _ids(call):
                    found[identifier].append("module")
    return found


def _ids(node: ast.AST) -> list[str]:
    is_mark = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "req"
    return [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)] if is_mark else []


def proofs(root: Path = ROOT) -> dict[str, list[str]]:
    """ID → ``file::test`` of every test that names it."""
    found = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        for identifier, names in marks(path.read_text()).items():
            found[identifier] += [f"{path.relative_to(root)}::{name}" for name in names]
    return found


def report(write, root: Path = ROOT) -> list[str]:
    """Write one line per row; returns the IDs that tests name and no page knows."""
    rows, proven = known_ids(root), proofs(root)
    for row in rows:
        tests = proven.get(row, [])
        write(f"{row:<8}{'доказано ' + str(len(tests)) if tests else 'не доказано'}")
        for test in tests:
            write(f"          {test}")
    write(f"▶ Доказано {sum(row in proven for row in rows)} из {len(rows)}.")
    return sorted(set(proven) - set(rows))


class Command(BaseCommand):
    help = "Показывает, какие требования доказаны тестами; ошибка, если тест называет неизвестное требование."
    requires_system_checks = []

    def handle(self, **options):
        if unknown := report(self.stdout.write):
            raise CommandError("Тесты называют неизвестные требования: " + ", ".join(unknown))


if __name__ == "__main__":
    unknown_ids = report(print)
    if unknown_ids:
        sys.exit("✖ Тесты называют неизвестные требования: " + ", ".join(unknown_ids))
