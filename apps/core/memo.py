"""Reads that one long run may remember.

Whoever lives through many short actions in a row (the demo school, the import of a running year) asks for the same
norms, rolls and terms thousands of times.  Inside :func:`remembering` the functions marked :func:`remembered` answer
from memory; outside it, in every request, nothing is ever remembered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

_kept: ContextVar[dict | None] = ContextVar("klassny_memo", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Marked reads are made once inside; whoever changes what they read calls :func:`forget`."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """Everything is read anew from here on."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def remembered(function: Callable) -> Callable:
    """Mark a read whose positional arguments are values or saved rows."""

    @wraps(function)
    def answer(*args):
        kept = _kept.get()
        if kept is None:
            return function(*args)
        key = (function, args)
        if key not in kept:
            kept[key] = function(*args)
        return kept[key]

    return answer
