"""Sets of levels as people write them: «1-9», «10,11»."""

import re

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def parse_levels(text: str) -> frozenset[int]:
    """Levels named by a text such as «1-4, 9»; an empty text is the empty set.

    Raises:
        RuleViolation: a part is neither a number of 1…12 nor a range.
    """
    levels: set[int] = set()
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        found = re.fullmatch(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?", part)
        first = int(found[1]) if found else 0
        last = int(found[2] or first) if found else 0
        if not 1 <= first <= last <= 12:
            raise RuleViolation(_("Параллели «%(text)s» не разобраны: пишите «1-9» или «10,11».") % {"text": text})
        levels.update(range(first, last + 1))
    return frozenset(levels)


def format_levels(levels: frozenset[int] | set[int]) -> str:
    """The canonical text: runs of three or more as ranges, others listed."""
    parts, run = [], []
    for level in [*sorted(levels), None]:
        if run and level == run[-1] + 1:
            run.append(level)
            continue
        if run:
            parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(one) for one in run]
        run = [level]
    return ",".join(parts)
