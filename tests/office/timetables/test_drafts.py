"""From a file to the timetable: names are matched, a draft is compared and accepted from a day on."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ElementTree

import pytest

from apps.core import clock
from apps.lessons.actions.generate import generate_lessons
from apps.lessons.models import Lesson
from apps.office.models import ColumnMapping, Upload
from apps.office.queries.week import first_open_day
from apps.school.models import (
    AcademicYear,
    Course,
    Room,
    SchoolClass,
    StaffMember,
    StudyGroup,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
)
from apps.timetable.actions.drafts import copy_in_force
from apps.timetable.models import Bell, DraftEntry, TimetableDraft, TimetableEntry
from tests.office.timetables import samples

pytestmark = pytest.mark.django_db

ALL = ["class", "subject", "teacher", "room", "course", "bells"]
DAY = dt.date(2026, 12, 7)


def text_of(response) -> str:
    return response.content.decode()


def lines(draft) -> set[tuple]:
    rows = draft.entries.select_related("course__subject", "course__school_class", "course__study_group", "teacher")
    return {(str(row.course), row.weekday, row.number, row.week, row.teacher.last_name) for row in rows}


def test_names_are_found_exactly_and_by_their_key_and_the_rest_is_listed_with_a_choice(cast, galina, send):
    page = galina.get(send(galina, samples.ASC))
    shown, desk = text_of(page), page.context["desk"]
    assert "aSc Timetables (XML)" in shown
    found = {line.name: line.label for lines in desk.match.lines.values() for line in lines if line.is_found}
    assert found["7A"] == "7А"  # a Latin letter
    assert found["Алексеева А. П."] == "Алексеева Анна Петровна"
    assert found["21"] == "21"
    waiting = {line.name for lines in desk.match.lines.values() for line in lines if not line.is_found}
    assert waiting == {"Физ-ра", "Ёршов П. П.", "Спортзал"}
    assert "создать недостающие кабинеты" in shown
    assert "предмет «Физ-ра» не сопоставлен" in shown


def test_a_file_becomes_a_draft_and_the_timetable_in_force_stays(cast, galina, send, choose):
    before = TimetableEntry.objects.count()
    response = choose(galina, send(galina, samples.ASC), make=True)
    draft = TimetableDraft.objects.get()
    assert response["Location"] == f"/timetable/drafts/{draft.pk}/"
    assert lines(draft) == {
        ("7А · Математика", 0, 1, 0, "Алексеева"),
        ("7А · Математика", 0, 2, 0, "Алексеева"),
        ("7А · Математика", 1, 3, 1, "Алексеева"),
        ("7А англ. 1 · Английский язык", 1, 2, 0, "Орлова"),
    }
    assert TimetableEntry.objects.count() == before
    assert not Upload.objects.exists()
    shown = text_of(galina.get(response["Location"]))
    assert "предмет «Физ-ра» не сопоставлен" in shown
    assert "занятие, которого в файле нет" in shown
    assert draft.report["lessons"] == 4


def test_what_is_missing_is_made_with_a_tick(cast, galina, send, choose):
    choose(galina, send(galina, samples.ASC), create=["subject", "teacher", "room", "course"], make=True)
    subject = Subject.objects.get(name="Физ-ра")
    new = StaffMember.objects.get(last_name="Ёршов")
    assert (new.first_name, new.patronymic, new.user) == ("П.", "П.", None)
    assert Room.objects.filter(name="Спортзал").exists()
    stream = StudyGroup.objects.get(subject=subject)
    assert (stream.kind, sorted(stream.classes.values_list("name", flat=True))) == ("stream", ["7А", "7Б"])
    course = Course.objects.get(study_group=stream)
    assert set(course.assignments.values_list("staff__last_name", flat=True)) == {"Ёршов", "Орлова"}
    entry = DraftEntry.objects.get(course=course)
    assert (entry.teacher, entry.second_teacher, entry.room.name) == (new, cast.olga_staff, "Спортзал")
    assert subject.history.get().history_user == cast.galina


def test_a_choice_is_remembered_for_the_next_file_of_the_program(cast, galina, send, choose):
    room = Room.objects.create(name="Зал")
    first = send(galina, samples.ASC)
    choose(galina, first, room={"Спортзал": str(room.pk)})
    assert galina.get(first).context["desk"].match.lines["room"][1].label == "Зал"  # kept with the file
    choose(galina, first, make=True)
    assert ColumnMapping.objects.get(kind="tt-room").mapping == {"Спортзал": str(room.pk), "21": str(cast.room.pk)}
    again = galina.get(send(galina, samples.ASC)).context["desk"]
    assert all(line.is_found for line in again.match.lines["room"])


def test_the_exchange_of_netschool_and_the_grid_reach_the_same_pages(cast, galina, send, choose):
    choose(galina, send(galina, samples.NETSCHOOL), make=True)
    draft = TimetableDraft.objects.get()
    assert lines(draft) == {
        ("7А · Математика", 0, 1, 0, "Алексеева"),
        ("7А англ. 1 · Английский язык", 0, 2, 1, "Орлова"),
        ("7А англ. 2 · Английский язык", 0, 2, 2, "Орлова"),
    }
    choose(galina, send(galina, samples.grid(), "сетка.xlsx"), make=True)
    grid = TimetableDraft.objects.order_by("-pk").first()
    assert ("7Б · Математика", 0, 2, 0, "Борисов") in lines(grid)
    assert ("7А англ. 2 · Английский язык", 0, 2, 0, "Орлова") in lines(grid)


def test_a_draft_is_compared_with_the_timetable_in_force_class_by_class(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    page = f"/timetable/drafts/{draft.pk}/"
    assert "Отличий нет" in text_of(galina.get(page))
    maths = DraftEntry.objects.filter(draft=draft, course=cast.maths_7a)
    maths.filter(weekday=0).update(weekday=3)
    maths.filter(weekday=4).delete()
    DraftEntry.objects.create(
        draft=draft, course=cast.maths_7b, weekday=0, number=5, teacher=cast.boris_staff, room=cast.room
    )
    DraftEntry.objects.filter(draft=draft, course=cast.maths_7b, weekday=1).update(teacher=cast.anna_staff)
    changes = {one.name: one.counts for one in galina.get(page).context["page"].changes}
    assert changes == {"7А": (0, 1, 1, 0), "7Б": (1, 0, 0, 1)}  # added, removed, moved, another teacher


def test_clashes_of_a_draft_are_told_and_do_not_refuse_it(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    DraftEntry.objects.create(draft=draft, course=cast.maths_7b, weekday=0, number=1, teacher=cast.anna_staff)
    page = galina.get(f"/timetable/drafts/{draft.pk}/")
    assert "Алексеева А. П." in {clash.who for clash in page.context["page"].clashes}
    sent = galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": DAY, "accept": "1"})
    assert sent.status_code == 302


@pytest.mark.req("TT-02")
def test_no_lesson_of_a_file_comes_in_without_a_teacher_and_one_teacher_in_two_classes_is_a_clash(
    cast, galina, send, choose
):
    rows = [
        ["Дни", "Уроки", "7А", "7Б"],
        ["Пн", 1, "Математика Алексеева А.П. 21", "Математика Алексеева А.П. 22"],
        ["", 2, "Музыка", ""],
    ]
    response = choose(galina, send(galina, samples.grid(rows), "x.xlsx"), create=["subject", "course"], make=True)
    page = galina.get(response["Location"])
    assert {(line[1], line[2]) for line in lines(TimetableDraft.objects.get())} == {(0, 1)}
    assert "Музыка: учитель не указан" in text_of(page)
    clash = page.context["page"].clashes[0]
    assert (clash.kind, clash.who) == ("учитель", "Алексеева А. П.")
    assert {"7А · Математика" in text or "7Б · Математика" in text for text in clash.lessons} == {True}


def test_accepting_ends_the_old_timetable_the_day_before_and_lessons_follow(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    DraftEntry.objects.filter(draft=draft, course=cast.maths_7a, weekday=0).update(weekday=3, number=6)
    kept = cast.lesson("maths_7a", dt.date(2026, 12, 14))
    kept.topic, kept.topic_at, kept.touched_at = "Дроби", clock.now(), clock.now()
    kept.save()
    address = f"/timetable/drafts/{draft.pk}/accept/"
    before = Lesson.objects.count()
    seen = galina.post(address, {"starts_on": DAY, "add_load": "on"})
    planned = seen.context["outcome"].generated
    assert [lesson.pk for lesson in seen.context["outcome"].kept] == [kept.pk]
    assert TimetableEntry.objects.filter(course=cast.maths_7a, weekday=0, ends_on=None).exists()  # only shown so far
    assert galina.post(address, {"starts_on": DAY, "add_load": "on", "accept": "1"}).status_code == 302
    old = TimetableEntry.objects.get(course=cast.maths_7a, weekday=0)
    assert old.ends_on == dt.date(2026, 12, 6)
    new = TimetableEntry.objects.get(course=cast.maths_7a, weekday=3)
    assert (new.number, new.starts_on, new.history.get().history_user) == (6, DAY, cast.galina)
    lessons = Lesson.objects.filter(course=cast.maths_7a, held_on__gte=DAY)
    assert set(lessons.filter(held_on__week_day=5).values_list("number", flat=True)) == {6}
    assert list(lessons.filter(held_on__week_day=2)) == [kept]  # recorded: it stays
    assert Lesson.objects.count() == before + planned.created - planned.removed
    draft.refresh_from_db()
    assert (draft.state, draft.starts_on) == ("accepted", DAY)
    again = galina.post(address, {"starts_on": DAY, "accept": "1"})
    assert "уже закрыт" in text_of(again)


def test_a_file_of_one_class_leaves_the_rest_of_the_school_alone(cast, galina, send, choose):
    rows = [["Дни", "Уроки", "7А"], ["Пн", 5, "Математика Алексеева А.П. 21"]]
    address = choose(galina, send(galina, samples.grid(rows), "7a.xlsx"), make=True)["Location"]
    page = galina.get(address)
    assert page.context["page"].absent == ("7Б",)
    assert "Их уроки останутся как есть" in text_of(page)
    assert [one.name for one in page.context["page"].changes] == ["7А"]
    galina.post(f"{address}accept/", {"starts_on": DAY, "accept": "1"})
    holding = TimetableEntry.objects.on(DAY)
    assert holding.filter(course=cast.maths_7b).count() == 3
    assert list(holding.filter(course=cast.maths_7a).values_list("weekday", "number")) == [(0, 5)]


@pytest.mark.req("TT-01")
def test_a_file_with_core_lessons_leaves_the_other_timetables_of_the_class_alone(cast, galina):
    """Three timetables of the three kinds live in one week of one class; each is replaced for itself."""
    for kind, hour in (("extra", 6), ("additional", 7)):
        subject = Subject.objects.create(name=kind, short_name=kind, part="school")
        course = Course.objects.create(
            year=cast.year,
            subject=subject,
            school_class=cast.class_7a,
            term_scheme=cast.scheme,
            kind=kind,
            scale="none",
        )
        TimetableEntry.objects.create(
            course=course, weekday=0, number=hour, teacher=cast.vera_staff, starts_on=cast.year.starts_on
        )
    generate_lessons(cast.year, by=cast.galina)
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    draft.entries.exclude(course__kind="core").delete()
    draft.entries.filter(course=cast.maths_7a, weekday=0).update(number=4)
    galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": DAY, "accept": "1"})
    monday = TimetableEntry.objects.on(DAY).filter(course__school_class=cast.class_7a, weekday=0)
    assert set(monday.values_list("course__kind", "number")) == {("core", 4), ("extra", 6), ("additional", 7)}
    made = Lesson.objects.filter(course__school_class=cast.class_7a, held_on=DAY)
    assert set(made.values_list("course__kind", "number")) == {("core", 4), ("extra", 6), ("additional", 7)}
    shown = text_of(galina.get(f"/diary/{cast.dima.pk}/", {"week": "2026-W50"}))
    assert "внеурочн" in shown and "дополнительн" in shown


def test_the_whole_timetable_ends_what_it_does_not_have(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    draft.entries.filter(course=cast.maths_7b).delete()
    galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": DAY, "accept": "1", "is_whole": "on"})
    assert not TimetableEntry.objects.on(DAY).filter(course=cast.maths_7b).exists()


def test_answers_changed_after_the_preview_are_previewed_again(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    address = f"/timetable/drafts/{draft.pk}/accept/"
    seen = galina.post(address, {"starts_on": DAY}).context["previewed"]
    again = galina.post(address, {"starts_on": DAY, "is_whole": "on", "accept": "1", "previewed": seen})
    assert again.status_code == 200
    assert galina.post(address, {"starts_on": DAY, "accept": "1", "previewed": seen}).status_code == 302


def test_a_day_of_the_past_is_refused_at_its_field(cast, galina):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    page = galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": "2026-11-30"})
    assert "не раньше 02.12.2026" in str(page.context["form"].errors["starts_on"])


def test_a_draft_may_begin_on_every_day_on_which_the_desk_may_and_on_no_other(cast, galina):
    """Until a lesson has been held by it the timetable may be changed from the first day of the year."""
    for lesson in Lesson.objects.filter(held_on__lt=clock.today()):
        Lesson.objects.filter(pk=lesson.pk).update(held_on=lesson.held_on + dt.timedelta(weeks=60))
    first = first_open_day(cast.year, clock.today())
    assert first == cast.year.starts_on
    draft = copy_in_force(year=cast.year, day=DAY, by=cast.galina)
    sent = galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": first, "accept": "1"})
    assert sent.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.starts_on) == ("accepted", first)


def test_a_teacher_of_the_draft_joins_the_load_and_may_open_the_page(cast, galina, browser_of):
    draft = copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina)
    DraftEntry.objects.filter(draft=draft, course=cast.maths_7a).update(teacher=cast.olga_staff)
    assert galina.get(f"/timetable/drafts/{draft.pk}/").context["missing_load"] == 1
    galina.post(f"/timetable/drafts/{draft.pk}/accept/", {"starts_on": DAY, "add_load": "on", "accept": "1"})
    row = TeachingAssignment.objects.get(course=cast.maths_7a, staff=cast.olga_staff)
    assert (row.starts_on, row.hours_per_week) == (DAY, 3)
    cast.now(2026, 12, 8, 9, 0)
    assert browser_of(cast.olga).get(f"/journal/{cast.maths_7a.pk}/").status_code == 200


def test_a_draft_is_dropped_once_and_stays_to_be_read(cast, galina):
    galina.post("/timetable/drafts/copy/")
    draft = TimetableDraft.objects.get()
    assert draft.entries.count() == 10
    galina.post(f"/timetable/drafts/{draft.pk}/drop/")
    draft.refresh_from_db()
    assert draft.state == "dropped"
    assert "уже закрыт" in text_of(galina.post(f"/timetable/drafts/{draft.pk}/drop/", follow=True))
    assert galina.get(f"/timetable/drafts/{draft.pk}/").status_code == 200


def test_a_bad_file_is_told_at_its_field_and_changes_nothing(cast, galina):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = galina.post("/timetable/drafts/", {"file": SimpleUploadedFile("x.xml", b"<a><b></a>")})
    assert "XML повреждён" in str(page.context["form"].errors["file"])
    assert not TimetableDraft.objects.exists()


def test_a_file_belongs_to_who_sent_it(cast, galina, send, browser_of):
    address = send(galina, samples.FET)
    assert browser_of(cast.igor).get(address).status_code == 404
    assert browser_of(cast.anna).get(address).status_code == 403


@pytest.mark.parametrize("more", [0, 3])
def test_pages_cost_the_same_however_many_drafts_and_lessons(cast, galina, more, django_assert_max_num_queries):
    drafts = [copy_in_force(year=cast.year, day=dt.date(2026, 12, 2), by=cast.galina) for _one in range(1 + more)]
    for number in range(more):
        DraftEntry.objects.create(
            draft=drafts[0], course=cast.maths_7b, weekday=0, number=number + 1, teacher=cast.anna_staff
        )
    with django_assert_max_num_queries(12):
        galina.get("/timetable/drafts/")
    with django_assert_max_num_queries(34):
        galina.get(f"/timetable/drafts/{drafts[0].pk}/", {"school_class": cast.class_7a.pk})


# --- an empty school -------------------------------------------------------------------------------------------------


@pytest.fixture
def empty_school(galina, cast):
    """A school that has people who may plan, a year to come with its terms and nothing else."""
    year = AcademicYear.objects.create(name="2027/28", starts_on=dt.date(2027, 9, 1), ends_on=dt.date(2028, 5, 26))
    scheme = TermScheme.objects.create(year=year, kind="year", levels="1-11")
    Term.objects.create(scheme=scheme, number=1, starts_on=year.starts_on, ends_on=year.ends_on)
    cast.now(2027, 8, 20, 10, 0)
    return year


def test_an_empty_school_comes_from_a_file_to_a_timetable_and_lessons(empty_school, galina, send, choose):
    address = send(galina, samples.ASC)
    response = choose(galina, address, create=ALL, make=True)
    draft = TimetableDraft.objects.get()
    assert draft.entries.count() == 5
    assert set(SchoolClass.objects.filter(year=empty_school).values_list("name", "level")) == {("7А", 7), ("7Б", 7)}
    assert Bell.objects.filter(schedule__year=empty_school).count() == 3
    page = galina.get(response["Location"])
    day = page.context["form"].initial["starts_on"]
    assert day == empty_school.starts_on
    assert galina.post(f"{response['Location']}accept/", {"starts_on": day, "accept": "1"}).status_code == 302
    assert TimetableEntry.objects.filter(course__year=empty_school).count() == 5
    mondays = Lesson.objects.filter(course__year=empty_school, held_on=dt.date(2027, 9, 6))
    assert sorted(mondays.values_list("number", flat=True)) == [1, 2]


def test_a_real_xhstt_file_becomes_the_timetable_of_an_empty_school(empty_school, galina, send, choose, shared_data):
    """Acceptance 3: lessons, teachers and rooms of the draft equal what ElementTree counts in the file."""
    path = shared_data / "timetables/xhstt_ES-SS-08_SpainSchool.xml"
    choose(galina, send(galina, path.read_bytes()), create=ALL, make=True)
    draft = TimetableDraft.objects.get()
    root = ElementTree.parse(path).getroot()
    kinds = {
        node.get("Id"): node.find("ResourceType").get("Reference")
        for node in root.findall(".//Resources/Resource[@Id]")
    }
    events = {node.get("Id"): node for node in root.findall("Instances/Instance/Events/Event")}
    held, teachers, rooms = 0, set(), set()
    for node in root.find("SolutionGroups/SolutionGroup/Solution/Events"):
        of_event = [one.get("Reference") for one in events[node.get("Reference")].iter("Resource")]
        inside = [key for key in of_event if kinds.get(key) == "Class"]
        told = [key for key in of_event if kinds.get(key) == "Teacher"]
        if inside and told:
            held += int(node.findtext("Duration"))
            teachers |= set(told[:2])
            chosen = [one.get("Reference") for one in node.iter("Resource")]
            given = [key for key in (*of_event, *chosen) if kinds.get(key) == "Room"]
            rooms |= set(given[:1])
    assert draft.entries.count() == held
    staff = {pk for pair in draft.entries.values_list("teacher", "second_teacher") for pk in pair if pk}
    assert len(staff) == len(teachers)
    assert draft.entries.exclude(room=None).values("room").distinct().count() == len(rooms)
    page = galina.get(f"/timetable/drafts/{draft.pk}/")
    assert page.status_code == 200
    assert "учителей больше двух" in text_of(page)


def test_a_real_fet_file_gives_its_load_to_an_empty_school(empty_school, galina, send, choose, shared_data):
    path = shared_data / "timetables/fet_russian_medical_college_pseudonymised.fet"
    choose(galina, send(galina, path.read_bytes(), "college.fet"), create=ALL, make=True)
    root = ElementTree.parse(path).getroot()
    activities = root.findall("Activities_List/Activity")
    draft = TimetableDraft.objects.get()
    assert draft.report["lessons"] == len(activities)
    assert StaffMember.objects.filter(assignments__course__year=empty_school).distinct().count() == len(
        {node.text for one in activities for node in one.findall("Teacher")}
    )
    kinds = {(one.findtext("Subject"), one.findtext("Students")) for one in activities}
    assert Course.objects.filter(year=empty_school).count() == len(kinds)
    yozh = StaffMember.objects.get(last_name="Ёжикова")
    assert yozh.first_name == "?"  # the file has no names, they are to be seen and mended
