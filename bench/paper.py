"""Prints one sealed volume again, outside the archive: time, pages, memory of a render process. Prints JSON."""

import json
import os
import resource
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "journal_site.settings")
django.setup()

from apps.archive.models import SealJob  # noqa: E402
from apps.archive.prints.render import Issue, render_volume  # noqa: E402
from apps.archive.queries.snapshot import take_snapshot  # noqa: E402


def main() -> None:
    """Gather, render, merge."""
    job = SealJob.objects.select_related("school_class__year", "term__scheme__year").get(pk=int(sys.argv[1]))
    started = time.perf_counter()
    snapshot = take_snapshot(job)
    gathered = time.perf_counter() - started
    issue = Issue(job.number, job.verify_url, f"{job.printed_on:%d.%m.%Y}", 1)
    printed = render_volume(snapshot.volume, issue)
    result = {
        "class": str(job.school_class),
        "pages": printed.pages,
        "seconds": time.perf_counter() - started,
        "gathered": gathered,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
