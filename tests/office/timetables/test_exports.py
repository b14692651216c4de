"""The timetable as files: exported and loaded again it changes nothing."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

import pytest

from apps.core.tables import read_book
from apps.office.actions.import_school import import_school
from apps.office.imports.timetables.reading import read_timetable
from apps.timetable.actions.drafts import copy_in_force
from apps.timetable.models import TimetableDraft, TimetableEntry, Unavailability

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_exported_changes_nothing_when_loaded_again(cast, galina, kind):
    TimetableEntry.objects.filter(course=cast.maths_7b, weekday=1).update(week=1, ends_on=dt.date(2026, 12, 20))
    response = galina.get(f"/timetable/drafts/export/{kind}/")
    name = unquote(response["Content-Disposition"].rpartition("''")[2])
    assert name == f"Расписание.{kind}"
    plan = import_school(response.content, name, by=cast.igor)
    assert plan.faults == []
    assert not plan.changes_anything
    assert plan.counts["untouched"]["Расписание"] == TimetableEntry.objects.count() == 10


def test_an_exported_timetable_loaded_as_a_draft_differs_in_nothing(cast, galina, send, choose):
    content = galina.get("/timetable/drafts/export/xlsx/").content
    choose(galina, send(galina, content, "timetable.xlsx"), make=True)
    draft = TimetableDraft.objects.get()
    page = galina.get(f"/timetable/drafts/{draft.pk}/").context["page"]
    assert (page.changes, page.unchanged) == ((), 10)


def test_a_draft_is_exported_as_a_list_and_for_fet_with_its_places(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    rows = read_book(galina.get(f"/timetable/drafts/{draft.pk}/export/csv/").content, "x.csv").sheets[0].rows
    assert len(rows) == 11
    Unavailability.objects.create(year=cast.year, staff=cast.anna_staff, weekday=3, number=4)
    content = galina.get(f"/timetable/drafts/{draft.pk}/export/fet/").content
    found = read_timetable(content)
    wanted = {
        (row.weekday, row.number, row.course.subject.name, row.teacher.full_name)
        for row in draft.entries.select_related("course__subject", "teacher")
    }
    assert {(one.weekday, one.number, one.subject, *one.teachers) for one in found.slots} == wanted
    assert {one.room for one in found.slots} == {"21"}
    assert found.unplaced == ()
    text = content.decode()
    assert "<ConstraintTeacherNotAvailableTimes><Weight_Percentage>100</Weight_Percentage><Teacher>Алексеева" in text
    for kind in ("BasicCompulsoryTime", "BasicCompulsorySpace", "StudentsMaxGapsPerWeek", "TeachersMaxHoursDaily"):
        assert f"<Constraint{kind}>" in text


def test_no_cell_of_an_export_is_a_formula(cast, galina):
    cast.maths_7a.subject.name = "=1+1"
    cast.maths_7a.subject.save()
    assert "\ufeff" in galina.get("/timetable/drafts/export/csv/").content.decode()
    assert ";'=1+1;" in galina.get("/timetable/drafts/export/csv/").content.decode()


def test_the_places_in_which_a_teacher_cannot_teach_are_ticked_and_kept(cast, galina):
    address = "/timetable/unavailable/"
    page = galina.get(address, {"staff": cast.anna_staff.pk})
    assert len(page.context["page"].rows) == 7
    galina.post(address, {"staff": cast.anna_staff.pk, "place": ["0-1", "4-7", "9-99"], "seen": ""})
    rows = Unavailability.objects.filter(staff=cast.anna_staff)
    assert set(rows.values_list("weekday", "number")) == {(0, 1), (4, 7)}
    assert rows.first().history.get().history_user == cast.galina
    assert "Алексеева Анна Петровна" in galina.get(address).content.decode()
    late = galina.post(address, {"staff": cast.anna_staff.pk, "place": ["1-1"], "seen": ""}, follow=True)
    assert "изменил кто-то другой" in late.content.decode()
    assert rows.count() == 2
    galina.post(address, {"staff": cast.anna_staff.pk, "seen": "0-1 4-7"})
    assert not rows.exists()


def test_exports_cost_the_same_however_many_lessons(cast, galina, django_assert_max_num_queries):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    for kind, bound in (("xlsx", 8), ("fet", 32)):
        for keep in (1, 10):
            if keep == 1:
                draft.entries.exclude(pk=draft.entries.first().pk).delete()
            with django_assert_max_num_queries(bound):
                galina.get(f"/timetable/drafts/{draft.pk}/export/{kind}/")
        draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
