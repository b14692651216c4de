"""Rows of staff, pupils and representatives."""

from __future__ import annotations

from apps.accounts.models import RoleAssignment
from apps.office.exports import words
from apps.office.exports.shape import LOGIN, Listing, Scope
from apps.office.queries import people
from apps.school.models import Enrolment, Guardianship


def staff_rows(scope: Scope) -> list[tuple]:
    """Everyone of the staff with the roles of the day."""
    members = people.staff(scope.text, scope.year, scope.today)
    return [
        (
            one.personnel_no, one.last_name, one.first_name, one.patronymic, one.birth_on, one.job_title,
            _roles(one.user.roles_now if one.user_id else ()), one.user.username if one.user_id else "", one.email,
            one.phone, one.works_from, one.works_until,
        )
        for one in members
    ]  # fmt: skip


def _roles(held: list[RoleAssignment] | tuple) -> str:
    return "; ".join(words.ROLES[row.role] for row in held if row.role in words.ROLES)


STAFF = Listing(
    "Сотрудники",
    (
        "Табельный №", "Фамилия", "Имя", "Отчество", "Дата рождения", "Должность", "Роли", LOGIN, "E-mail", "Телефон",
        "Работает с", "Работает по",
    ),
    staff_rows,
    people=True,
    texts=frozenset({"Табельный №", "Телефон"}),
)  # fmt: skip


def student_rows(scope: Scope) -> list[tuple]:
    """Every pupil the school knows, with the class of the day or the last one of the year."""
    places = _places(scope)
    rows = []
    for one in people.students(scope.text, scope.class_pk, scope.year, scope.today):
        place, goes_on = _shown(places.get(one.pk, ()), scope)
        rows.append((
            one.file_no, one.last_name, one.first_name, one.patronymic, one.birth_on, words.SEXES[one.sex],
            place.school_class.name if place else "", place.starts_on if place else None,
            place.arrival_order if place else "", None if goes_on or not place else place.ends_on,
            place.departure_order if place else "", one.user.username if one.user_id else "", one.phone, one.email,
            one.address,
        ))  # fmt: skip
    return rows


def _places(scope: Scope) -> dict[int, list[Enrolment]]:
    """Enrolments of the year by pupil, in their order."""
    found: dict[int, list[Enrolment]] = {}
    rows = Enrolment.objects.filter(school_class__year=scope.year).select_related("school_class")
    for row in rows.order_by("starts_on", "pk"):
        found.setdefault(row.student_id, []).append(row)
    return found


def _shown(places, scope: Scope) -> tuple[Enrolment | None, bool]:
    """(the enrolment of the day, else the last before it, else the next; whether another one follows it)."""
    if not places:
        return None, False
    begun = [one for one in places if one.starts_on <= scope.today]
    holding = [one for one in begun if one.holds_on(scope.today)]
    place = (holding or begun or places[:1])[-1]
    return place, place is not places[-1]


STUDENTS = Listing(
    "Ученики",
    (
        "Личное дело №", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Зачислен с",
        "Приказ о зачислении", "Выбыл", "Приказ о выбытии", LOGIN, "Телефон ученика", "E-mail ученика", "Адрес",
    ),
    student_rows,
    people=True,
    texts=frozenset({"Личное дело №", "Класс", "Телефон ученика"}),
)  # fmt: skip


def representative_rows(scope: Scope) -> list[tuple]:
    """A row per child and representative: who they are to each other, and how they are reached."""
    links = Guardianship.objects.filter(ends_on=None).select_related("student", "representative__user")
    rows = []
    for link in links.order_by("student__sort_key", "student_id", "representative__sort_key", "pk"):
        child, one = link.student, link.representative
        rows.append((
            child.file_no, child.full_name, child.birth_on, one.last_name, one.first_name, one.patronymic,
            words.RELATIONS[link.relation], one.phone, one.email, one.address, one.workplace,
            words.YES_NO[link.has_access], link.basis, one.user.username if one.user_id else "",
        ))  # fmt: skip
    return rows


REPRESENTATIVES = Listing(
    "Представители",
    (
        "Личное дело №", "Ученик", "Дата рождения ученика", "Фамилия", "Имя", "Отчество", "Кем приходится", "Телефон",
        "E-mail", "Адрес", "Место работы", "Читает дневник", "Основание", LOGIN,
    ),
    representative_rows,
    people=True,
    texts=frozenset({"Личное дело №", "Телефон"}),
)  # fmt: skip
