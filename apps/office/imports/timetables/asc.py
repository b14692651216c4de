"""aSc Timetables 2012 XML: lessons and their cards."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.tables import Unreadable

from .shape import MAX_NAMES, Entity, FileBell, FileTimetable, Gathering, Slot, entities, name_of
from .week import time_of, week_of
from .xml import Node, whole_number

CODE = "asc"


@dataclass(frozen=True)
class _Names:
    """Everything by the file's own ids."""

    subjects: dict[str, Entity]
    teachers: dict[str, Entity]
    rooms: dict[str, Entity]
    classes: dict[str, Entity]
    groups: dict[str, tuple[str, str, bool]]  # class id, name, whether it is the entire class
    weeks: dict[str, str]  # id of a weeks definition → mask


def read(root: Node) -> FileTimetable:
    """Every card is one lesson; lessons without a card stay unplaced.

    Raises:
        Unreadable: the file has no lessons.
    """
    lessons = {node.get("id"): node for node in root.all("lessons", "lesson")}
    if not lessons:
        raise Unreadable(_("В файле aSc нет ни одного занятия: выгрузите его снова со всеми разделами."))
    found = Gathering(CODE)
    names = _names(root)
    numbers, bells = _periods(root, found)
    cards = list(root.all("cards", "card"))
    for card in cards:
        _add_card(found, card, lessons, names, numbers)
    if len(cards) == 10 < len(lessons):
        found.remark("", _("В файле ровно 10 карточек: так выгружает незарегистрированная программа aSc, это не всё."))
    carded = Counter(card.get("lessonid") for card in cards)
    for key, node in lessons.items():
        if key not in carded:
            found.add(_slot(_("занятие, строка %s") % node.line, node, names))
    return found.done(
        lessons=len(lessons),
        classes=entities(names.classes.values()),
        subjects=entities(names.subjects.values()),
        teachers=entities(names.teachers.values()),
        rooms=entities(names.rooms.values()),
        bells=bells,
        days=tuple(
            name_of(node.get("name")) for node in root.all("daysdefs", "daysdef") if node.get("days").count("1") == 1
        ),
    )


def _names(root: Node) -> _Names:
    return _Names(
        subjects=_entities(root, "subjects", "subject"),
        teachers={node.get("id"): _teacher(node) for node in root.all("teachers", "teacher")},
        rooms=_entities(root, "classrooms", "classroom"),
        classes=_entities(root, "classes", "class"),
        groups={
            node.get("id"): (node.get("classid"), name_of(node.get("name")), node.get("entireclass") in ("1", "true"))
            for node in root.all("groups", "group")
        },
        weeks={
            node.get("id"): node.get("weeks").split(",")[0]
            for node in root.all("weeksdefs", "weeksdef")
            if "," not in node.get("weeks")
        },
    )


def _entities(root: Node, *path: str) -> dict[str, Entity]:
    return {
        node.get("id"): Entity(name_of(node.get("name") or node.get("short")), name_of(node.get("short")))
        for node in root.all(*path)
    }


def _teacher(node: Node) -> Entity:
    name = name_of(node.get("name") or node.get("short"))
    first, last = name_of(node.get("firstname")), name_of(node.get("lastname"))
    others = tuple(one for one in (f"{last} {first}".strip(), f"{first} {last}".strip()) if one and one != name)
    return Entity(name, name_of(node.get("short")), others)


def _periods(root: Node, found: Gathering) -> tuple[dict[str, int | None], tuple[FileBell, ...]]:
    """Period → lesson number: its name when that is a number; «Обед» is no lesson."""
    rows = list(root.all("periods", "period"))
    told = {node.get("period"): _number(node.get("name") or node.get("short")) for node in rows}
    if not any(number is not None for number in told.values()):
        told = {key: whole_number(key, -1) for key in told}
    bells = {}
    for node in rows:
        number = told[node.get("period")]
        if number is None:
            found.remark(_("период %s") % node.get("period"), _("«%s» — не урок.") % name_of(node.get("name")))
            continue
        first, last = time_of(node.get("starttime")), time_of(node.get("endtime"))
        if first and last and first < last and 0 <= number <= 14:
            bells.setdefault(number, FileBell(number, first, last))
    return told, tuple(bells.values())


def _number(name: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(?:\s*(?:-?й|\.|урок|ур\.?|[a-zа-я]))?", name.casefold().strip())
    return int(match[1]) if match else None


def _add_card(found: Gathering, card: Node, lessons, names: _Names, numbers) -> None:
    where = _("карточка, строка %s") % card.line
    lesson = lessons.get(card.get("lessonid"))
    if lesson is None:
        found.fault(where, _("Карточка называет занятие, которого в файле нет."))
        return
    period = card.get("period")
    number = numbers.get(period, whole_number(period, -1))
    if number is None or number < 0:
        found.fault(where, _("Период «%s» — не урок.") % name_of(period))
        return
    days = [place for place, sign in enumerate(card.get("days")[:MAX_NAMES]) if sign == "1"]
    if not days and card.get("day").isdecimal():  # files of old versions
        days = [whole_number(card.get("day"))]
    if not days:
        found.fault(where, _("Не указан день."))
    if "0" in card.get("terms") and "1" in card.get("terms"):
        found.remark(where, _("Урок идёт не весь год (terms=%s): взят как урок всего года.") % card.get("terms"))
    mask = card.get("weeks") or names.weeks.get(lesson.get("weeksdefid"), "")
    for day in days:
        slot = _slot(where, lesson, names, rooms=card.get("classroomids") or card.get("classroomid"))
        found.add(_at(slot, day, number, week_of(mask)))


def _at(slot: Slot, weekday: int, number: int, week: int) -> Slot:
    return Slot(slot.place, slot.classes, slot.group, slot.subject, slot.teachers, slot.room, weekday, number, week, 1)


def _ids(text: str) -> list[str]:
    return [piece for piece in re.split(r"[,;\s]+", text, maxsplit=MAX_NAMES)[:MAX_NAMES] if piece]


def _slot(where: str, lesson: Node, names: _Names, rooms: str = "") -> Slot:
    classes = [
        names.classes[key].name for key in _ids(lesson.get("classids") or lesson.get("classid")) if key in names.classes
    ]
    parts = [names.groups[key] for key in _ids(lesson.get("groupids") or lesson.get("groupid")) if key in names.groups]
    if not classes:
        classes = [names.classes[of].name for of, _name, _all in parts if of in names.classes]
    group = ", ".join(dict.fromkeys(name for _of, name, is_all in parts if not is_all))
    subject = names.subjects.get(lesson.get("subjectid"))
    return Slot(
        where, tuple(dict.fromkeys(classes)), group, subject.name if subject else "",
        tuple(
            names.teachers[key].name
            for key in _ids(lesson.get("teacherids") or lesson.get("teacherid"))
            if key in names.teachers
        ),
        ", ".join(names.rooms[key].name for key in _ids(rooms) if key in names.rooms),
        duration=1,
    )  # fmt: skip
