"""The whole circle in small: founded by import, lived by operations, closed, sealed; then every check holds."""

import json
from collections import Counter, defaultdict
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.archive.models import Seal
from apps.attendance.models import Absence
from apps.core import clock
from apps.core.models import DemoMark
from apps.demo import blueprint
from apps.demo.actions import make_demo_school
from apps.homework.models import Homework
from apps.journal.models import Operation
from apps.lessons.models import (
    Assessment,
    Cell,
    CourseTerm,
    DistanceMode,
    Grade,
    Lesson,
    Move,
    Substitution,
    TermGrade,
)
from apps.lessons.rules.cells import parse_cell, parse_term_cell
from apps.school.models import (
    Course,
    Enrolment,
    Guardianship,
    SchoolClass,
    StaffAbsence,
    StaffMember,
    Student,
    StudyGroup,
    TeachingAssignment,
)
from apps.school.queries import course_roll
from apps.school.queries.groups import divisions_to_check

TODAY = blueprint.SIZES["tiny"].today


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """The tiny demo school, made once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert make_demo_school(size="tiny")
        with clock.at(clock.moment(TODAY, time(7, 0))):
            yield blueprint.make("tiny")
        transaction.set_rollback(True)


def output(name: str, *options) -> str:
    out = StringIO()
    call_command(name, *options, stdout=out)
    return out.getvalue()


def test_the_demo_people_have_their_places(school):
    users = {user.username: user for user in User.objects.filter(username__in=blueprint.DEMO_LOGINS)}
    assert len(users) == len(blueprint.DEMO_LOGINS)
    assert all(user.check_password(blueprint.PASSWORD) for user in users.values())
    teacher = users["teacher"].staffmember
    courses = Course.objects.filter(school_class__name="7А", assignments__staff=teacher)
    assert courses.exists()
    term = CourseTerm.objects.filter(course__in=courses, handed_in_at=None, term__number=2)
    held = Lesson.objects.filter(course__in=courses, held_on__lt=TODAY, term__number=2)
    assert term.exists()
    assert held.count() >= 6
    assert users["classteacher"].staffmember.led_classes.get().school_class.name == "7А"
    children = Guardianship.objects.filter(representative=users["parent"].representative)
    classes = {row.student.enrolments.get().school_class.name for row in children}
    assert len(classes) == 2
    assert "7А" in classes
    assert children.filter(student__user=users["pupil"]).exists()


def test_only_the_demo_people_have_a_password(school):
    others = User.objects.exclude(username__in=blueprint.DEMO_LOGINS)
    assert others.exists()
    assert not any(user.has_usable_password() for user in others)


def test_every_cell_obeys_the_rules(school):
    """Contract 8's rules check: the grammar, the roll, no grade beside an absence, nothing after today."""
    rolls = {course.pk: {e.student.pk: e for e in course_roll(course)} for course in Course.objects.order_by("pk")}
    absent = set(Absence.objects.exclude(kind__in=("late", "released")).values_list("lesson_id", "student_id"))
    grades = defaultdict(list)
    for grade in Grade.objects.select_related("course").order_by("cell_id", "position"):
        grades[grade.cell_id].append(grade)
    seen = 0
    for cell in Cell.objects.select_related("assessment__lesson__term", "assessment__course"):
        lesson, course = cell.assessment.lesson, cell.assessment.course
        assert lesson.held_on <= TODAY
        assert rolls[course.pk][cell.student_id].on(lesson.held_on)
        own = grades[cell.pk]
        text = "".join(("/" if g.is_joined else " ") + g.value for g in own).strip()
        assert str(parse_cell(text, course.scale)) == text
        assert not (own and (lesson.pk, cell.student_id) in absent)
        assert all(g.course_id == course.pk and g.held_on == lesson.held_on for g in own)
        assert cell.version >= 1
        seen += 1
    assert seen > 200


