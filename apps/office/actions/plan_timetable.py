"""Plans the weekly timetable: entries with teacher and room; clashes are told, not refused (formats.md §12.13)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.utils.translation import gettext as _

from apps.office.actions.loading import Loading
from apps.office.actions.plan_people import given
from apps.office.actions.plan_teaching import Courses, find_audience, find_subject
from apps.office.imports.rows import EntryRow
from apps.school.models import Course, SchoolClass, StaffMember, StudyGroup
from apps.timetable.models import Bell, BellSchedule, TimetableEntry

SHORT_DAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")


def plan_entries(load: Loading, courses: Courses) -> None:
    """The «Расписание» sheet (TT-02). A row with «С» replaces what the course had from that day on."""
    rows = load.reading.every("entries")
    if rows:
        Timetable(load, courses).plan(rows)


class Timetable:
    """The timetable the school has, the rows of the file, and their clashes."""

    def __init__(self, load: Loading, courses: Courses):
        self.load, self.courses = load, courses
        self.present: dict[int, list[TimetableEntry]] = defaultdict(list)
        entries = TimetableEntry.objects.filter(course__year_id=load.year.pk).order_by("starts_on", "pk")
        for entry in load.fetch(TimetableEntry, entries if load.year.pk else ()):
            self.present[id(load.known(Course, entry.course_id))].append(entry)
        self.bells = _bell_numbers(load)
        self.shifts: dict[int, int] = {}
        self.seen: dict[tuple, EntryRow] = {}
        self.matched: set[int] = set()
        self.busy: dict[tuple, list[tuple[EntryRow, object]]] = defaultdict(list)
        self.starts: dict[int, tuple[Course, set[date]]] = {}

    def plan(self, rows: list[EntryRow]) -> None:
        """Plan every row, then end what the new timetable replaces and tell clashes."""
        for row in rows:
            self._plan_row(row)
        self._end_replaced()
        self._tell_clashes()

    def _plan_row(self, row: EntryRow) -> None:
        load = self.load
        audience = find_audience(load, row, "entries", row.target)
        subject = find_subject(load, row, "entries", row.subject)
        course = self.courses.find(audience, subject) if audience and subject else None
        if course is None and audience and subject:
            message = _("В нагрузке нет этого предмета у %s: добавьте строку на лист «Нагрузка».") % row.target
            load.missing(row, "entries", "subject", message, defined_in="load", text=row.subject)
        starts_on = row.starts_on or load.year.starts_on
        if row.ends_on and row.ends_on < starts_on and "starts_on" not in row.origin.bad:
            load.reject(row, "entries", "ends_on", _("Конец раньше начала учебного года."))
        present = self._present(row, course, starts_on)
        teacher = self._teacher(row, course, starts_on, present)
        second = row.second_teacher and load.staff_member(row, "entries", "second_teacher", row.second_teacher)
        if audience is not None and row.number is not None and present is None:
            self._check_bell(row, audience)
        if not load.is_sound(row):
            return
        slot = (id(course), row.weekday, row.number, row.week, starts_on)
        if slot in self.seen:
            self._tell_repeat(row, self.seen[slot])
            return
        self.seen[slot] = row
        since = load.plan.mark()
        self._plan_entry(row, course, present, {"teacher": teacher, **given(second_teacher=second)}, starts_on)
        self.starts.setdefault(id(course), (course, set()))[1].add(starts_on)
        self._occupy(row, audience, teacher)
        load.plan.count(row.origin.sheet, created=present is None, since=since)

    def _present(self, row: EntryRow, course: Course | None, starts_on: date) -> TimetableEntry | None:
        """The entry the school has in this place from this day on."""
        place = (row.weekday, row.number, int(row.week), starts_on)
        known = self.present[id(course)] if course is not None else ()
        return next((one for one in known if (one.weekday, one.number, one.week, one.starts_on) == place), None)

    def _plan_entry(self, row: EntryRow, course: Course, present: TimetableEntry | None, who: dict, starts_on) -> None:
        room = self.load.room(row.room)
        if present is not None:
            self.matched.add(id(present))
            self.load.plan.update(present, **who, **given(room=room, ends_on=row.ends_on))
            return
        new = TimetableEntry(
            course=course, weekday=row.weekday, number=row.number, week=int(row.week), room=room,
            starts_on=starts_on, ends_on=row.ends_on, **who,
        )  # fmt: skip
        self.load.plan.create(new)

    def _teacher(self, row: EntryRow, course: Course | None, starts_on: date, present) -> StaffMember | None:
        """The teacher of the row, else the only one of the load; None after recording the fault."""
        if course is None:
            return self.load.staff_member(row, "entries", "teacher", row.teacher) if row.teacher else None
        last = row.ends_on or self.load.year.ends_on
        holding = [
            (one, staff)
            for one, staff in self.courses.assignments[id(course)]
            if one.starts_on <= last and (one.ends_on is None or one.ends_on >= starts_on)
        ]
        if row.teacher:
            teacher = self.load.staff_member(row, "entries", "teacher", row.teacher)
            stands = present is not None and self.load.known(StaffMember, present.teacher_id) is teacher
            if teacher is not None and not stands and not any(staff is teacher for _one, staff in holding):
                message = _("По нагрузке этот предмет ведёт другой учитель.")
                self.load.missing(row, "entries", "teacher", message, defined_in="load", text=row.teacher)
                return None
            return teacher
        teachers = {id(staff): staff for _one, staff in holding}
        if len(teachers) == 1:
            return next(iter(teachers.values()))
        message = _("Укажите учителя: по нагрузке их несколько.") if teachers else _("В нагрузке нет учителя.")
        self.load.reject(row, "entries", "teacher", message)
        return None

    def _check_bell(self, row: EntryRow, audience) -> None:
        shift = self._shift(audience)
        if (shift, row.number) in self.bells:
            return
        values = {"number": row.number, "shift": shift}
        message = _("Для урока %(number)s смены %(shift)s нет звонка: добавьте его на лист «Звонки».") % values
        self.load.missing(row, "entries", "number", message, defined_in="bells", text=str(row.number))

    def _shift(self, audience) -> int:
        if isinstance(audience, SchoolClass):
            return audience.shift
        if id(audience) not in self.shifts:
            home = _home_class(self.load, audience)
            self.shifts[id(audience)] = home.shift if home else 1
        return self.shifts[id(audience)]

    def _end_replaced(self) -> None:
        """Entries of a course that began before a new timetable's first day and are not in it end the day before."""
        for course, days in self.starts.values():
            first = max(days)
            for entry in self.present[id(course)]:
                goes_on = entry.ends_on is None or entry.ends_on >= first
                if id(entry) not in self.matched and entry.starts_on < first and goes_on:
                    self.load.plan.update(entry, ends_on=first - timedelta(days=1))
                elif id(entry) not in self.matched and goes_on:
                    self.load.plan.warnings.append(_left_over(course, entry))

    def _occupy(self, row: EntryRow, audience, teacher: StaffMember) -> None:
        shift = self._shift(audience)
        for week in (1, 2) if row.week == "0" else (int(row.week),):
            place = (row.weekday, row.number, week, shift)
            self.busy["teacher", id(teacher), *place].append((row, teacher))
            if isinstance(audience, SchoolClass):
                self.busy["class", id(audience), *place].append((row, audience))

    def _tell_clashes(self) -> None:
        told = set()
        for (kind, *_place), rows in self.busy.items():
            first, other = rows[0][0], next((row for row, _who in rows[1:] if _overlap(row, rows[0][0])), None)
            if other is None or (kind, first.origin.number, other.origin.number) in told:
                continue
            told.add((kind, first.origin.number, other.origin.number))
            who = rows[0][1].initials_name if kind == "teacher" else rows[0][1].name
            values = {
                "who": who, "day": SHORT_DAYS[first.weekday], "number": first.number,
                "rows": f"{first.origin.number}, {other.origin.number}",
            }  # fmt: skip
            message = _("Накладка: %(who)s, %(day)s, урок %(number)s — сразу в двух местах (строки %(rows)s).")
            self.load.plan.warnings.append(message % values)

    def _tell_repeat(self, row: EntryRow, first: EntryRow) -> None:
        values = {"sheet": row.origin.sheet, "row": row.origin.number, "first": first.origin.number}
        message = _("Лист «%(sheet)s»: строка %(row)s повторяет строку %(first)s и пропущена.")
        self.load.plan.warnings.append(message % values)


