"""Reads whose SQL is written by the ORM once per process and then only asked with new values.

Building and compiling a joined queryset costs up to two milliseconds, many times what the database needs to answer.
The few reads that every page or every saved grade makes are therefore declared once::

    lessons_of = Compiled(lambda course, term: Lesson.objects.filter(course_id=course, term_id=term), int, int)
    rows = lessons_of(course.pk, term.pk)

The query is still a queryset: fields, joins and converters are Django's, on every database.
"""

import datetime as dt
from collections import namedtuple
from collections.abc import Callable
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, NamedValuesListIterable, get_related_populators

_KEYS = 7_000_000_000_000  # no key of ours is that large, so a parameter that is one of these is ours
_LARGEST = 2**63 - 1  # the largest key a database can hold
_DAY = dt.date(1801, 1, 1)
_MARKS = {
    int: lambda place: _KEYS + place,
    dt.date: lambda place: _DAY + dt.timedelta(days=place),
    str: lambda place: f"«parameter {place}»",
}


class Compiled:
    """A queryset of models or of ``values_list`` as a function of keys, days and texts.

    Args:
        build: makes the queryset from as many values as ``kinds`` name; called once.
        kinds: ``int`` (keys only), ``dt.date`` or ``str`` for each value.
    """

    def __init__(self, build: Callable[..., QuerySet], *kinds: type):
        self._build, self._kinds = build, kinds

    def __call__(self, *values) -> list:
        """The rows: (named) tuples of a ``values_list``, else instances.

        Raises:
            TypeError: not as many values as declared, or one of another kind.
        """
        if len(values) != len(self._kinds) or not all(map(isinstance, values, self._kinds)):
            raise TypeError(f"wanted {[kind.__name__ for kind in self._kinds]}, got {values!r}")
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in values):
            return []  # an address may carry any number; the database's driver raises over this one
        return self._plan.rows(values)

    def first(self, *values):
        """The first row, or None."""
        return next(iter(self(*values)), None)

    @cached_property
    def _plan(self) -> "_Plan":
        marks = [_MARKS[kind](place) for place, kind in enumerate(self._kinds)]
        return _Plan(self._build(*marks), marks)


class _Plan:
    """The compiled query: its SQL, where each value goes, and how rows become what was asked for."""

    def __init__(self, queryset: QuerySet, marks: list):
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        known = {}
        for place, mark in enumerate(marks):
            known[mark] = known[_as_parameter(mark)] = place
        self._parameters = list(parameters)
        self._places = [(at, known[one]) for at, one in enumerate(parameters) if _hashable(one) and one in known]
        if {place for _at, place in self._places} != set(range(len(marks))):
            raise TypeError("a value of a compiled read does not reach its SQL")
        fields = [one[0] for one in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(fields)
        self._is_model = queryset._iterable_class is ModelIterable
        is_named = queryset._iterable_class is NamedValuesListIterable
        self._named = namedtuple("Row", queryset._fields)._make if is_named else None

    def rows(self, values: tuple) -> list:
        """Ask with these values."""
        parameters = self._parameters.copy()
        for at, place in self._places:
            parameters[at] = _as_parameter(values[place])
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchall()
        if self._converters:
            found = list(map(tuple, self._compiler.apply_converters(found, self._converters)))
        if self._named:
            return list(map(self._named, found))
        return self._instances(found) if self._is_model else found

    def _instances(self, found: list) -> list:
        related = get_related_populators(self._compiler.klass_info, self._compiler.select, connection.alias)
        model, first, last, names = self._model
        annotations = self._compiler.annotation_col_map
        instances = []
        for row in found:
            instance = model.from_db(connection.alias, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            for name, at in annotations.items() if annotations else ():
                setattr(instance, name, row[at])
            instances.append(instance)
        return instances

    @cached_property
    def _model(self) -> tuple:
        info, select = self._compiler.klass_info, self._compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        return info["model"], first, last, [one[0].target.attname for one in select[first:last]]


def _as_parameter(value):
    """The value as the database's driver is given it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def _hashable(value) -> bool:
    return isinstance(value, int | str | dt.date)
