"""Redis and the two database passes; ``KLASSNY_REQUIRE_SERVICES=1`` turns a missing service into a failure."""

import os
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SHARED_DATA = ROOT.parent / "shared" / "data"


def missing(reason: str) -> None:
    """Skip the test with ``reason``, or fail it where everything is demanded (CI)."""
    if settings.REQUIRE_SERVICES:
        pytest.fail(f"KLASSNY_REQUIRE_SERVICES=1: {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(config, items):
    """Leave out what belongs to the other pass: it is not skipped, it runs there."""
    on_postgres = "postgres" in os.environ.get("DATABASE_URL", "")[:10]
    passes = os.environ.get("KLASSNY_TEST_PASS")
    other = ("sqlite_only", "browser") if passes == "postgres" else ("postgres_only",) if passes == "sqlite" else ()
    kept = [item for item in items if not any(item.get_closest_marker(name) for name in other)]
    if passes == "postgres":
        kept = [item for item in kept if _asks_a_database(item)]  # the rest has passed already, beside SQLite
    if len(kept) != len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    for item in items:
        wrong = "sqlite_only" if on_postgres else "postgres_only"
        if not passes and item.get_closest_marker(wrong):
            item.add_marker(pytest.mark.skip(reason=f"{wrong}: другая база данных"))


def _asks_a_database(item) -> bool:
    """Whether the outcome of a test can depend on the database."""
    fixtures = {"db", "transactional_db", "live_server", "cast"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def redis_url():
    """Address of a Redis that the test may write to."""
    url = os.environ.get("KLASSNY_TEST_REDIS_URL") or os.environ.get("REDIS_URL")
    return url or missing("нет Redis (его запускает ./run test)")


@pytest.fixture(scope="session")
def shared_data():
    """Folder of real input beside the repository; skips where it is absent."""
    if not SHARED_DATA.is_dir():
        missing("рядом с репозиторием нет папки shared/data")
    return SHARED_DATA
