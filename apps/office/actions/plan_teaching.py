"""Plans subjects, study groups with their lists, and the load: courses with their teachers."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan_accounts import Accounts
from apps.office.actions.plan_people import given
from apps.office.imports.cells import parse_class
from apps.office.imports.rows import GroupRow, LoadRow, MembershipRow, SheetRow, SubjectRow
from apps.school.enums import GroupKind, Scale, SubjectPart, TermKind
from apps.school.models import (
    Course,
    Enrolment,
    GroupMembership,
    SchoolClass,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    TermScheme,
)
from apps.school.rules.levels import parse_levels


def plan_subjects(load: Loading) -> None:
    """The «Предметы» sheet (STR-10); its order is the order of the curriculum."""
    seen: dict[str, int] = {}
    position = max((subject.position for subject in load.subjects.values()), default=0)
    for row in load.reading.every("subjects"):
        key = key_of(row.name)
        if key and key in seen:
            load.reject(row, "subjects", "name", _("Этот предмет уже есть в строке %(n)s.") % {"n": seen[key]})
        if not load.is_sound(row):
            continue
        seen[key] = row.origin.number
        since = load.plan.mark()
        present = load.subjects.get(key)
        if present is not None and key_of(present.name) != key:  # only its short name is the same
            present = None
        values = given(short_name=row.short, part=row.component, area=row.area, scale=row.scale)
        if present is None:
            position += 1
            load.add_subject(load.plan.create(_new_subject(row, values, position)))
        else:
            load.plan.update(present, **values)
        load.plan.count(row.origin.sheet, created=present is None, since=since)


def _new_subject(row: SubjectRow, values: dict, position: int) -> Subject:
    defaults = {"short_name": row.name[:30], "part": SubjectPart.FEDERAL, "scale": Scale.FIVE}
    return Subject(name=row.name, position=position, **{**defaults, **values})


def plan_groups(load: Loading) -> None:
    """The «Группы» sheet (STR-06)."""
    seen: dict[str, int] = {}
    classes_of = _classes_of_groups(load)
    taught = _groups_with_courses(load)
    for row in load.reading.every("groups"):
        key = key_of(row.name)
        if key and key in seen:
            load.reject(row, "groups", "name", _("Эта группа уже есть в строке %(n)s.") % {"n": seen[key]})
        subject = find_subject(load, row, "groups", row.subject)
        classes = _classes_named(load, row)
        present = load.groups.get(key)
        if subject and present is not None and present.pk in taught and _subject_of(load, present) is not subject:
            load.reject(row, "groups", "subject", _("По этой группе уже ведётся журнал: её предмет менять нельзя."))
        if not load.is_sound(row):
            continue
        seen[key] = row.origin.number
        since = load.plan.mark()
        _plan_group(load, row, present, subject, classes, classes_of)
        load.plan.count(row.origin.sheet, created=present is None, since=since)


def _plan_group(load: Loading, row: GroupRow, present, subject: Subject | None, classes: list, classes_of) -> None:
    home = classes[0] if len(classes) == 1 else None
    told = given(kind=row.kind, ends_on=row.ends_on)
    group = present
    if present is None:
        values = {"kind": GroupKind.SUBGROUP, **told}
        group = load.plan.create(
            StudyGroup(year=load.year, name=row.name, subject=subject, home_class=home, **values)
        )  # fmt: skip
        load.groups[key_of(row.name)] = group
    if _plan_group_classes(load, group, classes, classes_of.get(id(group), [])) and present is not None:
        told["home_class"] = home
    if present is not None:
        load.plan.update(present, subject=subject, **told)


def find_subject(load: Loading, row: SheetRow, sheet: str, name: str) -> Subject | None:
    """The subject of that name or short name; None without a name, and after recording the fault."""
    if not name:
        return None
    subject = load.subjects.get(key_of(name))
    if subject is None:
        message = _("Такого предмета нет: добавьте его на лист «Предметы».")
        load.missing(row, sheet, "subject", message, defined_in="subjects", text=name)
    return subject


def _classes_named(load: Loading, row: GroupRow) -> list[SchoolClass] | None:
    found = []
    for name in row.classes:
        school_class = load.classes.get(key_of(name.name))
        if school_class is None:
            message = _("Класса %s нет: добавьте его на лист «Классы».") % name.name
            load.missing(row, "groups", "classes", message, defined_in="classes", text=name.name)
            return None
        found.append(school_class)
    return found


def _classes_of_groups(load: Loading) -> dict[int, list[SchoolClass]]:
    found: dict[int, list] = defaultdict(list)
    if load.year.pk:
        links = StudyGroup.classes.through.objects.filter(studygroup__year=load.year).order_by("pk")
        for group, school_class in links.values_list("studygroup_id", "schoolclass_id"):
            found[id(load.known(StudyGroup, group))].append(load.known(SchoolClass, school_class))
    return found


def _groups_with_courses(load: Loading) -> set[int]:
    return set(Course.objects.filter(study_group__isnull=False).values_list("study_group_id", flat=True))


def _plan_group_classes(load: Loading, group: StudyGroup, wanted: list, present: list) -> bool:
    added = [(group, one) for one in wanted if not any(one is other for other in present)]
    dropped = [(group, one) for one in present if not any(one is other for other in wanted)]
    load.plan.group_classes += added
    load.plan.dropped_group_classes += dropped
    if added or dropped:
        load.plan.touch()
    return bool(added or dropped)


def plan_memberships(load: Loading) -> None:
    """The «Состав групп» sheet (STR-08): a place in a group from the pupil's first day of the year on."""
    rolls = _rolls(load)
    present: dict[tuple[int, int], list[GroupMembership]] = defaultdict(list)
    for one in load.fetch(GroupMembership, GroupMembership.objects.order_by("starts_on", "pk")):
        group, student = load.known(StudyGroup, one.study_group_id), load.known(Student, one.student_id)
        present[id(group), id(student)].append(one)
    seen: dict[tuple, int] = {}
    for row in load.reading.every("memberships"):
        group, student = _membership_of(load, row, seen)
        arrival = rolls.get(id(student)) if student is not None else None
        if student is not None and arrival is None:
            load.reject(row, "memberships", "student_number", _("Ученик не зачислен ни в один класс этого года."))
        since = load.plan.mark()
        link = _open_membership(present[id(group), id(student)], row) if group and student else None
        starts_on = row.starts_on or max(arrival or load.year.starts_on, load.year.starts_on)
        if link is None and arrival and row.ends_on and row.ends_on < starts_on:
            load.reject(row, "memberships", "ends_on", _("Конец раньше, чем ученик зачислен."))
        if not load.is_sound(row):
            continue
        seen[id(group), id(student), row.starts_on] = row.origin.number
        if link is None:
            new = GroupMembership(study_group=group, student=student, starts_on=starts_on, ends_on=row.ends_on)
            load.plan.create(new)
        else:
            load.plan.update(link, **given(starts_on=row.starts_on, ends_on=row.ends_on))
        load.plan.count(row.origin.sheet, created=link is None, since=since)


def _rolls(load: Loading) -> dict[int, object]:
    """First day in a class of this year by pupil, planned enrolments included."""
    first: dict[int, object] = {}
    rows = Enrolment.objects.filter(school_class__year_id=load.year.pk).order_by("starts_on", "pk")
    for row in rows if load.year.pk else ():
        first.setdefault(id(load.known(Student, row.student_id)), row.starts_on)
    for row in load.plan.new.get(Enrolment, ()):
        key = id(Enrolment.student.field.get_cached_value(row))
        first[key] = min(first.get(key, row.starts_on), row.starts_on)
    return first


def _membership_of(load: Loading, row: MembershipRow, seen: dict) -> tuple:
    """(group, pupil) of the row; None in the place of what cannot be told, after recording the fault."""
    group = load.groups.get(key_of(row.group))
    if group is None and row.group:
        message = _("Такой группы нет: добавьте её на лист «Группы».")
        load.missing(row, "memberships", "group", message, defined_in="groups", text=row.group)
    student = load.student(row, "memberships")
    key = (id(group), id(student), row.starts_on)
    if group is not None and student is not None and key in seen:
        load.reject(row, "memberships", "student_number", _("Эта строка повторяет строку %(n)s.") % {"n": seen[key]})
    return group, student


def _open_membership(links: list[GroupMembership], row: MembershipRow) -> GroupMembership | None:
    for link in links:
        if row.starts_on == link.starts_on:
            return link
    for link in links:
        if link.ends_on is None or link.ends_on == row.ends_on or row.starts_on is None:
            return link
    return None


class Courses:
    """Courses of the year by audience and subject, with their assignments; planned ones included."""

    def __init__(self, load: Loading):
        self.load = load
        self.by_place: dict[tuple[int, int], Course] = {}
        self.assignments: dict[int, list[tuple[TeachingAssignment, StaffMember]]] = defaultdict(list)
        if not load.year.pk:
            return
        for course in load.fetch(Course, Course.objects.filter(year=load.year).order_by("pk")):
            audience = load.known(SchoolClass, course.school_class_id) or load.known(StudyGroup, course.study_group_id)
            self.by_place[id(audience), id(load.known(Subject, course.subject_id))] = course
        rows = TeachingAssignment.objects.filter(course__year=load.year).order_by("starts_on", "pk")
        for row in load.fetch(TeachingAssignment, rows):
            staff = load.known(StaffMember, row.staff_id)
            self.assignments[id(load.known(Course, row.course_id))].append((row, staff))

    def find(self, audience, subject: Subject) -> Course | None:
        """The course of the class or group in the subject."""
        return self.by_place.get((id(audience), id(subject)))

    def plan(self, audience, subject: Subject, scheme: TermScheme) -> Course:
        """A new course."""
        is_group = isinstance(audience, StudyGroup)
        course = Course(
            year=self.load.year, subject=subject, term_scheme=scheme, scale=self._scale(audience, subject),
            **({"study_group": audience} if is_group else {"school_class": audience}),
        )  # fmt: skip
        self.by_place[id(audience), id(subject)] = self.load.plan.create(course)
        return course

    def has_hours(self, course: Course | None, hours: Decimal) -> bool:
        """Whether the school holds these hours already: then they are taken as they stand."""
        known = [one.hours_per_week for one, _staff in self.assignments.get(id(course), ())]
        return course is not None and hours in (course.hours_per_week, *known)

    def level(self, audience) -> int:
        """Level of a class, or of the first class of a group."""
        if isinstance(audience, SchoolClass):
            return audience.level
        planned = [one.level for group, one in self.load.plan.group_classes if group is audience]
        if planned or audience.pk is None:
            return min(planned, default=0)
        return min(audience.classes.values_list("level", flat=True), default=0)

    def _scale(self, audience, subject: Subject) -> str:
        if self.level(audience) == 1:
            return Scale.NONE  # P-01
        if isinstance(audience, StudyGroup) and audience.kind in (GroupKind.EXTRACURRICULAR, GroupKind.CLUB):
            return Scale.NONE
        return subject.scale


def find_audience(load: Loading, row: SheetRow, sheet: str, name: str) -> SchoolClass | StudyGroup | None:
    """The class or group of that name; None without a name, and after recording the fault."""
    if not name:
        return None
    class_name = parse_class(name)
    found = load.classes.get(key_of(class_name.name)) if class_name else None
    found = found or load.groups.get(key_of(name))
    if found is None:
        message = _("Нет ни класса, ни группы с таким названием.")
        defined_in = "classes" if class_name else "groups"
        text = class_name.name if class_name else name
        load.missing(row, sheet, "target", message, defined_in=defined_in, text=text)
    return found


def plan_load(load: Loading, courses: Courses, accounts: Accounts) -> None:
    """The «Нагрузка» sheet (STR-15): courses and who teaches them from when to when."""
    seen: dict[tuple, int] = {}
    told: dict[int, tuple[Course, list[LoadRow]]] = {}
    news: set[int] = set()
    for row in load.reading.every("load"):
        audience = find_audience(load, row, "load", row.target)
        subject = find_subject(load, row, "load", row.subject)
        staff = None
        if row.teacher and not row.is_vacancy:
            staff = load.staff_member(row, "load", "teacher", row.teacher)
        course = courses.find(audience, subject) if audience and subject else None
        _check_load(load, courses, row, (audience, subject, staff, course), seen)
        if not load.is_sound(row):
            continue
        seen[id(audience), id(subject), id(staff), row.starts_on] = row.origin.number
        since = load.plan.mark()
        created = course is None
        if course is None:
            course = courses.plan(audience, subject, scheme_of(load, courses.level(audience)))
        if staff is not None:
            created = _plan_assignment(load, courses, row, course, staff)
            told.setdefault(id(course), (course, []))[1].append(row)
            if load.plan.mark() > since:
                news.add(id(course))
        elif id(course) not in courses.assignments:
            load.plan.update(course, hours_per_week=row.hours or 0)
        if created and staff is not None:
            accounts.give_role(accounts.plan_account(staff, ""), Role.TEACHER)
        load.plan.update(course, **given(kind=row.kind))
        load.plan.count(row.origin.sheet, created=created, since=since)
    for key, (course, rows) in told.items():
        if key in news:
            load.plan.update(course, hours_per_week=_hours(load, rows))


