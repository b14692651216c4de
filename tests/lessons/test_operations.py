"""Operations on cells: contract 5, judged one by one (GRD-01, GRD-02, I-05, P-05, P-08, ATT-05)."""

import datetime as dt
import uuid

import pytest

from apps.attendance.models import Absence
from apps.journal.actions.operations import apply_operations
from apps.lessons.actions.terms import hand_in, reopen
from apps.lessons.models import Cell, Grade, TermGrade

MONDAY, WEDNESDAY, FRIDAY = dt.date(2026, 11, 30), dt.date(2026, 12, 2), dt.date(2026, 12, 4)


def operation(cast, text, *, day=WEDNESDAY, student=None, base=0, column=None, **more):
    if column is None:
        column = f"a{cast.lesson('maths_7a', day).assessments.get(is_ordinary=True).pk}"
    pupil = student or cast.dima
    return {
        "id": str(uuid.uuid4()),
        "column": column,
        "student": pupil.pk,
        "text": text,
        "base": base,
        "comment": None,
        "reason": None,
        **more,
    }


@pytest.fixture
def send(cast):
    """Anna sends one operation to 7А mathematics and gets its result."""

    def one(text, *, by=None, scope=None, **more):
        answer = apply_operations(cast.maths_7a, [operation(cast, text, **more)], by=by or cast.anna, scope=scope)
        return answer.results[0]

    return one


@pytest.mark.req("GRD-02")
def test_a_grade_is_saved_with_author_and_one_history_row(cast, send):
    result = send("5")
    assert (result["status"], result["cell"]["text"], result["cell"]["version"]) == ("saved", "5", 1)
    row = Grade.history.get()
    assert (row.value, row.history_user, row.student_id, row.history_type) == ("5", cast.anna, cast.dima.pk, "+")


def test_two_grades_of_one_work_round_trip_as_a_fraction(send):
    assert send("5/4")["cell"]["text"] == "5/4"
    assert Grade.objects.count() == 2


def test_the_answer_brings_average_and_count_of_the_touched_pupil(cast):
    batch = [operation(cast, "5", day=MONDAY), operation(cast, "4")]
    assert apply_operations(cast.maths_7a, batch, by=cast.anna).rows == [
        {"student": cast.dima.pk, "average": "4,50", "count": "2", "suggested": "5"}
    ]


def test_an_operation_sent_twice_is_applied_once(cast):
    one = operation(cast, "5")
    first, second = (apply_operations(cast.maths_7a, [one], by=cast.anna).results[0] for _ in range(2))
    assert (first["status"], second["status"]) == ("saved", "repeated")
    assert second["cell"]["text"] == "5"
    assert Grade.history.count() == 1


def test_the_same_id_with_another_payload_or_user_is_invalid(cast):
    one = operation(cast, "5")
    apply_operations(cast.maths_7a, [one], by=cast.anna)
    assert apply_operations(cast.maths_7a, [{**one, "text": "4"}], by=cast.anna).results[0]["status"] == "invalid"
    assert apply_operations(cast.maths_7a, [one], by=cast.galina).results[0]["status"] == "invalid"
    assert Grade.objects.get().value == "5"


def test_an_edit_made_on_an_older_version_is_a_conflict_that_shows_the_present_cell(cast, send):
    send("5")
    result = send("4", base=0)
    assert (result["status"], result["cell"]["text"], result["cell"]["version"]) == ("conflict", "5", 1)
    assert result["cell"]["changed_by"] == str(cast.anna)


def test_the_present_text_again_is_saved_without_history(send):
    send("5")
    assert send("5", base=0)["status"] == "saved"
    assert Grade.history.count() == 1


def test_clearing_a_cell_keeps_its_version_growing(send):
    send("5")
    result = send("", base=1)
    assert (result["status"], result["cell"]["text"], result["cell"]["version"]) == ("saved", "", 2)
    assert (Grade.objects.count(), Cell.objects.count()) == (0, 1)


def test_two_edits_of_one_cell_in_one_batch_see_each_other(cast):
    batch = [operation(cast, "5"), operation(cast, "5 4", base=1)]
    answer = apply_operations(cast.maths_7a, batch, by=cast.anna)
    assert [result["status"] for result in answer.results] == ["saved", "saved"]
    assert answer.results[1]["cell"]["version"] == 2


