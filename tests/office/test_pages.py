"""Pages of the school: what they show, to whom, with how many queries; loading a file from choice to outcome."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from apps.accounts.models import RoleAssignment
from apps.core import clock
from apps.core.jobs import JobState
from apps.office.actions import uploads
from apps.office.models import ImportJob, Upload
from apps.school.models import Enrolment, Norms, SchoolProfile, Student
from apps.school.models.people import name_keys
from apps.school.queries import norms_on
from tests.office.books import book, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast):
    """``page(user, "import/")`` → response of the address under /school/."""

    def get(user, path="", **data):
        client = Client()
        client.force_login(user, backend="apps.accounts.backends.PasswordBackend")
        return client.get(f"/school/{path}", data)

    return get


@pytest.fixture
def igor(cast, settings, tmp_path):
    """The administrator's client, with the files of uploads in a folder of the test."""
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(cast.igor, backend="apps.accounts.backends.PasswordBackend")
    return client


def send(client, content: bytes, kind="school", name="school.xlsx", **data):
    return client.post("/school/import/", {"file": SimpleUploadedFile(name, content), "kind": kind, **data})


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", ["classes/", "students/", "staff/", "courses/", "norms/"])
@pytest.mark.parametrize("more", [0, 3])
def test_pages_of_lists_cost_the_same_however_long_they_are(cast, igor, path, more, django_assert_max_num_queries):
    for number in range(more):
        names = {"last_name": f"Новый{number}", "first_name": "Ян", "patronymic": ""}
        new = Student.objects.create(**names, **name_keys(**names))
        Enrolment.objects.create(student=new, school_class=cast.class_7b, starts_on=dt.date(2026, 9, 1))
    with django_assert_max_num_queries(25):
        response = igor.get(f"/school/{path}")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_the_start_page_counts_and_names_what_is_missing(cast, igor):
    shown = text_of(igor.get("/school/"))
    assert "2026/27" in shown
    assert "Без классного руководителя: 1 (7Б)." in shown
    assert "Регламент школы не утверждён приказом" in shown
    assert "Основного расписания звонков нет" not in shown


def test_who_has_left_a_class_takes_no_number_of_its_roll(cast, igor):
    """The numbers are those of the printed list; the row of who left stands below with its dates."""
    place = Enrolment.objects.get(student=cast.dima)
    Enrolment.objects.filter(pk=place.pk).update(ends_on=dt.date(2026, 11, 30))
    page = igor.get(f"/school/classes/{cast.class_7a.pk}/")
    assert place not in page.context["listed"]
    assert page.context["gone"] == [place]
    assert f'data-label="№">{len(page.context["listed"])}</td>' in text_of(page)
    assert text_of(page).count('data-label="№">—</td>') == 1


def test_a_class_shows_its_roll_with_dates_and_families(cast, igor):
    Enrolment.objects.filter(student=cast.oleg).update(ends_on=dt.date(2026, 11, 20))
    shown = text_of(igor.get(f"/school/classes/{cast.class_7a.pk}/"))
    assert "Дмитриев Дима Денисович" in shown
    assert "Дмитриева Елена Егоровна" in shown
    assert "20.11.2026" in shown
    assert "Юрьев" not in shown
    assert igor.get("/school/classes/999999/").status_code == 404
    assert igor.post(f"/school/classes/{cast.class_7a.pk}/").status_code == 405


@pytest.mark.parametrize("asked", ["елкина", "ЁЛКИНА ка", "п-002"])
def test_search_knows_no_case_and_no_yo(cast, igor, asked):
    shown = text_of(igor.get("/school/students/", {"q": asked}))
    assert "Ёлкина Катя" in shown
    assert "Жуков" not in shown


def test_lists_narrow_by_class_and_teacher(cast, igor):
    assert "Юрьев" not in text_of(igor.get("/school/students/", {"school_class": cast.class_7a.pk}))
    shown = text_of(igor.get("/school/courses/", {"staff": cast.anna_staff.pk}))
    assert f"/journal/{cast.maths_7a.pk}/" in shown
    assert f"/journal/{cast.maths_7b.pk}/" not in shown


