"""The hours of a day as one axis for all shifts: lessons whose times overlap share an hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hour:
    """An hour of the axis: which lesson number it is in every shift that has one then."""

    numbers: tuple[tuple[int, int], ...]  # (shift, number)

    def number(self, shift: int) -> int | None:
        """The lesson number of a shift, or None when the shift does not learn then."""
        return dict(self.numbers).get(shift)


def axis(bells: Iterable) -> list[Hour]:
    """Hours by the clock; a lesson joins the hour it overlaps, so that nobody can be in two shifts at once."""
    groups: list[list] = []
    for bell in sorted(bells, key=lambda one: (one.starts_at, one.ends_at, one.shift)):
        last = groups[-1] if groups else []
        overlaps = any(bell.starts_at < other.ends_at for other in last)
        if overlaps and all(bell.shift != other.shift for other in last):
            last.append(bell)
        else:
            groups.append([bell])
    return [Hour(tuple((bell.shift, bell.number) for bell in group)) for group in groups]
