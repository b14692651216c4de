"""Files attached to homework: who gets them, what is refused, how they are served (contract 10, JRN-12)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.homework.models import HomeworkFile
from apps.school.models import Norms

from .forms import form_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def lesson(cast):
    return cast.lesson("maths_7a", dt.date(2026, 12, 2))


@pytest.fixture
def anna(cast, browser_of):
    return browser_of(cast.anna)


def send(client, lesson, *files, text="№ 5"):
    url = reverse("journal:lesson", args=[lesson.pk])
    form = form_of(client.get(url)) | {"homework": "set", "text": text, "files": list(files)}
    return client.post(url, form)


@pytest.fixture
def attached(anna, lesson):
    assert send(anna, lesson, SimpleUploadedFile("Задачи.pdf", PDF, content_type="text/html")).status_code == 302
    return HomeworkFile.objects.get()


@pytest.mark.req("JRN-12")
def test_a_file_is_kept_under_a_random_name_with_the_type_of_its_content(attached):
    assert attached.name == "Задачи.pdf"
    assert attached.content_type == "application/pdf"
    assert "Задачи" not in attached.file.name
    assert attached.size == len(PDF)


def test_it_is_served_as_an_attachment_that_no_browser_runs(anna, attached):
    response = anna.get(reverse("journal:homework_file", args=[attached.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("who", "status"), [("vera", 200), ("galina", 200), ("olga", 404), ("elena", 403), ("sofia", 403)]
)
def test_those_who_may_see_the_lesson_get_its_files(cast, browser_of, attached, who, status):
    client = browser_of(getattr(cast, who))
    response = client.get(reverse("journal:homework_file", args=[attached.pk]))
    response.close()
    assert response.status_code == status


def test_a_file_that_does_not_exist_and_other_methods(anna, attached):
    assert anna.get(reverse("journal:homework_file", args=[10**9])).status_code == 404
    assert anna.post(reverse("journal:homework_file", args=[attached.pk])).status_code == 405


@pytest.mark.parametrize(
    ("name", "content"),
    [("игра.exe", b"MZ\x90\x00"), ("игра.pdf", b"MZ\x90\x00"), ("стр.html", b"<p>"), ("рис.svg", b"<svg/>")],
)
def test_programs_and_pages_are_refused_and_the_text_stays(anna, lesson, name, content):
    response = send(anna, lesson, SimpleUploadedFile(name, content), text="важное задание")
    assert response.status_code == 200
    assert "такие файлы не прикладываются" in response.content.decode()
    assert form_of(response)["text"] == "важное задание"
    assert not HomeworkFile.objects.exists()


@pytest.mark.req("JRN-12")
def test_a_file_above_the_norm_is_refused_with_the_limit_named(anna, lesson):
    Norms.objects.create(valid_from=dt.date(2026, 9, 1), upload_limit_mb=1)
    response = send(anna, lesson, SimpleUploadedFile("большой.pdf", PDF + b"0" * 1024 * 1024))
    assert "больше 1 МБ" in response.content.decode()
    assert not HomeworkFile.objects.exists()


def test_a_file_is_taken_away_with_its_tick(anna, lesson, attached):
    url = reverse("journal:lesson", args=[lesson.pk])
    assert anna.post(url, form_of(anna.get(url)) | {"drop": str(attached.pk)}).status_code == 302
    assert not HomeworkFile.objects.exists()
    assert HomeworkFile.history.filter(history_type="-").exists()


def test_a_file_without_a_task_asks_for_the_text(anna, lesson):
    url = reverse("journal:lesson", args=[lesson.pk])
    form = form_of(anna.get(url)) | {"files": SimpleUploadedFile("Задачи.pdf", PDF)}
    response = anna.post(url, form)
    assert "сначала напишите его текст" in response.content.decode()


def test_a_tick_for_a_file_of_no_possible_number_takes_nothing_away(anna, lesson, attached):
    url = reverse("journal:lesson", args=[lesson.pk])
    for number in ("9" * 25, "9" * 5000, "²"):
        assert anna.post(url, form_of(anna.get(url)) | {"drop": number}).status_code == 302
    assert HomeworkFile.objects.get() == attached
