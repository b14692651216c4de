"""Foreign lists: columns are mapped on the screen once, and known when the same list comes again (ADM-02)."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.office.actions import uploads
from apps.office.models import ColumnMapping, ImportJob, Upload
from apps.school.models import Representative, Student
from tests.office.books import book

KITCHEN = "Ребёнок;Имя;Появился на свет;Группа;Имя\nЛи Анна;Аня;{born};7Б;кот\nКим Олег;Оля;03.05.2013;7 а;пёс\n"


@pytest.fixture
def igor(cast, browser_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return browser_of(cast.igor)


def send(client, text: str, kind: str = "students", name: str = "питание.csv", encoding: str = "utf-8") -> str:
    file = SimpleUploadedFile(name, text.encode(encoding) if isinstance(text, str) else text)
    response = client.post("/school/import/", {"file": file, "kind": kind})
    assert response.status_code == 302, response.content.decode()
    return response.url


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def meaning(*fields: str, name: str = "Проход и питание") -> dict:
    return {**{f"column_{number}": field for number, field in enumerate(fields)}, "source_name": name}


KITCHEN_FIELDS = ("full_name", "", "birth_date", "school_class")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_known_header_is_mapped_by_itself_and_said_so(igor, encoding):
    url = send(igor, KITCHEN.format(born="01.02.2013"), encoding=encoding)
    assert "Ребёнок" in text_of(igor.get(url))  # the column can be chosen though none of the names is known
    after = text_of(igor.post(f"{url}columns/", meaning(*KITCHEN_FIELDS), follow=True))
    assert "Столбцы сопоставлены и запомнены: «Проход и питание»" in after
    assert "Ошибок нет" in after
    again = send(igor, KITCHEN.format(born="02.02.2013"), name="питание 2.csv", encoding=encoding)
    shown = text_of(igor.get(again))
    assert "источника «Проход и питание»" in shown
    assert "Ошибок нет" in shown
    igor.post(f"{again}confirm/")
    assert uploads.carry_out(ImportJob.objects.get().pk) is True
    assert set(Student.objects.filter(last_name__in=("Ли", "Ким")).values_list("first_name", flat=True)) == {
        "Анна", "Олег"
    }  # fmt: skip


def test_a_remembered_source_is_changed_or_forgotten_with_one_click(igor):
    igor.post(f"{send(igor, KITCHEN.format(born='01.02.2013'))}columns/", meaning(*KITCHEN_FIELDS))
    url = send(igor, KITCHEN.format(born="01.02.2013"))
    page = igor.get(url).content.decode()
    assert '<details class="sheet" id="columns">' in page
    assert '<details class="sheet" id="columns" open>' in igor.get(f"{url}?columns=1").content.decode()
    igor.post(f"{url}columns/", meaning("full_name", "", "birth_date", "", name="Столовая"))
    source = ColumnMapping.objects.get()  # changed, not doubled
    assert (source.source_name, source.mapping) == (
        "Столовая",
        {"full_name": "Ребёнок", "birth_date": "Появился на свет"},
    )
    assert "Столовая" in text_of(igor.get("/school/import/"))
    after = igor.post(f"/school/import/sources/{source.pk}/forget/", {"upload": url.rstrip("/").rpartition("/")[2]})
    assert after.url == url
    assert not ColumnMapping.objects.exists()
    assert "Ошибок нет" not in text_of(igor.get(url))


def test_another_header_or_another_kind_is_another_source(igor):
    igor.post(f"{send(igor, KITCHEN.format(born='01.02.2013'))}columns/", meaning(*KITCHEN_FIELDS))
    for text, kind in ((KITCHEN.replace("Группа", "Отряд"), "students"), (KITCHEN, "staff")):
        send(igor, text.format(born="01.02.2013"), kind)
        assert Upload.objects.latest("pk").mapping == {}


def test_one_field_is_not_taken_from_two_columns(igor):
    url = send(igor, KITCHEN.format(born="01.02.2013"))
    page = igor.post(f"{url}columns/", meaning("full_name", "full_name", "birth_date", "school_class"))
    assert "«ФИО» уже берётся из столбца «Ребёнок»" in text_of(page)
    assert not ColumnMapping.objects.exists()


def test_lists_of_every_kind_are_mapped(igor, cast):
    url = send(igor, "№;Кто;Мобильник;Роль в семье\nП-004;Юрьев Ян Янович;8 900 555-44-33;папа\n", "representatives")
    igor.post(f"{url}columns/", meaning("student_number", "full_name", "phone", "relation", name="Анкеты"))
    assert "Ошибок нет" in text_of(igor.get(url))
    igor.post(f"{url}confirm/")
    uploads.carry_out(ImportJob.objects.get().pk)
    father = Representative.objects.get(first_name="Ян")
    assert father.phone == "8 900 555-44-33"
    assert father.guardianships.get().student == cast.yura
    assert father.guardianships.get().relation == "father"


def test_a_workbook_of_the_school_has_nothing_to_map(igor):
    url = send(igor, book(), "school", "школа.xlsx")
    assert igor.post(f"{url}columns/", meaning("number")).url == url
    assert not ColumnMapping.objects.exists()


def three_hundred(faulty: bool = True) -> str:
    lines = ["Отчёт по контингенту;;;", "Фамилия;Имя;Дата рождения;Класс"]
    for number in range(300):
        letters = "".join("абвгдежзик"[int(digit)] for digit in f"{number:03}")
        born = f"{number % 28 + 1:02}.03.2013"
        lines.append(f"Учеников{letters};Имя{letters};{born};{'7А' if number % 2 else '7Б'}")
    if faulty:
        lines[101] = lines[101].replace(".03.2013", ".02.2o13")  # line 102 of the file
        lines[250] = lines[250].replace(";7", ";седьмой ")  # line 251
    return "\r\n".join(lines)


@pytest.mark.req("ADM-02")
def test_of_three_hundred_pupils_two_are_explained_and_the_rest_are_loaded_once(igor):
    before = Student.objects.count()
    for wanted in (298, 0):
        url = send(igor, three_hundred(), name="контингент.csv", encoding="cp1251")
        page = igor.get(url)
        shown = text_of(page)
        assert "Ошибок: 2" in shown
        told = [(fault["row"], fault["column"], fault["value"]) for fault in page.context["faults"]]
        assert told == [(102, "Дата рождения", "16.02.2o13"), (251, "Класс", "седьмой Б")]
        line = next(line for line in page.context["lines"] if line.sheet == "Ученики")
        assert (line.created, line.untouched) == (wanted, 298 - wanted)
        igor.post(f"{url}confirm/", {"only_good": "on"})
        assert uploads.carry_out(ImportJob.objects.latest("pk").pk) is True
        assert Student.objects.count() == before + 298
    assert Student.objects.values("last_name", "first_name", "birth_on").distinct().count() == before + 298
