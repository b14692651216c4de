"""School values of import cells: class names, levels, roles, weekdays, kinds. Each raises ``BadCell``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from apps.core.cells import BadCell, read_date, read_decimal, read_int
from apps.core.tables import Value, as_text, header_key

_LATIN_TWINS = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
_CLASS = re.compile(r"(\d{1,2})\s*[-–—.]?\s*[«\"“”„']?\s*([А-ЯЁA-Z]{0,3})\s*[»\"“”']?\s*(?:КЛАСС|КЛ\.?)?")
MAX_LEVEL = 12


@dataclass(frozen=True)
class ClassName:
    """A class as «7А»: level 7, letter «А»."""

    level: int
    letter: str

    @property
    def name(self) -> str:
        """The canonical spelling."""
        return f"{self.level}{self.letter}"


def parse_class(text: str) -> ClassName | None:
    """«7А», «7 а», «7 «А»», «7-А класс», «7A» with a Latin letter → 7А; None when it is no class name.

    Letters without a Russian twin stay Latin («10G»).
    """
    match = _CLASS.fullmatch(text.strip().upper())
    if not match or not 1 <= int(match[1]) <= MAX_LEVEL:
        return None
    russian = match[2].translate(_LATIN_TWINS)
    return ClassName(int(match[1]), match[2] if re.search("[A-Z]", russian) else russian)


def read_class(value: Value) -> ClassName:
    """The class of the cell."""
    found = parse_class(as_text(value))
    if not found:
        raise BadCell(_("Класс не понят: напишите его как «7А»."))
    return found


def read_classes(value: Value) -> tuple[ClassName, ...]:
    """Several classes: «7А, 7Б»."""
    parts = [part for part in re.split(r"[,;+/]|\s+и\s+", as_text(value)) if part.strip()]
    return tuple(dict.fromkeys(read_class(part) for part in parts))


def read_level(value: Value) -> int:
    """A level of study, 1 to 12."""
    match = re.fullmatch(
        r"(\d{1,2})(?:\s*-?\s*(?:класс|кл\.?|параллель|[ея]))?",
        as_text(value).casefold(),
    )
    if not match or not 1 <= int(match[1]) <= MAX_LEVEL:
        raise BadCell(_("Параллель — число от 1 до %(n)s.") % {"n": MAX_LEVEL})
    return int(match[1])


def read_levels(value: Value) -> tuple[int, ...]:
    """Levels: «1-9», «10,11», «1-4, 9»; sorted without repeats."""
    if isinstance(value, date):  # Excel turns «1-4» into the first of April
        raise BadCell(_("Excel превратил параллели в дату: задайте столбцу формат «Текст» и напишите «1-4» снова."))
    levels: set[int] = set()
    text = re.sub(r"(класс\w*|кл\.|параллел\w*)", "", as_text(value).casefold())
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        match = re.fullmatch(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= MAX_LEVEL:
            raise BadCell(_("Параллели не поняты: напишите их как «1-9» или «10,11»."))
        levels.update(range(first, last + 1))
    if not levels:
        raise BadCell(_("Параллели не поняты: напишите их как «1-9» или «10,11»."))
    return tuple(sorted(levels))


def read_number_between(first: int, last: int):
    """Reader of a whole number within bounds."""

    def read(value: Value) -> int:
        number = read_int(value)
        if not first <= number <= last:
            raise BadCell(_("Здесь должно быть число от %(first)s до %(last)s.") % {"first": first, "last": last})
        return number

    return read


def read_shift(value: Value) -> int:
    """A shift: 1, 2, «I», «вторая»."""
    text = as_text(value).casefold().replace("смена", "").strip(" -я.")
    known = {
        "1": 1,
        "2": 2,
        "3": 3,
        "i": 1,
        "ii": 2,
        "iii": 3,
        "перва": 1,
        "втора": 2,
        "треть": 3,
    }
    if text not in known:
        raise BadCell(_("Смена — 1, 2 или 3."))
    return known[text]


def read_tenths(value: Value) -> Decimal:
    """Hours a week as the study plan counts them: more than 0, at most 40, to a tenth."""
    hours = read_decimal(value)
    if not 0 < hours <= 40 or hours * 10 != (hours * 10).to_integral_value():
        raise BadCell(_("Часов в неделю — число больше нуля с точностью до десятых."))
    return hours


_WEEKDAYS = (
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
)
_SHORT_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def read_weekday(value: Value) -> int:
    """«Пн», «понедельник», «среда» or 1…7 → 0…6, Monday 0."""
    text = as_text(value).casefold().strip(" .")
    if text in ("1", "2", "3", "4", "5", "6", "7"):
        return int(text) - 1
    for index, (name, short) in enumerate(zip(_WEEKDAYS, _SHORT_DAYS, strict=True)):
        if text == short or (len(text) >= 3 and (name.startswith(text) or text == name[:-1] + "у")):
            return index
    raise BadCell(_("День недели не понят: напишите «Пн», «Вт» и так далее."))


def read_birth_date(value: Value) -> date:
    """A date of birth: not before 1920."""
    born = read_date(value)
    if born.year < 1920:
        raise BadCell(_("Дата рождения слишком ранняя."))
    return born


def read_email(value: Value) -> str:
    """An e-mail address."""
    text = as_text(value)
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+", text) or len(text) > 254:
        raise BadCell(_("Адрес почты не понят."))
    return text


def read_phone(value: Value) -> str:
    """A telephone: kept as written, must hold at least five digits."""
    text = as_text(value)
    if len(re.findall(r"\d", text)) < 5 or len(text) > 60 or re.search(r"[^\d\s()+\-–.,;/доб\w]", text):
        raise BadCell(_("Телефон не понят."))
    return text


def read_login(value: Value) -> str:
    """A login: letters, digits and . - _ @."""
    text = as_text(value)
    if not re.fullmatch(r"[\w.@+-]{3,150}", text):
        raise BadCell(_("Логин — от 3 знаков: буквы, цифры, точка, дефис, подчёркивание."))
    return text


def choice(message: str, **aliases: str):
    """Reader of one of several words: ``choice(N_("…"), quarter="четверть|четверти")`` gives the key."""
    known = {header_key(word): code for code, words in aliases.items() for word in words.split("|")}

    def read(value: Value) -> str:
        code = known.get(header_key(value))
        if code is None:
            raise BadCell(_(message))
        return code

    return read


_ROLES = {
    "учитель": "teacher", "педагог": "teacher", "преподаватель": "teacher",
    "заместитель": "deputy", "заместитель директора": "deputy", "завуч": "deputy", "зам директора": "deputy",
    "директор": "director", "администратор": "administrator", "секретарь": "secretary",
    "делопроизводитель": "secretary",
}  # fmt: skip


def read_roles(value: Value) -> tuple[str, ...]:
    """«учитель; заместитель» → codes of ``accounts.enums.Role``."""
    codes = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;,/+]", as_text(value)))):
        code = _ROLES.get(header_key(part))
        if code is None:
            raise BadCell(_("Роль не понята. Возможны: учитель, заместитель, директор, администратор, секретарь."))
        codes.append(code)
    return tuple(dict.fromkeys(codes))


read_sex = choice(
    N_("Пол — «м» или «ж»."),
    m="м|муж|мужской|m|male|мальчик",
    f="ж|жен|женский|f|w|female|девочка",
)
read_term_kind = choice(
    N_("Вид периода — четверть, триместр, полугодие или год."),
    quarter="четверть|четверти|чет", trimester="триместр|триместры", half_year="полугодие|полугодия|семестр",
    year="год|учебный год",
)  # fmt: skip
read_group_kind = choice(
    N_("Вид группы — подгруппа, поток, электив, факультатив, кружок или внеурочная."),
    subgroup="подгруппа|группа", stream="поток", elective="электив|элективный курс", optional="факультатив",
    club="кружок|секция", extracurricular="внеурочная|внеурочная деятельность",
    profile="профильная|профильная группа|профиль", project="проектная|проектная группа",
    class_set="класс комплект|класскомплект|комплект",
)  # fmt: skip
read_component = choice(
    N_("Часть плана — обязательная или формируемая."),
    federal="обязательная|обязательная часть|федеральная|фбуп|фк",
    school="формируемая|формируемая часть|часть формируемая участниками|часть формируемая участниками образовательных "
    "отношений|школьная|компонент оо|шк",
)
read_scale = choice(
    N_("Система оценивания — 5-балльная, зачёт или без отметок."),
    five="5 балльная|пятибалльная|5|5 балльная система", none="без отметок|безотметочная|нет",
    **{"pass": "зачет|зачёт|зачет незачет"},
)  # fmt: skip
read_week = choice(
    N_("Неделя — обе, 1 или 2."),
    **{
        "0": "обе|все|каждая|1 2|1 и 2|0",
        "1": "1|первая|нечетная|i|числитель",
        "2": "2|вторая|четная|ii|знаменатель",
    },
)


read_yes_no = choice(N_("Здесь может быть «да» или «нет»."), yes="да|д|yes|1|есть", no="нет|н|no|0")
read_service_kind = choice(
    N_("Вид занятий — основные, внеурочные или дополнительные."),
    core="основные|основное|урочные|основные занятия", extra="внеурочные|внеурочное|внеурочные занятия",
    additional="дополнительные|дополнительное|дополнительные занятия",
)  # fmt: skip
read_holiday_kind = choice(
    N_("Вид — каникулы, праздничный день или нерабочий день."),
    public="праздник|праздничный день|праздничный", day_off="нерабочий день|выходной|нерабочий",
    **{"break": "каникулы"},
)  # fmt: skip


_RELATIONS = {
    "мать": "mother", "мама": "mother", "отец": "father", "папа": "father", "опекун": "guardian",
    "попечитель": "guardian", "приемная мать": "mother", "приемный отец": "father",
}  # fmt: skip


def read_relation(value: Value) -> str:
    """«мать», «отец», «опекун»; any other word is «другое»."""
    return _RELATIONS.get(header_key(value), "other")
