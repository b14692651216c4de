"""What stands on each kind of page of the class journal: practice.md, the journal that an inspector recognises.

A page is a dict with the name of its template and ready values; nothing is decided in the templates.
"""

import datetime as dt
from itertools import groupby

from apps.archive.prints import layout
from apps.archive.prints.words import in_words, sheet_word
from apps.archive.queries.volume import AbsenceMonth, Pupil, SubjectPages, Volume
from apps.core.fonts import text_width

MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
SHORT_MONTHS = "янв фев мар апр май июн июл авг сен окт ноя дек".split()
EMPTY = {"template": "archive/print/empty.html"}
CELL_SIZE = 8.0


def day(value: dt.date | None) -> str:
    """«01.09.2026», or nothing."""
    return value.strftime("%d.%m.%Y") if value else ""


def signature(name: str) -> str:
    """«Иванова А. П.» of «Иванова Анна Петровна»."""
    family, *given = name.split()
    return " ".join([family, *(f"{part[0]}." for part in given)])


def title(volume: Volume) -> dict:
    """Page 1: school by its charter, place, class, year and term, class teacher."""
    many = len(volume.class_teachers) > 1
    return {
        "template": "archive/print/title.html",
        "dates": f"{day(volume.starts_on)} – {day(volume.ends_on)}",
        "leader_label": "Классные руководители" if many else "Классный руководитель",
    }


def legend(volume: Volume) -> dict:
    """Page 2: signs, order of keeping, number of the approving act."""
    rows = []
    if volume.has_grades:
        rows += [
            ("5  4  3  2", "отметка за урок или работу; несколько отметок за один урок стоят рядом"),
            ("5/4", "две отметки за одну работу (например, содержание и грамотность)"),
            ("н/а", "не аттестован(а) за учебный период"),
        ]
    rows += [
        ("н", "отсутствовал(а) на уроке; причина указана на страницах учёта пропущенных уроков"),
        ("осв", "освобождён(а) от занятия, присутствие не отменяется"),
        ("серая клетка", "обучающийся в этот день не числился в классе (группе)"),
        (
            "б  у  нп",
            "на страницах учёта пропусков: по болезни; по другой уважительной причине; без уважительной причины",
        ),
        ("Замена", "урок провёл другой учитель; его фамилия записана в строке урока"),
    ]
    act = volume.norms_act or "номер локального акта не указан"
    rules = [
        f"Журнал ведётся в электронной форме. Порядок ведения утверждён локальным актом школы: {act}.",
        "Документ составлен из записей электронного журнала после сдачи учебного периода учителями и проверки "
        "заместителем директора. Исправления после фиксации оформляются отдельно и не меняют этот документ.",
        "Левая и правая страницы разворота показывают одни и те же даты; даты записаны без пропусков, "
        "сдвоенный урок занимает две строки.",
        "Учитель подписывает страницы своего предмета один раз за учебный период.",
    ]
    return {"template": "archive/print/legend.html", "rows": rows, "rules": rules}


def subject_title(subject: SubjectPages) -> str:
    """Heading of a subject in the contents."""
    return f"{subject.subject} ({subject.group})" if subject.group else subject.subject


def subject_pages(volume: Volume, subject: SubjectPages, tight: int) -> list[dict]:
    """Left and right pages of all spreads of one course."""
    pages = []
    for index, spread in enumerate(layout.spreads(subject, tight)):
        pages += [_left(subject, spread, index), _right(subject, spread)]
    return pages


def _column_widths(subject: SubjectPages, spread: layout.Spread) -> tuple[int, int, float]:
    """Closing columns, empty columns at the end, and the width of a date column."""
    closings = len(subject.closings) if spread.is_last else 0
    spare = max(0, layout.MIN_SLOTS - len(spread.columns) - closings)
    width = (layout.COLUMNS_WIDTH - closings * layout.CLOSING_WIDTH) / max(1, len(spread.columns) + spare)
    return closings, spare, width


def _left(subject: SubjectPages, spread: layout.Spread, index: int) -> dict:
    closings, spare, width = _column_widths(subject, spread)
    columns = [subject.columns[number] for number in spread.columns]
    rows = []
    for number, pupil in enumerate(subject.roll):
        cells = [_cell(subject.cells[number][column], width) for column in spread.columns]
        cells += [
            (" close" + layout.fit(c.values[number], 10.0), c.values[number]) for c in subject.closings[:closings]
        ]
        rows.append({**_roll(number, pupil), "cells": cells + [("", "")] * spare})
    return {
        "template": "archive/print/left.html",
        "index": index,
        "title": subject.subject,
        "group": subject.group,
        "months": _months(columns),
        "days": _days(columns),
        "closings": [closing.title for closing in subject.closings[:closings]],
        "widths": ["c-date"] * len(columns) + ["c-close"] * closings + ["c-date"] * spare,
        "width": width,
        "spare": spare,
        "spares": range(spare),
        "rows": rows,
    }


def _roll(number: int, pupil: Pupil) -> dict:
    return {
        "number": number + 1,
        "name": pupil.name,
        "note": pupil.note,
        "fit": layout.fit(pupil.name, layout.NAME_WIDTH - 2.0),
    }


def _cell(text: str | None, width: float) -> tuple[str, str]:
    if text is None:
        return "closed", ""
    return (layout.fit(text, width - 0.5, CELL_SIZE), text) if text else ("", "")


def _months(columns) -> list[dict]:
    spans = [(month, len(list(group))) for month, group in groupby(columns, key=lambda column: column.on.month)]
    return [{"title": (MONTHS if span > 2 else SHORT_MONTHS)[month - 1], "span": span} for month, span in spans]


