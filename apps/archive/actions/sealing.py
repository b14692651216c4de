"""Ask for a seal; finish one: the two short transactions around the printing (decisions 10 and 15)."""

import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.archive.actions.files import publish
from apps.archive.enums import Place
from apps.archive.models import Seal, SealJob, StoredCopy
from apps.archive.queries.files import sha256
from apps.archive.queries.material import read_material
from apps.archive.queries.pages import latest_open_job
from apps.archive.queries.snapshot import Snapshot, course_states, take_snapshot
from apps.archive.rules import chain_hash, check_may_seal
from apps.core import clock, jobs
from apps.core.errors import Conflict, RuleViolation
from apps.lessons.actions.terms import mark_sealed


class LostClaim(Exception):
    """Another worker has taken the job over."""


def check_now(school_class, term, *, material=None) -> None:
    """Apply the rules to the present rows.

    Raises:
        RuleViolation: not ready, or sealed already; the sentence names the courses.
    """
    states = course_states(material or read_material(school_class, term))
    is_sealed = Seal.objects.filter(school_class=school_class, term=term).exists()
    check_may_seal(states, ends_on=term.ends_on, is_sealed=is_sealed, now=clock.now(), today=clock.today())


def request_seal(school_class, term, *, by, verify_base: str) -> SealJob:
    """Queue printing and sealing of a volume; asking again while it runs returns the same work.

    Args:
        verify_base: absolute address of the public verification page without the code, for the QR code.

    Raises:
        RuleViolation: the volume is not ready, with the names of the courses.
    """
    check_now(school_class, term)
    try:
        with transaction.atomic():
            return SealJob.objects.create(
                school_class=school_class,
                term=term,
                requested_by=by,
                code=secrets.token_urlsafe(24),  # 192 bits
                verify_base=verify_base,
                printed_on=clock.today(),
            )
    except IntegrityError:
        job = latest_open_job(school_class, term)
        if job is None:
            raise RuleViolation(_("Печать уже запущена другим сотрудником. Обновите страницу.")) from None
        return job


def finish(job: SealJob, snapshot: Snapshot, pdf: bytes, pages: int, sheets: int) -> Seal:
    """Make the seal: one transaction that also gives the files their names.

    The job's row is taken first, so that no second worker can come here; then the course terms are marked, and
    what would be printed now is compared with what was printed.

    Raises:
        LostClaim: the job belongs to somebody else by now.
        Conflict: the journal has changed since the snapshot, or another seal was made at the same time.
        RuleViolation: the volume may not be sealed any more.
    """
    try:
        with transaction.atomic():
            return _finish(job, snapshot, pdf, pages, sheets)
    except IntegrityError as error:
        raise Conflict(_("Одновременно была зафиксирована другая запись архива.")) from error


def _finish(job: SealJob, snapshot: Snapshot, pdf: bytes, pages: int, sheets: int) -> Seal:
    if not jobs.end(job):
        raise LostClaim
    check_now(job.school_class, job.term)
    mark_sealed(list(snapshot.material.course_terms.values()), by=job.requested_by)
    if take_snapshot(job).json != snapshot.json:
        raise Conflict(_("Журнал изменился, пока печатался."))
    names = publish(job)
    previous = Seal.objects.order_by("-position").first()
    now = clock.now()
    hashes = sha256(pdf), sha256(snapshot.json)
    seal = Seal.objects.create(
        position=previous.position + 1 if previous else 1,
        number=job.number,
        code=job.code,
        school_class=job.school_class,
        term=job.term,
        first_page=snapshot.first_page,
        pages=pages,
        sheets=sheets,
        sealed_at=now,
        sealed_by=job.requested_by,
        pdf_sha256=hashes[0],
        json_sha256=hashes[1],
        pdf_name=names["pdf"],
        json_name=names["json"],
        previous=previous,
        chain_hash=chain_hash(previous.chain_hash if previous else "", job.number, *hashes, now),
        checked_at=now,
        is_intact=True,
    )
    StoredCopy.objects.bulk_create(StoredCopy(seal=seal, storage=place, verified_at=now) for place in Place.values)
    return seal
