"""Classes of different levels taught together: one page and one hour, each class with its own marks and print."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse

from apps.archive.queries.assemble import assemble
from apps.archive.queries.material import read_material
from apps.archive.queries.pages import volumes
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.diary.queries.own import belonging
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.actions.terms import accept, hand_in
from apps.lessons.models import Assessment, Lesson, TermGrade
from apps.lessons.queries import term_missing
from apps.school.actions.groups import add_members
from apps.school.models import Course, Enrolment, StudyGroup, Term, TermScheme
from apps.school.queries import course_roll
from apps.timetable.models import TimetableEntry
from apps.timetable.queries.slots import slot_maker
from tests.office.groups.conftest import enrol, shown

FIRST, LESSON = dt.date(2026, 9, 1), dt.date(2026, 10, 20)  # a Tuesday


@pytest.fixture
def rural(cast, desk):
    """2А of six and 4А of five pupils, taught together by Anna on Tuesdays, the fifth lesson."""
    school = SimpleNamespace(cast=cast)
    school.low = cast.year.classes.create(level=2, letter="А", name="2А")
    school.high = cast.year.classes.create(level=4, letter="А", name="4А")
    school.twos = [enrol(school.low, number) for number in range(6)]
    school.fours = [enrol(school.high, number) for number in range(5)]
    desk(cast.galina).post("new_group", **{
        "name": "2А + 4А", "kind": "class_set", "subject": cast.maths_7a.subject_id,
        "classes": [school.low.pk, school.high.pk], "page-make": "on", "page-term_scheme": cast.scheme.pk,
        "page-scale": "five", "page-kind": "core", "page-hours": "4", "page-teacher": cast.anna_staff.pk,
        "page-starts_on": "2026-09-01",
    })  # fmt: skip
    school.group = StudyGroup.objects.get(name="2А + 4А")
    school.course = school.group.courses.select_related("study_group").get()
    TimetableEntry.objects.create(
        course=school.course, weekday=1, number=5, teacher=cast.anna_staff, room=cast.room, starts_on=FIRST
    )
    generate_lessons(cast.year, by=cast.igor, last=dt.date(2026, 12, 30))
    return school


def write(course, column: str, student, text: str, by) -> dict:
    operation = {"id": str(uuid.uuid4()), "column": column, "student": student.pk, "text": text, "base": 0}
    return apply_operations(course, [{**operation, "comment": None, "reason": "из бумажного журнала"}], by=by).results[
        0
    ]


def close_first_term(rural) -> None:
    """Marks of one lesson and of the term, handed in and accepted."""
    cast, course = rural.cast, rural.course
    with clock.at(clock.moment(dt.date(2026, 10, 23), dt.time(15, 0))):
        column = Assessment.objects.get(lesson__course=course, lesson__held_on=LESSON, is_ordinary=True)
        for student, text in ((rural.twos[0], "5"), (rural.fours[0], "3")):
            assert write(course, f"a{column.pk}", student, text, cast.anna)["status"] == "saved"
        for student in (*rural.twos, *rural.fours):
            mark = "5" if student in rural.twos else "4"
            answer = write(course, f"term-{cast.term1.pk}", student, mark, cast.anna)
            assert answer["status"] == "saved", answer
        for lesson in Lesson.objects.filter(course=course, term=cast.term1):
            lesson.topic, lesson.topic_at = "Тема", clock.now()
            lesson.save()
        accept([hand_in(course, cast.term1, by=cast.anna)], by=cast.galina)


@pytest.mark.req("STR-05")
def test_a_set_of_six_and_five_pupils_is_one_hour_with_eleven_rows(rural, browser_of):
    assert Lesson.objects.filter(held_on=LESSON, number=5).count() == 1
    page = shown(browser_of(rural.cast.anna).get(reverse("journal:grid", args=[rural.course.pk])))
    rows = [one for one in (*rural.twos, *rural.fours) if f'<tr data-student="{one.pk}"' in page]
    assert len(rows) == page.count("<tr data-student=") == 11
    assert [entry.student for entry in course_roll(rural.course)][:6] == sorted(rural.twos, key=lambda x: x.sort_key)


@pytest.mark.req("STR-05", "P-17")
def test_each_class_of_the_set_has_its_own_period_marks_and_prints_its_own_pupils(rural):
    close_first_term(rural)
    cast, printed = rural.cast, {}
    for school_class in (rural.low, rural.high):
        volume = assemble(read_material(school_class, cast.term1))
        (pages,) = volume.subjects
        printed[school_class] = {pupil.student for pupil in pages.roll}
        assert [len(closing.values) for closing in pages.closings] == [len(pages.roll)]
        assert len(pages.columns) == len(pages.lessons)
    assert printed[rural.low] == {one.pk for one in rural.twos} and len(printed[rural.low]) == 6
    assert printed[rural.high] == {one.pk for one in rural.fours} and len(printed[rural.high]) == 5
    low = assemble(read_material(rural.low, cast.term1))
    assert set(low.subjects[0].closings[0].values) == {"5"}
    assert all("3" not in (row or "") for cells in low.subjects[0].cells for row in cells)
    assert {block.student for block in low.summary.blocks} == {one.pk for one in rural.twos}
    rows = {row.school_class: row for row in volumes(cast.year.pk, now=clock.now(), today=clock.today())
            if row.term == cast.term1}  # fmt: skip
    assert all(rows[one].may_seal and rows[one].accepted == 1 for one in (rural.low, rural.high))


@pytest.mark.req("STR-05", "P-01")
def test_a_class_with_another_division_of_the_year_prints_the_set_in_its_own_volume(rural):
    cast = rural.cast
    thirds = TermScheme.objects.create(year=cast.year, kind="trimester", levels="4")
    spans = ((FIRST, dt.date(2026, 11, 20)), (dt.date(2026, 11, 30), dt.date(2027, 2, 19)))
    terms = [Term.objects.create(scheme=thirds, number=n, starts_on=a, ends_on=b) for n, (a, b) in enumerate(spans, 1)]
    for name in ("Русский язык", "Музыка"):
        subject = cast.maths_7a.subject.__class__.objects.create(name=name, short_name=name[:5], part="federal")
        Course.objects.create(year=cast.year, subject=subject, school_class=rural.high, term_scheme=thirds)
    close_first_term(rural)
    material = read_material(rural.high, terms[0])
    assert material.own_terms[rural.course.pk] == cast.term1
    (pages,) = [one for one in assemble(material).subjects if one.course == rural.course.pk]
    assert {pupil.student for pupil in pages.roll} == {one.pk for one in rural.fours}
    assert set(pages.closings[0].values) == {"4"}


@pytest.mark.req("STR-05")
def test_an_arrival_in_a_class_is_in_its_set_at_once_and_a_departure_is_gone(rural):
    new = enrol(rural.low, 12, starts_on=dt.date(2026, 12, 1))
    Enrolment.objects.filter(student=rural.fours[0]).update(ends_on=dt.date(2026, 11, 30))
    here = {entry.student for entry in course_roll(rural.course) if entry.on(dt.date(2026, 12, 2))}
    assert new in here and rural.fours[0] not in here and len(here) == 11
    own = belonging(new, dt.date(2026, 12, 1), dt.date(2026, 12, 6))
    assert own.has(rural.course.pk, None, rural.group.pk, dt.date(2026, 12, 2))
    with pytest.raises(RuleViolation, match="отдельно его не ведут"):
        add_members(group=rural.group, students=[new], starts_on=dt.date(2026, 12, 2), by=rural.cast.galina)


@pytest.mark.req("STR-05", "P-01")
def test_first_formers_of_a_set_get_no_grades_where_the_others_do(rural):
    cast = rural.cast
    rural.low.level = 1
    rural.low.save()
    with clock.at(clock.moment(dt.date(2026, 10, 23), dt.time(15, 0))):
        column = Assessment.objects.get(lesson__course=rural.course, lesson__held_on=LESSON, is_ordinary=True)
        answer = write(rural.course, f"a{column.pk}", rural.twos[0], "5", cast.anna)
        assert (answer["status"], "В первом классе отметки не ставятся" in answer["message"]) == ("invalid", True)
        assert write(rural.course, f"a{column.pk}", rural.twos[0], "н", cast.anna)["status"] == "saved"
        assert write(rural.course, f"term-{cast.term1.pk}", rural.twos[0], "5", cast.anna)["status"] == "invalid"
        for student in rural.fours:
            assert write(rural.course, f"term-{cast.term1.pk}", student, "4", cast.anna)["status"] == "saved"
        missing = term_missing(rural.course, None, cast.term1, clock.now())
    assert not [one for one in missing if one.kind == "grade"]
    assert not TermGrade.objects.filter(student__in=rural.twos).exists()


def test_one_more_subject_of_the_set_is_one_more_page(rural, desk):
    cast = rural.cast
    page = {
        "subject": cast.english_1.subject_id, "term_scheme": cast.scheme.pk, "scale": "five", "kind": "core",
        "hours": "1", "starts_on": "2026-09-01",
    }  # fmt: skip
    assert desk(cast.galina).post("group_page", rural.group.pk, **page).status_code == 302
    assert rural.group.courses.count() == 2
    assert "Ещё предмет" in shown(desk(cast.galina).get("group", rural.group.pk))


@pytest.mark.req("STR-05")
def test_a_lesson_of_a_set_clashes_with_one_of_either_class(rural):
    cast = rural.cast
    own = Course.objects.create(
        year=cast.year, subject=cast.english_1.subject, school_class=rural.high, term_scheme=cast.scheme
    )
    TimetableEntry.objects.create(course=own, weekday=1, number=5, teacher=cast.boris_staff, starts_on=FIRST)
    maker = slot_maker(cast.year)
    rows = TimetableEntry.objects.filter(course__in=[own, rural.course])
    slots = [slot for row in rows for slot in maker.slots(row, first=FIRST, last=cast.year.ends_on)]
    assert maker.clashes(slots)


def test_a_set_needs_classes_of_different_levels(cast, desk):
    form = {"name": "Комплект", "kind": "class_set", "classes": [cast.class_7a.pk, cast.class_7b.pk]}
    assert "разных параллелей" in shown(desk(cast.galina).post("new_group", **form))