def test_the_secretary_reads_people_but_gets_no_accounts(page, cast):
    shown = text_of(page(cast.sofia, "staff/"))
    assert "Алексеева" in shown
    assert "/school/accounts/" not in shown
    assert page(cast.sofia, "import/").status_code == 403


@pytest.mark.req("AUD-03")
def test_norms_change_by_a_dated_row_with_an_order(cast, igor):
    form = igor.get("/school/norms/change/").context["form"]
    values = {name: "" if value is None else value for name, value in form.initial.items()}
    values |= {"valid_from": "2027-01-11", "order_on": "2026-12-01", "control_mark_days": 5}
    values = {name: value for name, value in values.items() if value is not False}
    assert "Обязательное поле" in text_of(igor.post("/school/norms/change/", {**values, "order_number": ""}))
    assert igor.post("/school/norms/change/", {**values, "order_number": "15-у"}).status_code == 302
    assert norms_on(dt.date(2026, 12, 31)).control_mark_days == 3
    later = norms_on(dt.date(2027, 1, 11))
    assert (later.control_mark_days, later.order_number, later.warns_on_one) == (5, "15-у", True)
    assert later.history.get().history_user == cast.igor
    assert igor.post("/school/norms/change/", {**values, "order_number": "16"}).status_code == 302
    assert norms_on(dt.date(2027, 1, 11)).order_number == "16"  # not in force yet: corrected in place
    odd = {**values, "order_number": "17", "threshold_5": "2.00"}
    assert "Пороги должны убывать" in text_of(igor.post("/school/norms/change/", odd))
    past = {**values, "order_number": "17", "valid_from": "2026-11-01"}
    assert "задним числом" in text_of(igor.post("/school/norms/change/", past))
    assert Norms.objects.count() == 1


def test_the_name_of_the_school_is_changed_by_the_administrator(cast, igor):
    new = {"full_name": "Гимназия", "short_name": "Г", "place": "г. Н.", "director_name": ""}
    assert igor.post("/school/profile/", new).status_code == 302
    assert SchoolProfile.objects.get().full_name == "Гимназия"
    client = Client()
    client.force_login(cast.galina, backend="apps.accounts.backends.PasswordBackend")
    assert client.post("/school/profile/", {**new, "place": "иное"}).status_code == 403
    assert SchoolProfile.objects.get().place == "г. Н."


def test_a_file_goes_from_choice_through_preview_to_the_database(cast, igor, tmp_path):
    content = sheets()
    content["Классы"][1][:] = [["8А", 8, "", 1, 5, ""]]
    answer = send(igor, book({"Классы": content["Классы"]}))
    shown = text_of(igor.get(answer.url))
    assert "Ошибок нет" in shown
    assert not cast.year.classes.filter(name="8А").exists()
    upload = Upload.objects.get()
    assert (tmp_path / "imports" / upload.token).exists()
    igor.post(f"{answer.url}confirm/")
    igor.post(f"{answer.url}confirm/")  # a second click queues nothing more
    job = ImportJob.objects.get()
    assert "Идёт загрузка" in text_of(igor.get(answer.url))
    assert uploads.carry_out(job.pk) is True
    assert uploads.carry_out(job.pk) is False
    assert cast.year.classes.filter(name="8А").exists()
    assert "Загружено" in text_of(igor.get(answer.url))
    assert not (tmp_path / "imports" / upload.token).exists()
    assert cast.year.classes.get(name="8А").history.get().history_user == cast.igor


def test_faults_are_shown_and_only_good_rows_can_be_loaded(cast, igor):
    content = {"Классы": (["Класс", "Параллель"], [["8А", 8], ["8Б", 9]])}
    url = send(igor, book(content)).url
    shown = text_of(igor.get(url))
    assert "Параллель не совпадает" in shown
    igor.post(f"{url}confirm/")
    assert uploads.carry_out(ImportJob.objects.get().pk) is False
    assert ImportJob.objects.get().state == JobState.FAILED
    assert not cast.year.classes.filter(level=8).exists()
    url = send(igor, book(content)).url
    igor.post(f"{url}confirm/", {"only_good": "on"})
    assert uploads.carry_out(ImportJob.objects.latest("pk").pk) is True
    assert [row.name for row in cast.year.classes.filter(level=8)] == ["8А"]


