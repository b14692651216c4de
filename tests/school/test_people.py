"""Cards of people: accounts, service, families, class teachers, duties, and the rights that follow."""

import datetime as dt

import pytest

from apps.accounts.enums import Role
from apps.accounts.permissions import forget_roles, roles_of
from apps.core.errors import Conflict, RuleViolation
from apps.core.history import latest_mark
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.models import Lesson
from apps.school.actions import orders, people
from apps.school.actions.classes import appoint_class_teacher, end_class_teacher, save_class
from apps.school.actions.grants import school_grant_faults
from apps.school.models import Guardianship, Representative, StaffMember, Student
from apps.school.queries.people import doubles_of, working_on

pytestmark = pytest.mark.django_db
NAME = {"last_name": "Новиков", "first_name": "Ян", "patronymic": ""}


def test_a_new_pupil_gets_an_account_that_nobody_can_enter_yet(cast):
    student = people.save_student(values={**NAME, "birth_on": dt.date(2013, 5, 1), "file_no": ""}, by=cast.sofia)
    assert student.user.username == "novikov.y"
    assert not student.user.has_usable_password()
    assert roles_of(student.user) == {Role.STUDENT}
    assert student.search_key == "новиков ян"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"last_name": " "}, "фамилию и имя"),
        ({"birth_on": dt.date(2031, 1, 1)}, "01.01.2031 невозможна"),
        ({"birth_on": dt.date(1031, 1, 1)}, "невозможна"),
        ({"file_no": "П-002"}, "уже записано за другим учеником: Ёлкина Катя"),
    ],
)
def test_data_that_cannot_be_true_is_refused(cast, values, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        people.save_student(values={**NAME, **values}, by=cast.sofia)
    assert not Student.objects.filter(last_name="Новиков").exists()


def test_two_people_at_one_card_are_a_conflict(cast):
    seen = latest_mark(cast.dima)
    people.save_contacts(person=cast.dima, values={"phone": "1"}, seen=seen, by=cast.vera)
    with pytest.raises(Conflict, match=r"Власова Вера Васильевна, 02\.12\.2026 10:30"):
        people.save_contacts(person=cast.dima, values={"phone": "2"}, seen=seen, by=cast.sofia)
    cast.dima.refresh_from_db()
    assert cast.dima.phone == "1"


@pytest.mark.req("STR-14")
def test_a_teacher_who_left_is_not_chosen_for_a_lesson_after_it(cast):
    values = {"last_name": "Борисов", "first_name": "Борис", "patronymic": "Борисович"}
    values |= {"works_until": dt.date(2026, 12, 3)}
    people.save_staff(staff=cast.boris_staff, values=values, subjects=[], by=cast.galina)
    assert cast.boris_staff in working_on(dt.date(2026, 12, 3))
    assert cast.boris_staff not in working_on(dt.date(2026, 12, 4))
    friday = cast.lesson("maths_7a", dt.date(2026, 12, 4))
    with pytest.raises(RuleViolation, match="к этому дню уже не работает"):
        register_substitution(friday, substitute=cast.boris_staff, reason="болезнь", by=cast.galina)
    assert Lesson.objects.filter(teacher=cast.boris_staff, held_on__lt=dt.date(2026, 12, 3)).exists()
    assert cast.substitution.substitute == cast.boris_staff  # what was, keeps its author


@pytest.mark.req("STR-14")
def test_roles_end_with_the_last_day_of_service(cast):
    values = {"last_name": "Борисов", "first_name": "Борис", "patronymic": "Борисович"}
    values |= {"works_until": dt.date(2026, 12, 1)}
    people.save_staff(staff=cast.boris_staff, values=values, subjects=[], by=cast.galina)
    forget_roles(cast.boris)
    assert not roles_of(cast.boris)


def test_only_the_administrator_makes_accounts_of_the_staff(cast):
    staff = people.save_staff(values=NAME, subjects=[], by=cast.galina)
    assert staff.user is None
    people.make_staff_account(staff=staff, teaches=True, by=cast.igor)
    assert roles_of(staff.user) == {Role.TEACHER}
    with pytest.raises(RuleViolation, match="уже есть"):
        people.make_staff_account(staff=staff, teaches=True, by=cast.igor)


@pytest.mark.req("I-18")
def test_homonyms_are_told_apart_by_patronymic_and_birth_date(cast):
    same = {"last_name": "ДМИТРИЕВ", "first_name": "дима"}
    assert doubles_of(Student, **same) == [cast.dima]
    assert doubles_of(Student, **same, patronymic="Денисович", birth_on=dt.date(2013, 3, 1)) == [cast.dima]
    assert doubles_of(Student, **same, patronymic="Ильич") == []
    assert doubles_of(Student, **same, birth_on=dt.date(2014, 3, 1)) == []
    assert doubles_of(Student, **same, but=cast.dima) == []


@pytest.mark.req("I-18")
def test_a_family_has_several_children_and_several_representatives(cast):
    father = people.save_representative(
        values={"last_name": "Дмитриев", "first_name": "Денис", "phone": "+7 900 000-00-01"}, by=cast.sofia
    )
    first = {"relation": "father", "starts_on": dt.date(2026, 9, 1), "has_access": True, "basis": ""}
    for child in (cast.dima, cast.katya):
        people.join_family(student=child, representative=father, values=first, by=cast.sofia)
    assert Guardianship.objects.filter(student=cast.dima).count() == 2
    assert father.user.studentgrant_set.count() == 2
    with pytest.raises(RuleViolation, match="уже записан"):
        people.join_family(student=cast.dima, representative=father, values=first, by=cast.sofia)


@pytest.mark.req("I-18", "SEC-06")
def test_limited_rights_close_the_diary_and_the_slips_at_once(cast, browser_of):
    mother = browser_of(cast.elena)
    row = Guardianship.objects.get(student=cast.dima)
    assert mother.get(f"/diary/{cast.dima.pk}/").status_code == 200
    with pytest.raises(RuleViolation, match="основание"):
        people.change_guardianship(guardianship=row, values={"has_access": False, "basis": ""}, by=cast.sofia)
    row.refresh_from_db()
    values = {"has_access": False, "basis": "решение суда от 30.11.2026"}
    people.change_guardianship(guardianship=row, values=values, by=cast.sofia)
    assert mother.get(f"/diary/{cast.dima.pk}/").status_code == 404
    assert mother.get(f"/diary/{cast.dima.pk}/grades/").status_code == 404
    assert not school_grant_faults() and not cast.elena.studentgrant_set.exists()
    slips = browser_of(cast.vera).get(f"/classes/{cast.class_7a.pk}/access/").context["lines"]
    assert cast.elena not in [line.user for line in slips]
    assert row in Guardianship.objects.on(dt.date(2026, 12, 2))  # stays on the list
    assert row.history.first().history_change_reason == "решение суда от 30.11.2026"
    people.change_guardianship(guardianship=row, values={"has_access": True}, by=cast.sofia)
    assert mother.get(f"/diary/{cast.dima.pk}/").status_code == 200


@pytest.mark.req("I-18")
def test_representation_ends_at_once(cast, browser_of):
    row = Guardianship.objects.get(student=cast.dima)
    people.end_guardianship(guardianship=row, basis="смена опекуна", by=cast.sofia)
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/").status_code == 404
    assert not cast.elena.studentgrant_set.exists()
    with pytest.raises(RuleViolation, match="уже прекращено"):
        people.end_guardianship(guardianship=row, basis="ещё раз", by=cast.sofia)


def test_representation_that_began_today_ends_today(cast, browser_of):
    person = people.save_representative(values={**NAME}, by=cast.sofia)
    values = {"relation": "other", "starts_on": dt.date(2026, 12, 2), "has_access": True, "basis": ""}
    row = people.join_family(student=cast.dima, representative=person, values=values, by=cast.sofia)
    people.end_guardianship(guardianship=row, basis="ошибка", by=cast.sofia)
    assert not person.user.studentgrant_set.exists()
    assert Representative.objects.filter(pk=person.pk).exists()


@pytest.mark.req("STR-04")
def test_a_class_teacher_gets_the_class_at_once_and_loses_it_at_once(cast, browser_of):
    row = appoint_class_teacher(
        school_class=cast.class_7b, staff=cast.anna_staff, starts_on=dt.date(2026, 9, 1), by=cast.galina
    )
    assert browser_of(cast.anna).get(f"/classes/{cast.class_7b.pk}/").status_code == 200
    assert browser_of(cast.anna).get(f"/classes/{cast.class_7b.pk}/access/").status_code == 200
    end_class_teacher(class_teacher=row, by=cast.galina)
    assert browser_of(cast.anna).get(f"/classes/{cast.class_7b.pk}/").status_code == 404
    assert browser_of(cast.anna).get(f"/classes/{cast.class_7b.pk}/access/").status_code == 403
    assert not school_grant_faults()


def test_one_class_teacher_follows_another(cast):
    appoint_class_teacher(
        school_class=cast.class_7a, staff=cast.anna_staff, starts_on=dt.date(2026, 12, 7), by=cast.galina
    )
    assert cast.class_7a.class_teachers.get(staff=cast.vera_staff).ends_on == dt.date(2026, 12, 6)
    with pytest.raises(RuleViolation, match="уже ведёт Алексеева"):
        appoint_class_teacher(
            school_class=cast.class_7a, staff=cast.olga_staff, starts_on=dt.date(2026, 10, 1), by=cast.galina
        )
    with pytest.raises(RuleViolation, match="Учебный год"):
        appoint_class_teacher(
            school_class=cast.class_7b, staff=cast.olga_staff, starts_on=dt.date(2026, 8, 1), by=cast.galina
        )
    assert not school_grant_faults()


def test_a_class_is_named_by_level_and_letter_and_once_a_year(cast):
    values = {"level": 8, "letter": "В", "shift": 2, "days_per_week": 6, "room": cast.room}
    row = save_class(year=cast.year, values=values, by=cast.galina)
    assert (row.name, row.shift) == ("8В", 2)
    with pytest.raises(RuleViolation, match="Класс 7А в 2026/27 году уже есть"):
        save_class(school_class=row, values={"level": 7, "letter": "А"}, by=cast.galina)


@pytest.mark.req("ADM-12")
def test_a_duty_has_its_order_and_its_dates(cast):
    values = {"staff": cast.igor_staff, "kind": "admin", "order_number": "12", "order_on": dt.date(2026, 8, 30)}
    values |= {"starts_on": dt.date(2026, 9, 1), "ends_on": None, "note": ""}
    duty = orders.save_duty(values=values, by=cast.nikolai)
    with pytest.raises(RuleViolation, match="уже есть"):
        orders.save_duty(values=values, by=cast.nikolai)
    with pytest.raises(RuleViolation, match="номер и дату приказа"):
        orders.save_duty(values={**values, "kind": "keeping", "order_number": ""}, by=cast.nikolai)
    orders.end_duty(duty=duty, by=cast.nikolai)
    assert not duty.holds_on(dt.date(2026, 12, 2))


def test_an_employee_is_found_by_the_number_once(cast):
    with pytest.raises(RuleViolation, match="Табельный № Т-001 уже записан"):
        people.save_staff(values={**NAME, "personnel_no": "Т-001"}, subjects=[], by=cast.galina)
    assert StaffMember.objects.count() == 8
