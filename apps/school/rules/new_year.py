"""How a year continues in the next one: names of classes, dates, who leaves (I-24)."""

import datetime as dt

LAST_LEVEL = 11
STEPS = frozenset({5, 10})  # where another stage of schooling begins: other subjects, other teachers
YEAR_OF_WEEKS = dt.timedelta(days=364)


def next_class_name(level: int, name: str) -> str:
    """«7А» → «8А»; a name that does not begin with its level gets the next level in front of the rest."""
    rest = name[len(str(level)) :] if name.startswith(str(level)) else name
    return f"{level + 1}{rest}"


def renamed(name: str, classes: dict[str, str]) -> str:
    """A group's name with the names of its classes replaced: «7А англ. 1» → «8А англ. 1»."""
    for old, new in sorted(classes.items(), key=lambda pair: -len(pair[0])):
        if old in name:
            return name.replace(old, new)
    return name


def same_day_next_year(day: dt.date) -> dt.date:
    """The same date a year later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def same_weekday_next_year(day: dt.date) -> dt.date:
    """The same weekday 52 weeks later: terms and breaks keep beginning on Monday."""
    return day + YEAR_OF_WEEKS


def usually_leaving(levels: set[int]) -> set[int]:
    """Levels whose pupils usually leave their class at the end of the year."""
    return levels & {9, LAST_LEVEL}