def test_term_grades_stand_for_everyone_at_the_end_of_the_closed_term_only(school):
    taught = CourseTerm.objects.filter(course__lessons__term=F("term")).distinct()
    for row in taught.select_related("course__study_group", "term"):
        given = TermGrade.objects.filter(course=row.course, term=row.term)
        if row.term.ends_on >= TODAY:
            assert (given.count(), row.handed_in_at, row.accepted_at, row.sealed_at) == (0, None, None, None)
            continue
        assert row.handed_in_by is not None
        assert row.accepted_by.username == "deputy"
        roll = (
            {e.student.pk for e in course_roll(row.course) if e.on(row.term.ends_on)} if row.course.is_graded else set()
        )
        assert set(given.values_list("student_id", flat=True)) == roll
        assert all(parse_term_cell(one.value, row.course.scale) == one.value for one in given)


def test_records_carry_their_teachers_and_believable_times(school):
    users = dict(StaffMember.objects.values_list("pk", "user_id"))
    stands = dict(Substitution.objects.values_list("lesson_id", "substitute__user_id"))
    for lesson in Lesson.objects.exclude(topic="").select_related("term"):
        last = lesson.history.order_by("-history_date", "-history_id").first()
        assert last.history_user_id == stands.get(lesson.pk, users[lesson.teacher_id])
        assert clock.local_date(lesson.topic_at) == lesson.held_on
        assert lesson.topic_at >= clock.moment(lesson.held_on, lesson.starts_at)
    for row in Grade.history.filter(history_type="+").select_related("cell__assessment__lesson"):
        lesson = row.cell.assessment.lesson
        assert row.history_user_id in {users[lesson.teacher_id], stands.get(lesson.pk)}
        assert timedelta(0) <= row.history_date - clock.moment(lesson.held_on, lesson.starts_at) < timedelta(days=6)
    assert not Lesson.history.filter(history_date__gt=clock.moment(TODAY, time(0))).exists()
    assert not Grade.history.filter(history_date__gt=clock.moment(TODAY, time(0))).exists()


def test_one_history_row_for_each_fact_and_one_operation_for_each_cell(school):
    assert Grade.history.count() == Grade.objects.count()
    changed = sum(Cell.objects.values_list("version", flat=True)) + TermGrade.objects.count()
    assert Operation.objects.count() == changed


def test_level_one_has_no_grades_and_no_homework(school):
    first = Course.objects.filter(school_class__level=1)
    assert first.exists()
    assert not Grade.objects.filter(course__in=first).exists()
    assert not Homework.objects.filter(lesson__course__in=first).exists()
    assert Lesson.objects.filter(course__in=first).exclude(topic="").exists()


def test_someone_is_behind_and_one_lesson_is_substituted_today(school):
    held = Lesson.objects.filter(held_on__lt=TODAY)
    assert held.filter(topic="").exists()
    assert held.filter(attendance_confirmed_at=None).exists()
    assert held.filter(homework_state="unknown").exists()
    assert held.filter(topic="").count() < held.count() * 0.3
    assert Substitution.objects.filter(lesson__held_on=TODAY).count() == 1
    assert not Lesson.objects.filter(held_on=TODAY, topic_at__isnull=False).exists()


def test_the_board_the_register_and_distance_mode_are_not_empty(school):
    absences = StaffAbsence.objects.order_by("starts_on", "pk")
    assert [row.ground for row in absences] == ["ill", "training"]
    assert absences[1].holds_on(TODAY)
    assert Substitution.objects.exclude(absence=None).count() == Substitution.objects.count() >= 2
    assert Lesson.objects.filter(teacher=absences[1].staff, held_on=TODAY, substitution=None).exists()
    move = Move.objects.get()
    assert move.from_on > TODAY
    assert move.lesson.held_on == move.to_on > move.from_on
    assert sorted(DistanceMode.objects.values_list("ground", flat=True)) == ["frost", "quarantine"]


def test_illness_is_qualified_by_a_certificate(school):
    changed = Absence.history.filter(history_type="~", history_change_reason="справка")
    assert changed.exists()
    assert {row.kind for row in changed} == {"ill"}


