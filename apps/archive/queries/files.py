"""Reading of the stored files: which lie there, and whether they are what the seal says."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import storages

from apps.archive.enums import FileKind, Place
from apps.archive.models import Seal, SealJob, StoredCopy
from apps.core.jobs import JobState

WORK_FOLDER = ".work"


def folder(place: str) -> Path:
    """Folder of a storage."""
    return Path(storages[place].location)


def file_names(job: SealJob) -> dict[str, str]:
    """Names of the job's two files: the same in every attempt, without anything personal."""
    year = job.school_class.year.name.replace("/", "-")
    return {kind: f"{year}/{job.number}.{kind}" for kind in FileKind.values}


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def read_file(place: str, name: str) -> bytes | None:
    """Content of a stored file, or None when it cannot be read."""
    try:
        return (folder(place) / name).read_bytes()
    except OSError:
        return None


def file_faults(copy: StoredCopy) -> list[str]:
    """What is wrong with the files of one copy: a sentence per file that is missing or altered (ARC-10)."""
    faults = []
    for kind in FileKind.values:
        name = copy.seal.file_name(kind)
        data = read_file(copy.storage, name)
        if data is None:
            faults.append(f"{copy.storage}/{name}: файла нет или он не читается")
        elif sha256(data) != copy.seal.file_hash(kind):
            faults.append(f"{copy.storage}/{name}: содержимое изменено, контрольная сумма не совпадает")
    return faults


def intact_file(seal: Seal, kind: str) -> bytes | None:
    """Content of the file from the first place where it is intact."""
    for place in Place.values:
        data = read_file(place, seal.file_name(kind))
        if data is not None and sha256(data) == seal.file_hash(kind):
            return data
    return None


def orphan_files() -> Iterator[str]:
    """Files in the archive that belong to no seal and to no work under way."""
    known = set(Seal.objects.values_list("pdf_name", flat=True)) | set(Seal.objects.values_list("json_name", flat=True))
    running = SealJob.objects.filter(state__in=[JobState.QUEUED, JobState.CLAIMED])
    for job in running.select_related("school_class__year"):
        known.update(file_names(job).values())
    numbers = {Path(name).stem for name in known}
    for place in Place.values:
        root = folder(place)
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            name = path.relative_to(root).as_posix()
            is_draft = name.startswith(WORK_FOLDER + "/") and path.name.split(".")[0] in numbers
            if path.is_file() and name not in known and not is_draft:
                yield f"{place}/{name}"
