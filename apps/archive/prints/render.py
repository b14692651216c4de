"""A volume → one PDF/A: plan the pages, render the parts in processes, merge."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import segno
from django.template.loader import render_to_string

from apps.archive.prints import layout, pages
from apps.archive.queries.volume import Volume
from apps.core import pdf

STYLESHEETS = ("css/print/volume.css",)
PROCESSES = 2
ATTEMPTS = 5


@dataclass(frozen=True)
class Issue:
    """What makes this print a document of its own: number, address of verification, date, first page (ARC-06)."""

    number: str
    verify_url: str
    printed: str
    first_page: int = 1

    @property
    def qr(self) -> str:
        """The address of verification as an SVG data URL."""
        return segno.make(self.verify_url, error="m").svg_data_uri(border=1, scale=4)


@dataclass(frozen=True)
class Printed:
    """The finished file and what is certified: pages and sheets."""

    pdf: bytes
    pages: int
    sheets: int


@dataclass
class Section:
    """A part of the volume while it is being planned."""

    name: str
    pages: list[dict]
    first_page: int = 0
    title: str = ""
    teacher: str = ""


def render_volume(volume: Volume, issue: Issue, on_progress: Callable[[int, int], None] = lambda done, total: None):
    """Print the volume; ``on_progress(done, total)`` is told the pages after each part.

    Raises:
        ValueError: the first page is not on the face of a sheet.
        PdfUnavailable, PdfFailed: see ``core.pdf``.
    """
    if issue.first_page % 2 == 0:
        raise ValueError("том начинается с лицевой стороны листа, номер первой страницы нечётный")
    tight, ready = Counter(), {}
    for _ in range(ATTEMPTS):
        sections = plan(volume, issue.first_page, tight)
        parts = [_part(section, volume, issue) for section in sections]
        wanted = {part: len(section.pages) for part, section in zip(parts, sections, strict=True)}
        total = sum(wanted.values())
        missing = [part for part in parts if part not in ready]
        _render_missing(missing, wanted, ready, total, issue, on_progress)
        wrong = [part.name for part in parts if ready[part].pages != wanted[part]]
        if not wrong:
            merged = pdf.merge(ready[part].pdf for part in parts)
            return Printed(merged, total, total // 2)
        tight.update(wrong)
    raise pdf.PdfFailed("страницы не уместились: " + ", ".join(wrong))


def _render_missing(missing, wanted, ready, total, issue, on_progress) -> None:
    done = total - sum(wanted[part] for part in missing)
    by_name = {part.name: part for part in missing}

    def count(rendered: pdf.Rendered) -> None:
        nonlocal done
        done += wanted[by_name[rendered.name]]
        on_progress(done, total)

    identifier = hashlib.sha256(issue.number.encode()).hexdigest()[:32].encode()
    on_progress(done, total)
    rendered = pdf.render_parts(
        missing, stylesheets=STYLESHEETS, identifier=identifier, processes=PROCESSES, on_part=count
    )
    ready.update(zip(missing, rendered, strict=True))


def plan(volume: Volume, first_page: int, tight: Counter | None = None) -> list[Section]:
    """Sections in the order of the journal, with page numbers; blank pages where a side of the sheet demands them."""
    tight = tight or Counter()
    subjects = [
        Section(
            f"subject-{index}",
            pages.subject_pages(volume, subject, tight[f"subject-{index}"]),
            title=pages.subject_title(subject),
            teacher=", ".join(subject.teachers),
        )
        for index, subject in enumerate(volume.subjects)
    ]
    back = [
        Section("students", pages.students(volume, tight["students"]), title="Сведения об обучающихся"),
        Section("absences", pages.absences(volume), title="Учёт пропущенных уроков по дням"),
        Section("attendance", [pages.attendance(volume)], title="Сводная ведомость учёта посещаемости"),
    ]
    if volume.summary.subjects:
        sheet = pages.summary(volume, tight["summary"])
        back.append(Section("summary", sheet, title="Сводная ведомость учёта успеваемости"))
    front = Section("front", [pages.title(volume), pages.legend(volume)])
    back = [section for section in back if section.pages]
    front.pages += _contents(subjects + back, first_page)
    return _number(front, subjects, back, first_page)


CONTENTS_ROWS = 32


def _contents(sections: list[Section], first_page: int) -> list[dict]:
    """Page 3, one page of contents per 32 sections; subjects begin on a left page, so the last may need a blank."""
    groups = [sections[start : start + CONTENTS_ROWS] for start in range(0, max(1, len(sections)), CONTENTS_ROWS)]
    count = len(groups)
    page = first_page + 2 + count
    blank = page % 2  # the next page would be a right one
    page += blank
    rows = []
    for number, section in enumerate(sections, 1):
        section.first_page = page
        final = page + len(section.pages) - 1
        rows.append(
            {
                "number": number,
                "title": section.title,
                "teacher": section.teacher,
                "pages": f"{page}–{final}" if final > page else str(page),
            }
        )
        page = final + 1
    result = [
        {"template": "archive/print/contents.html", "rows": rows[index * CONTENTS_ROWS : (index + 1) * CONTENTS_ROWS]}
        for index in range(count)
    ]
    return result + [pages.EMPTY] * blank


def _number(front: Section, subjects: list[Section], back: list[Section], first_page: int) -> list[Section]:
    front.first_page = first_page
    sections = [front, *subjects, *back]
    page = first_page + sum(len(section.pages) for section in sections)
    closing = Section("last", [], first_page=page)
    if page % 2:  # the certification stands on the back of the last sheet
        closing.pages.append(pages.EMPTY)
    total = page - first_page + len(closing.pages) + 1
    closing.pages.append(pages.last(first_page, total))
    return [*sections, closing]


def _part(section: Section, volume: Volume, issue: Issue) -> pdf.Part:
    title = f"Классный журнал {volume.class_name}, {volume.term_name} {volume.year_name}, документ № {issue.number}"
    html = render_to_string(
        "archive/print/base.html", {"pages": section.pages, "volume": volume, "issue": issue, "title": title}
    )
    return pdf.Part(section.name, html, section.first_page, _css(section, volume, issue))


def _css(section: Section, volume: Volume, issue: Issue) -> str:
    """The rules that depend on the content: running lines, widths of columns, heights of rows."""
    running = f"{volume.class_name} класс · {volume.term_name} {volume.year_name}"
    rules = [
        _margin("left", "left", "counter(page)", "9pt"),
        _margin("left", "center", _quoted(running)),
        _margin("left", "right", _quoted(f"Документ № {issue.number}")),
        _margin("right", "right", "counter(page)", "9pt"),
        _margin("right", "center", _quoted(running)),
        _margin("right", "left", _quoted(f"Документ № {issue.number}")),
    ]
    row = min(6.8, layout.LEFT_HEIGHT / max(1, _rows(section)))
    rules.append(f".grid td{{height:{row:.2f}mm}}")
    size = min(6.6, 206 / max(1, len(volume.pupils)))
    rules.append(f".absences td{{height:{size:.2f}mm}}")
    size = min(6.6, 190 / max(1, len(volume.pupils)))
    rules.append(f".attendance td{{height:{size:.2f}mm}}")
    count = 127 / max(1, 5 * len(volume.attendance.periods))
    rules.append(_vertical(".attendance", ".c-count", count))
    rules.append(_vertical(".summary", ".c-subject", pages.subject_width(volume)))
    rules.append(f".summary .c-council{{width:{pages.council_width(volume):.3f}mm}}")
    for page in section.pages:
        if page["template"].endswith("left.html"):
            rules.append(f".s{page['index']} .c-date{{width:{page['width']:.3f}mm}}")
    rules.append(f".c-close{{width:{layout.CLOSING_WIDTH}mm}}")
    return "".join(rules)


def _rows(section: Section) -> int:
    return max((len(page["rows"]) for page in section.pages if page["template"].endswith("left.html")), default=0)


def _vertical(table: str, column: str, width: float) -> str:
    return (
        f"{table} {column}{{width:{width:.3f}mm}}{table} th.v div{{height:{width:.3f}mm;line-height:{width:.3f}mm}}"
        f"{table} th.v.two div{{line-height:{width / 2:.3f}mm}}"
    )


def _margin(side: str, place: str, content: str, size: str = "7.5pt") -> str:
    return f"@page :{side}{{@bottom-{place}{{content:{content};font-size:{size}}}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
