"""Movement, requests and duties in the browser."""

import datetime as dt

import pytest

from apps.core.tables import read_book
from apps.school.actions import orders
from apps.school.actions.movement import record_movement
from apps.school.actions.roll_requests import file_request
from apps.school.models import Duty, Enrolment, Movement, Norms, RollRequest, Student
from tests.office.persons.grading import grade

pytestmark = pytest.mark.django_db
ORDER = {"order_number": "57-у", "order_on": "2026-11-13"}
DAY = dt.date(2026, 11, 15)


@pytest.fixture
def sofia(cast, browser_of):
    """The secretary's browser."""
    return browser_of(cast.sofia)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.req("STR-17", "I-05")
def test_a_pupil_moved_on_15_november_changes_journals_that_day(cast, sofia, browser_of):
    anna, boris = browser_of(cast.anna), browser_of(cast.boris)
    before, after = cast.lesson("maths_7a", dt.date(2026, 11, 13)), cast.lesson("maths_7a", dt.date(2026, 11, 16))
    assert grade(anna, cast.maths_7a, before, cast.oleg, "5")["status"] == "saved"
    url = f"/school/students/{cast.oleg.pk}/movement/?kind=transfer"
    sent = {**ORDER, "to_class": cast.class_7b.pk, "effective_on": "2026-11-15"}
    assert sofia.post(url, sent).status_code == 302
    refused = grade(anna, cast.maths_7a, after, cast.oleg, "4")
    assert (refused["status"], "нет в списке" in refused["message"]) == ("refused", True)
    new = cast.lesson("maths_7b", dt.date(2026, 11, 17))
    assert grade(boris, cast.maths_7b, new, cast.oleg, "4")["status"] == "saved"
    early = grade(boris, cast.maths_7b, cast.lesson("maths_7b", dt.date(2026, 11, 13)), cast.oleg, "4")
    assert early["status"] == "refused"
    old_page, new_page = (
        text_of(anna.get(f"/journal/{cast.maths_7a.pk}/")),
        text_of(boris.get(f"/journal/{cast.maths_7b.pk}/")),
    )
    assert "Жуков Олег" in old_page and "Жуков Олег" in new_page
    ordinary = before.assessments.get(is_ordinary=True)
    cell = old_page.split(f'{ordinary.pk}" data-student="{cast.oleg.pk}"')[1].split("</td>")[0]
    assert cell.endswith(">5")  # earlier marks remain readable
    now = {row.school_class_id for row in Enrolment.objects.on(dt.date(2026, 11, 14)).filter(student=cast.oleg)}
    assert now == {cast.class_7a.pk}
    assert "с 15.11.2026" in text_of(sofia.get(f"/school/students/{cast.oleg.pk}/"))


@pytest.mark.req("I-04")
def test_undoing_is_a_new_record_and_waits_for_an_empty_journal(cast, sofia, browser_of):
    row = record_movement(
        student=cast.oleg, kind="transfer", effective_on=DAY, order_number="57-у", order_on=dt.date(2026, 11, 13),
        to_class=cast.class_7b, by=cast.sofia,
    )  # fmt: skip
    boris = browser_of(cast.boris)
    new = cast.lesson("maths_7b", dt.date(2026, 11, 17))
    assert grade(boris, cast.maths_7b, new, cast.oleg, "4")["status"] == "saved"
    url, order = f"/school/movements/{row.pk}/undo/", {"order_number": "60-у", "order_on": "2026-12-01"}
    assert "уже есть записи (1)" in text_of(sofia.post(url, order))
    cell = new.assessments.get(is_ordinary=True).cells.get(student=cast.oleg)
    cell.grades.all().delete()
    assert sofia.post(url, order).status_code == 302
    assert Movement.objects.get(undoes=row).order_number == "60-у"
    shown = text_of(sofia.get("/school/movements/"))
    assert "отменено № 60-у" in shown and "отменяет № 57-у" in shown
    assert "уже отменена" in text_of(sofia.post(url, order))


