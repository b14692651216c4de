"""Bulk updates leave no history, so they may only touch what is none (decision 12)."""

import re
from pathlib import Path

import pytest

from apps.core.errors import Conflict
from apps.core.versions import raise_versions, write_untracked
from apps.lessons.models import Cell, Lesson

ROOT = Path(__file__).resolve().parents[2]
BULK_UPDATE = re.compile(r"(objects|filter\([^\n]*\)|all\(\)|sign_ins|access_codes|_base_manager)\s*\.update\((?!\()")


def test_a_fact_cannot_be_written_without_history(cast):
    lessons = Lesson.objects.filter(course=cast.maths_7a)
    with pytest.raises(TypeError, match="topic"):
        write_untracked(lessons, topic="Дроби")
    assert write_untracked(lessons, touched_at=None) == lessons.count()


def test_a_version_rises_once_and_a_stale_one_is_a_conflict(cast):
    from apps.core import clock

    column = cast.substituted.assessments.get()
    cell = Cell.objects.create(assessment=column, student=cast.dima, version=1, changed_at=clock.now())
    stale = Cell.objects.get(pk=cell.pk)
    raise_versions([cell], changed_by=cast.anna)
    assert (cell.version, Cell.objects.get().changed_by) == (2, cast.anna)
    with pytest.raises(Conflict):
        raise_versions([stale])


def test_nobody_outside_core_updates_in_bulk():
    sources = [
        path for path in (ROOT / "apps").rglob("*.py") if "core" not in path.parts and "migrations" not in path.parts
    ]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources
        for line in path.read_text().splitlines()
        if BULK_UPDATE.search(line) and "setdefault" not in line
    ]
    assert found == []
    assert BULK_UPDATE.search("Lesson.objects.filter(pk=1).update(topic='')")
