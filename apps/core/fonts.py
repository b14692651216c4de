"""Fonts of the printed pages, and how much room a text takes in them: known before anything is rendered."""

import functools
from pathlib import Path

#: family → weight and style of every face we print with
FACES = {
    "PT Sans": ((400, "normal"), (700, "normal"), (400, "italic")),
    "PT Sans Narrow": ((400, "normal"), (700, "normal")),
    "PT Serif": ((400, "normal"), (700, "normal")),
}
MM_PER_POINT = 25.4 / 72


def font_path(family: str, weight: int = 400, style: str = "normal") -> Path:
    """File of a face; the fonts come from packages, never from the machine."""
    import fontpkg

    return fontpkg.path(family, weight=weight, style=style)


@functools.lru_cache(maxsize=8)
def _advances(family: str, weight: int) -> tuple[dict[int, float], float]:
    from fontTools.ttLib import TTFont

    with TTFont(font_path(family, weight), lazy=True) as font:
        metrics, units = font["hmtx"], font["head"].unitsPerEm
        widths = {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return widths, sum(widths.values()) / len(widths)


def text_width(text: str, size: float, family: str = "PT Sans Narrow", weight: int = 400) -> float:
    """Width in millimetres of one line of text set in ``size`` points."""
    widths, average = _advances(family, weight)
    return sum(widths.get(ord(char), average) for char in text) * size * MM_PER_POINT


def line_count(
    text: str,
    width: float,
    size: float,
    family: str = "PT Sans Narrow",
    weight: int = 400,
) -> int:
    """How many lines the text takes in a column of ``width`` millimetres; a word that is too long is broken."""
    space = text_width(" ", size, family, weight)
    total = 0
    for paragraph in text.split("\n"):
        lines, used = 1, 0.0
        for word in paragraph.split():
            length = text_width(word, size, family, weight)
            if used and used + space + length > width:
                lines, used = lines + 1, 0.0
            extra = int(length // width)
            lines, used = (
                lines + extra,
                (used + space if used else 0.0) + length - extra * width,
            )
        total += lines
    return total
