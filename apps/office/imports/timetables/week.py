"""Days, weeks and times as timetable programs write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from apps.core.cells import BadCell
from apps.office.imports.cells import read_weekday

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")


@dataclass(frozen=True)
class DayPlace:
    """A day of the file as a weekday and a week of the cycle."""

    weekday: int
    week: int


def weekday_of(name: str) -> int | None:
    """«Понедельник», «Пн», «А-Вторник», «2 нед. Среда», «Monday» → 0…6; None when it is no day."""
    for word in reversed(re.findall(r"[^\W\d_]+", name)):
        if len(word) < 2:
            continue
        try:
            return read_weekday(word)
        except BadCell:
            pass
        for index, english in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su")):
            if word.casefold().startswith(english) and word.casefold().endswith(("day", english)):
                return index
    return None


def place_days(names: Sequence[str]) -> list[DayPlace]:
    """Every day of a file by its name, else by its order; more than seven days are a two-week cycle.

    «А-Понедельник … А-Суббота, В-Понедельник … В-Суббота» is week 1 and week 2.
    """
    known = [weekday_of(name) for name in names]
    if len(names) <= 7:
        if None in known or len(set(known)) < len(known):
            known = list(range(len(names)))
        return [DayPlace(day, 0) for day in known]
    half = (len(names) + 1) // 2
    repeats = None not in known and len(set(known)) <= half
    places, seen = [], {}
    for index, day in enumerate(known):
        if repeats:
            seen[day] = seen.get(day, 0) + 1
            places.append(DayPlace(day, min(2, seen[day])))
        else:
            places.append(DayPlace(min(6, index % half), 1 if index < half else 2))
    return places


def time_of(text: str) -> time | None:
    """«8:30», «08.30», «10:20:00»; None when it is no time."""
    match = _TIME.fullmatch(text.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def week_of(mask: str) -> int:
    """«10» and «01» are the weeks of a two-week cycle; everything else is every week."""
    return {"10": 1, "01": 2}.get(mask.strip(), 0)
