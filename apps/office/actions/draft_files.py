"""A timetable file from upload to draft: what the school lacks is made when asked, the matching is remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked
from apps.core.tables import Unreadable
from apps.office.actions.draft_match import Match, NewCourse, Ref, level_of, match, tidy_entries
from apps.office.actions.draft_school import CLASS, COURSE, KINDS, ROOM, SUBJECT, TEACHER, School
from apps.office.actions.uploads import content_of, drop_upload
from apps.office.imports.cells import parse_class
from apps.office.imports.timetables.reading import FORMATS, read_timetable
from apps.office.imports.timetables.shape import FileTimetable
from apps.office.models import ColumnMapping, Upload
from apps.school.actions.grants import rebuild_school_grants
from apps.school.enums import GroupKind, Scale, SubjectPart, TermKind
from apps.school.models import (
    AcademicYear,
    Course,
    Room,
    SchoolClass,
    StaffMember,
    StudyGroup,
    Subject,
    TeachingAssignment,
    TermScheme,
)
from apps.school.models.people import name_keys
from apps.school.rules.levels import parse_levels
from apps.timetable.actions.drafts import make_draft
from apps.timetable.enums import DraftSource
from apps.timetable.models import Bell, BellSchedule, TimetableDraft
from apps.timetable.rules.entries import EntryValues

CREATE, BELLS = "create", "bells"
LEFT_KEPT = 500


@dataclass(frozen=True)
class FileDesk:
    """A timetable file beside the school, ready for the page."""

    upload: Upload
    file: FileTimetable
    match: Match
    create: tuple[str, ...]
    needs_bells: bool

    @property
    def format_name(self) -> str:
        """What the format is called."""
        return str(FORMATS[self.file.format])


def open_file(upload: Upload, *, year: AcademicYear, day: dt.date) -> FileDesk:
    """Read the kept file and match it with what was chosen so far.

    Raises:
        RuleViolation: the file is no longer kept or cannot be read.
    """
    try:
        file = read_timetable(content_of(upload), upload.file_name)
    except Unreadable as error:
        raise RuleViolation(error.message) from error
    create = tuple(upload.mapping.get(CREATE, ()))
    chosen = {kind: upload.mapping.get(kind, {}) for kind in (*KINDS, COURSE)}
    found = match(file, School(year, day), chosen=chosen, remembered=_remembered(file.format), create=create)
    needs_bells = not Bell.objects.filter(schedule__year=year, schedule__is_default=True).exists()
    return FileDesk(upload, file, found, create, needs_bells and bool(file.bells))


def _remembered(code: str) -> dict[str, dict[str, str]]:
    rows = ColumnMapping.objects.filter(signature=code, kind__startswith="tt-")
    return {row.kind.removeprefix("tt-"): row.mapping for row in rows}


@transaction.atomic
def choose(*, upload: Upload, chosen: Mapping[str, Mapping[str, str]], create: list[str]) -> None:
    """Keep the choice of names with the file."""
    merged = {kind: {**upload.mapping.get(kind, {}), **chosen.get(kind, {})} for kind in (*KINDS, COURSE)}
    upload.mapping = {**merged, CREATE: create}
    upload.save(update_fields=["mapping"])


def _remember(code: str, name: str, mapping: Mapping[str, Mapping[str, str]]) -> None:
    for kind in (*KINDS, COURSE):
        chosen = {text: told for text, told in mapping.get(kind, {}).items() if told.isdecimal()}
        if chosen:
            row, _made = ColumnMapping.objects.get_or_create(
                kind=f"tt-{kind}", signature=code, defaults={"source_name": name[:200]}
            )
            row.mapping = {**row.mapping, **chosen}
            row.used_at = timezone.now()  # real time: how long it is kept has nothing to do with the demo's day
            row.save()


@transaction.atomic
def take_over(*, upload: Upload, year: AcademicYear, by) -> TimetableDraft:
    """Make what is missing and asked for, then the draft; the file is thrown away.

    Raises:
        RuleViolation: nothing to take, or the school lacks terms for a class of the file.
    """
    today = clock.today()
    day = min(max(today, year.starts_on), year.ends_on)
    desk = open_file(upload, year=year, day=day)
    if not desk.match.ready and not desk.match.hours:
        raise RuleViolation(_("Из файла нечего взять: ни один урок не сопоставлен."))
    with attributed(by=by, reason=_("Из файла расписания «%s»") % upload.file_name):
        makes = _Making(year, desk)
        makes.run()
        entries, told = tidy_entries([(makes.values(one), one.place) for one in desk.match.ready])
        report = _report(desk, [*desk.match.remarks, *told], makes.counts, taken=len(entries))
        name = _("Из файла «%s»") % upload.file_name
        draft = make_draft(year=year, name=name, source=DraftSource.FILE, entries=entries, by=by, report=report)
    if makes.counts:
        rebuild_school_grants()
    _remember(desk.file.format, upload.file_name, upload.mapping)
    drop_upload(upload=upload)
    return draft


def _report(desk: FileDesk, told: list, made: Mapping[str, int], *, taken: int) -> dict:
    file = desk.file
    return {
        "format": file.format,
        "file": desk.upload.file_name,
        "lessons": file.lessons,
        "placed": len(file.slots),
        "unplaced": len(file.unplaced),
        "taken": taken,
        "made": dict(made),
        "left": [asdict(one) for one in desk.match.left[:LEFT_KEPT]],
        "left_in_all": len(desk.match.left),
        "faults": [asdict(one) for one in file.faults],
        "remarks": [asdict(one) for one in (*file.remarks, *told)][:LEFT_KEPT],
    }


@dataclass
class _Making:
    """Makes the rows a file names and the school lacks."""

    year: AcademicYear
    desk: FileDesk
    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    courses: dict[NewCourse, Course] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Rooms, subjects, employees and classes, then groups, courses and their load, then bells."""
        new = self.desk.match.new
        self._make(ROOM, Room, [Room(name=name[:30]) for name in new[ROOM]], new[ROOM])
        self._make(SUBJECT, Subject, self._subjects(new[SUBJECT]), new[SUBJECT])
        self._make(TEACHER, StaffMember, [_staff(name) for name in new[TEACHER]], new[TEACHER])
        self._make(CLASS, SchoolClass, [self._class(name) for name in new[CLASS]], new[CLASS])
        self._make_courses()
        if BELLS in self.desk.create and self.desk.needs_bells:
            self._make_bells()

    def values(self, one) -> EntryValues:
        """A lesson of the file as a line of the draft."""
        course = one.course if isinstance(one.course, int) else self.courses[one.course].pk
        return EntryValues(
            course_id=course, weekday=one.weekday, number=one.number, week=one.week,
            teacher_id=self._pk(TEACHER, one.teacher), second_teacher_id=self._pk(TEACHER, one.second),
            room_id=self._pk(ROOM, one.room),
        )  # fmt: skip

    def _make(self, kind: str, model: type, rows: list, names: list[str]) -> None:
        unique: dict[str, object] = {}
        if rows and kind != TEACHER:  # people may be homonyms, other names are there once
            of_year = {"year": self.year} if kind == CLASS else {}
            unique = {str(row): row for row in model.objects.filter(**of_year).order_by("pk")}
        made = []
        for row in rows:
            if str(row) not in unique:
                unique[str(row)] = row
                made.append(row)
        bulk_create_tracked(model, made)
        self.rows[kind] = {name: unique[str(row)] for name, row in zip(names, rows, strict=True)}
        if made:
            self.counts[kind] = len(made)

    def _pk(self, kind: str, ref: Ref | None) -> int | None:
        return self.rows[kind][ref].pk if isinstance(ref, str) else ref

    def _subjects(self, names: list[str]) -> list[Subject]:
        last = max(Subject.objects.values_list("position", flat=True), default=0)
        return [
            Subject(name=name[:120], short_name=name[:30], part=SubjectPart.FEDERAL, position=last + place)
            for place, name in enumerate(names, start=1)
        ]

    def _class(self, name: str) -> SchoolClass:
        parsed = parse_class(name)
        level = level_of(name) or 1
        text = parsed.name if parsed else name[:12]
        letter = parsed.letter if parsed else text[:10]
        return SchoolClass(year=self.year, level=level, letter=letter, name=text)

    # --- courses ---

    def _make_courses(self) -> None:
        wanted = self.desk.match.hours
        if not wanted:
            return
        inside = {course: self._classes(course) for course in wanted}
        groups = self._groups(inside)
        schemes = list(TermScheme.objects.filter(year=self.year))
        subjects = Subject.objects.in_bulk([self._pk(SUBJECT, course.subject) for course in wanted])
        rows = []
        for course, classes in inside.items():
            subject = subjects[self._pk(SUBJECT, course.subject)]
            group = groups.get(course)
            level = min(one.level for one in classes)
            rows.append(
                Course(
                    year=self.year, subject=subject, study_group=group,
                    school_class=None if group else classes[0], term_scheme=_scheme(schemes, level, classes[0]),
                    scale=Scale.NONE if level == 1 else subject.scale,
                    hours_per_week=max(wanted[course].values(), default=Decimal(0)),
                )
            )  # fmt: skip
        self.courses = dict(zip(inside, self._once(rows), strict=True))
        self.counts[COURSE] = len({row.pk for row in self.courses.values()})
        self._make_load(wanted)

    def _once(self, rows: list[Course]) -> list[Course]:
        """Two names of the file may mean one course: it is made once."""
        present = Course.objects.filter(year=self.year).order_by("pk")
        known = {(row.subject_id, row.school_class_id, row.study_group_id): row for row in present}
        for row in rows:
            known.setdefault((row.subject_id, row.school_class_id, row.study_group_id), row)
        bulk_create_tracked(Course, [row for row in known.values() if row.pk is None])
        return [known[row.subject_id, row.school_class_id, row.study_group_id] for row in rows]

    def _classes(self, course: NewCourse) -> list[SchoolClass]:
        found = SchoolClass.objects.in_bulk([self._pk(CLASS, ref) for ref in course.classes])
        return sorted(found.values(), key=lambda row: (row.level, row.letter, row.pk))

    def _groups(self, inside: Mapping[NewCourse, list[SchoolClass]]) -> dict[NewCourse, StudyGroup]:
        """A study group for every course that is not of one whole class."""
        names = {row.name: row for row in StudyGroup.objects.filter(year=self.year)}
        made, links, found = [], [], {}
        for course, classes in inside.items():
            if not course.group and len(classes) == 1:
                continue
            subject = self._pk(SUBJECT, course.subject)
            name = _group_name(course, classes, self._subject_name(subject), names, subject)
            if name not in names:
                home = classes[0] if len(classes) == 1 else None
                kind = GroupKind.SUBGROUP if home else GroupKind.STREAM
                group = StudyGroup(year=self.year, name=name, kind=kind, subject_id=subject, home_class=home)
                names[name] = group
                made.append(group)
                links.append((group, classes))
            found[course] = names[name]
        bulk_create_tracked(StudyGroup, made)
        through = StudyGroup.classes.through
        through.objects.bulk_create(
            [through(studygroup=group, schoolclass=one) for group, classes in links for one in classes]
        )
        if made:
            self.counts["group"] = len(made)
        return found

    def _subject_name(self, pk: int) -> str:
        return Subject.objects.values_list("short_name", flat=True).get(pk=pk)

    def _make_load(self, wanted: Mapping[NewCourse, Mapping[Ref, Decimal]]) -> None:
        rows: dict[tuple[int, int], TeachingAssignment] = {}
        for course, teachers in wanted.items():
            for teacher, hours in teachers.items():
                key = (self.courses[course].pk, self._pk(TEACHER, teacher))
                rows[key] = TeachingAssignment(
                    course_id=key[0], staff_id=key[1], starts_on=self.year.starts_on, hours_per_week=hours
                )
        bulk_create_tracked(TeachingAssignment, rows.values())

    def _make_bells(self) -> None:
        schedule = BellSchedule(year=self.year, name=_("Из файла расписания"), is_default=True)
        schedule.save()
        once = {(bell.shift, bell.number): bell for bell in self.desk.file.bells}
        bulk_create_tracked(
            Bell,
            [
                Bell(
                    schedule=schedule,
                    shift=bell.shift,
                    number=bell.number,
                    starts_at=bell.starts_at,
                    ends_at=bell.ends_at,
                )
                for bell in once.values()
            ],
        )
        self.counts[BELLS] = len(once)


