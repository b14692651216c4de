"""The run as a wind tunnel.

No page may hold inline script or style (the Content-Security-Policy would stop it), and every test begins in Russian
whatever language the last request of the test before it spoke.
"""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type=["']application/json)[^>]*>|<style\b|<[^>]+\s(?:style|on[a-z]+)=["'][^>]*>""",
    re.IGNORECASE,
)


def inline_code(html: str) -> str | None:
    """The first inline script, style or handler of a page, or None."""
    found = INLINE.search(html)
    return found and found[0]


@pytest.fixture(autouse=True)
def _in_russian():
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _no_inline_code():
    with pytest.MonkeyPatch.context() as patch:
        ask = Client.request

        def request(self, **environ):
            response = ask(self, **environ)
            is_page = "text/html" in response.headers.get("Content-Type", "") and not response.streaming
            if is_page and not environ.get("PATH_INFO", "").startswith("/admin/"):
                found = inline_code(response.content.decode())
                assert not found, f"inline code in {environ.get('PATH_INFO')}: {found}"
            return response

        patch.setattr(Client, "request", request)
        yield
