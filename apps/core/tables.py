"""Tables that come from outside and go outside: XLSX, CSV and TSV.

``read_book(data, name)`` turns the bytes of a file into sheets of rows, ``find_header`` finds the line of
column names, ``write_xlsx`` and ``write_csv`` make files that hold neither formulas nor links (contract 10).
Whatever is wrong with a file ends in :class:`Unreadable` with one sentence for the user, never in a traceback.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from xml.parsers import expat

from django.utils.translation import gettext as _

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_SHEETS = 60
MAX_CELL_CHARS = 5_000

#: Excel's own limits: a cell outside of them is not a workbook but an attack or a broken file.
_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
#: The reader keeps a full rectangle in memory, so the rectangle is limited too.
_MAX_RECTANGLE = 10_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INVISIBLE = dict.fromkeys(
    [*map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x7f"), *range(9), *range(14, 28)],
    None,
)
_SPACES = re.compile(r"\s+")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | bool | date | datetime | time | Decimal | None


class Unreadable(Exception):
    """The file cannot be read as a table. ``message`` is a sentence for the user; ``row`` where known, else 0."""

    def __init__(self, message: str, *, row: int = 0, sheet: str = ""):
        super().__init__(message)
        self.message, self.row, self.sheet = message, row, sheet


@dataclass(frozen=True)
class Row:
    """One line of a sheet: ``number`` counts from 1 as the spreadsheet shows it, ``cells`` are cleaned values."""

    number: int
    cells: tuple[Value, ...]

    def cell(self, index: int) -> Value:
        """Value of the column ``index`` (from 0); None where the line is shorter."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """A named sheet with its non-empty rows."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Book:
    """All sheets of a file; a CSV has one."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Header:
    """The line of column names: ``columns`` maps a field to its index, ``titles`` an index to the name as written."""

    row: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]


# --- text ------------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Trimmed text with single ordinary spaces: no-break spaces, zero-width signs and line breaks are gone."""
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def as_text(value: Value) -> str:
    """A cell as a person reads it: ``7.0`` is «7», ``0.5`` is «0,5», a date is ДД.ММ.ГГГГ."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float | Decimal):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y") if value.time() == time() else value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        # strftime drops leading zeros of early years on some systems
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return clean(str(value))


def _number_text(value: float | Decimal) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value):
        return str(int(value))
    return f"{value:.10f}".rstrip("0").replace(".", ",")


def column_letter(index: int) -> str:
    """Letter of a column as spreadsheets name it: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def header_key(title: Value) -> str:
    """Key by which column and sheet names are compared: small letters, no signs; «Табельный №» = «табельный номер»."""
    text = as_text(title).casefold().replace("ё", "е").replace("№", " номер ").replace("*", " ")
    return " ".join(re.findall(r"\w+", text.replace("_", " ")))


# --- reading ---------------------------------------------------------------------------------------------------------


