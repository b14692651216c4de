"""Cards of pupils, families, employees and classes in the browser."""

import datetime as dt

import pytest

from apps.school.actions.movement import record_movement
from apps.school.models import ClassTeacher, Enrolment, Guardianship, Representative, SchoolClass, StaffMember, Student

pytestmark = pytest.mark.django_db
NEW = {"last_name": "Новиков", "first_name": "Ян", "patronymic": "", "birth_on": "2013-05-01", "sex": "m"}
ARRIVAL = {"effective_on": "2026-12-02", "order_number": "70-у", "order_on": "2026-12-01", "elsewhere": "школа № 3"}


@pytest.fixture
def sofia(cast, browser_of):
    """The secretary's browser."""
    return browser_of(cast.sofia)


@pytest.fixture
def galina(cast, browser_of):
    """The deputy's browser."""
    return browser_of(cast.galina)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.req("STR-03")
def test_thirty_pupils_entered_make_a_roll_of_thirty(cast, sofia):
    school_class = SchoolClass.objects.create(year=cast.year, level=1, letter="А", name="1А")
    for number in range(30):
        day = "2026-09-01" if number < 28 else "2026-11-16"
        values = {**NEW, **ARRIVAL, "last_name": f"Новиков{chr(1072 + number)}", "effective_on": day}
        answer = sofia.post("/school/students/new/", {**values, "to_class": school_class.pk})
        assert answer.status_code == 302, text_of(answer)
    today = Enrolment.objects.on(dt.date(2026, 12, 2))
    assert today.filter(school_class=school_class).count() == 30
    pupils = Student.objects.filter(enrolments__school_class=school_class)
    assert all(today.filter(student=one).count() == 1 for one in pupils)
    assert Enrolment.objects.on(dt.date(2026, 11, 15)).filter(school_class=school_class).count() == 28
    shown = text_of(sofia.get(f"/school/classes/{school_class.pk}/"))
    assert "<dd>30</dd>" in shown


def test_a_possible_double_is_shown_before_anything_is_written(cast, sofia):
    values = {**NEW, **ARRIVAL, "last_name": "Дмитриев", "first_name": "Дима", "birth_on": "2013-03-01"}
    values["to_class"] = cast.class_7b.pk
    shown = text_of(sofia.post("/school/students/new/", values))
    assert "Похожий человек уже записан" in shown
    assert f"/school/students/{cast.dima.pk}/" in shown
    assert 'value="70-у"' in shown  # what was typed stays
    assert Student.objects.filter(last_name="Дмитриев").count() == 1
    assert sofia.post("/school/students/new/", {**values, "is_another": "on"}).status_code == 302
    assert Student.objects.filter(last_name="Дмитриев").count() == 2


def test_a_pupil_is_not_written_without_a_sound_arrival(cast, sofia):
    values = {**NEW, **ARRIVAL, "to_class": cast.class_7b.pk, "effective_on": "2026-08-20"}
    assert "Учебный год идёт с 01.09.2026" in text_of(sofia.post("/school/students/new/", values))
    assert not Student.objects.filter(last_name="Новиков").exists()


def test_a_fault_stands_at_its_field(cast, sofia):
    values = {**NEW, **ARRIVAL, "birth_on": "2031-01-01", "to_class": cast.class_7b.pk, "order_on": "2027-01-01"}
    form, arrival = (one for _heading, one in sofia.post("/school/students/new/", values).context["forms"])
    assert "невозможна" in form.errors["birth_on"][0]
    arrival.is_valid()
    assert "ещё не издан" in arrival.errors["order_on"][0]


@pytest.mark.req("STR-18")
def test_the_class_teacher_edits_contacts_of_the_own_class_only(cast, browser_of):
    vera = browser_of(cast.vera)
    url = f"/school/students/{cast.dima.pk}/edit/"
    form = vera.get(url).context["forms"][0][1]
    assert set(form.fields) == {"seen", "phone", "email", "address"}
    sent = {"phone": "+7 900 123-45-67", "seen": form["seen"].value(), "last_name": "Другой"}
    assert vera.post(url, sent).status_code == 302
    cast.dima.refresh_from_db()
    assert (cast.dima.phone, cast.dima.last_name) == ("+7 900 123-45-67", "Дмитриев")
    assert cast.dima.history.first().history_user == cast.vera  # logged
    assert "Последнее изменение: Власова" in text_of(vera.get(f"/school/students/{cast.dima.pk}/"))
    for page in ("", "edit/"):
        assert vera.get(f"/school/students/{cast.yura.pk}/{page}").status_code == 403
    assert vera.post(f"/school/students/{cast.yura.pk}/edit/", {"phone": "1"}).status_code == 403
    assert vera.get("/school/students/999999/").status_code == 404
    mother = Representative.objects.get(user=cast.elena)
    assert vera.post(f"/school/representatives/{mother.pk}/", {"phone": "+7 900 1"}).status_code == 302
    stranger = Representative.objects.get(user=cast.zhanna)
    assert vera.post(f"/school/representatives/{stranger.pk}/", {"phone": "1"}).status_code == 403


