"""The printed journal: sides of the sheet, numbering, counting of sheets, PDF/A, and what the pages say."""

import io
from collections import Counter

import pytest
from pypdf import PdfReader

from apps.archive.prints import layout, words
from apps.archive.prints.render import STYLESHEETS, Issue, plan, render_volume
from apps.core import fonts, pdf
from tests.archive import invented

if pdf.unavailable_reason():
    from tests.plugins.services import missing

    missing(f"печать недоступна: {pdf.unavailable_reason()}")

ISSUE = Issue("2026-00012", "https://school.example/archive/verify/6f1cZx0a9Q2mVbT4kLwE8g/", "25.10.2026", 41)
FEW = (("Алгебра", 45), ("Основы духовно-нравственной культуры народов России", 9))


@pytest.fixture(scope="module")
def printed():
    return render_volume(invented.volume(subjects=FEW), ISSUE)


@pytest.fixture(scope="module")
def texts(printed):
    return [page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages]


def page_with(texts, *needles) -> int:
    """Number printed on the first page that holds all of these."""
    return next(number for number, text in enumerate(texts, 41) if all(needle in text for needle in needles))


@pytest.mark.req("I-22", "ARC-02")
def test_left_pages_are_even_right_pages_odd_and_sheets_are_counted(printed, texts):
    reader = PdfReader(io.BytesIO(printed.pdf))
    assert len(reader.pages) == printed.pages == 2 * printed.sheets
    for number, text in enumerate(texts, 41):
        if "Наименование предмета" in text:
            assert number % 2 == 0
        if "Что пройдено на уроке" in text:
            assert number % 2 == 1
        assert str(number) in text.split()
    phrase = f"{printed.sheets} ({words.in_words(printed.sheets)}) {words.sheet_word(printed.sheets)}"
    assert phrase in " ".join(texts[-1].split()) and "прошнуровано" in texts[-1]
    assert (40 + len(texts)) % 2 == 0  # the certification stands on the back of the last sheet


def test_the_contents_lead_to_the_pages(texts):
    contents = next(text for text in texts if "Оглавление" in text)
    algebra = page_with(texts, "Наименование предмета", "Алгебра")
    assert f"{algebra}–{algebra + 3}" in contents
    students = page_with(texts, "Сведения об обучающихся", "№ личного")
    assert f"{students}–{students + 1}" in contents


@pytest.mark.req("ARC-06", "ARC-09", "P-03")
def test_the_pages_of_an_inspector_are_all_there_with_their_texts_intact(texts):
    whole = "\n".join(texts)
    for needle in (
        "КЛАССНЫЙ ЖУРНАЛ", "Условные обозначения", "Оглавление", "Наименование предмета", "Что пройдено на уроке",
        "Сведения об обучающихся", "Учёт пропущенных уроков по дням", "Сводная ведомость учёта посещаемости",
        "Сводная ведомость учёта успеваемости", "Решение", "По плану 46 ч, дано 45 ч", "Замена: Смирнов",
        "Документ № 2026-00012", "Константинопольская Анастасия", "выбыл(а) 12.10.2026", "М. П.",
    ):  # fmt: skip
        assert needle in whole, needle


def test_the_printed_file_is_pdf_a_3b(printed):
    import page  # the package page-validation

    report = page.validate_pdf_bytes(printed.pdf, profile="3b")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant and report.document.page_count == printed.pages


def test_the_same_journal_prints_to_the_same_bytes(printed):
    assert render_volume(invented.volume(subjects=FEW), ISSUE).pdf == printed.pdf


def test_every_lesson_stands_once_and_both_pages_of_a_spread_show_the_same_dates():
    subject = invented.volume().subjects[3]
    spreads = layout.spreads(subject)
    assert len(spreads) == 2 and [spread.is_last for spread in spreads] == [False, True]
    assert [number for spread in spreads for number in spread.lessons] == list(range(len(subject.lessons)))
    for spread in spreads:
        assert len(spread.columns) <= layout.MAX_COLUMNS
        assert {subject.columns[number].on for number in spread.columns} == {
            subject.lessons[number].on for number in spread.lessons
        }


def test_the_year_columns_get_their_room():
    subject = invented.volume(closings=4, subjects=(("Алгебра", 30),)).subjects[0]
    assert [len(spread.columns) for spread in layout.spreads(subject)] == [15, 15]


@pytest.mark.parametrize("count", [1, 25, 40])
def test_classes_of_any_size_keep_to_the_planned_pages(count):
    volume = invented.volume(min(count, 34), subjects=(("Алгебра", 45),))
    printed = render_volume(volume, ISSUE)
    sections = plan(volume, 41, Counter())
    assert printed.pages == sum(len(section.pages) for section in sections), "a section was longer than planned"


def test_a_volume_begins_on_the_face_of_a_sheet():
    with pytest.raises(ValueError, match="лицевой"):
        render_volume(invented.volume(2, subjects=FEW[1:]), Issue("1", "https://x/", "", 2))


def test_printing_reads_nothing_but_our_own_files():
    for address in ("https://example.org/x.png", "file:///etc/passwd", "http://127.0.0.1:8000/"):
        with pytest.raises(pdf.PdfFailed, match="посторонние"):
            pdf.render_parts([pdf.Part("x", f'<img src="{address}">')], stylesheets=STYLESHEETS)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "один лист"),
        (2, "два листа"),
        (5, "пять листов"),
        (11, "одиннадцать листов"),
        (21, "двадцать один лист"),
        (104, "сто четыре листа"),
        (112, "сто двенадцать листов"),
        (999, "девятьсот девяносто девять листов"),
    ],
)
@pytest.mark.req("ARC-02")
def test_sheets_in_words(number, said):
    assert words.sheets_in_words(number) == said


def test_lines_are_counted_by_the_metrics_of_the_font():
    assert fonts.line_count("", 50, 8) == 1
    assert fonts.line_count("слово\nслово", 50, 8) == 2
    assert fonts.line_count("д" * 100, 20, 8) > 4
    assert fonts.text_width("иии", 8) < fonts.text_width("шшш", 8)


def sizes_of(data: bytes, word: str) -> list[float]:
    """In what size, in points, the pages set the words that begin with ``word``."""
    found = []

    def look(text, _cm, tm, _font, size):
        if word in text:
            found.append(round(size * abs(tm[3]) * 0.75, 1))

    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=look)
    return found


def test_a_long_name_is_set_smaller_wherever_it_would_be_cut(monkeypatch):
    long, longest = "Преображенский-Воскресенский", "Абдурахманова-Константинопольская-Рождественская"
    monkeypatch.setattr(invented, "FAMILIES", (longest, long, "Щукин", *invented.FAMILIES[3:6]))
    data = render_volume(invented.volume(count=6, subjects=(("Алгебра", 20),)), ISSUE).pdf
    # left page; «Сведения», which wraps; two months of absences; attendance; summary sheet, which wraps
    assert sizes_of(data, "Щукин") == [8.0, 7.4, 7.8, 7.8, 7.8, 7.8]
    assert sizes_of(data, "Преображенский-") == [8.0, 7.4, 6.6, 6.6, 6.6, 7.8]
    assert sizes_of(data, "Абдурахманова-") == [5.4, 7.4, 5.4, 5.4, 5.4, 7.8]
