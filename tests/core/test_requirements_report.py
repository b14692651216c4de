"""The report reads marks from the sources and refuses an ID that no page knows."""

from apps.core.management.commands import requirements_report as page

SOURCE = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-01")]

@pytest.mark.req("GRD-07", "P-02")
def test_one():
    pass

@pytest.mark.parametrize("x", [pytest.param(1, id="a")])
def test_two(x):
    pass
"""


def school(root, source):
    (root / "tests" / "area").mkdir(parents=True)
    (root / "tests" / "area" / "test_x.py").write_text(source)
    return root


def test_marks_are_found_on_functions_and_modules():
    assert dict(page.marks(SOURCE)) == {"ARC-01": ["module"], "GRD-07": ["test_one"], "P-02": ["test_one"]}


def test_every_row_is_said_to_be_proven_or_not(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "LIST", tmp_path / "ids.txt")
    page.LIST.write_text("GRD-07\nGRD-08\nP-02\n")
    lines = []
    assert page.report(lines.append, school(tmp_path / "repo", SOURCE)) == ["ARC-01"]
    assert lines[-1] == "▶ Доказано 2 из 3."
    assert "GRD-08  не доказано" in lines


def test_the_committed_list_is_whole():
    ids = page.LIST.read_text().split()
    assert len(ids) == len(set(ids))
    assert sum(not row.startswith(("P-", "C-", "I-")) for row in ids) == 178
    assert ids == page.known_ids()
