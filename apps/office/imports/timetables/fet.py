"""FET (``.fet``): activities with teachers, students sets and, where the file holds a solution, their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext as _

from apps.core.tables import Unreadable

from .shape import MAX_NAMES, Entity, FileTimetable, Gathering, Slot, entities, name_of
from .week import DayPlace, place_days
from .xml import Node, whole_number

CODE = "fet"


@dataclass(frozen=True)
class _Place:
    day: str
    hour: str


def read(root: Node) -> FileTimetable:
    """The file's activities; those without a preferred starting time stay unplaced.

    Raises:
        Unreadable: the file has no activities.
    """
    activities = list(root.all("activities_list", "activity"))
    if not activities:
        raise Unreadable(_("В файле FET нет ни одного занятия."))
    found = Gathering(CODE)
    days = tuple(name_of(node.text_of("name")) for node in root.all("days_list", "day"))
    weekdays = dict(zip(reversed(days), reversed(place_days(days)), strict=True))  # of one name twice, the first
    hours = _numbers([name_of(node.text_of("name")) for node in root.all("hours_list", "hour")])
    places, rooms, sets = _times(root), _rooms_of(root), _students(root)
    for node in activities:
        _add(found, node, weekdays, hours, places, rooms, sets)
    if found.unplaced:
        found.remark(
            "", _("Занятий без времени в файле: %(n)s. Их можно расставить здесь же.") % {"n": len(found.unplaced)}
        )
    return found.done(
        lessons=len(activities),
        classes=entities(Entity(name_of(node.text_of("name"))) for node in root.all("students_list", "year")),
        subjects=_named(root, "subjects_list", "subject"),
        teachers=_named(root, "teachers_list", "teacher"),
        rooms=_named(root, "rooms_list", "room"),
        days=days,
    )


def _named(root: Node, *path: str) -> tuple[Entity, ...]:
    return entities(Entity(name_of(node.text_of("name"))) for node in root.all(*path))


def _add(found: Gathering, node: Node, days, hours: Mapping[str, int], places, rooms, sets) -> None:
    number = node.text_of("id")
    where = _("занятие %s") % number if number else _("строка %s") % node.line
    if node.text_of("active").casefold() == "false":
        found.remark(where, _("Занятие в файле выключено и пропущено."))
        return
    classes, groups = [], []
    for student in islice(node.all("students"), MAX_NAMES):
        name = name_of(student.text)
        year, group = sets.get(name, ((name,), ""))
        classes += [one for one in year if one not in classes]
        groups += [group] if group and group not in groups else []
    slot = Slot(
        where, tuple(classes), ", ".join(groups), name_of(node.text_of("subject")),
        tuple(name_of(teacher.text) for teacher in islice(node.all("teacher"), MAX_NAMES)), rooms.get(number, ""),
        duration=whole_number(node.text_of("duration"), 1),
    )  # fmt: skip
    place = places.get(number)
    if place is not None:
        slot = _placed(slot, place, days, hours)
        if not slot.is_placed:
            found.fault(where, _("Время «%(day)s, %(hour)s» не найдено среди дней и часов файла.") % vars(place))
    found.add(slot)


def _placed(slot: Slot, place: _Place, days: Mapping[str, DayPlace], hours: Mapping[str, int]) -> Slot:
    if place.day not in days or place.hour not in hours:
        return slot
    day = days[place.day]
    return replace(slot, weekday=day.weekday, week=day.week, number=hours[place.hour])


def _numbers(hours: Sequence[str]) -> dict[str, int]:
    """The lesson numbers of the hours: their own when all of them are numbers, else their order from 1."""
    if all(name.isdecimal() for name in hours) and len(set(hours)) == len(hours):
        return {name: int(name) for name in hours}
    return {name: place for place, name in reversed(list(enumerate(hours, start=1)))}


def _times(root: Node) -> dict[str, _Place]:
    found = {}
    for node in root.all("time_constraints_list", "constraintactivitypreferredstartingtime"):
        if node.text_of("active").casefold() == "false":
            continue
        day = node.text_of("preferred_day") or node.text_of("day")
        hour = node.text_of("preferred_hour") or node.text_of("hour")
        found[node.text_of("activity_id")] = _Place(name_of(day), name_of(hour))
    return found


def _rooms_of(root: Node) -> dict[str, str]:
    return {
        node.text_of("activity_id"): name_of(node.text_of("room"))
        for node in root.all("space_constraints_list", "constraintactivitypreferredroom")
        if node.text_of("active").casefold() != "false"
    }


def _students(root: Node) -> dict[str, tuple[tuple[str, ...], str]]:
    """Name of a students set → its years (classes) and the name of the part, empty for a whole year."""
    years: dict[str, list[str]] = {}
    whole = set()
    for year in root.all("students_list", "year"):
        name = name_of(year.text_of("name"))
        whole.add(name)
        for group in year.all("group"):
            years.setdefault(name_of(group.text_of("name")), []).append(name)
            for subgroup in group.all("subgroup"):
                years.setdefault(name_of(subgroup.text_of("name")), []).append(name)
    found = {part: (tuple(dict.fromkeys(of[:MAX_NAMES])), _part(part, of[0])) for part, of in years.items()}
    return {**found, **{name: ((name,), "") for name in whole}}


def _part(name: str, year: str) -> str:
    """«ЛД101-П1» of the year «ЛД101» is the part «П1»."""
    return name.removeprefix(year).strip(" -·_/") or name
