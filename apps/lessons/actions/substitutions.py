"""Substitutions of every kind, claims, and the right that follows from them (TT-03, TT-06, C-16, P-22)."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.grants import differences, permission_named, project
from apps.core.history import attributed, delete_tracked
from apps.core.text import tidy
from apps.core.versions import hold
from apps.school.models import Course, CourseGrant, StaffAbsence, StaffMember, TeachingAssignment
from apps.school.queries import norms_on, term_of

from ..enums import HomeworkState, SubstitutionKind, SubstitutionState
from ..models import Assessment, Lesson, Substitution, WorkKind
from ..queries.slots import lesson_of_pupils, lesson_of_teacher
from ..queries.substitutes import open_substitutions
from ..rules.substitutions import check_claim, check_kind, check_seen, check_substitute
from .records import check_lesson_takes_records

ONE_HOUR = Decimal(1)


def _read(lesson: Lesson) -> Lesson:
    """The lesson as it stands now, held: whoever comes at the same moment is judged by what this one writes."""
    hold(lesson)
    related = ("term", "course__subject", "course__study_group", "course__school_class", "teacher")
    return Lesson.objects.select_related(*related, "substitution__substitute").get(pk=lesson.pk)


def _touch(row: Lesson) -> None:
    if row.touched_at is None:
        row.touched_at = clock.now()
        row.save_without_historical_record(update_fields=["touched_at"])


@transaction.atomic
def register_substitution(
    lesson: Lesson,
    *,
    substitute: StaffMember,
    reason: str,
    by,
    kind: str = SubstitutionKind.SAME,
    hours: Decimal = ONE_HOUR,
    absence: StaffAbsence | None = None,
    course: Course | None = None,
    seen: str | None = None,
) -> Substitution:
    """Another teacher holds the lesson; the journal opens to that teacher for this lesson at once.

    With another subject the lesson is cancelled and the hour goes to a lesson of the substitute's own course of that
    class in the same slot (P-22). Whatever stood there before, a claim included, gives way.

    Args:
        hours: hours to be paid.
        absence: the absence that makes it necessary; its basis stands in the register.
        course: for another subject, which own course; may be left out where there is one only.
        seen: what the form showed, see ``state_token``.

    Raises:
        RuleViolation: no reason, the same teacher, one who has left, is away or is taken; a closed term; a cancelled
            lesson; no own course for another subject.
        Conflict: somebody changed the lesson since the form was shown.
    """
    row = _read(lesson)
    check_seen(row, seen)
    with attributed(by=by, reason=reason):
        substitution = getattr(row, "substitution", None) or Substitution(lesson=row)
        if substitution.instead_id:
            _give_back(substitution, row)
        check_lesson_takes_records(row)
        if not reason.strip():
            raise RuleViolation(_("Укажите причину замены."))
        _check_person(row, substitute, kind)
        if substitution.pk is None or substitution.substitute_id != substitute.pk:
            substitution.registered_at, substitution.registered_by = clock.now(), by
        substitution.substitute, substitution.kind, substitution.reason = substitute, kind, tidy(reason)
        substitution.hours, substitution.absence = hours, absence
        _confirm(substitution, row, course=course, by=by)
    return substitution


def _check_person(row: Lesson, substitute: StaffMember, kind: str) -> None:
    away = StaffAbsence.objects.on(row.held_on).filter(staff=substitute).exists()
    check_substitute(row, substitute, away)
    check_kind(kind, lesson_of_teacher(substitute, row, ignoring=[row.pk]))


def _confirm(substitution: Substitution, row: Lesson, *, course: Course | None, by) -> None:
    """Write the substitution as one that stands, with all that follows from it."""
    was_claimed = substitution.state == SubstitutionState.CLAIMED
    substitution.state = SubstitutionState.CONFIRMED
    substitution.decided_at, substitution.decided_by = (clock.now(), by) if was_claimed else (None, None)
    if substitution.kind == SubstitutionKind.OTHER:
        substitution.instead = _hold_instead(row, substitution.substitute, course)
    substitution.save()
    _touch(row)
    rebuild_substitute_grants()


def _hold_instead(row: Lesson, substitute: StaffMember, course: Course | None) -> Lesson:
    """Cancel the lesson and put one of the substitute's own course in its place."""
    if row.assessments.filter(cells__isnull=False).exists() or row.topic:
        raise RuleViolation(_("Урок уже записан: другим предметом его не заменить."))
    course = course or _only_course(own_courses(row, substitute))
    if course not in own_courses(row, substitute):
        raise RuleViolation(_("У учителя нет такого предмета в этом классе."))
    if taken := lesson_of_pupils(course, row, ignoring=[row.pk]):
        raise RuleViolation(_("В это время у класса стоит ещё один урок: %s. Сначала отмените его.") % taken.course)
    if Lesson.objects.filter(course=course, held_on=row.held_on, number=row.number).exists():
        raise RuleViolation(_("Этот предмет уже стоит на этом месте: верните тот урок."))
    term = term_of(list(course.term_scheme.terms.all()), row.held_on)
    row.cancelled_at, row.cancel_reason = clock.now(), _("вместо него: %s") % course.subject.name
    row.touched_at = row.touched_at or clock.now()
    row.save()
    instead = Lesson(
        course=course, term=term, teacher=substitute, held_on=row.held_on, number=row.number,
        starts_at=row.starts_at, ends_at=row.ends_at, room_id=row.room_id, touched_at=clock.now(),
    )  # fmt: skip
    check_lesson_takes_records(instead)
    instead.save()
    ordinary = WorkKind.objects.get(is_ordinary=True)
    Assessment(lesson=instead, course=course, work_kind=ordinary, is_ordinary=True).save()
    return instead


