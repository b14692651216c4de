"""Study groups: made, listed, divided anew and ended; what was stays as it was (STR-05…08)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.text import tidy

from ..enums import GroupKind
from ..models import (
    AcademicYear,
    ClassSplit,
    Course,
    Enrolment,
    GroupMembership,
    SchoolClass,
    SplitConfirmation,
    StaffMember,
    Student,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
)
from ..queries.groups import lists_stamp
from ..rules.groups import (
    EXCLUSIVE_KINDS,
    check_alone,
    check_group,
    check_nothing_left_behind,
    check_span,
    check_split,
    sooner,
)
from .grants import rebuild_school_grants

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def save_group(
    *,
    year: AcademicYear,
    name: str,
    kind: str,
    subject: Subject | None,
    classes: Iterable[SchoolClass],
    by,
    group: StudyGroup | None = None,
    seen: int = 0,
) -> StudyGroup:
    """Make a group, or change one that stands as it was ``seen`` (its latest history row).

    Raises:
        RuleViolation: a name taken, classes or a subject that do not fit the kind, a journal that is kept already.
        Conflict: somebody changed the group since.
    """
    classes, name = list(classes), tidy(name)
    group = group or StudyGroup(year=year)
    if group.pk and group_stamp(group) != seen:
        raise Conflict(_("Группу изменил кто-то другой, пока вы её правили: проверьте её и сохраните ещё раз."))
    check_group(kind=kind, subject=subject, levels=[one.level for one in classes])
    if StudyGroup.objects.filter(year=year, name=name).exclude(pk=group.pk).exists():
        raise RuleViolation(_("Группа с таким названием в этом году уже есть."))
    changes_page = group.pk and (group.subject_id != (subject and subject.pk) or group.is_class_set != _is_set(kind))
    if changes_page and group.courses.exists():
        raise RuleViolation(_("По этой группе уже ведётся журнал: её предмет менять нельзя."))
    if group.pk and _is_set(kind) and not group.is_class_set and group.memberships.exists():
        raise RuleViolation(_("У группы уже есть свой список: класс-комплектом она стать не может."))
    group.name, group.kind, group.subject = name, kind, subject
    group.home_class = classes[0] if len(classes) == 1 else None
    with attributed(by=by):
        group.save()
        group.classes.set(classes)
    return group


def _is_set(kind: str) -> bool:
    return kind == GroupKind.CLASS_SET


def group_stamp(group: StudyGroup) -> int:
    """The latest history row of a group: what a form has seen."""
    return group.history.latest("history_id").history_id


@transaction.atomic
def open_group_course(
    *,
    group: StudyGroup,
    subject: Subject,
    term_scheme: TermScheme,
    scale: str,
    kind: str,
    hours: Decimal,
    by,
    teacher: StaffMember | None = None,
    starts_on: dt.date | None = None,
) -> Course:
    """The group's page of the journal and who fills it (STR-06).

    Raises:
        RuleViolation: the page is there already, or the subject is not the group's.
    """
    if group.subject_id and group.subject_id != subject.pk:
        raise RuleViolation(_("У группы другой предмет: %s.") % group.subject)
    if Course.objects.filter(study_group=group, subject=subject).exists():
        raise RuleViolation(_("Страница журнала по этому предмету у группы уже есть."))
    year = group.year
    course = Course(
        year=year, subject=subject, study_group=group, term_scheme=term_scheme, scale=scale, kind=kind,
        hours_per_week=hours,
    )  # fmt: skip
    with attributed(by=by):
        course.save()
        if teacher is not None:
            first = starts_on or year.starts_on
            check_span(first, None, first=year.starts_on, last=year.ends_on)
            TeachingAssignment(course=course, staff=teacher, starts_on=first, hours_per_week=hours).save()
    if teacher is not None:
        rebuild_school_grants()
    return course


@transaction.atomic
def add_members(*, group: StudyGroup, students: Iterable[Student], starts_on: dt.date, by) -> list[GroupMembership]:
    """Put pupils on the group's list from a day on; who is on it already stays as he or she is.

    Raises:
        RuleViolation: a class set, an ended group, a pupil not at school, or one in another group of the subject.
    """
    if group.is_class_set:
        raise RuleViolation(_("Состав класса-комплекта — списки его классов: отдельно его не ведут."))
    if group.ends_on is not None and group.ends_on < starts_on:
        raise RuleViolation(_("Группа закончила работу %s.") % f"{group.ends_on:%d.%m.%Y}")
    year = group.year
    check_span(starts_on, None, first=year.starts_on, last=year.ends_on)
    students = {one.pk: one for one in students}
    later = GroupMembership.objects.filter(study_group=group, student__in=students).within(starts_on, year.ends_on)
    for row in later.order_by("pk"):
        students.pop(row.student_id, None)
    arrivals = _arrivals(students, starts_on, year)
    strangers = [one.short_name for pk, one in students.items() if pk not in arrivals]
    if strangers:
        raise RuleViolation(_("В этот день не числятся в школе: %s.") % ", ".join(strangers))
    here = set(group.classes.values_list("pk", flat=True))
    if foreign := [one.short_name for pk, one in students.items() if arrivals[pk][0] not in here]:
        raise RuleViolation(_("Не из классов этой группы: %s.") % ", ".join(foreign))
    _check_alone(group, students, starts_on)
    rows = []
    for pk, student in students.items():
        school_class, first, last = arrivals[pk]
        split = _split_for(group, school_class, student, starts_on)
        rows.append(
            GroupMembership(
                study_group=group, student=student, split=split, starts_on=max(first, starts_on),
                ends_on=sooner(last, group.ends_on),
            )
        )  # fmt: skip
    with attributed(by=by):
        return bulk_create_tracked(GroupMembership, rows)


def _arrivals(students, starts_on: dt.date, year: AcademicYear) -> dict[int, tuple[int, dt.date, dt.date | None]]:
    """Pupil → class, first and last day of the place in a class that holds on the day."""
    rows = Enrolment.objects.on(starts_on).filter(student__in=students, school_class__year=year).order_by("starts_on")
    return {row.student_id: (row.school_class_id, row.starts_on, row.ends_on) for row in rows}


def _check_alone(group: StudyGroup, students: Mapping[int, Student], starts_on: dt.date, besides=()) -> None:
    """No second group of the subject from the day on; electives, clubs and their like do not matter. # STR-08"""
    if group.kind not in EXCLUSIVE_KINDS:
        return
    others = GroupMembership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on),
        student__in=students, study_group__subject=group.subject_id, study_group__kind__in=EXCLUSIVE_KINDS,
        study_group__year=group.year_id,
    ).exclude(study_group__in=[group.pk, *besides])  # fmt: skip
    check_alone(
        {row.student.short_name: row.study_group.name for row in others.select_related("student", "study_group")}
    )


