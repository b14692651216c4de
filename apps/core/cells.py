"""Values of table cells as people write them: dates, times, numbers, names. Each reader raises :class:`BadCell`.

The forms are those that school files really hold: 1.9.26, 01.09.2026, 2026-09-01, «12 мар 2007», Excel's serial
number, decimal comma, names in capitals or with Latin look-alikes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from apps.core.tables import Value, as_text

_MONTHS = (
    "янв",
    "фев",
    "мар",
    "апр",
    "ма",
    "июн",
    "июл",
    "авг",
    "сен",
    "окт",
    "ноя",
    "дек",
)
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyu", "АВСЕНКМОРТХУасеорхуи")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LATIN = re.compile(r"[A-Za-z]")
_PARTICLES = frozenset("zu den der von van de di da du la le al el ибн ван фон де ди да дер эль аль".split())
_SERIAL_START, _SERIAL_FIRST, _SERIAL_LAST = date(1899, 12, 30), 367, 73_415


class BadCell(Exception):
    """A cell that cannot be understood; ``message`` is a sentence for the user."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def read_text(value: Value) -> str:
    """Cleaned text of the cell."""
    return as_text(value)


def read_date(value: Value) -> date:
    """A date of 1900…2100: Excel's own or serial, ДД.ММ.ГГГГ, ДД.ММ.ГГ, ISO, «12 мар 2007». Raises BadCell."""
    found = _any_date(value)
    if not 1900 <= found.year <= 2100:
        raise BadCell(_("Год не понят: проверьте дату."))
    return found


def _any_date(value: Value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise BadCell(_not_a_date())
    if isinstance(value, int | float):
        return _serial(value)
    text = as_text(value)
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _serial(float(text.replace(",", ".")))
    parts = _date_parts(text.casefold())
    try:
        return date(*parts)
    except ValueError:
        raise BadCell(_("Такой даты нет в календаре.")) from None


def _not_a_date() -> str:
    return _("Дата не понята: напишите её как 01.09.2026.")


def _serial(number: float) -> date:
    if not _SERIAL_FIRST <= number <= _SERIAL_LAST:
        raise BadCell(_not_a_date())
    return _SERIAL_START + timedelta(days=int(number))


def _date_parts(text: str) -> tuple[int, int, int]:
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[t ]\d.*)?", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(
        r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?: ?г\.?)?(?: \d{1,2}:\d.*)?",
        text,
    ):
        return _full_year(match[3]), int(match[2]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})[ -.]?([а-я]{3,8})\.?[ -.]?(\d{4}|\d{2})(?: ?г(?:ода|\.)?)?", text):
        for number, start in enumerate(_MONTHS, start=1):
            if match[2].startswith(start):
                return _full_year(match[3]), number, int(match[1])
    if re.fullmatch(r"\d{1,2}[.]\d{1,2}\.?", text):
        raise BadCell(_("В дате нет года: напишите её как 01.09.2026."))
    raise BadCell(_not_a_date())


def _full_year(text: str) -> int:
    # Two digits: a school knows people born from 1941 to 2040
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year <= 40 else 1900)


def read_time(value: Value) -> time:
    """A time of day: 8:30, 08.30, 8-30, Excel's time or fraction of a day. Raises BadCell."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    match = re.fullmatch(r"(\d{1,2})[:.,\- ](\d{2})(?::\d{2}(?:\.\d+)?)?", as_text(value))
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadCell(_("Время не понято: напишите его как 8:30."))
    return time(int(match[1]), int(match[2]))


def read_decimal(value: Value) -> Decimal:
    """A number with decimal point or comma. Raises BadCell."""
    text = as_text(value).replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,10})?", text):
        raise BadCell(_("Здесь должно стоять число."))
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadCell(_("Здесь должно стоять число.")) from None


def read_int(value: Value) -> int:
    """A whole number. Raises BadCell."""
    number = read_decimal(value)
    if number != number.to_integral_value():
        raise BadCell(_("Здесь должно стоять целое число."))
    return int(number)


def cyrillic_lookalikes(text: str) -> str:
    """Latin letters inside Russian words turned into the Russian ones they look like («Cидоров» → «Сидоров»).

    A word stays as it is when it is wholly Latin or holds a Latin letter without a Russian twin.
    """

    def mended(word: str) -> str:
        if not (_CYRILLIC.search(word) and _LATIN.search(word)):
            return word
        changed = word.translate(_LOOKALIKES)
        return word if _LATIN.search(changed) else changed

    return " ".join(mended(word) for word in text.split(" "))


def read_name(value: Value) -> str:
    """A surname, name or patronymic: look-alikes mended, no digits. Raises BadCell. Capitals: see ``calm_case``."""
    text = cyrillic_lookalikes(as_text(value))
    if not text:
        return ""
    if len(text) > 100:
        raise BadCell(_("Слишком длинное имя: не больше 100 знаков."))
    if re.search(r"[\d<>=;|{}\[\]\\/@#$%^*_+]", text) or not re.search(r"[^\W\d_]", text):
        raise BadCell(_("В фамилии, имени и отчестве бывают только буквы, дефис и апостроф."))
    return text


def calm_case(*parts: str) -> tuple[str, ...]:
    """«ИВАНОВА», «АННА-МАРИЯ» → «Иванова», «Анна-Мария» when every part is in capitals; else unchanged."""
    letters = "".join(parts)
    if len(letters) < 4 or letters != letters.upper() or letters == letters.lower():
        return parts
    return tuple(re.sub(r"[^\W\d_]+", lambda word: word[0][:1] + word[0][1:].lower(), part) for part in parts)


def split_full_name(text: str) -> tuple[str, str, str]:
    """«Фамилия Имя Отчество» in one column → three parts; particles stay with the surname, «оглы» with the patronymic.

    Raises BadCell when there are fewer than two words.
    """
    words = cyrillic_lookalikes(text).split()
    start = 0
    while start < len(words) - 2 and words[start].casefold() in _PARTICLES and words[start].islower():
        start += 1
    if len(words) - start < 2:
        raise BadCell(_("Нужны хотя бы фамилия и имя."))
    return " ".join(words[: start + 1]), words[start + 1], " ".join(words[start + 2 :])
