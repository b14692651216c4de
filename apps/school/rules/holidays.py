"""Blocks of the holiday calendar: what kind a name speaks of, and what a block must be (STR-02, I-03)."""

from ..enums import HolidayKind


def kind_by_name(name: str) -> HolidayKind:
    """The kind that a name in a file speaks of: «Осенние каникулы», «День Победы», «Выходной», «Карантин»."""
    text = name.casefold()
    if "каникул" in text and "новогодн" not in text:
        return HolidayKind.BREAK
    if any(word in text for word in ("каникул", "праздник", "день ", "рождество", "новый год")):
        return HolidayKind.PUBLIC
    return HolidayKind.DAY_OFF
