"""Plans staff and pupils: who is who, names, enrolments. Homonyms are never merged silently (formats.md §12.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from apps.accounts.enums import Role
from apps.core.tables import as_text
from apps.office.actions.loading import Loading, key_of
from apps.office.actions.plan_accounts import Accounts
from apps.office.imports.rows import PersonRow, StaffRow, StudentRow
from apps.office.queries.index import People, look_key, number_key
from apps.school.models import Enrolment, SchoolClass, StaffMember, Student
from apps.school.models.people import name_keys


@dataclass(frozen=True)
class Kind:
    """How persons of a sheet are told apart."""

    sheet: str
    model: type
    number_field: str
    number_title: str


STAFF = Kind("staff", StaffMember, "personnel_no", "табельный номер")
STUDENTS = Kind("students", Student, "file_no", "номер личного дела")


NAMES = frozenset({"last_name", "first_name", "patronymic", "full_name"})


class Matcher:
    """Finds the person a row speaks of, or says why it cannot be told."""

    def __init__(self, load: Loading, kind: Kind, people: People, accounts: Accounts):
        self.load, self.kind, self.people, self.accounts = load, kind, people, accounts
        self.seen: dict[int, int] = {}

    def match(self, row: PersonRow) -> object | None:
        """The person, or None for a new one and after recording a fault."""
        if row.origin.bad & (NAMES if row.number else NAMES | {"number", "birth_date"}):
            return None  # whom the row means cannot be told
        person, fault, name = self._find(row)
        if not fault and person is not None and id(person) in self.seen:
            fault, name = _("Этот человек уже есть в строке %(n)s.") % {"n": self.seen[id(person)]}, name or "last_name"
        if fault:
            self.load.reject(row, self.kind.sheet, name, fault)
            return None
        return person

    def remember(self, person, row: PersonRow) -> None:
        """The person of this row, for duplicates further down."""
        self.seen[id(person)] = row.origin.number

    def _find(self, row: PersonRow):
        """(person or None, fault, column of the fault)."""
        return self._by_number(row) if row.number else self._by_name(row)

    def _by_number(self, row: PersonRow):
        person = self.people.by_number.get(number_key(row.number))
        if person is not None:
            if id(person) in self.seen:
                return None, _("Этот номер уже есть в строке %(n)s.") % {"n": self.seen[id(person)]}, "number"
            if _is_another(person, row):
                message = _("Под этим номером в школе записан другой человек: %s.") % person.full_name
                return None, message, "number"
            return person, "", "number"
        same = [one for one in self._same_name(row) if not self._number(one)]
        same = [one for one in same if not one.birth_on or not row.birth_date or one.birth_on == row.birth_date]
        if len(same) > 1:
            return None, self._ask(same), "number"
        if same and id(same[0]) in self.seen:
            return None, "", ""  # a homonym of the same file that has no number: another person
        if same:
            self._tell(row, same[0])
            return same[0], "", ""
        return None, "", ""

    def _by_name(self, row: PersonRow):
        same = self._same_name(row)
        if row.birth_date:
            same = [one for one in same if one.birth_on in (row.birth_date, None)]
        exact = [one for one in same if one.birth_on == row.birth_date and _patronymic(one) == _patronymic(row)]
        if not same:
            return None, "", ""
        # Without a number and a date of birth a name alone names only a person who has neither either.
        sure = len(same) == 1 and len(exact) == 1 and (row.birth_date or not self._number(exact[0]))
        if sure and not (not row.birth_date and id(exact[0]) in self.seen):
            return exact[0], "", ""
        if (mine := self.accounts.known_by(row.login, same)) is not None:
            return mine, "", ""
        return None, self._ask(same), "last_name"

    def _same_name(self, row: PersonRow) -> list:
        found = self.people.same_name(row.last_name, row.first_name)
        return [
            one for one in found if "" in (_patronymic(one), _patronymic(row)) or _patronymic(one) == _patronymic(row)
        ]

    def _number(self, person) -> str:
        return getattr(person, self.kind.number_field)

    def _ask(self, same: list) -> str:
        values = {"name": same[0].full_name, "what": self.kind.number_title}
        return _("Тёзка: «%(name)s» уже есть. Чтобы не спутать людей, укажите %(what)s.") % values

    def _tell(self, row: PersonRow, person) -> None:
        values = {"sheet": row.origin.sheet, "row": row.origin.number, "name": person.full_name, "number": row.number}
        message = _("Лист «%(sheet)s», строка %(row)s: принят за уже записанного «%(name)s», ему дан номер %(number)s.")
        self.load.plan.warnings.append(message % values)


def _patronymic(one) -> str:
    return look_key(one.patronymic)


def _is_another(person, row: PersonRow) -> bool:
    """Both surname and name differ: a typing error in the number, not a change of name."""
    return look_key(person.last_name) != look_key(row.last_name) and look_key(person.first_name) != look_key(
        row.first_name
    )


def name_values(row: PersonRow, person=None) -> dict[str, str]:
    """Names of the row with their keys; a patronymic the file leaves out stays."""
    names = {}
    for name in ("last_name", "first_name", "patronymic"):
        names[name] = getattr(row, name)
        known = getattr(person, name, "")
        if known and as_text(known) == row.origin.raw.get(name):  # written as it stands: capitals and all
            names[name] = known
    names["patronymic"] = names["patronymic"] or (person.patronymic if person is not None else "")
    if person is not None and all(getattr(person, name) == value for name, value in names.items()):
        return names
    return {**names, **name_keys(**names)}


def given(**values) -> dict:
    """The values that the file gives: an empty cell never wipes what is known."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def plan_staff(load: Loading, accounts: Accounts) -> None:
    """The «Сотрудники» sheet (STR-14): people, accounts, roles."""
    matcher = Matcher(load, STAFF, load.staff, accounts)
    for row in load.reading.every("staff"):
        since = load.plan.mark()
        person = matcher.match(row)
        _check_login(load, row, "staff", person, accounts, name=_full_name(row))
        if not load.is_sound(row):
            continue
        created = person is None
        before = Before(person)
        person = _plan_staff_member(load, row, person)
        matcher.remember(person, row)
        email = row.email if before.email != person.email else ""
        renamed = before.name != person.full_name
        if created and not row.login and (waiting := accounts.waiting(person.full_name)):
            _tell_of_account(load, row, waiting)
        user = accounts.follow(person, row.login, email=email, renamed=renamed, is_news=created or bool(row.roles))
        roles = row.roles or ((Role.TEACHER,) if created and _looks_like_teacher(row) else ())
        if user is not None and row.ends_on and before.works_until != row.ends_on:
            accounts.leaves(user, row.ends_on)
        for role in roles:
            accounts.give_role(user, role, row.starts_on)
        load.plan.count(row.origin.sheet, created=created, since=since)


