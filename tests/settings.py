"""The site's settings as the tests see them: a throw-away data folder, cheap password hashes, strict templates."""

import atexit
import os
import shutil
import sys
import tempfile

for _variable in ("KLASSNY_DEMO", "KLASSNY_TODAY", "ARCHIVE_PRIMARY", "ARCHIVE_SECONDARY", "EMAIL_URL"):
    os.environ.pop(_variable, None)
os.environ["DEBUG"] = "1"  # no TLS redirect, generated key; pytest-django sets settings.DEBUG back to False
os.environ["KLASSNY_DATA_DIR"] = _folder = tempfile.mkdtemp(prefix="klassny-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from journal_site.settings import *  # noqa: E402, F403
from journal_site.settings import BASE_DIR, DATA_DIR, DATABASES, MIDDLEWARE, TEMPLATES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the locks are those of a real installation, for live servers and threads too.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
# WhiteNoise looks through every static file at each start of a client; the live server serves them by itself.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class _Undefined(str):
    """Value of an undefined variable: an error in our templates, nothing in those of packages."""

    def __contains__(self, part):
        return part == "%s" or super().__contains__(part)

    def __mod__(self, variable):
        context = sys._getframe(1).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        origin = str(getattr(getattr(template, "origin", None), "name", ""))
        if origin.startswith(str(BASE_DIR / "templates")):
            raise AssertionError(f"undefined template variable «{variable}» in {origin}")
        return ""


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Undefined("undefined")
