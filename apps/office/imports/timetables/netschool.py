"""NetSchool's exchange file (``ExportCm.xml``, ``*.nsxml``), as timetable programs give it back."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.tables import Unreadable

from .shape import MAX_NAMES, Entity, FileBell, FileTimetable, Gathering, Slot, entities, name_of
from .week import time_of, weekday_of
from .xml import Node, whole_number

CODE = "netschool"
_SURNAME = re.compile(
    r".*(ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|цкий|ская|цкая|ко|ук|юк|як|ян|ец|ых|их)$", re.IGNORECASE
)


@dataclass
class _Lesson:
    """A «csg»: class × subject × group; the same id in several classes is one lesson for all of them."""

    classes: list[str]
    subject: str
    group: str
    teacher: str


def read(root: Node) -> FileTimetable:
    """The weeks of the file; two different ones are a two-week cycle.

    Raises:
        Unreadable: the file has no plan.
    """
    found = Gathering(CODE)
    subjects = {node.get("sid"): name_of(node.get("name")) for node in root.all("subjects", "subject")}
    teachers = _teachers(root)
    plan = _plan(root, subjects, teachers)
    if not plan:
        raise Unreadable(_("В файле обмена нет учебного плана: начните с выгрузки из «Сетевого города»."))
    rooms = {node.get("id"): name_of(node.get("name")) for node in root.all("rooms", "room")}
    times = {node.get("id"): node for node in root.all("lessontimes", "lessontime")}
    used = _add_weeks(found, root, plan, times, rooms)
    for key, lesson in plan.items():
        if key not in used:
            found.add(_slot(_("план, занятие %s") % key, lesson, ""))
    return found.done(
        lessons=len(plan),
        classes=entities(Entity(name_of(node.get("name"))) for node in root.all("plan", "class")),
        subjects=entities(Entity(name) for name in subjects.values()),
        teachers=entities(teachers.values()),
        rooms=entities(Entity(name) for name in rooms.values()),
        bells=_bells(times),
    )


def _teachers(root: Node) -> dict[str, Entity]:
    """Names and surnames change places in files of some programs: the column that ends like surnames is theirs."""
    rows = list(root.all("teachers", "teacher"))
    firsts = sum(bool(_SURNAME.match(node.get("firstname"))) for node in rows)
    lasts = sum(bool(_SURNAME.match(node.get("lastname"))) for node in rows)
    order = ("firstname", "lastname") if firsts > lasts else ("lastname", "firstname")
    found = {}
    for node in rows:
        last, first, middle = name_of(node.get(order[0])), name_of(node.get(order[1])), name_of(node.get("middlename"))
        told = [" ".join(filter(None, names)) for names in ((last, first, middle), (first, last, middle))]
        found[node.get("tid")] = Entity(told[0] or _("Учитель %s") % node.get("tid"), "", tuple(told[1:]))
    return found


def _plan(root: Node, subjects: dict[str, str], teachers: dict[str, Entity]) -> dict[str, _Lesson]:
    plan: dict[str, _Lesson] = {}
    for school_class in root.all("plan", "class"):
        name = name_of(school_class.get("name"))
        for node in school_class.all("csg"):
            key = node.get("id")
            if key in plan:
                known = plan[key].classes
                known += [name] if len(known) < MAX_NAMES and name not in known else []
                continue
            subject, group = _parts(name_of(node.get("name")), subjects.get(node.get("sid"), ""))
            teacher = teachers.get(node.get("tid"))
            plan[key] = _Lesson([name], subject, group, teacher.name if teacher else "")
    return plan


def _parts(name: str, subject: str) -> tuple[str, str]:
    """«Информатика/1 гр.» → the subject and the part of the class."""
    if subject and name.casefold().startswith(subject.casefold()):
        return subject, name[len(subject) :].strip(" /")
    pieces = [piece.strip() for piece in name.split("/") if piece.strip()]
    if len(pieces) < 2:
        return subject or name, ""
    return subject or pieces[-2], pieces[-1]


def _add_weeks(found: Gathering, root: Node, plan, times, rooms) -> set[str]:
    weeks = list(root.all("timetable", "week"))
    if len(weeks) > 2:
        found.remark("", _("В файле недель: %(n)s. Взяты первые две как двухнедельный цикл.") % {"n": len(weeks)})
    weeks = weeks[:2]
    held: dict[tuple, set[int]] = defaultdict(set)
    where: dict[tuple, str] = {}
    used = set()
    for index, week in enumerate(weeks, start=1):
        for day in week.all("day"):
            for key, place in _lessons_of(found, day, plan, times, rooms):
                used.add(key[0])
                held[key].add(index)
                where.setdefault(key, place)
    for key, in_weeks in held.items():
        csg, weekday, number, room = key
        week = 0 if len(in_weeks) == len(weeks) else min(in_weeks)
        slot = _slot(where[key], plan[csg], room)
        found.add(Slot(slot.place, slot.classes, slot.group, slot.subject, slot.teachers, room, weekday, number, week))
    return used


def _lessons_of(found: Gathering, day: Node, plan, times, rooms):
    weekday = weekday_of(day.get("name"))
    if weekday is None:
        weekday = whole_number(day.get("wd"), 0) - 1
    for lesson in day.all("lesson"):
        where = _("%(day)s, строка %(line)s") % {"day": name_of(day.get("name")), "line": lesson.line}
        time = times.get(lesson.get("timeid"))
        if time is None or not 0 <= weekday <= 6:
            found.fault(where, _("Время урока в файле не описано."))
            continue
        number = whole_number(time.get("number"), -1)
        for node in lesson.all("csg"):
            if node.get("id") not in plan:
                found.fault(where, _("Урок называет занятие «%s», которого нет в плане.") % name_of(node.get("id")))
                continue
            yield (node.get("id"), weekday, number, rooms.get(node.get("roomid"), "")), where


def _slot(where: str, lesson: _Lesson, room: str) -> Slot:
    teachers = (lesson.teacher,) if lesson.teacher else ()
    return Slot(where, tuple(lesson.classes), lesson.group, lesson.subject, teachers, room)


def _bells(times: dict[str, Node]) -> tuple[FileBell, ...]:
    found = {}
    for node in times.values():
        first, last = time_of(node.get("starttime")), time_of(node.get("endtime"))
        number, shift = whole_number(node.get("number"), -1), max(1, whole_number(node.get("sm"), 1))
        if first and last and first < last and 0 <= number <= 14:
            found.setdefault((shift, number), FileBell(number, first, last, shift))
    return tuple(found.values())
