"""What is exported is imported again and changes nothing (ADM-03)."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import RoleAssignment, User
from apps.core import clock
from apps.core.tables import as_text, header_key, read_book, write_csv, write_xlsx
from apps.lessons.models import Lesson
from apps.office.actions.import_school import import_list, import_school
from apps.office.exports import words
from apps.office.exports.school import LISTS, workbook
from apps.office.exports.shape import Scope
from apps.office.imports import cells
from apps.office.imports.lists import KINDS
from apps.office.imports.rows import BY_KEY, known_headers
from apps.school import models as school
from apps.school.models.people import name_keys
from apps.timetable.models import Bell, TimetableEntry

TRACKED = [
    User, RoleAssignment, Lesson, TimetableEntry, Bell,
    *(getattr(school, name) for name in school.__all__ if hasattr(getattr(school, name), "history")),
]  # fmt: skip


def everything() -> dict[str, int]:
    """Rows and history rows of every fact."""
    return {model.__name__: (model.objects.count(), model.history.count()) for model in TRACKED}


def outcome(plan) -> tuple:
    return [fault.as_dict() for fault in plan.faults], dict(plan.counts["created"]), dict(plan.counts["changed"])


def scope(cast) -> Scope:
    return Scope(cast.year, clock.today(), with_logins=True)


@pytest.mark.req("ADM-03")
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_an_exported_list_imported_again_changes_nothing(lived_in, browser_of, name, file_format):
    response = browser_of(lived_in.igor).get(reverse("office:export_list", args=[name, file_format]))
    before = everything()
    plan = import_list(response.content, "list", kind=name, by=lived_in.igor)
    assert outcome(plan) == ([], {}, {})
    assert plan.counts["untouched"][LISTS[name].sheet] == len(read_book(response.content).sheets[0].rows) - 1 > 0
    assert everything() == before


@pytest.mark.req("ADM-03")
def test_the_whole_school_imported_again_changes_nothing(lived_in, browser_of):
    response = browser_of(lived_in.igor).get(reverse("office:export_list", args=["school", "xlsx"]))
    names = [sheet.name for sheet in read_book(response.content).sheets]
    assert names == [listing.sheet for listing in LISTS.values()]
    before = everything()
    plan = import_school(response.content, by=lived_in.igor)
    assert outcome(plan) == ([], {}, {})
    assert plan.counts["untouched"]["Ученики"] == school.Student.objects.count()
    assert everything() == before


def test_without_logins_the_lists_still_find_everybody(lived_in, browser_of):
    for name in ("staff", "students", "representatives"):
        content = browser_of(lived_in.galina).get(reverse("office:export_list", args=[name, "csv"])).content
        assert "Логин" not in content.decode("utf-8-sig").splitlines()[0]
        assert outcome(import_list(content, "x.csv", kind=name, dry_run=True)) == ([], {}, {})


def test_an_empty_school_becomes_the_same_school(db, request, school_time):
    with transaction.atomic():
        cast = request.getfixturevalue("cast")
        tables = workbook(scope(cast))
        transaction.set_rollback(True)
    assert school.Student.objects.count() == 0
    school_time(2026, 9, 1, 8, 0)
    assert outcome(import_school(write_xlsx(tables)))[0] == []
    again = workbook(Scope(school.AcademicYear.objects.get(), clock.today(), with_logins=True))
    for before, after in zip(tables, again, strict=True):
        logins = [index for index, title in enumerate(before.titles) if title == "Логин"]
        kept = [[value for index, value in enumerate(row) if index not in logins] for row in before.rows]
        now = [[value for index, value in enumerate(row) if index not in logins] for row in after.rows]
        assert [[as_text(value) for value in row] for row in now] == [[as_text(v) for v in row] for row in kept]


def test_every_column_that_leaves_is_one_the_import_knows():
    for name, listing in LISTS.items():
        spec = BY_KEY["entries" if name == "timetable" else name]
        known = known_headers(spec.row)
        assert listing.sheet == spec.name
        fields = [known.get(header_key(title)) for title in listing.titles]
        assert None not in fields, (name, fields)
        assert len(set(fields)) == len(fields)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (words.SEXES, cells.read_sex), (words.RELATIONS, cells.read_relation), (words.PARTS, cells.read_component),
        (words.SCALES, cells.read_scale), (words.GROUPS, cells.read_group_kind), (words.TERMS, cells.read_term_kind),
        (words.SERVICES, cells.read_service_kind), (words.HOLIDAYS, cells.read_holiday_kind),
    ],
)  # fmt: skip
def test_every_word_is_read_back_as_its_code(written, read):
    assert {code: read(word) for code, word in written.items() if word} == {code: code for code in written if code}


def test_weeks_days_and_roles_are_read_back():
    assert [cells.read_weekday(day) for day in words.WEEKDAYS] == list(range(7))
    assert [int(cells.read_week(word)) for word in words.WEEKS.values()] == list(words.WEEKS)
    assert cells.read_roles("; ".join(words.ROLES.values())) == tuple(words.ROLES)
    assert [cells.read_yes_no(word) == "yes" for word in words.YES_NO.values()] == list(words.YES_NO)


NAME = (
    st.text(st.sampled_from("Ёёа'’\"«»- .ЯA"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: any(sign.isalpha() for sign in text))
)
# No tab in front: what people type is tidied before it is stored.
TEXT = st.tuples(st.sampled_from(["", "=", "+", "-", "@", "'", '"', ";"]), NAME).map("".join)


@given(
    names=st.lists(st.tuples(NAME, NAME, NAME), min_size=1, max_size=4), texts=st.lists(TEXT, min_size=2, max_size=3)
)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_names_with_any_signs_come_back_as_they_went(cast, names, texts):
    for number, (last, first, patronymic) in enumerate(names):
        known = school.StaffMember.objects.filter(personnel_no=f"Ж-{number}").first() or school.StaffMember()
        parts = {"last_name": last, "first_name": first, "patronymic": patronymic}
        values = {**parts, **name_keys(**parts), "personnel_no": f"Ж-{number}", "job_title": texts[0]}
        for field, value in values.items():
            setattr(known, field, value)
        known.save()
    school.Subject.objects.filter(position__gte=50).delete()  # of the example before
    for number, text in enumerate(texts):
        school.Subject.objects.create(position=50 + number, name=f"{text}{number}", area=text, part="school")
    for name in ("staff", "subjects"):
        table = LISTS[name].table(scope(cast))
        for content in (write_xlsx([table]), write_csv(table.titles, table.rows)):
            assert outcome(import_list(content, "x", kind=name)) == ([], {}, {})
