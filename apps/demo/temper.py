"""How invented pupils learn and when they are away: pure functions of the seed and the pupil."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

EASY = frozenset(("Физическая культура", "Музыка", "Изобразительное искусство", "Труд (технология)", "Окружающий мир"))
ILL, VALID, ABSENT, LATE = "б", "у", "н", "о"


@dataclass(frozen=True)
class Temper:
    """A pupil's bent: ``ability`` is the mean of the grades, ``care`` how rarely the pupil is late or plays truant."""

    key: str
    ability: float
    care: float

    @classmethod
    def of(cls, seed: int, key: str, level: int) -> Temper:
        """The temper of the pupil with this file number; younger pupils have somewhat better grades."""
        rng = random.Random(f"{seed}/temper/{key}")
        ability = min(4.9, max(2.6, rng.gauss(3.85 + max(0, 6 - level) * 0.06, 0.55)))
        return cls(key, ability, rng.random())

    def grade(self, rng: random.Random, subject: str) -> str:
        """A grade of 2…5 in the subject."""
        bent = _liking(self.key, subject) + (0.55 if subject in EASY else 0)
        return str(min(5, max(2, round(rng.gauss(self.ability + bent, 0.62)))))

    def late(self, rng: random.Random, number: int) -> bool:
        """Whether the pupil comes late to the lesson of that number; mostly the first one."""
        return rng.random() < (0.02 if number == 1 else 0.002) * (1.6 - self.care)

    def truant(self, rng: random.Random, level: int) -> bool:
        """Whether the pupil skips just this lesson: rare, older, careless."""
        return level >= 7 and self.care < 0.12 and rng.random() < 0.03


@cache
def _liking(key: str, subject: str) -> float:
    """How much better or worse than usual the pupil is in the subject."""
    return random.Random(f"{key}/{subject}").gauss(0, 0.22)


def days_away(seed: int, key: str, days: list[date]) -> dict[date, str]:
    """Whole days missed with their sign: illnesses of several days in a row, single days for a valid reason."""
    rng = random.Random(f"{seed}/away/{key}")
    found: dict[date, str] = {}
    for index, day in enumerate(days):
        if day in found:
            continue
        chance = rng.random()
        if chance < 0.013:
            for ill in days[index : index + rng.randint(2, 7)]:
                found[ill] = ILL
        elif chance < 0.022:
            found[day] = VALID
    return found