def test_the_register_narrows_and_leaves_the_house(cast, sofia):
    for pupil, kind, more in (
        (cast.oleg, "transfer", {"to_class": cast.class_7b}),
        (cast.katya, "departure", {"year": cast.year}),
    ):
        record_movement(
            student=pupil, kind=kind, effective_on=DAY, order_number="=57", order_on=DAY, by=cast.sofia, **more
        )  # fmt: skip
    shown = text_of(sofia.get("/school/movements/", {"kind": "departure"}))
    assert "Ёлкина" in shown and "Жуков" not in shown
    assert "Движения нет" in text_of(sofia.get("/school/movements/", {"last": "2026-11-14"}))
    sheet = read_book(
        sofia.get("/school/movements/file/xlsx/", {"school_class": cast.class_7b.pk}).content, "x.xlsx"
    ).sheets[0]
    assert [row.cell(1) for row in sheet.rows][1:] == ["Жуков Олег Олегович"]
    text = sofia.get("/school/movements/file/csv/").content.decode("utf-8-sig")
    assert "'=57" in text  # nothing that a spreadsheet would run
    assert sofia.get("/school/movements/file/doc/").status_code == 404
    pdf = sofia.get("/school/movements/file/pdf/")
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("more", [1, 3])
def test_the_register_costs_the_same_however_long_it_is(cast, sofia, more, django_assert_max_num_queries):
    for pupil in (cast.oleg, cast.katya, cast.dima)[:more]:
        record_movement(
            student=pupil, kind="departure", effective_on=DAY, order_number="1", order_on=DAY, year=cast.year,
            by=cast.sofia,
        )  # fmt: skip
    with django_assert_max_num_queries(14):
        assert sofia.get("/school/movements/").status_code == 200


@pytest.mark.req("STR-19", "C-13", "P-19")
def test_a_request_reaches_the_office_at_once_and_is_closed_by_a_decision(cast, sofia, browser_of):
    vera = browser_of(cast.vera)
    sent = {"kind": "transfer", "student": cast.oleg.pk, "effective_on": "2026-12-03", "text": "По заявлению родителей"}
    assert vera.post(f"/school/requests/new/{cast.class_7a.pk}/", sent).status_code == 302
    row = RollRequest.objects.get()
    shown = text_of(sofia.get("/school/requests/"))
    assert "Жуков Олег" in shown and "ждёт решения" in shown
    assert "ждёт решения" in text_of(vera.get("/school/requests/"))
    url = f"/school/requests/{row.pk}/"
    assert vera.post(url, {"answer": "grant"}).status_code == 403
    assert "почему заявка отклонена" in text_of(sofia.post(url, {"answer": "decline", "decision": ""}))
    wrong = {"answer": "grant", "to_class": cast.class_7b.pk, "effective_on": "2026-12-03", "order_on": "2026-12-02"}
    assert "Обязательное поле" in text_of(sofia.post(url, wrong))
    assert RollRequest.objects.get().state == "open"
    assert sofia.post(url, {**wrong, "order_number": "71-у"}).status_code == 302
    row = RollRequest.objects.get()
    assert (row.state, row.decided_by, row.movement.to_class) == ("granted", cast.sofia, cast.class_7b)
    assert "71-у" in text_of(vera.get("/school/requests/"))
    assert Enrolment.objects.on(dt.date(2026, 12, 3)).get(student=cast.oleg).school_class == cast.class_7b
    assert "уже рассмотрена" not in text_of(sofia.get(url))


def test_a_newcomer_is_written_down_from_the_request(cast, sofia, browser_of):
    sent = {"kind": "arrival", "effective_on": "2026-12-02", "text": "Пришёл новый мальчик"}
    browser_of(cast.vera).post(f"/school/requests/new/{cast.class_7a.pk}/", sent)
    values = {"answer": "grant", "last_name": "Новиков", "first_name": "Ян", "to_class": cast.class_7a.pk}
    values |= {"effective_on": "2026-12-02", "order_number": "72-у", "order_on": "2026-12-02"}
    assert sofia.post(f"/school/requests/{RollRequest.objects.get().pk}/", values).status_code == 302
    student = Student.objects.get(last_name="Новиков")
    assert RollRequest.objects.get().movement.student == student


