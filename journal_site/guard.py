"""A process that serves people must not open a database of the other kind: demo and school never mix."""

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured


def refuse_wrong_database() -> None:
    """Called once at the start of web and worker.

    Raises:
        ImproperlyConfigured: a demo database without KLASSNY_DEMO, or a school's database with it.
    """
    faults = [str(fault.msg) for fault in run_checks(tags=[Tags.database], databases=["default"]) if fault.is_serious()]
    if faults:
        raise ImproperlyConfigured(" ".join(faults))