def read_book(data: bytes, name: str = "", *, keep_lines: bool = False) -> Book:
    """Read an XLSX, CSV or TSV file by its content (``name`` only names the sheet of a CSV).

    ``keep_lines`` leaves line breaks inside cells, where they carry a meaning (a grid of lessons).

    Raises :class:`Unreadable` with one sentence for anything else: old .xls, encrypted, damaged, too big.
    """
    if not data:
        raise Unreadable(_("Файл пуст."))
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(_("Файл слишком велик: больше %(n)s МБ.") % {"n": MAX_FILE_BYTES // 2**20})
    if data.startswith(_OLE):
        raise Unreadable(_ole_message(data))
    if data.startswith(b"PK"):
        return _read_xlsx(data, keep_lines)
    return Book((_read_csv(data, name, keep_lines),))


def _ole_message(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("Файл защищён паролем. Снимите защиту в Excel и сохраните его снова.")
    return _("Это старый формат Excel (.xls). Откройте файл и сохраните его как «Книга Excel (.xlsx)» или CSV.")


def _read_xlsx(data: bytes, keep_lines: bool) -> Book:
    _check_package(data)
    # Imported here: only imports of files need the reader.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if len(names) > MAX_SHEETS:
            raise Unreadable(_("В книге больше %(n)s листов.") % {"n": MAX_SHEETS})
        return Book(tuple(_sheet_of(book, name, keep_lines) for name in names))
    except PasswordError:
        raise Unreadable(_("Файл защищён паролем. Снимите защиту в Excel и сохраните его снова.")) from None
    except Unreadable:
        raise
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise Unreadable(_damaged()) from error
    except BaseException as error:  # a panic of the reader derives from BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise Unreadable(_damaged()) from error


def _damaged() -> str:
    return _("Файл не читается как книга Excel: он повреждён или это другой формат. Сохраните его заново как .xlsx.")


def _sheet_of(book, name: str, keep_lines: bool) -> Sheet:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        if "worksheet" in str(error).casefold():  # a chart or dialogue sheet holds no table
            return Sheet(clean(name), ())
        raise
    if sheet.end is None:
        return Sheet(clean(name), ())
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(clean(name), tuple(_kept(enumerate(rows, start=1), clean(name), keep_lines)))


def _check_package(data: bytes) -> None:
    """Refuse packages that unpack too big, are no workbook or claim cells that would need gigabytes."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
        if not any(entry.filename.casefold().lstrip("/") == "xl/workbook.xml" for entry in entries):
            raise Unreadable(_("Это не книга Excel (.xlsx). Сохраните таблицу как .xlsx или CSV."))
        total = 0
        for entry in entries:
            content = _unpack(package, entry, MAX_UNPACKED_BYTES - total)
            total += len(content)
            if b"sheetData" in content:
                _check_cells(content)
            elif content[:2] in (
                b"\xff\xfe",
                b"\xfe\xff",
            ) and entry.filename.casefold().endswith(".xml"):
                raise Unreadable(_damaged())
    except Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise Unreadable(_damaged()) from error
    except (
        expat.ExpatError,
        ValueError,
        KeyError,
        IndexError,
        OverflowError,
        MemoryError,
    ) as error:
        raise Unreadable(_damaged()) from error
    except Exception as error:  # zlib.error, lzma.LZMAError, struct.error: whatever a broken package raises
        raise Unreadable(_damaged()) from error


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Content of an entry, read by pieces: the size the package declares may be a lie."""
    pieces, size = [], 0
    with package.open(entry) as stream:
        while piece := stream.read(1 << 16):
            size += len(piece)
            if size > limit:
                raise Unreadable(_("В распакованном виде книга больше %(n)s МБ.") % {"n": MAX_UNPACKED_BYTES // 2**20})
            pieces.append(piece)
    return b"".join(pieces)


def _check_cells(content: bytes) -> None:
    """Walk a sheet's XML and refuse a rectangle of filled cells that does not fit in memory."""
    row = column = last_row = last_column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column
        kind = tag.rpartition(":")[2]
        if kind not in ("c", "row"):
            return
        match = re.fullmatch(r"\$?([A-Za-z]*)\$?(\d{0,9})", attributes.get("r", ""))
        if not match:
            raise Unreadable(_damaged())
        if kind == "row":  # a place that is not told follows the one before
            row, column = int(match[2] or row + 1), 0
        else:
            row, column = int(match[2] or row), _column_number(match[1]) or column + 1
        last_row, last_column = max(last_row, row), max(last_column, column)
        if last_row > _EXCEL_ROWS or last_column > _EXCEL_COLUMNS:
            raise Unreadable(_damaged())

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    if last_row * last_column > _MAX_RECTANGLE:
        message = _("На листе слишком большая заполненная область (до столбца %(column)s, строки %(row)s).")
        raise Unreadable(message % {"column": column_letter(last_column - 1), "row": last_row})


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _kept(rows: Iterable[tuple[int, Sequence]], sheet: str, keep_lines: bool) -> Iterator[Row]:
    """Non-empty rows, cleaned, cut after the last filled cell; too many of them is a fault."""
    kept = 0
    for number, raw in rows:
        cells = [_clean_value(value, keep_lines) for value in raw[:MAX_COLUMNS]]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > MAX_ROWS:
            raise Unreadable(
                _("На листе больше %(n)s строк.") % {"n": MAX_ROWS},
                row=number,
                sheet=sheet,
            )
        yield Row(number, tuple(cells))


def _clean_value(value, keep_lines: bool = False):
    if not isinstance(value, str):
        return value
    text = value[: MAX_CELL_CHARS * 2]
    text = "\n".join(filter(None, map(clean, text.splitlines()))) if keep_lines else clean(text)
    if text.startswith("'") and len(text) > 1:  # our own export guards such cells, and Excel hides the sign
        text = text[1:].lstrip()
    return text[:MAX_CELL_CHARS] or None


def _read_csv(data: bytes, name: str, keep_lines: bool) -> Sheet:
    text = _decode(data)
    sheet = clean(re.sub(r"\.\w{1,4}$", "", name.replace("\\", "/").rpartition("/")[2]))
    first, newline, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\r?", first.strip("\ufeff"))
    # A told separator takes a line of its own in Excel's file; it still counts as a line.
    delimiter, text, offset = (told[1], rest, 1) if told and newline else (_sniff(text), text, 0)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(_("Файл не читается как таблица CSV: проверьте кавычки.")) from error
    for number, record in enumerate(records, start=1 + offset):
        if any(field.count("\n") > 30 for field in record):
            raise Unreadable(_("В строке не закрыта кавычка."), row=number, sheet=sheet)
    return Sheet(sheet, tuple(_kept(enumerate(records, start=1 + offset), sheet, keep_lines)))


def _decode(data: bytes) -> str:
    """Text of a CSV: UTF-8 with or without BOM, UTF-16 (Excel «Текст Юникод»), else windows-1251."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[1:400:2].count(0) > 2 and 0 not in data[0:400:2]:  # no other encoding of a table holds zeros
        encoding = "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("utf-16" if encoding.startswith("utf-16") else "cp1251", errors="replace")
    strange = sum(1 for sign in text[:20_000] if (sign < " " and sign not in "\t\r\n\x0b\x0c") or sign == "\ufffd")
    if strange > len(text[:20_000]) / 100:
        raise Unreadable(_("Файл не похож на таблицу: нужны .xlsx, .csv или .tsv."))
    return text.replace("\x00", "")


def _sniff(text: str) -> str:
    """The separator that cuts the first lines most evenly; «;» wins over tab, tab over comma when equal."""
    sample = "\n".join(text[:200_000].splitlines()[:60])
    best, best_score = ";", 0
    for delimiter in ";\t,":
        try:
            widths = Counter(len(record) for record in csv.reader(io.StringIO(sample), delimiter=delimiter) if record)
        except csv.Error:
            continue
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def find_header(rows: Sequence[Row], known: Mapping[str, str], *, depth: int = 30) -> Header | None:
    """Find the line of column names among the first ``depth`` rows: the one with most known names.

    ``known`` maps a :func:`header_key` to a field. None when no line names a single known column.
    """
    best: Row | None = None
    best_count = 0
    for row in rows[:depth]:
        count = len({known[key] for key in map(header_key, row.cells) if key in known})
        if count > best_count:
            best, best_count = row, count
    return _header_of(best, known) if best else None


def _header_of(row: Row, known: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    titles: dict[int, str] = {}
    unknown, doubled = [], []
    for index, value in enumerate(row.cells):
        title = as_text(value)
        if not title:
            continue
        titles[index] = title
        field = known.get(header_key(value))
        if field is None:
            unknown.append(title)
        elif field in columns:
            doubled.append(title)
        else:
            columns[field] = index
    return Header(row.number, columns, titles, tuple(unknown), tuple(doubled))


# --- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OutSheet:
    """A sheet to write: column titles, rows of values, widths in characters, notes on the titles, text columns."""

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Value]] = ()
    widths: Sequence[int] = ()
    notes: Mapping[int, str] | None = None
    text_columns: Sequence[int] = ()


def write_xlsx(sheets: Sequence[OutSheet]) -> bytes:
    """A workbook without formulas and links (contract 10); dates are real dates, the first line stays in sight."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True}),
            "date": book.add_format({"num_format": "dd.mm.yyyy"}),
            "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
            "text": book.add_format({"num_format": "@"}),
            "time": book.add_format({"num_format": "hh:mm"}),
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name)), sheet, formats)
    return stream.getvalue()


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("'")[:31] or "1"


def _write_sheet(worksheet, sheet: OutSheet, formats) -> None:
    for column, title in enumerate(sheet.titles):
        width = sheet.widths[column] if column < len(sheet.widths) else max(10, min(40, len(title) + 3))
        worksheet.set_column(column, column, width, formats["text"] if column in sheet.text_columns else None)
        worksheet.write_string(0, column, title, formats["head"])
        if sheet.notes and column in sheet.notes:
            worksheet.write_comment(0, column, sheet.notes[column])
    worksheet.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(worksheet, number, column, value, formats)


def _write_cell(worksheet, row: int, column: int, value: Value, formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        worksheet.write_number(row, column, int(value))
    elif isinstance(value, int | float | Decimal):
        worksheet.write_number(row, column, float(value))
    elif isinstance(value, datetime):
        worksheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, datetime.combine(value, time()), formats["date"])
    elif isinstance(value, time):
        worksheet.write_datetime(row, column, value, formats["time"])
    else:
        worksheet.write_string(row, column, _apart(str(value))[:32_000])


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[Value]], *, delimiter: str = ";") -> bytes:
    """A CSV that Russian Excel opens (UTF-8 with BOM, «;»); cells that a spreadsheet would run get a leading ``'``."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_guarded(title) for title in titles])
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _guarded(value: Value) -> str:
    text = _apart(value) if isinstance(value, str) else as_text(value)
    return "'" + text if text.startswith(_FORMULA_START) else text


def _apart(text: str) -> str:
    """A text that begins with ``'`` gets a second one: reading takes one away."""
    return "'" + text if text.startswith("'") and len(text) > 1 else text
