"""Cards of pupils, representatives and employees, with the accounts that follow from them."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import actions as accounts
from apps.accounts.enums import Role
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.history import attributed, check_unchanged
from apps.core.text import tidy

from ..models import Guardianship, Representative, StaffMember, Student, Subject
from ..models.people import name_keys
from ..rules.people import check_birth, check_dates, check_name
from .grants import rebuild_school_grants

CONTACTS = {Student: ("phone", "email", "address"), Representative: ("phone", "email", "address", "workplace")}


def _write(person, values: Mapping) -> None:
    """Put values on the row; texts are tidied, the keys follow the name."""
    for name, value in values.items():
        setattr(person, name, tidy(value) if isinstance(value, str) else value)
    check_name(person.last_name, person.first_name)
    for name, value in name_keys(person.last_name, person.first_name, person.patronymic).items():
        setattr(person, name, value)


def _follow(person, role: str | None, *, by) -> None:
    """The account of the person: made when there is none, renamed with the person (ACC-06, ACC-07)."""
    if person.user_id is None:
        person.user = accounts.create_users(names=[(person.last_name, person.first_name, person.patronymic)], by=by)[0]
        person.save(update_fields=["user"])
    elif person.user.display_name != person.full_name:
        accounts.rename(user=person.user, display_name=person.full_name, by=by)
    if role:
        accounts.assign_role(user=person.user, role=role, by=by)


@transaction.atomic
def save_student(*, student: Student | None = None, values: Mapping, by, seen: int | None = None) -> Student:
    """A new pupil with an account, or changed personal data of a known one. # STR-03

    Raises:
        RuleViolation: the data cannot be true, or another pupil has the same file number.
        Conflict: somebody changed the card meanwhile.
    """
    student = student or Student()
    check_unchanged(student, seen)
    with attributed(by=by):
        _write(student, values)
        check_birth(student.birth_on, clock.today())
        _check_number(student, "file_no", _("Личное дело № %(number)s уже записано за другим учеником: %(name)s."))
        student.save()
        _follow(student, Role.STUDENT, by=by)
    return student


def _check_number(person, field: str, sentence: str) -> None:
    number = getattr(person, field)
    other = type(person).objects.filter(**{field: number}).exclude(pk=person.pk).first() if number else None
    if other is not None:
        raise RuleViolation(sentence % {"number": number, "name": other})


@transaction.atomic
def save_contacts(*, person: Student | Representative, values: Mapping, by, seen: int | None = None) -> None:
    """Telephone, e-mail and address only: what the class teacher keeps up to date. # STR-18

    Raises:
        Conflict: somebody changed the card meanwhile.
    """
    check_unchanged(person, seen)
    for name in CONTACTS[type(person)]:
        if name in values:
            setattr(person, name, tidy(values[name]))
    with attributed(by=by):
        person.save()


@transaction.atomic
def save_staff(
    *,
    staff: StaffMember | None = None,
    values: Mapping,
    subjects: Iterable[Subject],
    by,
    seen: int | None = None,
    with_account: bool = False,
    teaches: bool = False,
) -> StaffMember:
    """A new employee, or changed data; with the last day of service every role ends. # STR-14

    Args:
        with_account: also make the account: only where the administrator writes (ACC-06).
        teaches: a new account gets the role of a teacher.

    Raises:
        RuleViolation: the data cannot be true, or another employee has the same number.
        Conflict: somebody changed the card meanwhile.
    """
    staff = staff or StaffMember()
    check_unchanged(staff, seen)
    with attributed(by=by):
        _write(staff, values)
        check_birth(staff.birth_on, clock.today())
        check_dates(staff.works_from, staff.works_until)
        _check_number(staff, "personnel_no", _("Табельный № %(number)s уже записан за другим сотрудником: %(name)s."))
        staff.save()
        staff.subjects.set(subjects)
        if staff.user_id or with_account:
            _follow(staff, Role.TEACHER if teaches and staff.works_until is None else None, by=by)
        if staff.user_id and staff.works_until:
            _end_roles(staff, by=by)
    return staff


def _end_roles(staff: StaffMember, *, by) -> None:
    """Roles of the school's staff end with the last day of service; a parent stays a parent."""
    held = staff.user.role_assignments.exclude(role__in=(Role.REPRESENTATIVE, Role.STUDENT))
    for role in set(held.values_list("role", flat=True)):
        accounts.end_role(user=staff.user, role=role, by=by, ends_on=staff.works_until, reason=_("уволен(а)"))


