"""XHSTT, the exchange format of timetabling research: an instance and its solutions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core.tables import Unreadable

from .shape import MAX_NAMES, Entity, FileTimetable, Gathering, Slot, entities, name_of
from .week import place_days
from .xml import Node, whole_number

CODE = "xhstt"


@dataclass
class _Event:
    name: str
    subject: str
    duration: int
    time: str = ""
    by_kind: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Time:
    weekday: int
    number: int
    week: int


def read(root: Node) -> FileTimetable:
    """The first instance with the first of its solutions; without a solution the events stay unplaced.

    Raises:
        Unreadable: no instance, or an instance without events.
    """
    instance = root.one("instances", "instance")
    events = list(instance.all("events", "event")) if instance else []
    if not events:
        raise Unreadable(_("В файле XHSTT нет ни одного события."))
    found = Gathering(CODE)
    names, kinds = _resources(instance)
    days, times = _times(instance)
    courses = _courses(instance)
    known = {node.get("id"): _event(node, courses, names, kinds) for node in events}
    placed = _add_solution(found, root, instance.get("id"), known, times, names, kinds)
    for key, event in known.items():
        if not placed:
            found.add(_slot(key, event, times.get(event.time), event.duration, ()))
    by_kind = {kind: entities(Entity(names[key]) for key, of in kinds.items() if of == kind) for kind in _KINDS}
    return found.done(
        lessons=len(events), classes=by_kind["class"], teachers=by_kind["teacher"], rooms=by_kind["room"], days=days
    )


_KINDS = ("teacher", "class", "room")


def _kind(text: str) -> str:
    small = text.casefold()
    return next((kind for kind in _KINDS if kind in small), small)


def _resources(instance: Node) -> tuple[dict[str, str], dict[str, str]]:
    """Names of resources and their kinds by their ids."""
    names, kinds = {}, {}
    for node in instance.all("resources", "resource"):
        key = node.get("id")
        kind = node.one("resourcetype")
        names[key] = name_of(node.text_of("name") or key)
        kinds[key] = _kind(kind.get("reference")) if kind else ""
    return names, kinds


def _courses(instance: Node) -> dict[str, str]:
    return {node.get("id"): name_of(node.text_of("name")) for node in instance.all("events", "eventgroups", "course")}


def _event(node: Node, courses: dict[str, str], names, kinds) -> _Event:
    course, time = node.one("course"), node.one("time")
    name = name_of(node.text_of("name") or node.get("id"))
    event = _Event(
        name, courses.get(course.get("reference"), "") if course else "", whole_number(node.text_of("duration"), 1)
    )
    event.subject = event.subject or name
    event.time = time.get("reference") if time else ""
    for resource in node.all("resources", "resource"):
        key = resource.get("reference")
        if key in names and len(known := event.by_kind.setdefault(kinds[key], [])) < MAX_NAMES:
            known.append(names[key])
    return event


def _times(instance: Node) -> tuple[tuple[str, ...], dict[str, _Time]]:
    """Times by id: the day as told, the number by the order within the day."""
    groups = instance.one("times", "timegroups")
    days = {node.get("id"): name_of(node.text_of("name")) for node in (groups.all("day") if groups else ())}
    weeks = {node.get("id"): place for place, node in enumerate(groups.all("week") if groups else (), start=1)}
    places = dict(zip(days, place_days(list(days.values())), strict=True))
    counts: dict[str, int] = {}
    times = {}
    for node in instance.all("times", "time"):
        day, week = node.one("day"), node.one("week")
        key = day.get("reference") if day else ""
        if key not in places:
            continue
        counts[key] = counts.get(key, 0) + 1
        told = weeks.get(week.get("reference"), 0) if week else 0
        cycle = told if len(weeks) == 2 else places[key].week
        times[node.get("id")] = _Time(places[key].weekday, counts[key], cycle)
    return tuple(days.values()), times


def _add_solution(found: Gathering, root: Node, instance_id: str, known, times, names, kinds) -> bool:
    solutions = [
        (group.get("id"), solution)
        for group in root.all("solutiongroups", "solutiongroup")
        for solution in group.all("solution")
        if solution.get("reference") == instance_id
    ]
    if not solutions:
        found.remark("", _("В файле нет готового расписания: только занятия без времени."))
        return False
    author, chosen = solutions[0]
    if len(solutions) > 1:
        values = {"n": len(solutions), "name": author}
        found.remark("", _("Готовых расписаний в файле: %(n)s, взято первое: «%(name)s».") % values)
    for node in chosen.all("events", "event"):
        key = node.get("reference")
        event = known.get(key)
        if event is None:
            found.fault(_("строка %s") % node.line, _("Решение называет неизвестное событие «%s».") % name_of(key))
            continue
        given = tuple(
            names[one.get("reference")]
            for one in node.all("resources", "resource")
            if kinds.get(one.get("reference")) == "room"
        )[:MAX_NAMES]
        time = node.one("time")
        place = times.get(time.get("reference")) if time else None
        found.add(_slot(key, event, place, whole_number(node.text_of("duration"), event.duration), given))
    return True


def _slot(key: str, event: _Event, place: _Time | None, duration: int, rooms: tuple[str, ...]) -> Slot:
    rooms = (*event.by_kind.get("room", ()), *rooms)
    return Slot(
        _("событие %s") % name_of(key), tuple(event.by_kind.get("class", ())), "", event.subject,
        tuple(event.by_kind.get("teacher", ())), ", ".join(dict.fromkeys(rooms)),
        place.weekday if place else None, place.number if place else None, place.week if place else 0, duration,
    )  # fmt: skip