def _split_for(group: StudyGroup, class_pk: int, student: Student, day: dt.date) -> ClassSplit | None:
    """The division that a place in one of the class's subgroups joins."""
    if group.kind != GroupKind.SUBGROUP or group.home_class_id != class_pk:
        return None
    found = ClassSplit.objects.on(day).filter(school_class=class_pk, subject=group.subject_id).first()
    if found and found.memberships.filter(student=student).exists():
        raise RuleViolation(
            _("%s уже был(а) в этом делении класса: перевод между подгруппами делается на странице деления.")
            % student.short_name
        )
    return found


@transaction.atomic
def end_membership(
    *,
    membership: GroupMembership,
    last_day: dt.date,
    by,
    seen_end: dt.date | None = None,
    recorded: dt.date | None = None,
) -> None:
    """The pupil leaves the group; the days before stay. A place that never began is taken away altogether.

    Args:
        seen_end: the last day that stood there when the form was made.
        recorded: the pupil's last day with a record in the group.

    Raises:
        RuleViolation: records after that day.
        Conflict: somebody changed the place since.
    """
    row = GroupMembership.objects.select_related("student").filter(pk=membership.pk).first()
    if row is None or row.ends_on != seen_end:
        raise Conflict(_("Список группы изменил кто-то другой: проверьте его и повторите."))
    if recorded is not None:
        check_nothing_left_behind({row.student.short_name: recorded}, last_day + ONE_DAY)
    with attributed(by=by):
        if last_day < row.starts_on:
            delete_tracked([row])
        else:
            row.ends_on = last_day
            row.save()


@transaction.atomic
def end_group(*, group: StudyGroup, last_day: dt.date, by) -> None:
    """The group stops after a day: its list and its teachers end with it, its pages stay. # STR-06

    Raises:
        RuleViolation: a day outside the year, or the group has ended already.
    """
    year = group.year
    check_span(last_day, None, first=year.starts_on, last=year.ends_on)
    if group.ends_on is not None:
        raise RuleViolation(_("Группа уже закончила работу %s.") % f"{group.ends_on:%d.%m.%Y}")
    beyond = Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)
    with attributed(by=by):
        group.ends_on = last_day
        group.save()
        for rows in (
            GroupMembership.objects.filter(beyond, study_group=group),
            TeachingAssignment.objects.filter(beyond, course__study_group=group),
        ):
            _end_rows(rows.order_by("pk"), last_day)
    rebuild_school_grants()


