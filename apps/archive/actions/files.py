"""Writing of the archive's files so that nothing half-written ever bears a final name.

Drafts are written under ``.work/``, flushed to the disk and read back; only the worker that holds the job's row
renames them, inside the transaction that makes the seal. A killed worker leaves at most drafts, or complete files
under names that its successor writes again.
"""

import contextlib
import os
from pathlib import Path

from apps.archive.enums import Place
from apps.archive.models import SealJob
from apps.archive.queries.files import WORK_FOLDER, file_names, folder, sha256


class NotWritten(OSError):
    """What was read back is not what was written."""


def clear_drafts(job: SealJob) -> None:
    """Remove drafts that an earlier attempt left behind."""
    for place in Place.values:
        work = folder(place) / WORK_FOLDER
        for path in work.glob(f"{job.number}.*") if work.is_dir() else ():
            path.unlink(missing_ok=True)


def write_drafts(job: SealJob, contents: dict[str, bytes]) -> None:
    """Write the files of the job into both places under draft names and read them back.

    Raises:
        NotWritten: a place gave back something else.
        OSError: a place cannot be written.
    """
    for place in Place.values:
        for kind, data in contents.items():
            draft = _draft(job, place, kind)
            draft.parent.mkdir(parents=True, exist_ok=True)
            with open(draft, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if sha256(draft.read_bytes()) != sha256(data):
                raise NotWritten(f"{place}: записанное не совпало с прочитанным")


def publish(job: SealJob) -> dict[str, str]:
    """Give the drafts their final names; called while the job's row is held. Returns the names by kind."""
    names = file_names(job)
    for place in Place.values:
        for kind, name in names.items():
            target = folder(place) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(_draft(job, place, kind), target)
            _flush_folder(target.parent)
    return names


def remove_all(job: SealJob) -> None:
    """Remove what a job that failed for good has left, drafts and files."""
    clear_drafts(job)
    for place in Place.values:
        for name in file_names(job).values():
            # A place that is out of order must not keep the job from ending; verify_archive names what stays there.
            with contextlib.suppress(OSError):
                (folder(place) / name).unlink()


def _draft(job: SealJob, place: str, kind: str) -> Path:
    return folder(place) / WORK_FOLDER / f"{job.number}.{job.token}.{kind}"


def _flush_folder(path: Path) -> None:
    """A rename is on the disk once its folder is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