def test_one_bad_operation_does_not_stop_the_others(cast):
    batch = [operation(cast, "6"), operation(cast, "4", student=cast.katya), {"id": "нет"}]
    answer = apply_operations(cast.maths_7a, batch, by=cast.anna)
    assert [result["status"] for result in answer.results] == ["invalid", "saved", "invalid"]


@pytest.mark.req("ATT-04")
@pytest.mark.parametrize(("text", "kind"), [("н", "absent"), ("Б", "ill"), ("у", "valid"), ("НП", "unexcused")])
def test_a_sign_is_an_absence_of_the_lesson(send, text, kind):
    result = send(text)
    assert (result["status"], result["cell"]["text"]) == ("saved", text.lower())
    assert Absence.objects.get().kind == kind


def test_lateness_keeps_its_minutes_and_stands_beside_a_grade(send):
    assert send("о10 5")["cell"]["text"] == "о10 5"
    assert Absence.objects.get().minutes == 10


def test_a_grade_beside_an_absence_waits_for_the_make_up_sheet(send):
    result = send("н 4")
    assert result["status"] == "refused"
    assert "ведомости" in result["message"]


def test_a_sign_cannot_stand_in_another_column_of_the_lesson(cast, send):
    from apps.lessons.actions.assessments import add_assessment
    from apps.lessons.models import WorkKind

    column = add_assessment(
        cast.lesson("maths_7a", WEDNESDAY), work_kind=WorkKind.objects.get(code="control"), by=cast.anna
    )
    assert send("н", column=f"a{column.pk}")["status"] == "invalid"
    send("н")
    assert send("5", column=f"a{column.pk}")["status"] == "refused"


def test_a_comment_needs_a_grade_and_goes_with_it(send):
    assert send("", comment="молодец")["status"] == "invalid"
    assert send("5", comment="молодец")["cell"]["comment"] == "молодец"
    assert send("4", base=1)["cell"]["comment"] == "молодец"
    assert send("", base=2)["cell"]["comment"] == ""


@pytest.mark.req("GRD-01")
def test_six_is_not_in_the_five_point_scale(send):
    assert "нет в системе" in send("6")["message"] or "не понята" in send("6")["message"]


def test_tomorrow_is_refused_and_today_any_hour_is_allowed(cast, send):
    cast.now(2026, 12, 2, 0, 5)
    assert send("5", day=FRIDAY)["status"] == "refused"
    assert send("5")["status"] == "saved"


@pytest.mark.req("I-05")
def test_a_day_before_arrival_or_after_departure_is_closed(cast, send):
    cast.dima.enrolments.update(ends_on=MONDAY)
    assert send("5", day=MONDAY)["status"] == "saved"
    assert send("5", day=WEDNESDAY)["status"] == "refused"


def test_a_pupil_of_another_class_and_a_column_of_another_course_are_invalid(cast, send):
    foreign = cast.lesson("maths_7b", dt.date(2026, 12, 2)).assessments.get()
    assert send("5", student=cast.yura)["status"] == "invalid"
    assert send("5", column=f"a{foreign.pk}")["status"] == "invalid"
    assert send("5", column="a999999999")["status"] == "invalid"


@pytest.mark.req("TT-06")
def test_a_substitute_fills_only_the_substituted_lesson(cast, send):
    scope = frozenset({cast.substituted.pk})
    assert send("5", day=MONDAY, by=cast.boris, scope=scope)["status"] == "saved"
    assert send("5", day=WEDNESDAY, by=cast.boris, scope=scope)["status"] == "refused"
    assert send("5", column=f"term-{cast.term2.pk}", by=cast.boris, scope=scope)["status"] == "refused"


@pytest.mark.req("AUD-02", "P-08")
def test_a_correction_the_same_day_is_free_and_later_needs_a_reason(cast, send):
    send("5")
    assert send("4", base=1)["status"] == "saved"
    cast.now(2026, 12, 3, 9, 0)
    refused = send("3", base=2)
    assert (refused["status"], refused["need"]) == ("refused", "reason")
    assert send("3", base=2, reason="описка")["status"] == "saved"
    assert Grade.history.latest().history_change_reason == "описка"