def _days(columns) -> list[dict]:
    """A day per lesson: several works of one lesson share the heading, a double lesson repeats it."""
    groups = groupby(columns, key=lambda column: (column.lesson, column.on))
    return [{"day": on.day, "span": len(list(group))} for (_, on), group in groups]


def _right(subject: SubjectPages, spread: layout.Spread) -> dict:
    lines = [subject.lessons[number] for number in spread.lessons]
    planned = "____" if subject.hours_planned is None else subject.hours_planned
    many = len(subject.teachers) > 1
    return {
        "template": "archive/print/right.html",
        "title": subject.subject,
        "group": subject.group,
        "teacher_label": "Учителя" if many else "Фамилия, имя, отчество учителя",
        "teacher": ", ".join(subject.teachers) or "____________________",
        "signature": ", ".join(signature(name) for name in subject.teachers),
        "lines": [
            {
                "date": line.on.strftime("%d.%m"),
                "topic": line.topic,
                "homework": line.homework,
                "substitution": line.substitution,
                "mark": line.mark,
            }
            for line in lines
        ],
        "is_last": spread.is_last,
        "hours": f"По плану {planned} ч, дано {subject.hours_given} ч",
    }


def students(volume: Volume, tight: int) -> list[dict]:
    """Page 6: who is in the class."""
    lines = [
        {
            "number": number + 1,
            "name": line.name,
            "born": day(line.born_on),
            "sex": line.sex,
            "file_number": line.file_number,
            "enrolled": line.enrolled,
            "left": line.left,
            "representatives": "\n".join(line.representatives),
        }
        for number, line in enumerate(volume.students)
    ]
    return [
        {"template": "archive/print/students.html", "index": index, "lines": [lines[number] for number in part]}
        for index, part in enumerate(layout.student_pages(volume.students, tight))
    ]


def absences(volume: Volume) -> list[dict]:
    """Page 7: lessons missed by day, a page per month."""
    return [_absence_month(volume, month, index) for index, month in enumerate(volume.absences)]


def _absence_month(volume: Volume, month: AbsenceMonth, index: int) -> dict:
    rows = []
    for number, (pupil, line) in enumerate(zip(volume.pupils, month.lines, strict=True)):
        days, missed, lessons = line
        cells = [("" if day in month.study_days else "closed", days[day - 1]) for day in range(1, month.days + 1)]
        rows.append({**_roll(number, pupil), "cells": cells, "days": missed or "", "lessons": lessons or ""})
        rows[-1]["fit"] = layout.fit(pupil.name, 40.0, 7.8)
    return {
        "template": "archive/print/absences.html",
        "index": index,
        "title": month.title,
        "days": range(1, month.days + 1),
        "rows": rows,
        "total_days": sum(line[1] for line in month.lines),
        "total_lessons": sum(line[2] for line in month.lines),
    }


def attendance(volume: Volume) -> dict:
    """Page 8: days and lessons missed per period."""
    summary = volume.attendance
    rows = [
        {**_roll(number, pupil), "fit": layout.fit(pupil.name, 40.0, 7.8), "values": _counts(line)}
        for number, (pupil, line) in enumerate(zip(volume.pupils, summary.lines, strict=True))
    ]
    return {
        "template": "archive/print/attendance.html",
        "periods": summary.periods,
        "columns": range(5 * len(summary.periods)),
        "rows": rows,
        "total": _counts(summary.total),
    }


def _counts(line) -> list:
    values = []
    for counts in line:
        if counts is None:
            values += [""] * 5
        else:
            numbers = (counts.days, counts.days_ill, counts.lessons, counts.lessons_ill, counts.lessons_unexcused)
            values += [number or "–" for number in numbers]
    return values


def summary(volume: Volume, tight: int) -> list[dict]:
    """Page 9: the summary sheet, a block of rows per pupil (ARC-08)."""
    sheet = volume.summary
    pages = layout.summary_pages(sheet, tight)
    width = subject_width(volume)
    # A heading stands on its side: 36 mm long, in two lines where one is not enough.
    headings = [(" two" if text_width(name, 8) > 34 else "", name) for name in sheet.subjects]
    return [
        {
            "template": "archive/print/summary.html",
            "index": index,
            "subjects": headings,
            "width": width,
            "blocks": [_block(sheet, number) for number in part],
            "is_last": index == len(pages) - 1,
            "leader": signature(volume.class_teachers[-1]) if volume.class_teachers else "",
        }
        for index, part in enumerate(pages)
    ]


WIDEST_SUBJECT = 12.0


def subject_width(volume: Volume) -> float:
    """Width of a subject's column of the summary sheet: number, name, period and council take at least 81 mm."""
    return min(WIDEST_SUBJECT, (175.0 - 81.0) / max(1, len(volume.summary.subjects)))


def council_width(volume: Volume) -> float:
    """The council's decision takes what the subjects leave."""
    return 175.0 - 57.0 - subject_width(volume) * len(volume.summary.subjects)


def _block(sheet, number: int) -> dict:
    block = sheet.blocks[number]
    rows = [
        {
            "kind": "first" if index == 0 else ("year" if period.startswith(("годов", "итогов")) else ""),
            "is_first": index == 0,
            "period": period,
            "cells": block.rows[index],
        }
        for index, period in enumerate(sheet.periods)
    ]
    return {
        "number": number + 1,
        "name": block.name,
        "decision": block.decision,
        "rows": rows,
        "height": len(rows),
    }


def last(first_page: int, pages: int) -> dict:
    """Page 14: «Пронумеровано, прошнуровано и скреплено печатью» (ARC-02)."""
    sheets = pages // 2
    return {
        "template": "archive/print/last.html",
        "sheets": sheets,
        "words": in_words(sheets),
        "word": sheet_word(sheets),
        "first": first_page,
        "final": first_page + pages - 1,
    }
