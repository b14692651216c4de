"""The snapshot of a volume: what is printed and every fact behind it, as canonical JSON (decision 15)."""

import json
from dataclasses import dataclass

from apps.archive.models import Seal, SealJob
from apps.archive.queries.assemble import assemble
from apps.archive.queries.facts import facts_of
from apps.archive.queries.material import Material, read_material
from apps.archive.queries.volume import Volume, to_plain
from apps.archive.rules import CourseState

FORMAT = 1


@dataclass(frozen=True)
class Snapshot:
    """A volume at one moment: its pages, its JSON and the course terms it closes."""

    volume: Volume
    first_page: int
    json: bytes
    material: Material


def canonical(data) -> bytes:
    """One form for one content: sorted keys, no spaces, Cyrillic as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def take_snapshot(job: SealJob) -> Snapshot:
    """Read the volume of the job's class and term; a constant number of queries."""
    material = read_material(job.school_class, job.term)
    volume = assemble(material)
    first_page = next_page(job.school_class)
    data = {
        "format": FORMAT,
        "document": {
            "number": job.number,
            "printed_on": job.printed_on.isoformat(),
            "first_page": first_page,
            "school_class": job.school_class_id,
            "term": job.term_id,
            "courses": sorted(course.pk for course in material.courses),
            "terms": sorted({term.pk for term in material.own_terms.values()}),
        },
        "volume": to_plain(volume),
        "facts": facts_of(material),
    }
    return Snapshot(volume, first_page, canonical(data), material)


def next_page(school_class) -> int:
    """Number of the first page: numbering runs on from term to term within the year (I-22, practice.md)."""
    last = Seal.objects.filter(school_class=school_class).order_by("-position").first()
    return last.first_page + last.pages if last else 1


def course_name(course) -> str:
    """«Алгебра», «Английский язык (подгруппа 1)»."""
    group = f" ({course.study_group.name})" if course.study_group_id else ""
    return f"{course.subject.name}{group}"


def course_states(material: Material) -> list[CourseState]:
    """What the rules ask of each course of the volume."""
    return [_state(course, material.course_terms.get(course.pk)) for course in material.courses]


def _state(course, row) -> CourseState:
    return CourseState(
        name=course_name(course),
        is_handed_in=bool(row and row.handed_in_at),
        is_accepted=bool(row and row.accepted_at),
        reopened_until=row.reopened_until if row else None,
    )
