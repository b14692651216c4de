"""What the pages of timetable drafts show."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from apps.school.models import AcademicYear, Course, Room, SchoolClass, StaffMember, Student, StudyGroup
from apps.timetable.enums import ChangeKind, ClashKind, DraftState
from apps.timetable.models import TimetableDraft
from apps.timetable.queries.drafts import lines_in_force, lines_of_draft, reach_of
from apps.timetable.queries.slots import SlotMaker, slot_maker
from apps.timetable.rules.clashes import Clash
from apps.timetable.rules.compare import Change, compare
from apps.timetable.rules.entries import EntryValues

SHOWN = 200


def short_days() -> tuple[str, ...]:
    """Monday first."""
    return (_("Пн"), _("Вт"), _("Ср"), _("Чт"), _("Пт"), _("Сб"), _("Вс"))


def drafts_of(year: AcademicYear | None) -> list[TimetableDraft]:
    """The drafts of a year, the open ones first; one query."""
    drafts = (
        TimetableDraft.objects.filter(year=year).select_related("made_by", "build").annotate(lines=Count("entries"))
    )
    rows = list(drafts.order_by("-made_at", "-pk")[:100])
    return sorted(rows, key=lambda draft: draft.state != DraftState.OPEN)


@dataclass(frozen=True)
class ChangeLine:
    """A change for the eye."""

    kind: str
    label: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True)
class ClassChanges:
    """What changes for one class; ``counts`` by kind in the order of the columns."""

    name: str
    lines: tuple[ChangeLine, ...]
    counts: tuple[int, ...]

    @property
    def summary(self) -> str:
        """«перенесён: 3, добавлен: 1»."""
        pairs = zip(ChangeKind, self.counts, strict=True)
        return ", ".join(f"{ChangeKind(kind).label}: {number}" for kind, number in pairs if number)


@dataclass(frozen=True)
class Total:
    """How many lines of a kind differ in the whole school."""

    label: str
    number: int


@dataclass(frozen=True)
class ClashLine:
    """A clash as a sentence, with the lessons concerned."""

    kind: str
    who: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class GridCell:
    """Lessons of a class at one place."""

    lessons: tuple[str, ...]


@dataclass(frozen=True)
class GridRow:
    """A lesson number of the week of a class."""

    number: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class DraftPage:
    """A draft beside the timetable in force on ``day``."""

    day: dt.date
    report: Report
    absent: tuple[str, ...]
    lines: int
    unchanged: int
    changes: tuple[ClassChanges, ...]
    totals: tuple[Total, ...]
    clashes: tuple[ClashLine, ...]
    clashes_in_all: int
    no_bell: tuple[str, ...]
    classes: tuple[SchoolClass, ...]
    school_class: SchoolClass | None
    grid: tuple[GridRow, ...]
    days: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What the source of the draft said that could not be taken over."""

    left: list[dict] = field(default_factory=list)
    left_in_all: int = 0
    unplaced: int = 0
    faults: list[dict] = field(default_factory=list)
    remarks: list[dict] = field(default_factory=list)
    made: tuple[str, ...] = ()

    @classmethod
    def of(cls, draft: TimetableDraft) -> Report:
        """From the draft's own report."""
        told = draft.report
        kinds = {
            "class": _("классы"), "subject": _("предметы"), "teacher": _("учителя"), "room": _("кабинеты"),
            "course": _("предметы в классах"), "group": _("группы"), "bells": _("звонки"),
        }  # fmt: skip
        made = tuple(f"{kinds.get(kind, kind)} — {number}" for kind, number in told.get("made", {}).items())
        known = {name: told[name] for name in ("left", "left_in_all", "unplaced", "faults", "remarks") if name in told}
        return cls(made=made, **known)


class Names:
    """Names of everything a line mentions, read once."""

    def __init__(self, year: AcademicYear):
        courses = Course.objects.filter(year=year).select_related("subject", "school_class", "study_group")
        self.courses = {course.pk: course for course in courses}
        self.staff = {row.pk: row for row in StaffMember.objects.order_by("pk")}
        self.rooms = dict(Room.objects.values_list("pk", "name"))
        self.days = short_days()

    def place(self, line: EntryValues) -> str:
        """«Пн, 2-й урок», with the week of the cycle."""
        values = {"day": self.days[line.weekday], "number": line.number}
        text = _("%(day)s, %(number)s-й урок") % values
        return text if not line.week else f"{text} ({_('%s-я неделя') % line.week})"

    def people(self, line: EntryValues) -> str:
        """Teachers and room."""
        names = [self.staff[pk].initials_name for pk in (line.teacher_id, line.second_teacher_id) if pk]
        room = self.rooms.get(line.room_id, "")
        told = [_("каб. %s") % room if room[:1].isdigit() else room] if room else []
        return ", ".join([*names, *told])

    def lesson(self, line: EntryValues) -> str:
        """Place, course, teachers and room."""
        return f"{self.place(line)}: {self.courses[line.course_id]}, {self.people(line)}"

    def subject(self, line: EntryValues) -> str:
        """The subject, and the group where it is not the whole class."""
        course = self.courses[line.course_id]
        return course.subject.name if course.school_class_id else f"{course.subject.name} ({course.study_group.name})"


