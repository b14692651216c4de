"""What a new timetable changes beside the one in force: line by line, course by course."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..enums import ChangeKind
from .entries import EntryValues


@dataclass(frozen=True)
class Change:
    """One line that differs: ``old`` is None for an added one, ``new`` for a removed one."""

    kind: str
    old: EntryValues | None
    new: EntryValues | None

    @property
    def course_id(self) -> int:
        """The course concerned."""
        return (self.new or self.old).course_id


def compare(old: Iterable[EntryValues], new: Iterable[EntryValues]) -> list[Change]:
    """Added, removed, moved lines and those with another teacher or room; lines alike are passed over.

    A line counts as moved when the course has one line less at one place and one more at another.
    """
    before, after = _by_course(old), _by_course(new)
    found = []
    for course in sorted(before.keys() | after.keys()):
        gone = [one for one in before[course] if one not in set(after[course])]
        come = [one for one in after[course] if one not in set(before[course])]
        for one in list(gone):
            twin = next((other for other in come if _place(other) == _place(one)), None)
            if twin is not None:
                found.append(Change(ChangeKind.CHANGED, one, twin))
                gone.remove(one)
                come.remove(twin)
        pairs = min(len(gone), len(come))
        found += [Change(ChangeKind.MOVED, one, other) for one, other in zip(gone[:pairs], come[:pairs], strict=True)]
        found += [Change(ChangeKind.REMOVED, one, None) for one in gone[pairs:]]
        found += [Change(ChangeKind.ADDED, None, one) for one in come[pairs:]]
    return found


def _place(one: EntryValues) -> tuple[int, int, int]:
    return one.weekday, one.number, one.week


def _by_course(rows: Iterable[EntryValues]) -> dict[int, list[EntryValues]]:
    found = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.course_id, *_place(one))):
        found[row.course_id].append(row)
    return found