@pytest.mark.req("C-13")
def test_the_class_teacher_moves_pupils_only_where_the_norms_allow_it(cast, browser_of):
    vera, url = browser_of(cast.vera), f"/school/students/{cast.oleg.pk}/movement/?kind=departure"
    assert vera.get(url).status_code == 403
    Norms.objects.create(valid_from=dt.date(2026, 9, 1), order_number="1", class_teacher_edits_roll=True)
    assert vera.post(url, {**ORDER, "effective_on": "2026-12-03"}).status_code == 302
    assert Movement.objects.get().recorded_by == cast.vera
    assert vera.get(f"/school/students/{cast.yura.pk}/movement/").status_code == 403


@pytest.mark.req("P-19")
def test_the_secretary_moves_pupils_and_writes_no_grades(cast, sofia):
    url = f"/school/students/{cast.oleg.pk}/movement/?kind=departure"
    assert sofia.post(url, {**ORDER, "effective_on": "2026-12-02", "elsewhere": "школа № 3"}).status_code == 302
    assert sofia.get(f"/journal/{cast.maths_7a.pk}/").status_code == 403
    assert sofia.get(f"/diary/{cast.dima.pk}/").status_code == 404


@pytest.mark.req("ADM-12")
def test_duties_name_who_answers_by_which_order_and_warn_without_an_administrator(cast, browser_of):
    nikolai = browser_of(cast.nikolai)
    assert "сейчас никем не назначен" in text_of(nikolai.get("/school/duties/"))
    values = {"staff": cast.igor_staff.pk, "kind": "admin", "starts_on": "2026-09-01", "ends_on": "2026-12-31"}
    values |= {"order_number": "12-о", "order_on": "2026-08-30"}
    assert nikolai.post("/school/duties/new/", values).status_code == 302
    shown = text_of(nikolai.get("/school/duties/"))
    for part in (
        "Исаев Игорь Ильич",
        "администратор электронного журнала",
        "№ 12-о от 30.08.2026",
        "01.09.2026",
        "31.12.2026",
    ):
        assert part in shown
    assert "сейчас никем не назначен" not in shown
    nikolai.post(f"/school/duties/{Duty.objects.get().pk}/end/")
    assert "сейчас никем не назначен" in text_of(nikolai.get("/school/duties/"))


@pytest.mark.parametrize("more", [1, 3])
def test_duties_cost_the_same_however_many(cast, browser_of, more, django_assert_max_num_queries):
    for staff in (cast.igor_staff, cast.anna_staff, cast.boris_staff)[:more]:
        values = {
            "staff": staff,
            "kind": "admin",
            "order_number": "1",
            "order_on": DAY,
            "starts_on": DAY,
            "ends_on": None,
        }
        orders.save_duty(values=values, by=cast.nikolai)
    nikolai = browser_of(cast.nikolai)
    with django_assert_max_num_queries(9):
        assert nikolai.get("/school/duties/").status_code == 200


@pytest.mark.req("STR-19")
def test_the_secretarys_menu_counts_what_waits(cast, sofia):
    assert "menu-count" not in text_of(sofia.get("/school/students/"))
    file_request(school_class=cast.class_7a, text="Сменился телефон", by=cast.vera)
    assert '<b class="menu-count">1</b>' in text_of(sofia.get("/school/students/"))


def test_the_people_of_one_order_are_named_without_typing_it_again(cast, browser_of):
    nikolai = browser_of(cast.nikolai)
    assert "?kind=keeping" in text_of(nikolai.get("/school/duties/"))
    values = {"staff": cast.igor_staff.pk, "kind": "admin", "starts_on": "2026-12-01", "order_number": "12-о"}
    nikolai.post("/school/duties/new/", values | {"order_on": "2026-11-30"})
    form = nikolai.get("/school/duties/new/?kind=keeping").context["forms"][0][1]
    shown = {name: form[name].value() for name in ("kind", "order_number")}
    assert shown == {"kind": "keeping", "order_number": "12-о"}
    assert f"{form['order_on'].value()} {form['starts_on'].value()}" == "2026-11-30 2026-12-01"
    assert str(form["staff"].label) == "Сотрудник"