def _end_rows(rows, last_day: dt.date) -> None:
    """End what began by the day; take away what would have begun later."""
    rows = list(rows)
    begun = [row for row in rows if row.starts_on <= last_day]
    for row in begun:
        row.ends_on = last_day
    bulk_update_tracked(begun, ["ends_on"])
    delete_tracked([row for row in rows if row.starts_on > last_day])


@transaction.atomic
def divide_class(
    *,
    school_class: SchoolClass,
    subject: Subject,
    groups: Iterable[StudyGroup],
    chosen: Iterable[tuple[int, int]],
    starts_on: dt.date,
    seen: int,
    by,
    recorded: Mapping[tuple[int, int], dt.date] | None = None,
) -> ClassSplit:
    """Divide a class for a subject from a day on: the lists before end the day before and stay. # STR-08, C-14

    Args:
        groups: the halves.
        chosen: pairs of pupil and group.
        seen: :func:`lists_stamp` of the halves when the form was made.
        recorded: (pupil, group) → the last day with a record of the pupil in that group.

    Raises:
        RuleViolation: a pupil in two halves or in another group of the subject, a half without anybody, a day outside
            the year or before a later division, records that would be left behind.
        Conflict: somebody changed the lists since.
    """
    groups, year = {group.pk: group for group in groups}, school_class.year
    check_span(starts_on, None, first=year.starts_on, last=year.ends_on)
    if lists_stamp(groups.values()) != seen:
        raise Conflict(_("Списки подгрупп изменил кто-то другой, пока вы их делили: проверьте и сохраните ещё раз."))
    enrolments = {
        row.student_id: row
        for row in Enrolment.objects.filter(school_class=school_class)
        .within(starts_on, year.ends_on)
        .select_related("student")
        .order_by("starts_on", "pk")
    }
    students = {pk: row.student for pk, row in enrolments.items()}
    halves = check_split(chosen, names={pk: one.short_name for pk, one in students.items()}, groups=groups)
    _check_last_division(school_class, subject, starts_on)
    rows = list(
        GroupMembership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), study_group__in=groups
        ).order_by("pk")
    )
    _check_records(rows, halves, students, starts_on, recorded or {})
    for group in groups.values():
        members = {pk: students[pk] for pk, half in halves.items() if half == group.pk}
        _check_alone(group, members, starts_on, besides=groups)
    with attributed(by=by):
        split = _new_split(school_class, subject, starts_on)
        _end_rows(rows, starts_on - ONE_DAY)
        places = [(pk, half, enrolments[pk]) for pk, half in halves.items()]
        bulk_create_tracked(
            GroupMembership,
            [
                GroupMembership(
                    study_group_id=half, student_id=pk, split=split, starts_on=max(starts_on, row.starts_on),
                    ends_on=row.ends_on,
                )
                for pk, half, row in places
            ],
        )  # fmt: skip
    return split


def _check_last_division(school_class: SchoolClass, subject: Subject, starts_on: dt.date) -> None:
    later = ClassSplit.objects.filter(school_class=school_class, subject=subject, starts_on__gt=starts_on)
    if found := later.order_by("starts_on").first():
        raise RuleViolation(
            _("Уже записано деление с %s: измените его или выберите день позже.") % f"{found.starts_on:%d.%m.%Y}"
        )


def _check_records(rows, halves, students, starts_on: dt.date, recorded) -> None:
    left = {}
    for row in rows:
        day = recorded.get((row.student_id, row.study_group_id))
        if day is not None and row.student_id in students and halves.get(row.student_id) != row.study_group_id:
            left[students[row.student_id].short_name] = day
    check_nothing_left_behind(left, starts_on)


def _new_split(school_class: SchoolClass, subject: Subject, starts_on: dt.date) -> ClassSplit:
    own = ClassSplit.objects.filter(school_class=school_class, subject=subject)
    before = list(own.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), starts_on__lt=starts_on))
    _end_rows(before, starts_on - ONE_DAY)
    split = own.filter(starts_on=starts_on).first()
    if split is None:
        split = ClassSplit(school_class=school_class, subject=subject, starts_on=starts_on)
        split.save()
    return split


@transaction.atomic
def confirm_split(*, school_class: SchoolClass, subject: Subject, term: Term, by) -> SplitConfirmation:
    """The division stays in this term as it is; said once, saying it again changes nothing. # C-14"""
    known = SplitConfirmation.objects.filter(school_class=school_class, subject=subject, term=term).first()
    if known is not None:
        return known
    row = SplitConfirmation(
        school_class=school_class, subject=subject, term=term, confirmed_by=by, confirmed_at=clock.now()
    )
    with attributed(by=by):
        row.save()
    return row