class Before:
    """What stood in a person's card before the row."""

    def __init__(self, person):
        self.name = person.full_name if person is not None else ""
        self.email = getattr(person, "email", "")
        self.works_until = getattr(person, "works_until", None)


def _check_login(load: Loading, row: PersonRow, sheet: str, person, accounts: Accounts, name: str = "") -> None:
    if message := accounts.account_fault(person, row.login, name):
        load.reject(row, sheet, "login", message)


def _full_name(row: PersonRow) -> str:
    return " ".join(filter(None, (row.last_name, row.first_name, row.patronymic)))


def _tell_of_account(load: Loading, row: StaffRow, user) -> None:
    """Nobody is joined to an account by name alone: the file says so by the login."""
    values = {"sheet": row.origin.sheet, "row": row.origin.number, "name": user.display_name, "login": user.username}
    message = _(
        "Лист «%(sheet)s», строка %(row)s: учётная запись «%(login)s» на имя «%(name)s» уже есть. Если это тот же "
        "человек, напишите её в столбец «Логин», иначе записей будет две."
    )
    load.plan.warnings.append(message % values)


def _plan_staff_member(load: Loading, row: StaffRow, person: StaffMember | None) -> StaffMember:
    values = {
        **name_values(row, person),
        **given(
            personnel_no=row.number, birth_on=row.birth_date, job_title=row.position, email=row.email, phone=row.phone,
            works_from=row.starts_on, works_until=row.ends_on,
        ),
    }  # fmt: skip
    return _plan_person(load, load.staff, StaffMember, person, values)


def _plan_person(load: Loading, people: People, model: type, person, values: dict):
    if person is None:
        person = load.plan.create(model(**values))
        people.add(person)
    elif load.plan.update(person, **values):
        people.number_changed(person)
        people.name_changed(person)
    return person


def _looks_like_teacher(row: StaffRow) -> bool:
    title = row.position.casefold()
    return not title or any(word in title for word in ("учитель", "преподават", "педагог"))


def plan_students(load: Loading, accounts: Accounts) -> None:
    """The «Ученики» sheet (STR-03, STR-17): pupils, accounts, dated enrolments."""
    matcher = Matcher(load, STUDENTS, load.students, accounts)
    enrolments = _present_enrolments(load)
    for row in load.reading.every("students"):
        since = load.plan.mark()
        school_class = _class_of(load, row)
        person = matcher.match(row)
        mine = enrolments.get(id(person), []) if person is not None else []
        _check_login(load, row, "students", person, accounts)
        _check_enrolment(load, row, person, mine, school_class)
        if not load.is_sound(row):
            continue
        created, before = person is None, Before(person)
        person = _plan_person(load, load.students, Student, person, _student_values(row, person))
        matcher.remember(person, row)
        arrived = school_class is not None and _plan_enrolment(load, row, person, mine, school_class)
        renamed = before.name != person.full_name
        user = accounts.follow(person, row.login, renamed=renamed, is_news=created or arrived)
        if created or arrived:
            accounts.give_role(user, Role.STUDENT)
        load.plan.count(row.origin.sheet, created=created, since=since)


