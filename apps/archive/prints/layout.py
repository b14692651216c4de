"""How a volume is laid on paper: how many pages each section takes, on which side it begins, which numbers it gets.

Heights are computed from the metrics of the fonts before anything is rendered, because the table of contents, the
sides of the sheet and the rendering in parallel all need the page numbers at the start. ``tight`` counts how often a
section came out longer than planned; each time it is planned a tenth smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.archive.queries.volume import StudentLine, SubjectPages, SummarySheet
from apps.core import fonts

MAX_COLUMNS = 30  # practice.md: at most 30 date columns a spread
MIN_SLOTS = 16  # a short term keeps the look of the grid: empty columns follow
NAME_WIDTH = 46.0
COLUMNS_WIDTH = 123.0
CLOSING_WIDTH = 11.0
MIN_COLUMN = 3.7
TOPIC_WIDTH, HOMEWORK_WIDTH = 94.0, 64.0
LIST_SIZE, LIST_LINE, LIST_PADDING = 7.5, 3.1, 1.15
RIGHT_HEIGHT = 203.0  # without the head of the page, the head of the table, the foot and the signature
LEFT_HEIGHT = 238.0
PEOPLE_HEIGHT = 232.0
SUMMARY_HEIGHT, SIGNATURES_HEIGHT, SUMMARY_ROW = 204.0, 34.0, 4.7


@dataclass(frozen=True)
class Spread:
    """Which columns and lessons of a subject stand on one pair of pages."""

    columns: range
    lessons: range
    is_last: bool


def lesson_height(line) -> float:
    """Height in millimetres of a line of the right page."""
    topic = f"{line.topic}\nЗамена: {line.substitution}" if line.substitution else line.topic
    topic = f"{topic}\n{line.mark}" if line.mark else topic
    lines = max(
        fonts.line_count(topic, TOPIC_WIDTH, LIST_SIZE), fonts.line_count(line.homework, HOMEWORK_WIDTH, LIST_SIZE)
    )
    return max(lines, 1) * LIST_LINE + LIST_PADDING


def spreads(subject: SubjectPages, tight: int = 0) -> list[Spread]:
    """Cut a subject's lessons into spreads; both pages of a spread show the same dates."""
    height = RIGHT_HEIGHT * 0.9**tight
    starts = _first_columns(subject)
    cuts, used, begin = [], 0.0, 0
    for index, line in enumerate(subject.lessons):
        need = lesson_height(line)
        columns = starts[index + 1] - starts[begin]
        if index > begin and (columns > MAX_COLUMNS or used + need > height):
            cuts.append((begin, index))
            begin, used = index, 0.0
        used += need
    cuts.append((begin, len(subject.lessons)))
    cuts = _room_for_closings(cuts, starts, len(subject.closings))
    return [
        Spread(range(starts[start], starts[stop]), range(start, stop), number == len(cuts) - 1)
        for number, (start, stop) in enumerate(cuts)
    ]


def _first_columns(subject: SubjectPages) -> list[int]:
    """Index of the first column of each lesson, and the number of columns at the end."""
    starts = [0] * (len(subject.lessons) + 1)
    for column in subject.columns:
        starts[column.lesson + 1] += 1
    for index in range(len(subject.lessons)):
        starts[index + 1] += starts[index]
    return starts


def _room_for_closings(cuts, starts, closings: int):
    """Move lessons to a further spread when the term, year and exam columns would squeeze the dates."""
    limit = int((COLUMNS_WIDTH - CLOSING_WIDTH * closings) / MIN_COLUMN)
    start, stop = cuts[-1]
    if starts[stop] - starts[start] <= limit or stop - start < 2:
        return cuts
    middle = (start + stop) // 2
    return [*cuts[:-1], (start, middle), (middle, stop)]


def chunks_by_height(heights: Sequence[float], limit: float) -> list[range]:
    """Consecutive ranges whose heights fit the limit; always at least one range."""
    ranges, begin, used = [], 0, 0.0
    for index, height in enumerate(heights):
        if index > begin and used + height > limit:
            ranges.append(range(begin, index))
            begin, used = index, 0.0
        used += height
    return [*ranges, range(begin, len(heights))]


def student_height(line: StudentLine) -> float:
    """Height of a line of «Сведения об обучающихся»."""
    widths = ((line.name, 38.6), (line.enrolled, 24.6), (line.left, 24.6), ("\n".join(line.representatives), 36.6))
    return max(fonts.line_count(text, width, 7.4) for text, width in widths) * 3.0 + 1.3


def student_pages(students: Sequence[StudentLine], tight: int = 0) -> list[range]:
    """Which pupils stand on which page of «Сведения об обучающихся»."""
    return chunks_by_height([student_height(line) for line in students], PEOPLE_HEIGHT * 0.9**tight)


def block_height(sheet: SummarySheet, name: str) -> float:
    """Height of one pupil's block of the summary sheet."""
    return max(len(sheet.periods) * SUMMARY_ROW, fonts.line_count(name, 31.0, 7.8) * 3.0 + 1.0) + 0.3


def summary_pages(sheet: SummarySheet, tight: int = 0) -> list[range]:
    """Which blocks stand on which page of the summary sheet; the last page keeps room for the signatures."""
    limit = SUMMARY_HEIGHT * 0.9**tight
    heights = [block_height(sheet, block.name) for block in sheet.blocks]
    pages = chunks_by_height(heights, limit)
    last = pages[-1]
    room = limit - SIGNATURES_HEIGHT
    if sum(heights[index] for index in last) > room:
        kept = chunks_by_height([heights[index] for index in last], room)[0]
        pages[-1:] = [range(last.start, last.start + len(kept)), range(last.start + len(kept), last.stop)]
    return pages


def fit(text: str, width: float, size: float = 8.0) -> str:
    """CSS class of a one-line text: ordinary, small or tiny."""
    needed = fonts.text_width(text, size)
    if needed <= width:
        return ""
    return " small" if needed * 6.6 / size <= width else " tiny"
