"""The whole piece of background work: claim → print outside any transaction → finish.

Here rather than in ``tasks``, because the demo school seals its first term through the same door.
"""

import logging

from django.utils import translation
from django.utils.translation import gettext as _

from apps.archive.actions.files import clear_drafts, remove_all, write_drafts
from apps.archive.actions.sealing import LostClaim, finish
from apps.archive.enums import FileKind
from apps.archive.models import Seal, SealJob
from apps.archive.prints.render import Issue, render_volume
from apps.archive.queries.snapshot import take_snapshot
from apps.core import jobs
from apps.core.errors import Conflict, RuleViolation
from apps.core.pdf import PdfFailed, PdfUnavailable

log = logging.getLogger("apps.archive")
ROUNDS = 3
MAX_ATTEMPTS = 10


def carry_out(job_id: int) -> Seal | None:
    """Do the job if it waits. Safe to call twice and to be killed anywhere; returns the seal when one was made."""
    if jobs.claim(SealJob, job_id) is None:
        return None
    job = SealJob.objects.select_related("school_class__year", "term__scheme__year", "requested_by").get(pk=job_id)
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise PdfFailed(_("рабочий процесс несколько раз прервался на этом томе"))
        clear_drafts(job)
        with translation.override("ru"):  # paper speaks Russian, whoever looks on
            return _print_and_seal(job)
    except LostClaim:
        return None
    except (RuleViolation, Conflict) as error:
        _give_up(job, str(error))
    except PdfUnavailable as error:
        _give_up(job, _("Печать недоступна: на сервере нет библиотеки Pango (%s).") % error)
    except (PdfFailed, OSError) as error:
        log.exception("sealing job %s", job.pk)
        _give_up(job, _("Не удалось напечатать том: %s.") % error)
    except Exception as error:
        _give_up(job, _("Не удалось зафиксировать том: внутренняя ошибка (%s).") % type(error).__name__)
        raise
    return None


def _print_and_seal(job: SealJob) -> Seal:
    """Print what stands in the journal now; when it changes meanwhile, print again."""
    for attempt in range(1, ROUNDS + 1):
        snapshot = take_snapshot(job)
        issue = Issue(job.number, job.verify_url, f"{job.printed_on:%d.%m.%Y}", snapshot.first_page)
        printed = render_volume(snapshot.volume, issue, lambda done, total: _report(job, done, total))
        write_drafts(job, {FileKind.PDF.value: printed.pdf, FileKind.JSON.value: snapshot.json})
        _report(job, printed.pages, printed.pages)
        try:
            return finish(job, snapshot, printed.pdf, printed.pages, printed.sheets)
        except Conflict:
            if attempt == ROUNDS:
                raise
            clear_drafts(job)
    return None


def _report(job: SealJob, done: int, total: int) -> None:
    if not jobs.report(job, done, total):
        raise LostClaim


def _give_up(job: SealJob, sentence: str) -> None:
    """Mark failed; the files go first, so that a kill between the two leaves work that is taken up again."""
    if jobs.report(job, job.progress_done, job.progress_total):
        remove_all(job)
        jobs.end(job, error=sentence[:1000])
