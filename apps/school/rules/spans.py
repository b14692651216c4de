"""Spans of days: (first, last) both inclusive, no last day means until further notice."""

import datetime as dt
from collections.abc import Iterable

Span = tuple[dt.date, dt.date | None]
_DAY = dt.timedelta(days=1)


def _last(span: Span) -> dt.date:
    return span[1] or dt.date.max


def _span(first: dt.date, last: dt.date) -> Span:
    return first, (None if last == dt.date.max else last)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as few spans in order: what overlaps or touches becomes one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0], _last(one))):
        if found and (_last(found[-1]) == dt.date.max or span[0] <= _last(found[-1]) + _DAY):
            found[-1] = _span(found[-1][0], max(_last(found[-1]), _last(span)))
        else:
            found.append(span)
    return tuple(found)


def common(spans: Iterable[Span], other: Span) -> tuple[Span, ...]:
    """The days of the spans that lie in the other one."""
    found = []
    for span in spans:
        first, last = max(span[0], other[0]), min(_last(span), _last(other))
        if first <= last:
            found.append(_span(first, last))
    return tuple(found)


def without(spans: Iterable[Span], other: Span) -> tuple[Span, ...]:
    """The days of the spans that do not lie in the other one."""
    found = []
    for span in spans:
        if _last(span) < other[0] or _last(other) < span[0]:
            found.append(span)
            continue
        if span[0] < other[0]:
            found.append((span[0], other[0] - _DAY))
        if _last(other) < _last(span):
            found.append((_last(other) + _DAY, span[1]))
    return tuple(found)


def holds(spans: Iterable[Span], day: dt.date) -> bool:
    """Whether the day lies in one of the spans."""
    return any(first <= day and (last is None or day <= last) for first, last in spans)
