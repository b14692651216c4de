"""Tests that commit end with a flush, which history refuses: here, and only here, its triggers are lifted for it."""

import pytest
from django.test import TransactionTestCase

from apps.core.triggers import lift_triggers


@pytest.fixture(autouse=True, scope="session")
def _history_may_be_flushed():
    with pytest.MonkeyPatch.context() as patch:
        tear_down = TransactionTestCase._fixture_teardown

        def flush(self):
            lift_triggers()
            tear_down(self)  # the flush sends post_migrate, which installs the triggers again

        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield
