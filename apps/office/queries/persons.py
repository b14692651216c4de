"""Cards of people, movement, requests and duties as their pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.attendance.models import Absence
from apps.lessons.models import Grade, TermGrade
from apps.school.enums import DutyKind, RequestState
from apps.school.models import (
    ClassTeacher,
    Course,
    Duty,
    Enrolment,
    GroupMembership,
    Guardianship,
    Movement,
    RollRequest,
    SchoolClass,
    StaffMember,
    Student,
    StudyForm,
    TeachingAssignment,
)


@dataclass(frozen=True)
class LastChange:
    """Who changed a card last and when."""

    who: str
    when: dt.datetime


def last_change(row) -> LastChange | None:
    """The latest history row of a card; one query."""
    latest = row.history.select_related("history_user").order_by("-history_id").first()
    return latest and LastChange(str(latest.history_user or ""), latest.history_date)


@dataclass(frozen=True)
class StudentCard:
    """Everything the card of a pupil shows; a constant number of queries."""

    student: Student
    family: list[tuple[Guardianship, bool]]
    places: list[Enrolment]
    groups: list[GroupMembership]
    forms: list[tuple[StudyForm, bool]]
    movements: list[Movement]
    here: Enrolment | None
    changed: LastChange | None


def student_card(student: Student, today: dt.date) -> StudentCard:
    """The card of a pupil on a day."""
    family = Guardianship.objects.filter(student=student).select_related("representative__user")
    places = list(
        Enrolment.objects.filter(student=student).select_related("school_class__year").order_by("-starts_on", "-pk")
    )
    groups = GroupMembership.objects.on(today).filter(student=student).select_related("study_group__subject")
    forms = StudyForm.objects.filter(student=student).order_by("-starts_on", "-pk")
    return StudentCard(
        student=student,
        family=[(row, row.holds_on(today)) for row in family.order_by("ends_on", "representative__sort_key", "pk")],
        places=places,
        groups=list(groups.order_by("study_group__name", "pk")),
        forms=[(row, row.holds_on(today)) for row in forms],
        movements=list(movements().filter(student=student)),
        here=next((row for row in places if row.holds_on(today)), None),
        changed=last_change(student),
    )


@dataclass(frozen=True)
class StaffCard:
    """Everything the card of an employee shows."""

    staff: StaffMember
    roles: list
    subjects: list
    load: list[TeachingAssignment]
    leading: list[ClassTeacher]
    duties: list[Duty]
    late_load: int
    changed: LastChange | None


def staff_card(staff: StaffMember, today: dt.date) -> StaffCard:
    """The card of an employee on a day; ``late_load`` counts courses kept beyond the last day of service."""
    load = TeachingAssignment.objects.filter(staff=staff).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    late = 0
    if staff.works_until:
        late = load.filter(Q(ends_on=None) | Q(ends_on__gt=staff.works_until)).count()
    roles = staff.user.role_assignments.filter(Q(ends_on=None) | Q(ends_on__gte=today)) if staff.user_id else None
    courses = ("course__subject", "course__school_class", "course__study_group")
    return StaffCard(
        staff=staff,
        roles=list(roles.order_by("role")) if roles is not None else [],
        subjects=list(staff.subjects.order_by("position", "name")),
        load=list(load.select_related(*courses).order_by("course__subject__position", "course__subject__name", "pk")),
        leading=list(
            ClassTeacher.objects.filter(staff=staff)
            .filter(Q(ends_on=None) | Q(ends_on__gte=today))
            .select_related("school_class")
            .order_by("starts_on", "pk")
        ),
        duties=list(Duty.objects.filter(staff=staff).order_by("-starts_on", "pk")),
        late_load=late,
        changed=last_change(staff),
    )


def movements() -> QuerySet[Movement]:
    """Records of movement, the latest first, with what a line of the register shows."""
    return Movement.objects.select_related(
        "student", "from_class", "to_class", "recorded_by", "undoes", "undone_by"
    ).order_by("-effective_on", "-pk")


def register(
    *, year, first: dt.date | None, last: dt.date | None, kind: str, school_class: SchoolClass | None
) -> QuerySet[Movement]:
    """The register of movements of a year, narrowed by days, kind and class."""
    rows = movements()
    if year is not None:
        rows = rows.filter(effective_on__range=(year.starts_on, year.ends_on))
    if first:
        rows = rows.filter(effective_on__gte=first)
    if last:
        rows = rows.filter(effective_on__lte=last)
    if kind:
        rows = rows.filter(kind=kind)
    if school_class:
        rows = rows.filter(Q(from_class=school_class) | Q(to_class=school_class))
    return rows


def records_since(student: Student, school_class: SchoolClass, day: dt.date) -> int:
    """Grades, term grades and absences the pupil has in the class's courses from a day on; three queries."""
    courses = Course.objects.filter(Q(school_class=school_class) | Q(study_group__classes=school_class))
    grades = Grade.objects.filter(student=student, course__in=courses, held_on__gte=day).count()
    given = TermGrade.objects.filter(student=student, course__in=courses, term__ends_on__gte=day).exclude(value="")
    missed = Absence.objects.filter(student=student, lesson__course__in=courses, lesson__held_on__gte=day).count()
    return grades + given.count() + missed


def requests(classes: QuerySet[SchoolClass] | None = None) -> list[RollRequest]:
    """Requests, the open ones first, then the latest; of all classes or of some."""
    rows = RollRequest.objects.select_related("student", "school_class", "filed_by", "decided_by")
    if classes is not None:
        rows = rows.filter(school_class__in=classes)
    waiting = list(rows.filter(state=RequestState.OPEN).order_by("filed_at", "pk"))
    return waiting + list(rows.exclude(state=RequestState.OPEN).order_by("-decided_at", "-pk")[:100])


def open_requests() -> int:
    """How many requests wait for the office; one query."""
    return RollRequest.objects.filter(state=RequestState.OPEN).count()


FRESH_ORDER_DAYS = 30


def order_at_hand(today: dt.date) -> dict:
    """Number and dates of the order by which somebody was named lately: one order names several people."""
    row = Duty.objects.filter(order_on__gte=today - dt.timedelta(days=FRESH_ORDER_DAYS)).order_by("-pk").first()
    if row is None:
        return {"starts_on": today, "order_on": today}
    return {"starts_on": row.starts_on, "order_number": row.order_number, "order_on": row.order_on}


def duties() -> list[Duty]:
    """All duties: those who answer, in the order of kinds, then by date."""
    rows = list(Duty.objects.select_related("staff").order_by("-starts_on", "staff__sort_key", "pk"))
    order = list(DutyKind.values)
    return sorted(rows, key=lambda row: order.index(row.kind))


@dataclass(frozen=True)
class Double:
    """Somebody already written down who may be the one being written, with what tells homonyms apart."""

    pk: int
    name: str
    told_by: str
    link: str
    arrival: str = ""


def student_doubles(students: list[Student], today: dt.date) -> list[Double]:
    """Pupils with birth date, file number and class; one query more."""
    places = {
        row.student_id: row.school_class.name
        for row in Enrolment.objects.on(today).filter(student__in=students).select_related("school_class")
    }
    return [
        Double(
            one.pk,
            one.full_name,
            _joined(_day(one.birth_on), one.file_no and f"№ {one.file_no}", places.get(one.pk)),
            reverse("office:student", args=[one.pk]),
            "" if one.pk in places else f"{reverse('office:movement_new', args=[one.pk])}?kind=arrival",
        )
        for one in students
    ]


def staff_doubles(staff: list[StaffMember]) -> list[Double]:
    """Employees with number and job."""
    return [
        Double(
            one.pk,
            one.full_name,
            _joined(_day(one.birth_on), one.personnel_no, one.job_title),
            reverse("office:staff_card", args=[one.pk]),
        )
        for one in staff
    ]


def representative_doubles(people: list) -> list[Double]:
    """Representatives with telephone, e-mail and children; one query more."""
    children: dict[int, list[str]] = {}
    rows = (
        Guardianship.objects.filter(representative__in=people).select_related("student").order_by("student__sort_key")
    )
    for row in rows:
        children.setdefault(row.representative_id, []).append(row.student.short_name)
    return [
        Double(
            one.pk,
            one.full_name,
            _joined(one.phone, one.email, ", ".join(children.get(one.pk, ()))),
            reverse("office:representative_edit", args=[one.pk]),
        )
        for one in people
    ]


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _joined(*parts) -> str:
    return " · ".join(str(part) for part in parts if part)