def _check_load(load: Loading, courses: Courses, row: LoadRow, found: tuple, seen: dict) -> None:
    """Record whatever is wrong with a row whose class, subject and teacher are these."""
    audience, subject, staff, course = found
    if row.hours and row.hours * 2 % 1 and not courses.has_hours(course, row.hours):
        load.reject(row, "load", "hours", _("Часов в неделю — число больше нуля с шагом 0,5."))
    if audience is None or subject is None:
        return
    own = _subject_of(load, audience) if isinstance(audience, StudyGroup) else None
    if own is not None and own is not subject:
        values = {"name": audience.name, "subject": own.name}
        load.reject(row, "load", "subject", _("Группа «%(name)s» — по предмету «%(subject)s».") % values)
    key = (id(audience), id(subject), id(staff), row.starts_on)
    if key in seen and (staff is not None or row.is_vacancy):
        load.reject(row, "load", "teacher", _("Эта строка повторяет строку %(n)s.") % {"n": seen[key]})
    if course is None and scheme_of(load, courses.level(audience)) is None:
        message = _("Для параллели %s не заданы учебные периоды: заполните лист «Периоды».")
        message %= courses.level(audience)
        load.missing(row, "load", "target", message, defined_in="terms", text="")


def _subject_of(load: Loading, group: StudyGroup) -> Subject | None:
    return StudyGroup.subject.field.get_cached_value(group, None) or load.known(Subject, group.subject_id)


def scheme_of(load: Loading, level: int) -> TermScheme | None:
    """The division of the year for a level; quarters, trimesters and half-years before a whole year."""
    order = {TermKind.QUARTER: 0, TermKind.TRIMESTER: 1, TermKind.HALF_YEAR: 2, TermKind.YEAR: 3}
    fitting = [scheme for scheme in load.schemes if level in parse_levels(scheme.levels)]
    return min(fitting, key=lambda scheme: order.get(scheme.kind, 9), default=None)


def _plan_assignment(load: Loading, courses: Courses, row: LoadRow, course: Course, staff: StaffMember) -> bool:
    """Plan the teacher's assignment; returns whether it is new."""
    mine = [one for one, who in courses.assignments[id(course)] if who is staff]
    fitting = [one for one in mine if row.starts_on in (None, one.starts_on)]
    present = (
        fitting[0] if fitting else next((one for one in mine if one.pk and one.ends_on is None and row.starts_on), None)
    )
    if present is not None and row.ends_on and row.ends_on < (row.starts_on or present.starts_on):
        present = None
    if present is not None:
        values = given(starts_on=row.starts_on, ends_on=row.ends_on)
        load.plan.update(present, hours_per_week=row.hours, **values)
        return False
    starts_on = row.starts_on or min(load.year.starts_on, row.ends_on or load.year.starts_on)
    new = TeachingAssignment(
        course=course, staff=staff, starts_on=starts_on, ends_on=row.ends_on, hours_per_week=row.hours
    )
    courses.assignments[id(course)].append((load.plan.create(new), staff))
    return True


def _hours(load: Loading, rows: list[LoadRow]) -> Decimal:
    """Hours a week of the course: the most that its teachers have on one day."""

    def first(row: LoadRow):
        return row.starts_on or load.year.starts_on

    def held(row: LoadRow, day) -> bool:
        return first(row) <= day and (row.ends_on is None or day <= row.ends_on)

    return max(sum((one.hours for one in rows if held(one, first(row))), Decimal(0)) for row in rows)
