"""Uploaded files: kept between preview and confirmation, loaded in the background, then thrown away."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.core.errors import RuleViolation
from apps.core.tables import MAX_FILE_BYTES
from apps.core.versions import write_untracked
from apps.office.actions.import_school import import_list, import_school
from apps.office.actions.mappings import recall_mapping
from apps.office.actions.plan import Plan
from apps.office.enums import FileOf
from apps.office.models import ImportJob, Upload

KEPT_FOR = dt.timedelta(days=1)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _path(upload: Upload) -> Path:
    return _folder() / upload.token


@transaction.atomic
def keep_upload(*, content: bytes, file_name: str, kind: str, class_name: str = "", by) -> Upload:
    """Store an uploaded file under a random name; files older than a day go away at the same time.

    Raises:
        RuleViolation: the file is empty or too big.
    """
    if not content:
        raise RuleViolation(_("Файл пуст."))
    if len(content) > MAX_FILE_BYTES:
        raise RuleViolation(_("Файл слишком велик: больше %(n)s МБ.") % {"n": MAX_FILE_BYTES // 2**20})
    drop_old_uploads()
    token = secrets.token_urlsafe(24)
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    upload = Upload(
        token=token, uploaded_by=by, file_name=file_name[-200:] or "?", kind=FileOf(kind), class_name=class_name[:12]
    )
    _path(upload).write_bytes(content)
    upload.save()
    recall_mapping(upload=upload, content=content)
    return upload


def drop_old_uploads() -> int:
    """Forget uploads older than a day that nobody is loading; returns how many."""
    until = timezone.now() - KEPT_FOR  # real time: files are kept so long whatever day the demo has
    old = Upload.objects.filter(uploaded_at__lt=until).select_related("job").order_by("pk")
    gone = [upload for upload in old if not (hasattr(upload, "job") and upload.job.is_running)]
    for upload in gone:
        drop_upload(upload=upload)
    return len(gone)


def drop_upload(*, upload: Upload) -> None:
    """Forget an upload and its file."""
    path = _path(upload)
    upload.delete()
    path.unlink(missing_ok=True)


def content_of(upload: Upload) -> bytes:
    """The stored file.

    Raises:
        RuleViolation: it is no longer kept.
    """
    try:
        return _path(upload).read_bytes()
    except OSError:
        raise RuleViolation(_("Файл больше не хранится: выберите его снова.")) from None


def run(upload: Upload, *, by, dry_run: bool, only_good: bool = False) -> Plan:
    """Preview or load the file as what it was said to be.

    Raises:
        RuleViolation: the file is no longer kept.
    """
    options = {"by": by, "dry_run": dry_run, "only_good": only_good}
    content = content_of(upload)
    if upload.kind == FileOf.SCHOOL:
        return import_school(content, upload.file_name, **options)
    return import_list(
        content, upload.file_name, kind=upload.kind, class_name=upload.class_name, mapping=upload.mapping, **options
    )


@transaction.atomic
def confirm(*, upload: Upload, only_good: bool) -> ImportJob:
    """Queue the loading; a second confirmation returns the same row."""
    wanted = {"only_good": only_good, "language": get_language() or "ru"}
    job, _created = ImportJob.objects.get_or_create(upload=upload, defaults=wanted)
    return job


def carry_out(job_id: int) -> bool:
    """Load one confirmed file if it waits: claim → load → finish. Safe to run twice and to be killed."""
    job = jobs.claim(ImportJob, job_id)
    if job is None:
        return False
    with override(job.language):
        return _load(job)


def _load(job: ImportJob) -> bool:
    upload = job.upload
    try:
        plan = run(upload, by=upload.uploaded_by, dry_run=False, only_good=job.only_good)
    except RuleViolation as error:
        jobs.end(job, error=str(error))
        return False
    write_untracked(ImportJob.objects.filter(pk=job.pk, token=job.token), result=plan.as_dict())
    holds = not plan.faults or (job.only_good and plan.holds)
    ended = jobs.end(job, error="" if holds else _("Ничего не загружено: в файле есть ошибки."))
    if ended and holds:
        _path(upload).unlink(missing_ok=True)
    return holds
