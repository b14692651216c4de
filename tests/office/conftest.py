"""Fixtures of the import's tests."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def shared_data() -> Path:
    """Third-party sample files beside the repository; without them the test is skipped, in CI it fails."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        reason = "нет папки ../shared/data с чужими файлами"
        if os.environ.get("KLASSNY_REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
