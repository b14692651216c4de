"""The grammar of a cell: one on screen, in paste, import and print (contract 7, P-02…P-05)."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core.text import tidy
from apps.school.enums import Scale

SIGNS = ("нп", "осв", "н", "б", "у", "о")
ABSENT_SIGNS = frozenset({"н", "б", "у", "нп"})
DEBT = "."
NOT_ASSESSED = "н/а"
RELEASED = "осв"
LATE = "о"
MAX_GRADES = 4
MAX_MINUTES = 90
GRADES = {
    Scale.FIVE: ("5", "4", "3", "2", "1"),
    Scale.PASS_FAIL: ("зач", "н/з"),
    Scale.NONE: (),
}
ALIASES = {"зачёт": "зач", "зачет": "зач", "зч": "зач", "незач": "н/з", "нз": "н/з"}
IMPORT_ALIASES = {"уп": "у", "ув": "у", "п": "у", "от": "н", "оп": "о"}  # P-03
_LOOK = str.maketrans("aceopxyhkmtb", "асеорхункмтв")
_GRADE_TOKENS = sorted({*sum(GRADES.values(), ()), *ALIASES}, key=len, reverse=True)
_TOKENS = sorted([*_GRADE_TOKENS, *SIGNS, NOT_ASSESSED, DEBT], key=len, reverse=True)


class InvalidText(Exception):
    """The text is not a cell's text; the message says what was understood and what not."""


@dataclass(frozen=True)
class CellText:
    """A cell's content: at most one sign, then grades, then the debt.

    Attributes:
        sign: one of SIGNS or an empty string.
        minutes: how late, only beside the sign «о».
        grades: pairs (value, joined): joined ones follow the one before them after a slash.
        debt: whether work is owed.
    """

    sign: str = ""
    minutes: int | None = None
    grades: tuple[tuple[str, bool], ...] = field(default=())
    debt: bool = False

    @property
    def is_absent(self) -> bool:
        """Whether the sign says that the pupil was not there."""
        return self.sign in ABSENT_SIGNS

    def __str__(self):
        parts = [self.sign + (str(self.minutes) if self.minutes else "")] if self.sign else []
        for value, joined in self.grades:
            if joined and parts:
                parts[-1] += f"/{value}"
            else:
                parts.append(value)
        return " ".join([*parts, DEBT] if self.debt else parts)


def parse_cell(text: str, scale: str, *, imported: bool = False) -> CellText:
    """Read a lesson column's cell.

    Args:
        text: what was typed, pasted or imported.
        scale: the course's grading system.
        imported: also understand other systems' signs (УП, ОТ, ОП).

    Raises:
        InvalidText: with a Russian sentence.
    """
    sign, minutes, grades, debt = "", None, [], False
    for piece in _pieces(text):
        joins = False
        for token in _tokens(piece, text, imported):
            if token == "/":
                joins = bool(grades) or bool(sign)
            elif token == DEBT:
                debt = True
            elif token[0] in "нбуо" and token.rstrip("0123456789") in SIGNS:
                if sign:
                    raise InvalidText(_("В клетке может стоять только один знак: «%s».") % text)
                sign, minutes = _sign(token)
            else:
                grades.append((_grade(token, scale, text), joins and bool(grades)))
                joins = False
    if len(grades) > MAX_GRADES:
        raise InvalidText(_("В клетке не больше %d отметок.") % MAX_GRADES)
    return CellText(sign, minutes, tuple(grades), debt)


def parse_term_cell(text: str, scale: str) -> str:
    """Read a term column's cell: one grade, «н/а», «осв» or nothing; returns the canonical text.

    Raises:
        InvalidText: anything else.
    """
    pieces = _pieces(text)
    if not pieces:
        return ""
    tokens = [token for piece in pieces for token in _tokens(piece, text, False)]
    if len(tokens) != 1:
        raise InvalidText(_("За период ставится одна отметка, «н/а» или «осв»: «%s» не подходит.") % text)
    token = tokens[0]
    if token in (NOT_ASSESSED, RELEASED):
        return token
    if token == DEBT or token.rstrip("0123456789") in SIGNS:
        raise InvalidText(_("В колонке за период не ставится «%s».") % token)
    value = _grade(token, scale, text)
    if value == "1":
        raise InvalidText(_("За период отметка «1» не ставится."))
    return value


def _pieces(text: str) -> list[str]:
    value = tidy(text).casefold()
    if not re.search(r"[а-яё]", value) or re.search(r"[a-z]", value):
        value = value.translate(_LOOK)
    value = re.sub(r"(?<=\d)[.,](?=\d)", " ", value).replace(",", " ")
    return value.split()


def _tokens(piece: str, text: str, imported: bool) -> list[str]:
    """Longest known token first; a late sign takes the digits behind it."""
    known = sorted([*_TOKENS, *IMPORT_ALIASES], key=len, reverse=True) if imported else _TOKENS
    found, rest = [], piece
    while rest:
        if rest[0] == "/":
            if not found or found[-1] == "/" or len(rest) == 1:
                raise InvalidText(_("Непонятная запись «%s»: дробь разделяет две отметки одной работы.") % text)
            found.append("/")
            rest = rest[1:]
            continue
        if found and rest[0] in "+-–−":
            raise InvalidText(
                _("Ставится «%(mark)s», знак «%(sign)s» запишите в комментарий.") % {"mark": found[-1], "sign": rest[0]}
            )
        token = next((one for one in known if rest.startswith(one)), None)
        if token is None:
            raise InvalidText(_not_understood(text, found))
        rest = rest[len(token) :]
        token = IMPORT_ALIASES.get(token, token) if imported else token
        if token == LATE and (digits := re.match(r"\d+", rest)):
            token += digits[0]
            rest = rest[len(digits[0]) :]
        found.append(token)
    return found


def _sign(token: str) -> tuple[str, int | None]:
    sign = token.rstrip("0123456789")
    minutes = int(token[len(sign) :]) if len(token) > len(sign) else None
    if minutes is not None and not 1 <= minutes <= MAX_MINUTES:
        raise InvalidText(_("Опоздание записывается в минутах, от 1 до %d.") % MAX_MINUTES)
    return sign, minutes


def _grade(token: str, scale: str, text: str) -> str:
    value = ALIASES.get(token, token)
    if token == NOT_ASSESSED:
        raise InvalidText(_("«н/а» ставится только в колонке за период."))
    if scale == Scale.NONE:
        raise InvalidText(_("По этому предмету отметки не ставятся: можно отметить только посещаемость."))
    if value not in GRADES[scale]:
        choice = ", ".join(GRADES[scale])
        raise InvalidText(
            _("Отметки «%(value)s» нет в системе оценивания предмета: %(choice)s.") % {"value": token, "choice": choice}
        )
    return value


def _not_understood(text: str, found: list[str]) -> str:
    if found:
        return _("Запись «%(text)s» понята только до «%(found)s».") % {"text": text, "found": "".join(found)}
    return _("Запись «%s» не понята: ставятся отметки и знаки н, б, у, нп, о, осв и точка.") % text
