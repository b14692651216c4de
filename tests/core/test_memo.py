"""Reads are remembered only where a long run asks for it."""

from apps.core.memo import forget, remembered, remembering


def counting():
    calls = []

    @remembered
    def read(number):
        """Doubles."""
        calls.append(number)
        return number * 2

    return read, calls


def test_outside_nothing_is_remembered():
    read, calls = counting()
    assert (read(2), read(2)) == (4, 4)
    assert calls == [2, 2]


def test_inside_each_argument_is_read_once_until_forgotten():
    read, calls = counting()
    with remembering():
        assert (read(2), read(3), read(2)) == (4, 6, 4)
        assert calls == [2, 3]
        forget()
        read(2)
        assert calls == [2, 3, 2]
    read(2)
    assert calls == [2, 3, 2, 2]


def test_two_reads_with_equal_arguments_are_not_confused():
    one, _ = counting()
    two, calls = counting()
    with remembering():
        one(5)
        two(5)
    assert calls == [5]


def test_forgetting_outside_is_harmless():
    forget()
