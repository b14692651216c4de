"""Reads compiled once answer as the queryset they were written as, for every new value."""

import datetime as dt

import pytest
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from apps.core.compiled import Compiled
from apps.school.models import Enrolment, Holiday, Student

pytestmark = pytest.mark.django_db


def enrolments(school_class, day):
    return (
        Enrolment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), school_class_id=school_class)
        .select_related("student__user", "school_class")
        .order_by("student__sort_key")
    )


def test_instances_come_with_what_was_joined(cast, django_assert_num_queries):
    compiled, day = Compiled(enrolments, int, dt.date), dt.date(2026, 12, 2)
    for school_class in (cast.class_7a, cast.class_7b, cast.class_7a):
        with django_assert_num_queries(1):
            found = [
                (row.student.full_name, row.student.user, row.school_class.name)
                for row in compiled(school_class.pk, day)
            ]
        rows = enrolments(school_class.pk, day)
        assert found == [(row.student.full_name, row.student.user, row.school_class.name) for row in rows]
        assert found


def test_one_value_used_twice_and_days_reach_the_query(cast):
    compiled = Compiled(enrolments, int, dt.date)
    row = Enrolment.objects.get(student=cast.dima)
    row.ends_on = dt.date(2026, 11, 14)
    row.save()
    names = {
        day: [one.student.first_name for one in compiled(cast.class_7a.pk, day)]
        for day in (row.ends_on, dt.date(2026, 11, 15))
    }
    assert names[row.ends_on] == ["Дима", "Катя", "Олег"]
    assert names[dt.date(2026, 11, 15)] == ["Катя", "Олег"]


def test_values_are_converted_as_the_model_says(cast):
    query = Compiled(lambda name: Holiday.objects.filter(name=name).values_list("starts_on", "name"), str)
    assert query("День народного единства") == [(dt.date(2026, 11, 4), "День народного единства")]
    assert query("нет такого") == []
    assert query.first("нет такого") is None


def test_the_sql_is_made_once(cast, monkeypatch):
    built = []
    compiled = Compiled(lambda pk: built.append(pk) or Student.objects.filter(pk=pk), int)
    assert [compiled.first(one.pk) for one in (cast.dima, cast.katya, cast.dima)] == [cast.dima, cast.katya, cast.dima]
    assert len(built) == 1


def test_what_was_not_declared_is_refused(cast):
    compiled = Compiled(enrolments, int, dt.date)
    for values in ((cast.class_7a.pk,), ("1", dt.date(2026, 12, 2)), (cast.class_7a, dt.date(2026, 12, 2))):
        with pytest.raises(TypeError, match="wanted"):
            compiled(*values)
    with pytest.raises(TypeError, match="does not reach"):
        Compiled(lambda pk, day: Student.objects.filter(pk=pk), int, dt.date)(1, dt.date(2026, 12, 2))


def test_compiled_reads_are_counted_like_all_others(cast):
    from django.db import connection

    compiled = Compiled(lambda pk: Student.objects.filter(pk=pk), int)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        compiled(cast.dima.pk)
    assert len(asked) == 1


@pytest.mark.parametrize("key", [2**63, -(2**63) - 1, 10**30])
def test_a_key_no_database_can_hold_finds_nothing(cast, key):
    assert Compiled(enrolments, int, dt.date)(key, dt.date(2026, 12, 2)) == []
    assert Compiled(lambda pk: Student.objects.filter(pk=pk), int).first(key) is None