def test_pupils_arrive_leave_and_change_class(school):
    spans = Counter(Enrolment.objects.values_list("student__file_no", flat=True))
    moved = school.transfer
    assert spans[moved.file_number] == 2
    rows = list(Enrolment.objects.filter(student__file_no=moved.file_number).order_by("starts_on"))
    assert [row.school_class.name for row in rows] == ["7А", "7Б"]
    assert rows[0].ends_on + timedelta(days=1) == rows[1].starts_on == moved.on
    assert Enrolment.objects.filter(starts_on__gt=min(row.starts_on for row in rows)).count() >= 2
    assert Enrolment.objects.filter(ends_on__isnull=False, departure_order__contains="в школу").exists()
    left = Student.objects.get(enrolments__departure_order__contains="в школу")
    day = left.enrolments.get().ends_on
    assert not Grade.objects.filter(student=left, held_on__gt=day).exists()


def test_the_first_term_is_sealed_and_verifies(school):
    assert sorted(Seal.objects.values_list("school_class__name", flat=True)) == ["7А", "7Б"]
    assert all(row.term.number == 1 for row in Seal.objects.all())
    answer = json.loads(output("verify_archive", "--json"))
    assert answer["ok"]
    assert answer["checked"] >= 2


def test_grants_and_history_verify(school):
    output("rebuild_grants", "--check")
    assert json.loads(output("verify_history", "--json"))["ok"]


def test_a_second_run_changes_nothing(school):
    before = Lesson.history.count(), User.objects.count(), Operation.objects.count()
    assert "уже есть" in output("demo_school", "--size", "tiny")
    assert (Lesson.history.count(), User.objects.count(), Operation.objects.count()) == before


def test_a_half_made_school_is_not_taken_for_a_whole_one(school):
    mark = DemoMark.objects.get()
    mark.is_complete = False
    mark.save()
    with pytest.raises(CommandError, match="не до конца"):
        output("demo_school", "--size", "tiny")
    mark.is_complete = True
    mark.save()


def test_ordinary_columns_stand_in_every_lesson_and_works_have_their_kinds(school):
    ordinary = Assessment.objects.filter(is_ordinary=True)
    assert ordinary.count() == Lesson.objects.count()
    codes = set(Assessment.objects.filter(is_ordinary=False).values_list("work_kind__code", flat=True))
    assert codes & {"control", "independent", "dictation", "test"}
    planned = TeachingAssignment.objects.filter(course__kind="core")
    assert planned.count() == len(school.loads)


def test_a_club_across_classes_and_an_elective_wait_for_their_first_lesson(school):
    club = StudyGroup.objects.get(kind="club")
    course = club.courses.get()
    members = [entry.student for entry in course_roll(course)]
    places = Enrolment.objects.filter(student__in=members, ends_on=None).values_list("school_class__name", flat=True)
    assert len(members) == 12 and len(set(places)) == 3
    assert course.lessons.filter(held_on__lte=TODAY).count() == 0 < course.lessons.count()
    assert StudyGroup.objects.get(kind="elective").courses.get().lessons.exists()


def test_all_divisions_but_one_of_the_class_teacher_have_been_looked_at(school):
    classes = SchoolClass.objects.order_by("level", "letter")
    waiting = divisions_to_check(classes, today=TODAY, prompt="term")
    assert [(one.school_class.name, one.subject.name) for one in waiting] == [("7А", "Информатика")]


@pytest.mark.django_db
def test_a_school_with_people_is_never_turned_into_the_demo():
    User.objects.create_user("galina", display_name="Галина Сергеевна")
    with pytest.raises(CommandError, match="уже есть люди"):
        output("demo_school", "--size", "tiny")
    assert not DemoMark.objects.exists()


@pytest.mark.django_db
def test_another_demo_date_in_the_first_term_leaves_it_open(settings):
    settings.DEMO_TODAY = date(2026, 11, 12)
    assert make_demo_school(size="tiny")
    assert not CourseTerm.objects.exclude(handed_in_at=None).exists()
    assert not Seal.objects.exists()
    assert Grade.objects.exists()
    assert not Grade.objects.filter(held_on__gte=date(2026, 11, 12)).exists()