def test_the_class_page_leads_to_cards_of_those_who_are_here(cast, browser_of):
    record_movement(
        student=cast.oleg, kind="departure", effective_on=dt.date(2026, 11, 16), order_number="1",
        order_on=dt.date(2026, 11, 13), year=cast.year, by=cast.sofia,
    )  # fmt: skip
    shown = text_of(browser_of(cast.vera).get(f"/classes/{cast.class_7a.pk}/"))
    assert f"/school/students/{cast.dima.pk}/" in shown
    assert f"/school/students/{cast.oleg.pk}/" not in shown and "Жуков Олег" in shown
    assert "/school/requests/" in shown and f"/school/lists/{cast.class_7a.pk}/" in shown


def test_somebody_was_faster(cast, sofia, browser_of):
    url = f"/school/students/{cast.dima.pk}/edit/"
    values = {name: value or "" for name, value in sofia.get(url).context["forms"][0][1].initial.items()}
    shown = text_of(sofia.post(url, {**values, "seen": "0", "phone": "55"}))
    assert "запись изменили" in shown
    assert 'value="55"' in shown


@pytest.mark.req("I-18")
def test_a_family_in_the_browser(cast, sofia, browser_of):
    url = f"/school/students/{cast.katya.pk}/family/"
    elena = Representative.objects.get(user=cast.elena)
    values = {"last_name": "Дмитриева", "first_name": "Елена", "link-relation": "other"}
    values |= {"link-starts_on": "2026-12-02", "link-has_access": "on"}
    shown = text_of(sofia.post(url, values))
    assert "Похожий человек уже записан" in shown
    assert "Дмитриев Дима" in shown  # told apart by the child
    assert sofia.post(url, {**values, "same": elena.pk}).status_code == 302
    assert Representative.objects.filter(last_name="Дмитриева").count() == 1
    assert browser_of(cast.elena).get(f"/diary/{cast.katya.pk}/").status_code == 200
    row = Guardianship.objects.get(student=cast.katya)
    values = {"relation": "other", "starts_on": "2026-12-02"}
    assert "Укажите основание" in text_of(sofia.post(f"/school/guardianships/{row.pk}/", values))
    sofia.post(f"/school/guardianships/{row.pk}/", {**values, "basis": "решение суда"})
    assert browser_of(cast.elena).get(f"/diary/{cast.katya.pk}/").status_code == 404
    assert "доступ закрыт" in text_of(sofia.get(f"/school/students/{cast.katya.pk}/"))
    own = Guardianship.objects.get(student=cast.dima)
    sofia.post(f"/school/guardianships/{own.pk}/end/", {"basis": ""})
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/").status_code == 200
    sofia.post(f"/school/guardianships/{own.pk}/end/", {"basis": "смена опекуна"})
    assert browser_of(cast.elena).get(f"/diary/{cast.dima.pk}/").status_code == 404


@pytest.mark.req("STR-14")
def test_an_employee_in_the_browser(cast, galina, browser_of):
    values = {"last_name": "Новикова", "first_name": "Яна", "job_title": "учитель", "teaches": "on"}
    values["subjects"] = [cast.maths_7a.subject_id]
    assert galina.post("/school/staff/new/", values).status_code == 302
    staff = StaffMember.objects.get(last_name="Новикова")
    assert staff.user is None  # the deputy makes no accounts
    igor = browser_of(cast.igor)
    igor.post(f"/school/staff/{staff.pk}/account/", {"teaches": "on"})
    staff.refresh_from_db()
    assert staff.user.username == "novikova.y"
    shown = text_of(galina.get(f"/school/staff/{staff.pk}/"))
    assert "Математика" in shown and "учитель" in shown
    edit = f"/school/staff/{cast.boris_staff.pk}/edit/"
    form = galina.get(edit).context["forms"][0][1]
    sent = {name: form[name].value() or "" for name in form.fields if name != "subjects"}
    galina.post(edit, {**sent, "works_from": "2026-12-10", "works_until": "2026-12-04"})
    assert StaffMember.objects.get(pk=cast.boris_staff.pk).works_until is None  # dates out of order
    galina.post(edit, {**sent, "works_until": "2026-12-04"})
    assert "передайте нагрузку" in text_of(galina.get(f"/school/staff/{cast.boris_staff.pk}/"))
    form = galina.get(f"/school/classes/{cast.class_7b.pk}/teacher/").context["forms"][0][1]
    assert cast.boris_staff in form.fields["staff"].queryset  # still here today