@transaction.atomic
def make_staff_account(*, staff: StaffMember, teaches: bool, by) -> StaffMember:
    """The account of an employee whose card was written by somebody else (ACC-06).

    Raises:
        RuleViolation: the account is there, or the employee has left.
    """
    if staff.user_id:
        raise RuleViolation(_("Учётная запись уже есть."))
    if staff.works_until and staff.works_until < clock.today():
        raise RuleViolation(_("Сотрудник уже не работает."))
    with attributed(by=by):
        _follow(staff, Role.TEACHER if teaches else None, by=by)
    rebuild_school_grants()
    return staff


@transaction.atomic
def save_representative(
    *, representative: Representative | None = None, values: Mapping, by, seen: int | None = None
) -> Representative:
    """A new representative with an account, or changed data of a known one.

    Raises:
        RuleViolation: no name.
        Conflict: somebody changed the card meanwhile.
    """
    representative = representative or Representative()
    check_unchanged(representative, seen)
    with attributed(by=by):
        _write(representative, values)
        representative.save()
        _follow(representative, Role.REPRESENTATIVE, by=by)
    return representative


@transaction.atomic
def join_family(*, student: Student, representative: Representative, values: Mapping, by) -> Guardianship:
    """The person represents the pupil from a day on; the diary opens at once where access is given. # I-18

    Raises:
        RuleViolation: the person represents this pupil already, dates out of order, or a limit without its basis.
    """
    present = Guardianship.objects.filter(student=student, representative=representative)
    for row in present.within(values["starts_on"], values.get("ends_on") or dt.date.max).order_by("pk")[:1]:
        raise RuleViolation(_("%(name)s уже записан(а): %(relation)s с %(day)s.") % _said(row))
    row = Guardianship(student=student, representative=representative)
    return _save_guardianship(row, values, by=by)


def _said(row: Guardianship) -> dict:
    return {
        "name": row.representative.full_name, "relation": row.get_relation_display(), "day": f"{row.starts_on:%d.%m.%Y}"
    }  # fmt: skip


@transaction.atomic
def change_guardianship(*, guardianship: Guardianship, values: Mapping, by, seen: int | None = None) -> Guardianship:
    """Relation, dates and the right to read; a limit needs its basis and holds at once. # I-18

    Raises:
        RuleViolation: dates out of order, or a limit without its basis.
        Conflict: somebody changed it meanwhile.
    """
    check_unchanged(guardianship, seen)
    return _save_guardianship(guardianship, values, by=by)


def _save_guardianship(row: Guardianship, values: Mapping, *, by) -> Guardianship:
    for name, value in values.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    check_dates(row.starts_on, row.ends_on)
    if not row.has_access and not row.basis:
        raise RuleViolation(_("Укажите основание, по которому ограничен доступ: решение суда, заявление, приказ."))
    with attributed(by=by, reason=row.basis or None):
        row.save()
        if row.representative.user_id is None:
            _follow(row.representative, Role.REPRESENTATIVE, by=by)
        elif row.has_access:
            accounts.assign_role(user=row.representative.user, role=Role.REPRESENTATIVE, by=by)
    rebuild_school_grants()
    return row


@transaction.atomic
def end_guardianship(*, guardianship: Guardianship, basis: str, by) -> Guardianship:
    """The person represents the pupil no longer, from this moment on. # I-18

    Raises:
        RuleViolation: no basis, or it has ended already.
    """
    if not basis.strip():
        raise RuleViolation(_("Укажите основание: решение суда, заявление, приказ."))
    yesterday = clock.today() - dt.timedelta(days=1)
    if guardianship.ends_on and guardianship.ends_on <= yesterday:
        raise RuleViolation(_("Представительство уже прекращено."))
    guardianship.ends_on = max(yesterday, guardianship.starts_on)
    if guardianship.ends_on > yesterday:  # begun today or later: such a row cannot end before it begins
        guardianship.has_access = False
    guardianship.basis = tidy(basis)
    with attributed(by=by, reason=guardianship.basis):
        guardianship.save()
    rebuild_school_grants()
    return guardianship
