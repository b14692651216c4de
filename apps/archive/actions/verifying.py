"""Keep what a verification found, for the card of the document and the public page."""

from collections.abc import Iterable

from django.db import transaction

from apps.archive.queries.verification import SealReport
from apps.core import clock


@transaction.atomic
def store_results(reports: Iterable[SealReport]) -> None:
    """Write time and outcome of the verification on the seals and on their copies."""
    now = clock.now()
    for report in reports:
        seal = report.seal
        seal.checked_at, seal.is_intact, seal.changed_after = now, not report.faults, len(report.changed)
        seal.save(update_fields=["checked_at", "is_intact", "changed_after"])
        for copy in seal.copies.order_by("pk"):
            faults = report.copy_faults.get(copy.pk, [])
            copy.fault = "; ".join(faults)[:300]
            copy.verified_at = copy.verified_at if faults else now
            copy.save(update_fields=["fault", "verified_at"])
