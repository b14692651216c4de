"""Believable school texts: what was taught at each lesson, what was set for home, what is said of a grade."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from apps.demo.people import WORDS

PRACTISED = {
    "Русский язык": ("упражнения", "закрепление", "работа над ошибками"),
    "Математика": ("решение задач", "закрепление", "обобщение"),
    "Алгебра": ("решение упражнений", "закрепление", "обобщение"),
    "Геометрия": ("решение задач", "применение к решению задач", "обобщение"),
    "Физика": ("решение задач", "обобщение", "повторение"),
    "Химия": ("решение задач", "обобщение", "повторение"),
    "Физическая культура": ("совершенствование", "учёт", "закрепление"),
    "Иностранный язык (английский)": ("тренировка", "развитие устной речи", "закрепление"),
}
OTHERWISE = ("продолжение", "закрепление", "обобщение")
WORKS = {
    "диктант": "dictation",
    "сочинение": "essay",
    "изложение": "essay",
    "лабораторн": "lab",
    "практическ": "practice",
    "тест": "test",
}


@dataclass(frozen=True)
class Topic:
    """A lesson's topic; ``work`` is the code of the kind of work that everyone writes, or empty."""

    text: str
    work: str = ""


@cache
def _sections(name: str) -> dict[str, list[str]]:
    """Lines of a word file by their [section]; empty lines and # comments left out."""
    found: dict[str, list[str]] = {}
    own: list[str] = []
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            own = found.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            own.append(line.strip())
    return found


@cache
def bank(subject: str, level: int) -> tuple[Topic, ...]:
    """The topics of a subject at a level in their order; empty when the bank has none."""
    for line in _sections("topics.txt").get(subject, ()):
        levels, _, text = line.partition(":")
        first, _, last = levels.partition("-")
        if int(first) <= level <= int(last or first):
            return tuple(_topic(part.strip()) for part in text.split(";") if part.strip())
    return ()


def _topic(text: str) -> Topic:
    if not text.startswith("!"):
        return Topic(text)
    code = next((code for word, code in WORKS.items() if word in text.casefold()), "control")
    return Topic(text[1:], code)


def sequence(subject: str, level: int, count: int) -> list[Topic]:
    """Topics for ``count`` lessons: long themes take several lessons, a work that everyone writes takes one."""
    topics = bank(subject, level) or (Topic(subject),)
    ordinary = [topic for topic in topics if not topic.work]
    spare = max(0, count - len(topics))
    each, extra = divmod(spare, len(ordinary))
    found: list[Topic] = []
    seen = 0
    for topic in topics:
        found.append(topic)
        if topic.work:
            continue
        follow = each + (1 if (seen + 1) * extra // len(ordinary) > seen * extra // len(ordinary) else 0)
        seen += 1
        found.extend(Topic(_again(subject, topic.text, turn)) for turn in range(follow))
    return found[:count]


def _again(subject: str, text: str, turn: int) -> str:
    words = PRACTISED.get(subject, OTHERWISE)
    said = words[turn] if turn < len(words) else f"{words[0]}, урок {turn + 2}"
    return f"{text} ({said})" if ":" in text else f"{text}: {said}"


def homework(rng: random.Random, subject: str, position: int, topic: str) -> str:
    """What is set at the lesson of that position in the course (0 is the first); numbers grow with the year."""
    sections = _sections("homework.txt")
    general = {"Алгебра и начала математического анализа": "Алгебра", "Практикум по математике": "Алгебра"}
    templates = sections.get(general.get(subject, subject)) or sections["*"]
    number = 20 + position * 7 + rng.randrange(6)
    page = 8 + position * 2
    task = 1 + rng.randrange(6)
    values = {"p": 1 + position // 2, "n": number, "m": number + 2 + rng.randrange(4), "topic": topic}
    values |= {"k": task, "k2": task + 2, "s": page, "t": page + 2}
    return rng.choice(templates).format(**values)


def comment(rng: random.Random, value: str) -> str:
    """A remark that fits the grade."""
    fitting = []
    for lines in _comments():
        low, high, text = lines
        if low <= value <= high:
            fitting.append(text)
    return rng.choice(fitting) if fitting else ""


@cache
def _comments() -> tuple[tuple[str, str, str], ...]:
    lines = (WORDS / "comments.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split(" ", 2)) for line in lines if line and not line.startswith("#"))
