"""Rules of study groups: lists of names as people paste them, halves by a button, the day a division begins."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import RuleViolation
from apps.school.rules.groups import (
    by_alphabet,
    by_sex,
    check_split,
    first_day_of_split,
    match_names,
)

PEOPLE = {
    1: ("Ёлкина", "Катя", "Кирилловна"),
    2: ("Жуков", "Олег", "Олегович"),
    3: ("Жуков", "Олег", "Петрович"),
    4: ("Иванова-Смирнова", "Анна", ""),
    5: ("Ким Ли", "Ян", ""),
}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ёлкина Катя", 1), ("елкина катя", 1), ("1. Елкина К. К.", 1), ("7) Елкина К.К.", 1), ("Ёлкина", 1),
        ("  Ёлкина   Катя Кирилловна\t5\t4", 1), ("3\tЁлкина Катя\t12.03.2013", 1), ("Ёлкина;Катя;Кирилловна", 1),
        ("Жуков Олег Петрович", 3), ("Жуков О. П.", 3), ("Иванова-Смирнова Анна", 4), ("Ким Ли Ян", 5),
    ],
)  # fmt: skip
def test_a_line_names_a_pupil(line, found):
    assert match_names(line, PEOPLE).found == (found,)


@pytest.mark.parametrize("line", ["Елкин Катя", "Ёлкина Дарья", "Жук О.", "Катя", "Ёлкина Катя Петровна"])
def test_a_line_that_names_nobody_is_told(line):
    assert match_names(line, PEOPLE).unknown == (line,)


def test_a_line_that_names_two_is_told_and_nobody_is_taken():
    matched = match_names("Жуков Олег\nЖуков О.", PEOPLE)
    assert (matched.found, matched.ambiguous) == ((), ("Жуков Олег", "Жуков О."))


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_read_without_a_crash_and_every_line_is_answered(text):
    matched = match_names(text, PEOPLE)
    assert set(matched.found) <= set(PEOPLE)


@given(st.permutations(list(PEOPLE)))
@settings(max_examples=20)
def test_full_names_in_any_order_find_exactly_these_pupils(order):
    text = "\n".join(f"{number}. {' '.join(PEOPLE[pk])}" for number, pk in enumerate(order, 1))
    assert match_names(text, PEOPLE).found == tuple(order)


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=2, max_value=4))
@settings(max_examples=40)
def test_by_alphabet_gives_pieces_in_order_whose_sizes_differ_by_one_at_most(pupils, halves):
    found = by_alphabet(list(range(pupils)), list(range(halves)))
    sizes = [list(found.values()).count(half) for half in range(halves)]
    assert sum(sizes) == pupils and max(sizes) - min(sizes) <= 1
    assert list(found.values()) == sorted(found.values())


def test_by_sex_leaves_aside_whose_sex_is_not_written():
    assert by_sex({1: "m", 2: "f", 3: ""}, ["a", "b"]) == {1: "a", 2: "b"}


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ((2026, 8, 20), (2026, 9, 1)), ((2026, 9, 10), (2026, 9, 1)), ((2026, 10, 1), (2026, 11, 2)),
        ((2026, 11, 9), (2026, 11, 2)), ((2026, 12, 2), (2026, 12, 2)),
    ],
)  # fmt: skip
def test_a_division_begins_with_the_fresh_term_else_with_the_next_one(today, first):
    terms = [
        SimpleNamespace(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 10, 23)),
        SimpleNamespace(starts_on=dt.date(2026, 11, 2), ends_on=dt.date(2026, 12, 30)),
    ]
    assert first_day_of_split(terms, dt.date(*today)) == dt.date(*first)


def test_a_half_without_anybody_and_a_stranger_are_refused():
    names = {1: "Катя", 2: "Олег"}
    assert check_split([(1, 7), (2, 8), (1, 7)], names=names, groups={7, 8}) == {1: 7, 2: 8}
    with pytest.raises(RuleViolation, match="Пустая подгруппа"):
        check_split([(1, 7), (2, 7)], names=names, groups={7, 8})
    with pytest.raises(RuleViolation, match="Список класса изменился"):
        check_split([(1, 7), (3, 8)], names=names, groups={7, 8})