@pytest.mark.req("STR-04")
def test_a_class_without_a_class_teacher_is_a_defect_until_one_is_appointed(cast, galina, browser_of):
    assert "Без классного руководителя: 1 (7Б)." in text_of(galina.get("/school/"))
    assert "нет: назначить" in text_of(galina.get("/school/classes/"))
    anna = browser_of(cast.anna)
    assert anna.get(f"/classes/{cast.class_7b.pk}/").status_code == 404
    url = f"/school/classes/{cast.class_7b.pk}/teacher/"
    assert galina.post(url, {"staff": cast.anna_staff.pk, "starts_on": "2026-09-01"}).status_code == 302
    assert "Без классного руководителя" not in text_of(galina.get("/school/"))
    assert anna.get(f"/classes/{cast.class_7b.pk}/").status_code == 200
    row = ClassTeacher.objects.get(school_class=cast.class_7b)
    galina.post(f"/school/class-teachers/{row.pk}/end/")
    assert anna.get(f"/classes/{cast.class_7b.pk}/").status_code == 404


def test_a_class_is_written_once(cast, galina):
    values = {"level": 8, "letter": "a", "shift": 1, "days_per_week": 6}  # a Latin letter
    assert galina.post("/school/classes/new/", values).status_code == 302
    assert SchoolClass.objects.get(level=8).name == "8А"
    assert "уже есть" in text_of(galina.post("/school/classes/new/", values))
    url = f"/school/classes/{cast.class_7a.pk}/edit/"
    seen = galina.get(url).context["forms"][0][1]["seen"].value()
    galina.post(url, {"level": 7, "letter": "А", "shift": 2, "days_per_week": 5, "room": cast.room.pk, "seen": seen})
    cast.class_7a.refresh_from_db()
    assert (cast.class_7a.shift, cast.class_7a.room) == (2, cast.room)


@pytest.mark.req("I-19")
def test_one_person_in_several_roles_has_all_their_rights_at_once(cast, browser_of):
    """Vera teaches, leads 7А and becomes a mother here: rights are the union, the active role is on screen."""
    from apps.accounts.actions import assign_role
    from apps.accounts.enums import Role
    from apps.school.actions import people

    mother = Representative.objects.create(
        last_name="Власова",
        first_name="Вера",
        patronymic="Васильевна",
        sort_key="власова",
        search_key="власова",
        user=cast.vera,
    )
    values = {"relation": "mother", "starts_on": dt.date(2026, 9, 1), "has_access": True, "basis": ""}
    people.join_family(student=cast.yura, representative=mother, values=values, by=cast.sofia)
    vera = browser_of(cast.vera)
    assert vera.get(f"/diary/{cast.yura.pk}/").status_code == 200  # as a mother
    assert vera.get(f"/classes/{cast.class_7a.pk}/").status_code == 200  # as a class teacher
    assert vera.get(f"/classes/{cast.class_7b.pk}/").status_code == 404  # a mother of the class does not lead it
    assert vera.get(f"/school/students/{cast.yura.pk}/").status_code == 403
    assert vera.get(f"/journal/{cast.maths_7a.pk}/").status_code == 200
    assert vera.get(f"/journal/{cast.maths_7b.pk}/").status_code == 404
    assign_role(user=cast.vera, role=Role.TEACHER, by=cast.igor)
    shown = text_of(vera.get("/my-day/"))
    assert 'value="representative" aria-pressed="false"' in shown
    assert 'value="class_teacher" aria-pressed="true"' in shown
    vera.post("/account/role/", {"role": "representative"})
    shown = text_of(vera.get("/account/"))
    assert 'value="representative" aria-pressed="true"' in shown
    assert vera.get(f"/classes/{cast.class_7a.pk}/").status_code == 200  # the active role chooses the menu only


@pytest.mark.parametrize("more", [0, 3])
def test_a_card_costs_the_same_however_long_it_is(cast, sofia, more, django_assert_max_num_queries):
    from apps.school.actions import people

    for number in range(more):
        person = people.save_representative(values={"last_name": f"Тёткин{number}", "first_name": "Я"}, by=cast.sofia)
        values = {"relation": "other", "starts_on": dt.date(2026, 9, 1), "has_access": True, "basis": ""}
        people.join_family(student=cast.dima, representative=person, values=values, by=cast.sofia)
    with django_assert_max_num_queries(16):
        assert sofia.get(f"/school/students/{cast.dima.pk}/").status_code == 200
    with django_assert_max_num_queries(18):
        assert sofia.get(f"/school/staff/{cast.anna_staff.pk}/").status_code == 200