def own_courses(lesson: Lesson, substitute: StaffMember) -> list[Course]:
    """The substitute's own courses with the pupils of the lesson: the same class or group, or a group of the class."""
    day, course = lesson.held_on, lesson.course
    taught = TeachingAssignment.objects.on(day).filter(staff=substitute).values("course")
    rows = Course.objects.filter(pk__in=taught, year_id=course.year_id).exclude(pk=course.pk)
    if course.school_class_id:
        rows = rows.filter(school_class_id=course.school_class_id)
    elif course.study_group.home_class_id:
        rows = rows.filter(school_class_id=course.study_group.home_class_id) | rows.filter(
            study_group_id=course.study_group_id
        )
    else:
        rows = rows.filter(study_group_id=course.study_group_id)
    related = rows.select_related("subject", "school_class", "study_group", "term_scheme")
    return list(related.order_by("subject__position", "pk"))


def _only_course(courses: list[Course]) -> Course:
    if not courses:
        raise RuleViolation(_("У учителя нет своего предмета в этом классе: выберите другой вид замены."))
    if len(courses) > 1:
        raise RuleViolation(_("У учителя несколько предметов в этом классе: выберите, какой он проведёт."))
    return courses[0]


def _give_back(substitution: Substitution, row: Lesson) -> None:
    """Another subject is taken back: the lesson put in its place goes, the cancelled one stands again.

    Raises:
        RuleViolation: something was written in the lesson of the other subject.
    """
    instead = substitution.instead
    check_lesson_takes_records(instead)
    is_written = (
        instead.topic
        or instead.attendance_confirmed_at
        or instead.homework_state != HomeworkState.UNKNOWN
        or instead.assessments.filter(cells__isnull=False).exists()
    )
    if is_written or Lesson.objects.filter(pk=instead.pk, homework_due__isnull=False).exists():
        raise RuleViolation(_("Урок «%s», который провели вместо этого, уже записан.") % instead.course.subject)
    substitution.instead = None
    substitution.save()
    delete_tracked(instead.assessments.all())
    delete_tracked([instead])
    row.cancelled_at, row.cancel_reason = None, ""
    row.save()


