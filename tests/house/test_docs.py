"""The pages for people name only what exists."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
RUN = re.compile(r"\./run ([a-z]+)")
FILE = re.compile(r"`((?:apps|docs|journal_site|locale|static|templates|tests)/[\w./-]+)`")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pages
def test_every_link_leads_to_a_file(page):
    assert [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


@pages
def test_every_file_that_is_named_exists(page):
    named = [name for name in FILE.findall(page.read_text()) if not name.endswith(".mo")]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pages
def test_every_command_that_is_named_exists(page):
    text = page.read_text()
    assert set(COMMAND.findall(text)) - set(get_commands()) == set()
    known = re.findall(r"^    ([a-z|]+?)[)|]", (ROOT / "run").read_text(), re.MULTILINE)
    assert set(RUN.findall(text)) - set(known) == set()


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [(page.parent / link).resolve() for link in LINK.findall(page.read_text())]
    # records of decisions are reached through their folder
    assert {page for page in PAGES if "adr" not in page.parts} - reached == set()


def test_the_help_names_every_command_of_run():
    script = (ROOT / "run").read_text()
    helped = set(re.findall(r"^# \./run ([a-z]+)", script, re.MULTILINE))
    refused = set(re.search(r"Есть: ([a-z ]+)\"", script)[1].split())
    taken = set(re.findall(r"^    ([a-z]+)[)|]", script.partition("case $command in")[2], re.MULTILINE))
    assert helped == refused == taken