def test_the_outcome_speaks_the_language_of_whoever_asked(cast, igor):
    igor.cookies["django_language"] = "en"
    content = "Фамилия;Имя;Дата рождения\nПетров;Иван;31.02.2014\nСидоров;Пётр;01.03.2014\n"
    url = send(igor, content.encode(), "students", "l.csv", class_name="7А").url
    igor.post(f"{url}confirm/", {"only_good": "on"})
    with translation.override("ru"):  # the worker's own
        assert uploads.carry_out(ImportJob.objects.get().pk)
    shown = text_of(igor.get(url))
    assert "There is no such date in the calendar." in shown
    assert "Такой даты нет" not in shown


def test_a_job_whose_worker_died_is_taken_over(cast, igor):
    url = send(igor, book({"Классы": (["Класс", "Параллель"], [["8А", 8]])})).url
    igor.post(f"{url}confirm/")
    job = ImportJob.objects.get()
    old = clock.now() - dt.timedelta(days=900)
    ImportJob.objects.filter(pk=job.pk).update(state=JobState.CLAIMED, alive_at=old)
    assert uploads.carry_out(job.pk) is True
    assert cast.year.classes.filter(name="8А").count() == 1


def test_columns_of_a_list_are_mapped_in_the_browser(cast, igor):
    url = send(igor, "Дитя;Рождено\nЛи Анна;01.02.2013\n".encode(), "students", "l.csv", class_name="7б").url
    assert "Не найдена строка" in text_of(igor.get(url))
    url = send(igor, "Дитя;ДР\nЛи Анна;01.02.2013\n".encode(), "students", "l.csv", class_name="7б").url
    assert "Нет обязательного столбца" in text_of(igor.get(url))
    igor.post(f"{url}columns/", {"column_0": "full_name", "column_1": "birth_date"})
    assert "Ошибок нет" in text_of(igor.get(url))
    igor.post(f"{url}confirm/")
    uploads.carry_out(ImportJob.objects.get().pk)
    assert Student.objects.get(last_name="Ли").enrolments.get().school_class == cast.class_7b


def test_an_upload_is_its_owners_alone_and_can_be_thrown_away(cast, igor, tmp_path):
    url = send(igor, b"junk").url
    assert "Ничего" not in text_of(igor.get(url))
    RoleAssignment.objects.create(user=cast.galina, role="administrator", starts_on=dt.date(2026, 9, 1))
    other = Client()
    other.force_login(cast.galina, backend="apps.accounts.backends.PasswordBackend")
    assert other.get(url).status_code == 404
    assert other.post(f"{url}drop/").status_code == 404
    assert igor.get(f"{url}drop/").status_code == 405
    igor.post(f"{url}drop/")
    assert Upload.objects.count() == 0
    assert list((tmp_path / "imports").iterdir()) == []


def test_an_upload_without_its_file_is_told(cast, igor, tmp_path):
    url = send(igor, b"junk").url
    for path in (tmp_path / "imports").iterdir():
        path.unlink()
    assert "больше не хранится" in text_of(igor.get(url, follow=True))


def test_old_uploads_go_away_with_the_next_one(cast, igor, tmp_path):
    send(igor, b"junk")
    Upload.objects.update(uploaded_at=clock.now() - dt.timedelta(days=900))
    send(igor, b"more")
    assert Upload.objects.count() == 1
    assert len(list((tmp_path / "imports").iterdir())) == 1


def test_an_empty_or_wrong_choice_is_told_at_once(cast, igor):
    assert "Класс не понят" in text_of(send(igor, b"x", "students", class_name="седьмой"))
    assert Upload.objects.count() == 0


def test_the_template_is_downloaded(cast, igor):
    answer = igor.get("/school/import/template/")
    assert answer.content.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]
