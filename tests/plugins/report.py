"""Writes outcome and reasons of skipping for ``tests/services.py``, which adds the passes up."""

import json
import os
from collections import Counter
from pathlib import Path


def pytest_terminal_summary(terminalreporter):
    path = os.environ.get("KLASSNY_TEST_REPORT")
    if not path:
        return
    stats = terminalreporter.stats
    skipped = Counter(_reason(report) for report in stats.get("skipped", ()))
    outcomes = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    result = {
        "counts": {name: len(stats.get(name, ())) for name in outcomes},
        "skipped": skipped,
        "deselected": len(stats.get("deselected", ())),
    }
    Path(path).write_text(json.dumps(result, ensure_ascii=False))


def _reason(report) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