def _class_of(load: Loading, row: StudentRow) -> SchoolClass | None:
    """The class of the row; None without one, and after recording that the school has no such class."""
    if row.school_class is None:
        return None
    found = load.classes.get(key_of(row.school_class.name))
    if found is None and not load.makes_classes:
        message = _("Такого класса нет: добавьте его на лист «Классы».")
        load.missing(row, "students", "school_class", message, defined_in="classes", text=row.school_class.name)
    return found


def _student_values(row: StudentRow, person: Student | None) -> dict:
    told = given(
        file_no=row.number, birth_on=row.birth_date, sex=row.sex, phone=row.phone, email=row.email, address=row.address
    )
    return {**name_values(row, person), **told}


def _check_enrolment(load: Loading, row: StudentRow, person, mine: list[Enrolment], school_class) -> None:
    """Whoever is new needs a birth date and a class; dates must fit what is known."""
    if load.is_sound(row) and person is None:
        for name in ("birth_date", "school_class"):
            if not getattr(row, name):
                load.reject(row, "students", name, _("Обязательное поле пусто."))
    if school_class is None or row.origin.bad & {"enrolled_on", "left_on"}:
        return
    name, message = _enrolment_fault(load, row, mine, school_class)
    if message:
        load.reject(row, "students", name, message)


def _present_enrolments(load: Loading) -> dict[int, list[Enrolment]]:
    found: dict[int, list[Enrolment]] = {}
    rows = Enrolment.objects.select_related("school_class__year").order_by("starts_on", "pk")
    for row in load.fetch(Enrolment, rows):
        found.setdefault(id(load.known(Student, row.student_id)), []).append(row)
    return found


def _enrolment_fault(
    load: Loading, row: StudentRow, mine: list[Enrolment], school_class: SchoolClass
) -> tuple[str, str]:
    """(column, sentence) when the enrolment contradicts what is known."""
    here = [one for one in mine if one.school_class_id == school_class.pk]
    start = row.enrolled_on or (here[-1].starts_on if here else load.year.starts_on)
    if row.left_on and row.left_on < start:
        return "left_on", _("Выбыл раньше, чем зачислен (%s).") % start.strftime("%d.%m.%Y")
    others = [one for one in mine if one.school_class.year_id == school_class.year_id]
    if here or not others:
        return "", ""
    last = others[-1]
    if row.enrolled_on is None or row.enrolled_on <= last.starts_on:
        values = {"name": last.school_class.name, "date": last.starts_on.strftime("%d.%m.%Y")}
        message = _("Ученик числится в %(name)s с %(date)s. Для перевода укажите в «Зачислен с» день перевода.")
        return "school_class", message % values
    return "", ""


def _plan_enrolment(load: Loading, row: StudentRow, student, mine: list[Enrolment], school_class: SchoolClass) -> bool:
    """Membership of the class from arrival to departure; a transfer ends the former one the day before.

    Returns whether the pupil is new in the class.
    """
    starts_on = row.enrolled_on or load.year.starts_on
    here = [one for one in mine if one.school_class_id == school_class.pk and school_class.pk]
    orders = given(arrival_order=row.enrolment_order, departure_order=row.departure_order, ends_on=row.left_on)
    readmitted = here and here[-1].ends_on and row.enrolled_on and row.enrolled_on > here[-1].ends_on
    if here and not readmitted:
        same_day = next((one for one in here if one.starts_on == starts_on), here[-1])
        moved = _free_start(mine, same_day, row.enrolled_on)
        load.plan.update(same_day, **orders, **given(starts_on=moved))
        return False
    if any(one.starts_on == starts_on for one in mine):  # the arrival at the school stands with a former year's class
        starts_on = max(starts_on, load.year.starts_on)
    for former in mine:
        if former.starts_on < starts_on and (former.ends_on is None or former.ends_on >= starts_on):
            load.plan.update(former, ends_on=starts_on - timedelta(days=1))
    load.plan.create(Enrolment(student=student, school_class=school_class, starts_on=starts_on, **orders))
    return True


def _free_start(mine: list[Enrolment], present: Enrolment, wanted):
    """The arrival day the file gives, unless another enrolment begins that day."""
    if wanted is None or any(one is not present and one.starts_on == wanted for one in mine):
        return None
    return wanted
