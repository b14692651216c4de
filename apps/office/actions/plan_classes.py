"""Plans classes, their class teachers, and the families of pupils."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan_accounts import Accounts
from apps.office.actions.plan_people import NAMES, Before, given, name_values
from apps.office.imports.rows import ClassRow, RepresentativeRow
from apps.office.queries.index import look_key
from apps.school.models import ClassTeacher, Guardianship, Representative, SchoolClass, StaffMember, Student


def plan_classes(load: Loading, accounts: Accounts) -> None:
    """The «Классы» sheet (STR-04)."""
    leaders = _present_leaders(load)
    seen: dict[str, int] = {}
    for row in load.reading.every("classes"):
        key = key_of(row.school_class.name) if row.school_class else ""
        if key in seen:
            load.reject(row, "classes", "school_class", _("Этот класс уже есть в строке %(n)s.") % {"n": seen[key]})
        leader = None
        if row.class_teacher:
            leader = load.staff_member(row, "classes", "class_teacher", row.class_teacher)
        if not load.is_sound(row):
            continue
        seen[key] = row.origin.number
        since = load.plan.mark()
        created = key not in load.classes
        school_class = _plan_class(load, row, load.classes.get(key))
        if leader is not None and _plan_leader(load, school_class, leader, leaders.get(id(school_class))):
            accounts.give_role(accounts.plan_account(leader, ""), Role.CLASS_TEACHER)
        load.plan.count(row.origin.sheet, created=created, since=since)


def _plan_class(load: Loading, row: ClassRow, present: SchoolClass | None) -> SchoolClass:
    values = given(shift=row.shift, days_per_week=row.days_per_week, room=load.room(row.room))
    if present is None:
        name = row.school_class
        present = SchoolClass(year=load.year, level=name.level, letter=name.letter, name=name.name, **values)
        load.classes[key_of(name.name)] = load.plan.create(present)
    else:
        load.plan.update(present, **values)
    return present


def _present_leaders(load: Loading) -> dict[int, ClassTeacher]:
    """Who leads each class today, or is to lead it from a later day on."""
    if not load.year.pk:
        return {}
    rows = ClassTeacher.objects.filter(school_class__year=load.year).order_by("starts_on", "pk")
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=load.today))
    rows = sorted(rows, key=lambda row: (row.starts_on <= load.today, row.starts_on))
    return {id(load.known(SchoolClass, row.school_class_id)): row for row in load.fetch(ClassTeacher, rows)}


def _plan_leader(load: Loading, school_class: SchoolClass, leader: StaffMember, present: ClassTeacher | None) -> bool:
    """The class teacher from the start of the year; a change takes effect today. Returns whether it is a change."""
    if present is not None and load.known(StaffMember, present.staff_id) is leader:
        return False
    starts_on = load.year.starts_on
    if present is not None:
        starts_on = max(load.today, load.year.starts_on)
        if present.starts_on >= starts_on:
            return load.plan.update(present, staff=leader)
        load.plan.update(present, ends_on=starts_on - timedelta(days=1))
    load.plan.create(ClassTeacher(school_class=school_class, staff=leader, starts_on=starts_on))
    return True


def plan_representatives(load: Loading, accounts: Accounts) -> None:
    """The «Представители» sheet: parents and what they are to which child (STR-03, I-18)."""
    families = Families(load)
    for row in load.reading.every("representatives"):
        student = load.student(row, "representatives")
        since = load.plan.mark()
        person, link = families.match(row, student) if student is not None else (None, None)
        if message := accounts.account_fault(person, row.login):
            load.reject(row, "representatives", "login", message)
        if not load.is_sound(row):
            continue
        before = Before(person)
        person = _plan_representative(load, row, person, is_described=families.is_described(person))
        families.remember(person, student, row)
        email = row.email if before.email != person.email else ""
        renamed = before.name != person.full_name
        user = accounts.follow(person, row.login, email=email, renamed=renamed, is_news=link is None)
        if link is None:
            accounts.give_role(user, Role.REPRESENTATIVE)
        _plan_guardianship(load, row, student, person, link)
        load.plan.count(row.origin.sheet, created=link is None, since=since)


def _plan_representative(
    load: Loading, row: RepresentativeRow, person: Representative | None, *, is_described: bool
) -> Representative:
    """A new person or new values; a further row about the same person (another child) only fills what is empty."""
    told = given(phone=row.phone, email=row.email, address=row.address, workplace=row.workplace)
    values = {**name_values(row, person), **told}
    if person is None:
        person = load.plan.create(Representative(**values))
        load.representatives.add(person)
        return person
    if _digits(person.phone) == _digits(row.phone):
        values.pop("phone", None)  # the same number in another spelling
    if is_described:
        values = {name: value for name, value in values.items() if not getattr(person, name)}
    if load.plan.update(person, **values):
        load.representatives.name_changed(person)
    return person


def _plan_guardianship(load: Loading, row: RepresentativeRow, student, person, link: Guardianship | None) -> None:
    told = given(has_access=_ACCESS.get(row.has_access), basis=row.basis)
    if link is not None:
        if row.origin.raw.get("relation"):
            told["relation"] = row.relation
        load.plan.update(link, **told)
        return
    starts_on = min(load.today, load.year.starts_on)
    new = Guardianship(
        student=student, representative=person, relation=row.relation, starts_on=starts_on, **told
    )  # fmt: skip
    load.plan.create(new)


_ACCESS = {"yes": True, "no": False}


class Families:
    """Who is whose representative. A parent has no number: the same name is the same person only with the same
    telephone, e-mail or login, or when already written down for the same child."""

    def __init__(self, load: Loading):
        self.load = load
        self.links: dict[tuple[int, int], Guardianship] = {}
        self.of_student: dict[int, list] = {}
        self.in_file: dict[tuple[int, int], int] = {}
        self.described: set[int] = set()
        self.logins: dict[int, str] = {}
        rows = Guardianship.objects.filter(ends_on=None).select_related("representative__user").order_by("pk")
        for link in load.fetch(Guardianship, rows):
            student = load.known(Student, link.student_id)
            person = load.known(Representative, link.representative_id)
            self.links[id(student), id(person)] = link
            self.of_student.setdefault(id(student), []).append(person)
            if link.representative.user_id:
                self.logins[id(person)] = link.representative.user.username

    def match(self, row: RepresentativeRow, student) -> tuple[Representative | None, Guardianship | None]:
        """(the person or None for a new one, the present link or None); faults are recorded."""
        if row.origin.bad & NAMES:
            return None, None
        same = [one for one in self.load.representatives.same_name(row.last_name, row.first_name) if _same(one, row)]
        mine = [one for one in same if any(one is other for other in self.of_student.get(id(student), ()))]
        if mine:
            person = max(mine, key=lambda one: self._likeness(one, student, row))
            if (id(student), id(person)) in self.in_file:
                number = self.in_file[id(student), id(person)]
                message = _("Этот представитель ученика уже есть в строке %(n)s.") % {"n": number}
                self.load.reject(row, "representatives", "last_name", message)
                return None, None
            return person, self.links.get((id(student), id(person)))
        known = [one for one in same if self._shares_contact(one, row)]
        if known:
            return known[0], None
        if any(not _has_contact(one, row) for one in same):
            message = _(
                "Тёзка: «%s» уже есть в школе или в файле. Чтобы их не спутать, укажите телефон, почту или логин."
            )
            self.load.reject(row, "representatives", "last_name", message % row.full_name)
        return None, None

    def _likeness(self, person, student, row: RepresentativeRow) -> tuple:
        """Of two of one name at one child: who is not in the file yet, shares a contact, has the patronymic."""
        return (
            (id(student), id(person)) not in self.in_file,
            self._shares_contact(person, row),
            look_key(person.patronymic) == look_key(row.patronymic),
        )

    def remember(self, person, student, row: RepresentativeRow) -> None:
        """The representative of this row, for the rows below."""
        self.in_file[id(student), id(person)] = row.origin.number
        self.described.add(id(person))
        self.of_student.setdefault(id(student), []).append(person)
        if row.login:
            self.logins[id(person)] = row.login

    def is_described(self, person) -> bool:
        """Whether an earlier row of the file speaks of this person."""
        return id(person) in self.described

    def _shares_contact(self, person, row: RepresentativeRow) -> bool:
        login = self.logins.get(id(person), "")
        return (
            bool(row.phone and _digits(person.phone) == _digits(row.phone))
            or bool(row.email and person.email.casefold() == row.email.casefold())
            or bool(row.login and login.casefold() == row.login.casefold())
        )


def _same(person: Representative, row: RepresentativeRow) -> bool:
    mine, other = look_key(person.patronymic), look_key(row.patronymic)
    return mine == other or not mine or not other


def _has_contact(person: Representative, row: RepresentativeRow) -> bool:
    """Whether both are known by a comparable contact, so that a difference means two people."""
    return bool(person.phone and row.phone) or bool(person.email and row.email)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]
