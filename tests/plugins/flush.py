"""Tests with real transactions flush the database afterwards; history refuses that, so its triggers are lifted first.

``flush`` announces ``post_migrate`` at its end, which puts every trigger back.
"""

import pytest
from django.core.management.commands import flush

from apps.core.triggers import install_triggers, lift_triggers


@pytest.fixture(autouse=True, scope="session")
def _history_lets_itself_be_flushed():
    with pytest.MonkeyPatch.context() as patch:
        handle = flush.Command.handle

        def lifted(self, **options):
            lift_triggers(options["database"])
            try:
                return handle(self, **options)
            finally:
                install_triggers(options["database"])

        patch.setattr(flush.Command, "handle", lifted)
        yield
