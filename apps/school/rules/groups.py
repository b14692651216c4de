"""Study groups: what a group is made of, who may sit where, and lists of names as people paste them (STR-05…08)."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.text import search_key

from ..enums import GroupKind, Sex

#: Kinds of group of which a pupil sits in one per subject at a time: the lessons stand for the class's own.
EXCLUSIVE_KINDS = (GroupKind.SUBGROUP, GroupKind.STREAM, GroupKind.PROFILE)
UNGRADED_LEVEL = 1  # P-01
FRESH_DAYS = 14  # so long after its first day a term is still «beginning»
MAX_HALVES = 4


def is_graded_at(level: int | None) -> bool:
    """Whether pupils of a level get grades at all. # P-01"""
    return level != UNGRADED_LEVEL


def sooner(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """The earlier of two last days, None meaning «until further notice»."""
    return min((day for day in (one, other) if day is not None), default=None)


def check_group(*, kind: str, subject, levels: Sequence[int]) -> None:
    """A class set joins classes of different levels and several subjects; every other group has its subject.

    Args:
        subject: the group's own subject or None.
        levels: the level of each of its classes.

    Raises:
        RuleViolation: with the sentence.
    """
    if not levels:
        raise RuleViolation(_("Отметьте хотя бы один класс."))
    if kind == GroupKind.CLASS_SET:
        if len(set(levels)) < 2:
            raise RuleViolation(_("Класс-комплект объединяет классы разных параллелей: отметьте не меньше двух."))
        if subject is not None:
            raise RuleViolation(_("Класс-комплект учится вместе по нескольким предметам: своего предмета у него нет."))
        return
    if subject is None:
        raise RuleViolation(_("Укажите предмет группы."))
    if kind == GroupKind.SUBGROUP and len(levels) > 1:
        raise RuleViolation(_("Подгруппа — часть одного класса. Для нескольких классов выберите поток."))


def check_span(starts_on: dt.date, ends_on: dt.date | None, *, first: dt.date, last: dt.date) -> None:
    """Dates of a place in a group lie within the year and in order.

    Raises:
        RuleViolation: with the sentence.
    """
    if not first <= starts_on <= last:
        raise RuleViolation(
            _("Дата должна быть внутри учебного года: с %(first)s по %(last)s.")
            % {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"}
        )
    if ends_on is not None and ends_on < starts_on:
        raise RuleViolation(_("Последний день раньше первого (%s).") % f"{starts_on:%d.%m.%Y}")


def check_alone(taken: Mapping[str, str]) -> None:
    """Nobody sits in two groups of one subject at once. # STR-08

    Args:
        taken: name of a pupil → name of the other group.

    Raises:
        RuleViolation: names the pupils and their groups.
    """
    if taken:
        who = "; ".join(f"{name} — {group}" for name, group in sorted(taken.items()))
        raise RuleViolation(_("Нельзя состоять в двух группах одного предмета сразу: %s.") % who)


def check_split(
    chosen: Iterable[tuple[int, int]], *, names: Mapping[int, str], groups: Collection[int], min_halves: int = 2
) -> dict[int, int]:
    """The division as pupil → group. # STR-08, C-14

    Args:
        chosen: pairs of pupil and group as they came; a pupil may stand there twice.
        names: every pupil of the class and how a sentence names them.
        groups: keys of the groups of this division.

    Raises:
        RuleViolation: somebody in two halves, a stranger, or a half without anybody.
    """
    found: dict[int, int] = {}
    twice = []
    for student, group in chosen:
        if student not in names or group not in groups:
            raise RuleViolation(_("Список класса изменился, пока вы делили его: обновите страницу."))
        if found.setdefault(student, group) != group:
            twice.append(names[student])
    if twice:
        raise RuleViolation(_("Нельзя состоять в двух подгруппах сразу: %s.") % ", ".join(sorted(twice)))
    if len(set(found.values())) < min_halves:
        raise RuleViolation(_("Пустая подгруппа: распределите учеников не меньше чем в две."))
    return found


def check_nothing_left_behind(recorded: Mapping[str, dt.date], starts_on: dt.date) -> None:
    """A pupil does not leave a half before the last record there: it would stand on no page. # STR-08, I-05

    Args:
        recorded: name of a pupil who changes → the last day with a grade or a mark of absence in the old half.

    Raises:
        RuleViolation: names them and the first day that would do.
    """
    late = {name: day for name, day in recorded.items() if day >= starts_on}
    if not late:
        return
    who = ", ".join(f"{name} ({day:%d.%m})" for name, day in sorted(late.items())[:6])
    first = max(late.values()) + dt.timedelta(days=1)
    raise RuleViolation(
        _("С этого дня в прежней подгруппе уже есть записи: %(who)s. Выберите день не раньше %(first)s.")
        % {"who": who + ("…" if len(late) > 6 else ""), "first": f"{first:%d.%m.%Y}"}
    )


def first_day_of_split(terms: Sequence, today: dt.date) -> dt.date:
    """The day a new division begins by default: the present term's first while it is fresh, else the next term's.

    Args:
        terms: the class's terms with ``starts_on`` and ``ends_on``.
    """
    for term in sorted(terms, key=lambda one: one.starts_on):
        if term.starts_on + dt.timedelta(days=FRESH_DAYS) >= today:
            return term.starts_on
    return today


# Dividing by a button


def by_alphabet(students: Sequence[int], groups: Sequence[int]) -> dict[int, int]:
    """The list cut into as many equal pieces as there are groups, the longer ones first."""
    size, rest = divmod(len(students), len(groups))
    found, start = {}, 0
    for number, group in enumerate(groups):
        end = start + size + (number < rest)
        found |= dict.fromkeys(students[start:end], group)
        start = end
    return found


def by_sex(sexes: Mapping[int, str], groups: Sequence[int]) -> dict[int, int]:
    """Boys into the first group, girls into the second; whose sex is not written stays where the desk decides."""
    places = {Sex.MALE: groups[0], Sex.FEMALE: groups[1]}
    return {student: places[sex] for student, sex in sexes.items() if sex in places}


# Lists of names


@dataclass(frozen=True)
class Matched:
    """What a pasted list says: pupils found, lines nobody answers to, lines several answer to."""

    found: tuple[int, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


def match_names(text: str, people: Mapping[int, tuple[str, str, str]]) -> Matched:
    """Pupils named by a pasted list, one a line: «1. Ёлкина Катя», «Елкина К. К.», «Ёлкина».

    Args:
        text: lines; numbers before the name and columns after a tab or semicolon do not matter.
        people: pupil → last name, first name, patronymic.
    """
    found, unknown, ambiguous = {}, [], []
    for line in text.splitlines():
        words = _words_of(line)
        if not words:
            continue
        answers = [pk for pk, names in people.items() if _answers(words, names)]
        exact = [pk for pk in answers if search_key(*people[pk]).split()[: len(words)] == words]
        answers = exact or answers
        if len(answers) == 1:
            found[answers[0]] = None
        else:
            (ambiguous if answers else unknown).append(line.strip())
    return Matched(tuple(found), tuple(unknown), tuple(ambiguous))


def _words_of(line: str) -> list[str]:
    cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
    named = next((cell for cell in cells if re.search(r"[^\W\d_]", cell)), "")
    if len(cells) > 1 and " " not in named:  # last name, first name, patronymic in columns of their own
        named = " ".join(cell for cell in cells if re.search(r"[^\W\d_]", cell))
    named = re.sub(r"^\s*\d+\s*[.)]?\s*", "", named)
    return search_key(named.replace(".", ". ").replace(",", " ")).split()


def _answers(words: list[str], names: tuple[str, str, str]) -> bool:
    """Whether each word is the name in its place or its initial; a double last name may take two words."""
    last, *others = (search_key(name) for name in names)
    own = last.split()
    if words[: len(own)] != own:
        return False
    given = words[len(own) :]
    if len(given) > len(others):
        return False
    return all(_is_name(word, name) for word, name in zip(given, others, strict=False))


def _is_name(word: str, name: str) -> bool:
    return word == name or (word.endswith(".") and name.startswith(word[:-1]) and len(word) > 1)