def test_a_second_answer_the_next_day_is_an_addition_and_needs_no_reason(cast, send):
    send("5")
    cast.now(2026, 12, 3, 9, 0)
    assert send("5 4", base=1)["status"] == "saved"


@pytest.mark.req("GRD-10", "P-11")
def test_a_term_locks_by_itself_three_days_after_its_end(send):
    refused = send("5", day=dt.date(2026, 10, 21))
    assert refused["status"] == "refused"
    assert "26.10.2026" in refused["message"]


@pytest.mark.req("JRN-09")
def test_a_reopened_term_takes_corrections_with_a_reason_until_its_hour(cast, send):
    from apps.core import clock
    from apps.lessons.models import CourseTerm

    row = CourseTerm.objects.get(course=cast.maths_7a, term=cast.term1)
    until = clock.moment(dt.date(2026, 12, 2), dt.time(18, 0))
    reopen(row, until=until, reason="описка в ведомости", by=cast.galina)
    day = dt.date(2026, 10, 21)
    assert send("5", day=day)["need"] == "reason"
    assert send("5", day=day, reason="описка")["status"] == "saved"
    cast.now(2026, 12, 2, 18, 1)
    assert send("4", day=day, base=1, reason="описка")["status"] == "refused"


@pytest.mark.req("GRD-09")
def test_term_grades_open_a_week_before_the_end_and_close_with_the_hand_in(cast, send):
    column = f"term-{cast.term2.pk}"
    early = send("5", column=column)
    assert (early["status"], "24.12.2026" in early["message"]) == ("refused", True)
    cast.now(2026, 12, 25, 12, 0)
    assert send("5", column=column)["status"] == "saved"
    hand_in(cast.maths_7a, cast.term2, by=cast.anna, override_reason="проверка")
    assert send("4", column=column, base=1)["status"] == "refused"


@pytest.mark.req("GRD-14")
def test_a_term_grade_far_from_the_average_asks_for_a_reason(cast, send):
    send("3")
    cast.now(2026, 12, 25, 12, 0)
    column = f"term-{cast.term2.pk}"
    assert send("5", column=column)["need"] == "reason"
    assert send("5", column=column, reason="олимпиада")["status"] == "saved"
    assert TermGrade.history.get().history_change_reason == "олимпиада"


@pytest.mark.req("C-25")
def test_with_the_strict_preset_a_term_counts_as_handed_in_once_all_marks_are_given(cast):
    from apps.lessons.models import CourseTerm, Lesson
    from apps.school.models import Norms

    Norms.objects.create(valid_from=dt.date(2026, 9, 1), lock_mode="all_given")
    Lesson.objects.filter(course=cast.maths_7a).update(topic="Тема", topic_at=cast.substitution.registered_at)
    cast.now(2026, 12, 25, 12, 0)
    column = f"term-{cast.term2.pk}"
    pupils = [cast.dima, cast.katya, cast.oleg]
    apply_operations(
        cast.maths_7a, [operation(cast, "5", column=column, student=one) for one in pupils[:2]], by=cast.anna
    )
    row = CourseTerm.objects.get(course=cast.maths_7a, term=cast.term2)
    assert row.handed_in_at is None
    apply_operations(cast.maths_7a, [operation(cast, "4", column=column, student=cast.oleg)], by=cast.anna)
    row.refresh_from_db()
    assert row.handed_in_by == cast.anna


def test_a_lesson_with_an_entry_is_touched_and_survives_a_new_timetable(cast, send):
    lesson = cast.lesson("maths_7a", WEDNESDAY)
    assert lesson.touched_at is None
    send("5")
    lesson.refresh_from_db()
    assert lesson.touched_at is not None


def test_the_number_of_queries_does_not_depend_on_the_number_of_operations(cast, django_assert_max_num_queries):
    one = [operation(cast, "5", student=cast.dima)]
    with django_assert_max_num_queries(24):
        apply_operations(cast.maths_7a, one, by=cast.anna)
    three = [operation(cast, "4", day=MONDAY, student=pupil) for pupil in (cast.dima, cast.katya, cast.oleg)]
    with django_assert_max_num_queries(24):
        apply_operations(cast.maths_7a, three, by=cast.anna)