def draft_page(draft: TimetableDraft, *, day: dt.date, class_pk: int | None) -> DraftPage:
    """The draft with its clashes and its difference from the timetable in force on ``day``."""
    year = draft.year
    lines, names, maker = lines_of_draft(draft), Names(year), slot_maker(year)
    reach = reach_of(draft)
    changes = compare((line for line in lines_in_force(year, day) if line.course_id in reach.courses), lines)
    classes = tuple(SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk"))
    of_class = _by_class(changes, classes, maker, names)
    clashes = _clashes(lines, maker, names, day, year)
    here = {pk for line in lines for pk in maker.audiences[line.course_id].classes}
    wanted = {class_pk} if class_pk else here
    chosen = next((one for one in classes if one.pk in wanted), None)
    return DraftPage(
        day=day,
        report=Report.of(draft),
        absent=reach.absent,
        lines=len(lines),
        unchanged=len(lines) - sum(change.new is not None for change in changes),
        changes=of_class,
        totals=tuple(
            Total(str(ChangeKind(kind).label), sum(change.kind == kind for change in changes)) for kind in ChangeKind
        ),
        clashes=tuple(clashes[:SHOWN]),
        clashes_in_all=len(clashes),
        no_bell=_no_bell(lines, maker, day),
        classes=classes,
        school_class=chosen,
        grid=_grid(lines, maker, names, chosen) if chosen else (),
        days=names.days[: 1 + max((line.weekday for line in lines), default=4)],
    )


def _by_class(changes: list[Change], classes, maker: SlotMaker, names: Names) -> tuple[ClassChanges, ...]:
    found: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        for pk in maker.audiences[change.course_id].classes:
            found[pk].append(change)
    return tuple(
        ClassChanges(
            one.name,
            tuple(_change_line(change, names) for change in found[one.pk]),
            tuple(sum(change.kind == kind for change in found[one.pk]) for kind in ChangeKind),
        )
        for one in classes
        if one.pk in found
    )


def _change_line(change: Change, names: Names) -> ChangeLine:
    before, after = (f"{names.place(line)}, {names.people(line)}" if line else "" for line in (change.old, change.new))
    line = change.new or change.old
    return ChangeLine(change.kind, str(ChangeKind(change.kind).label), names.subject(line), before, after)


def _clashes(lines: list[EntryValues], maker: SlotMaker, names: Names, day: dt.date, year) -> list[ClashLine]:
    slots = [
        slot for index, line in enumerate(lines) for slot in maker.slots(line, first=day, last=year.ends_on, key=index)
    ]
    found = maker.clashes(slots)
    who = _who(found)
    return [
        ClashLine(
            str(ClashKind(one.kind).label),
            ", ".join(who[one.kind].get(pk, "") for pk in one.who[:5]),
            tuple(names.lesson(lines[key]) for key in one.slots),
        )
        for one in found
    ]


def _who(clashes: list[Clash]) -> dict[str, dict[int, str]]:
    """Names of whom the clashes concern; one query for every kind that is there."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in clashes:
        wanted[one.kind].update(one.who)
    models = {
        ClashKind.TEACHER: StaffMember, ClashKind.ROOM: Room, ClashKind.CLASS: SchoolClass,
        ClashKind.GROUP: StudyGroup, ClashKind.PUPIL: Student,
    }  # fmt: skip
    return {
        kind: {pk: getattr(row, "initials_name", str(row)) for pk, row in models[kind].objects.in_bulk(pks).items()}
        for kind, pks in wanted.items()
    }


def _no_bell(lines: list[EntryValues], maker: SlotMaker, day: dt.date) -> tuple[str, ...]:
    """Lesson numbers without a bell: such a draft cannot be accepted."""
    missing = set()
    for line in lines:
        pattern = maker.clocks.pattern(line.course_id, day)
        if line.number not in maker.clocks.usual(pattern):
            missing.add((pattern.shift, line.number))
    text = _("урок %(number)s, смена %(shift)s")
    return tuple(text % {"number": number, "shift": shift} for shift, number in sorted(missing))


def _grid(lines: list[EntryValues], maker: SlotMaker, names: Names, chosen: SchoolClass) -> tuple[GridRow, ...]:
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for line in lines:
        if chosen.pk in maker.audiences[line.course_id].classes:
            week = f" ({_('%s-я неделя') % line.week})" if line.week else ""
            text = f"{names.subject(line)}{week}, {names.people(line)}"
            cells[line.number, line.weekday].append(text)
    numbers = sorted({number for number, _weekday in cells})
    width = 1 + max((line.weekday for line in lines), default=4)
    return tuple(
        GridRow(number, tuple(GridCell(tuple(cells[number, weekday])) for weekday in range(width)))
        for number in range(numbers[0], numbers[-1] + 1)
    ) if numbers else ()  # fmt: skip
