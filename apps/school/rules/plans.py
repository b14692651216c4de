"""Hours of study plans: how they are typed, and the weekly limits they are held against (STR-11)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation

MOST_HOURS = Decimal(40)
MOST_GROUPS = 6
STAFF_NORM_HOURS = Decimal(18)  # hours a week of a full post; informational


@dataclass(frozen=True)
class WeekLimit:
    """Hours a week a pupil of a level may have by the length of the school week; None: such a week is not allowed."""

    five_days: Decimal
    six_days: Decimal | None

    def of(self, days_per_week: int) -> Decimal:
        """The limit for a class of a five- or six-day week."""
        return self.six_days if days_per_week > 5 and self.six_days is not None else self.five_days


LIMITS_SOURCE = "СанПиН 1.2.3685-21"
_LIMITS = {
    1: (21, None),
    **dict.fromkeys((2, 3, 4), (23, 26)),
    5: (29, 32),
    6: (30, 33),
    7: (32, 35),
    **dict.fromkeys((8, 9), (33, 36)),
    **dict.fromkeys((10, 11, 12), (34, 37)),
}
WEEK_LIMITS = {level: WeekLimit(Decimal(five), Decimal(six) if six else None) for level, (five, six) in _LIMITS.items()}


def parse_hours(text: str) -> Decimal | None:
    """Hours a week as people type them: «3», «0,5»; empty, a dash and a zero mean none.

    Raises:
        RuleViolation: not a number, finer than a tenth, or more than a week holds.
    """
    plain = re.sub(r"\s", "", text).replace(",", ".")
    if plain in ("", "-", "–", "—"):
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", plain):
        raise RuleViolation(_("«%s» — не число часов: пишите 3 или 0,5.") % text.strip()[:20])
    hours = Decimal(plain)
    if hours != hours.quantize(Decimal("0.1")):
        raise RuleViolation(_("Часы указываются с точностью до десятых: 0,5 или 1,5."))
    if hours > MOST_HOURS:
        raise RuleViolation(_("Столько часов в неделю не бывает: не больше %d.") % MOST_HOURS)
    return hours.quantize(Decimal("0.1")) or None


def parse_groups(text: str) -> int:
    """Into how many groups a class is divided for a subject; empty means it is not.

    Raises:
        RuleViolation: not a whole number of 1…6.
    """
    plain = text.strip()
    if not plain:
        return 1
    if not re.fullmatch(r"\d", plain) or not 1 <= int(plain) <= MOST_GROUPS:
        raise RuleViolation(_("Групп в классе — от 1 до %d.") % MOST_GROUPS)
    return int(plain)


def hours_text(hours: Decimal | None) -> str:
    """Hours as a school writes them: «3», «0,5»; nothing for none."""
    if not hours:
        return ""
    return f"{hours.normalize():f}".replace(".", ",")
