"""Every report and journal page is offered as a spreadsheet and as CSV, with the rows of the screen (ADM-04)."""

import datetime as dt
import html
import re
import uuid
from urllib.parse import unquote, urljoin

import pytest
from django.urls import reverse

from apps.core.tables import read_book
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.substitutions import register_substitution
from apps.lessons.models import Assessment
from apps.school.models import GroupMembership
from apps.timetable.enums import ControlForm
from apps.timetable.models import ControlWork

D = dt.date


def put(cast, day: dt.date, student, text: str) -> None:
    column = Assessment.objects.get(lesson=cast.lesson("maths_7a", day), is_ordinary=True)
    wanted = {"id": str(uuid.uuid4()), "column": f"a{column.pk}", "student": student.pk, "text": text, "base": 0}
    answer = apply_operations(cast.maths_7a, [wanted], by=cast.anna)
    assert answer.results[0]["status"] == "saved", answer.results


@pytest.fixture
def filled(cast):
    put(cast, D(2026, 11, 27), cast.dima, "5")
    put(cast, D(2026, 11, 25), cast.dima, "4")
    put(cast, D(2026, 11, 27), cast.katya, "н")
    absent = cast.lesson("maths_7a", D(2026, 12, 2))
    register_substitution(absent, substitute=cast.boris_staff, reason="больничный", by=cast.galina)
    GroupMembership.objects.filter(student=cast.oleg).update(ends_on=D(2026, 11, 30))
    work = {"course": cast.maths_7a, "term": cast.term2, "topic": "Дроби", "form": ControlForm.CONTROL}
    ControlWork.objects.create(held_on=D(2026, 12, 9), number=2, **work)
    return cast


def links(page: str) -> list[str]:
    """Addresses of files offered on a page, spreadsheet before CSV."""
    (offered, *_others) = re.findall(r'<span class="formats".*?</span>', page, flags=re.DOTALL)
    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', offered)]


def rows_of(content: bytes, sheet: int = 0) -> list[tuple]:
    return [row.cells for row in read_book(content).sheets[sheet].rows[1:]]


PAGES = [
    ("control:debts", lambda cast: [], lambda page: page.context["page"].paginator.count),
    ("control:teachers", lambda cast: [], lambda page: len(page.context["lines"])),
    ("control:terms", lambda cast: [], lambda page: page.context["board"].total),
    ("archive:index", lambda cast: [], lambda page: len(page.context["rows"])),
    ("journal:grid", lambda cast: [cast.maths_7a.pk], lambda page: len(page.context["page"].data.rows)),
    ("journal:term", lambda cast: [cast.maths_7a.pk, cast.term2.pk], lambda page: len(page.context["page"].rows)),
    ("timetable:register", lambda cast: [], lambda page: len(page.context["register"].lines)),
    ("timetable:controls", lambda cast: [], lambda page: len(page.context["lines"])),
    ("office:unattached", lambda cast: [], lambda page: page.context["total"]),
    ("office:list", lambda cast: [cast.class_7a.pk], lambda page: len(page.context["list"].rows)),
    ("journal:class", lambda cast: [cast.class_7a.pk], lambda page: len(page.context["page"].rows)),
]


@pytest.mark.req("ADM-04")
@pytest.mark.parametrize(("name", "arguments", "count"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_is_offered_in_both_formats_with_its_own_rows(filled, browser_of, name, arguments, count):
    deputy = browser_of(filled.galina)
    page = deputy.get(reverse(name, args=arguments(filled)))
    offered = links(page.content.decode())
    for address, ending in zip(offered, ("xlsx", "csv"), strict=True):
        response = deputy.get(urljoin(page.request["PATH_INFO"], address))
        assert response["Content-Disposition"].endswith(f".{ending}")
        assert response.status_code == 200
        assert len(rows_of(response.content)) == count(page) > 0
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert re.search("[а-я]{4}", response.content.decode("utf-8-sig"))


@pytest.mark.req("ADM-04")
def test_the_journal_page_leaves_with_its_grades_as_numbers_and_its_topics(filled, browser_of):
    anna = browser_of(filled.anna)
    page = anna.get(reverse("journal:grid", args=[filled.maths_7a.pk]))
    response = anna.get(links(page.content.decode())[0])
    book = read_book(response.content)
    assert [sheet.name for sheet in book.sheets] == ["Отметки", "Темы и задания"]
    titles = book.sheets[0].rows[0].cells
    dima, katya, _oleg = (dict(zip(titles, row, strict=False)) for row in rows_of(response.content))
    assert (dima["Ученик"], dima["25.11"], dima["27.11"], dima["Средн."]) == ("Дмитриев Дима", 4, 5, 4.5)
    assert katya["27.11"] == "н"
    assert len(rows_of(response.content, 1)) == len(page.context["page"].lines)


def test_a_narrowed_report_leaves_narrowed(filled, browser_of):
    deputy = browser_of(filled.galina)
    asked = {"teacher": filled.boris_staff.pk}
    page = deputy.get(reverse("control:debts"), asked)
    file = deputy.get(links(page.content.decode())[1])
    found = rows_of(file.content)
    assert len(found) == page.context["page"].paginator.count
    assert {row[4] for row in found} == {"Борисов Б. Б."}


def test_a_class_teacher_takes_the_sheet_of_the_chosen_term(filled, browser_of):
    vera = browser_of(filled.vera)
    page = vera.get(reverse("journal:class", args=[filled.class_7a.pk]), {"term": filled.term1.pk})
    address = links(page.content.decode())[1]
    assert f"term={filled.term1.pk}" in address
    assert "1 четверть" in unquote(vera.get(address)["Content-Disposition"])