def _overlap(one: EntryRow, other: EntryRow) -> bool:
    first = (one.starts_on or date.min, one.ends_on or date.max)
    second = (other.starts_on or date.min, other.ends_on or date.max)
    return first[0] <= second[1] and second[0] <= first[1]


def _left_over(course: Course, entry: TimetableEntry) -> str:
    values = {"course": str(course), "day": SHORT_DAYS[entry.weekday], "number": entry.number}
    return _("%(course)s: урок «%(day)s, %(number)s» есть в школе, но не в файле; он остался.") % values


def _bell_numbers(load: Loading) -> set[tuple[int, int]]:
    """(shift, number) of the default bells, planned ones included."""
    found = set()
    if load.year.pk:
        rows = Bell.objects.filter(schedule__year=load.year, schedule__is_default=True)
        found.update(rows.values_list("shift", "number"))
    for bell in load.plan.new.get(Bell, ()):
        schedule = Bell.schedule.field.get_cached_value(bell, None) or load.known(BellSchedule, bell.schedule_id)
        if schedule is not None and schedule.is_default:
            found.add((bell.shift, bell.number))
    return found


def _home_class(load: Loading, group: StudyGroup) -> SchoolClass | None:
    """The class whose bells the group follows."""
    if group.home_class_id or StudyGroup.home_class.field.get_cached_value(group, None):
        return StudyGroup.home_class.field.get_cached_value(group, None) or load.known(SchoolClass, group.home_class_id)
    planned = [one for other, one in load.plan.group_classes if other is group]
    return planned[0] if planned else (group.classes.order_by("pk").first() if group.pk else None)