def _group_name(course: NewCourse, classes, subject: str, names: Mapping[str, StudyGroup], subject_id: int) -> str:
    """«7А Англ. 1 группа»; a name taken by another subject gets a number."""
    where = "+".join(row.name for row in classes)
    base = " ".join(filter(None, (where, subject, course.group)))[:74]
    name, number = base, 2
    while name in names and names[name].subject_id != subject_id:
        name, number = f"{base} ({number})", number + 1
    return name


def _staff(name: str) -> StaffMember:
    """«Фамилия Имя Отчество», «Фамилия И. О.»; a lone surname gets «?» for the name, to be seen and mended."""
    pieces = name.replace(".", ". ").split()
    last, first, patronymic = (*pieces[:2], " ".join(pieces[2:]), "", "")[:3] if len(pieces) > 1 else (name, "?", "")
    parts = {"last_name": last[:80], "first_name": first[:80], "patronymic": patronymic[:80]}
    return StaffMember(**parts, **name_keys(*parts.values()))


def _scheme(schemes: list[TermScheme], level: int, school_class: SchoolClass) -> TermScheme:
    order = (TermKind.QUARTER, TermKind.TRIMESTER, TermKind.HALF_YEAR, TermKind.YEAR)
    fitting = [one for one in schemes if level in parse_levels(one.levels)]
    if not fitting:
        text = _("Для класса %s нет учебных периодов: сначала заведите их в календаре года.")
        raise RuleViolation(text % school_class.name)
    return min(fitting, key=lambda one: order.index(one.kind))