@transaction.atomic
def withdraw_substitution(substitution: Substitution, *, by, seen: str | None = None) -> None:
    """The main teacher holds the lesson after all.

    Raises:
        RuleViolation: closed term, or the lesson has begun and was recorded.
        Conflict: somebody changed the lesson since the form was shown.
    """
    row = _read(substitution.lesson)
    check_seen(row, seen)
    with attributed(by=by):
        if row.substitution.instead_id:
            _give_back(row.substitution, row)
        check_lesson_takes_records(row)
        if row.topic_at and row.held_on <= clock.today():
            raise RuleViolation(_("Урок уже записан заменяющим учителем."))
        delete_tracked([row.substitution])
        rebuild_substitute_grants()


@transaction.atomic
def claim_substitution(lesson: Lesson, *, substitute: StaffMember, reason: str, by) -> Substitution:
    """A teacher says «I hold this lesson»; until the deputy confirms it, it opens nothing. # C-16

    Raises:
        RuleViolation: the norms or the day do not allow it, or somebody stands there already.
    """
    row = _read(lesson)
    present = getattr(row, "substitution", None)
    check_claim(row, present, norms_on(clock.today()), clock.today())
    check_lesson_takes_records(row)
    if not reason.strip():
        raise RuleViolation(_("Напишите, почему урок ведёте вы."))
    _check_claimant(row, substitute)
    claim = present or Substitution(lesson=row)
    claim.substitute, claim.kind, claim.reason = substitute, SubstitutionKind.SAME, tidy(reason)
    claim.hours, claim.absence, claim.state = ONE_HOUR, None, SubstitutionState.CLAIMED
    claim.registered_at, claim.registered_by = clock.now(), by
    claim.decided_at = claim.decided_by = None
    with attributed(by=by, reason=reason):
        claim.save()
        _touch(row)
    return claim


def _check_claimant(row: Lesson, substitute: StaffMember) -> None:
    """An own lesson at that time is no hindrance: the deputy chooses the kind."""
    away = StaffAbsence.objects.on(row.held_on).filter(staff=substitute).exists()
    check_substitute(row, substitute, away)


@transaction.atomic
def confirm_claim(
    claim: Substitution,
    *,
    by,
    kind: str = SubstitutionKind.SAME,
    hours: Decimal = ONE_HOUR,
    course: Course | None = None,
) -> Substitution:
    """The deputy agrees: from now on it is a substitution like any other. # C-16

    Raises:
        RuleViolation: it was decided already, or the kind does not fit.
    """
    row = _read(claim.lesson)
    present = _waiting(row, claim)
    check_lesson_takes_records(row)
    _check_person(row, present.substitute, kind)
    present.kind, present.hours = kind, hours
    with attributed(by=by):
        _confirm(present, row, course=course, by=by)
    return present


@transaction.atomic
def decline_claim(claim: Substitution, *, by, reason: str = "") -> Substitution:
    """The deputy refuses; the row stays as a trace of what was claimed. # C-16

    Raises:
        RuleViolation: it was decided already.
    """
    present = _waiting(_read(claim.lesson), claim)
    present.state = SubstitutionState.DECLINED
    present.decided_at, present.decided_by = clock.now(), by
    with attributed(by=by, reason=tidy(reason) or None):
        present.save()
    return present


def _waiting(row: Lesson, claim: Substitution) -> Substitution:
    present = getattr(row, "substitution", None)
    if present is None or present.state != SubstitutionState.CLAIMED or present.substitute_id != claim.substitute_id:
        raise RuleViolation(_("По этой заявке уже решено."))
    return present


def _wanted(today: dt.date) -> set[tuple[int, int]]:
    rows = open_substitutions(today, norms_on(today)).filter(substitute__user__isnull=False)
    return set(rows.values_list("substitute__user_id", "lesson__course_id"))


@transaction.atomic
def rebuild_substitute_grants() -> int:
    """Make the substitutes' grants equal to the facts; returns how many rows were changed."""
    return project(CourseGrant, "substitute_course", _wanted(clock.today()))


def substitute_grant_faults() -> list[str]:
    """Where the grants differ from the facts."""
    pairs = _wanted(clock.today())
    missing, superfluous = differences(CourseGrant, permission_named(Course, "substitute_course"), pairs)
    return [f"substitute_course: user {user} lacks course {course}" for user, course in sorted(missing)] + [
        f"substitute_course: superfluous grant row {pk}" for pk in superfluous
    ]
