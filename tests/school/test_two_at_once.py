"""Two people decide on the same thing at the same moment: the second one is told, nothing is done twice."""

import datetime as dt
import threading
import time

import pytest
from django.db import connections, transaction

from apps.core.errors import Conflict, RuleViolation
from apps.lessons.actions.substitutions import claim_substitution, confirm_claim, decline_claim
from apps.office.actions.persons import grant_arrival
from apps.school.actions.movement import record_movement, undo_movement
from apps.school.actions.roll_requests import decline_request, file_request
from apps.school.models import Enrolment, Movement, RollRequest, Student
from apps.timetable.actions.drafts import accept_draft, copy_in_force, drop_draft
from apps.timetable.models import TimetableDraft, TimetableEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

TODAY = dt.date(2026, 12, 2)
ORDER = {"order_number": "81-у", "order_on": TODAY}


def meanwhile(first, second):
    """What ``second`` raises when it begins before ``first`` is written down for good; None when it is done too."""
    is_at_it, outcome = threading.Event(), []

    def other():
        try:
            is_at_it.wait(30)
            second()
        except (Conflict, RuleViolation) as error:
            outcome.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        first()
        is_at_it.set()
        time.sleep(0.6)
    thread.join(60)
    return outcome[0] if outcome else None


@pytest.fixture
def asked(cast) -> RollRequest:
    """Vera has reported a newcomer."""
    return file_request(
        school_class=cast.class_7a, text="Новый мальчик", by=cast.vera, kind="arrival", effective_on=TODAY
    )


def granted(cast, asked):
    values = {"last_name": "Новиков", "first_name": "Ян", "patronymic": ""}
    arrival = {**ORDER, "effective_on": TODAY, "to_class": cast.class_7a}
    return grant_arrival(request=asked, decision="", values=values, arrival=arrival, by=cast.sofia)


def test_a_newcomer_is_written_down_once(cast, asked):
    said = meanwhile(lambda: granted(cast, asked), lambda: granted(cast, asked))
    assert isinstance(said, Conflict)
    assert Student.objects.filter(last_name="Новиков").count() == 1


def test_what_was_granted_is_not_declined(cast, asked):
    said = meanwhile(lambda: granted(cast, asked), lambda: decline_request(request=asked, decision="нет", by=cast.igor))
    assert isinstance(said, Conflict)
    assert RollRequest.objects.get().state == "granted"


def test_a_pupil_moves_once(cast):
    def moved(day: int):
        record_movement(
            student=cast.oleg, kind="transfer", effective_on=dt.date(2026, 12, day), to_class=cast.class_7b,
            by=cast.sofia, **ORDER,
        )  # fmt: skip

    assert isinstance(meanwhile(lambda: moved(3), lambda: moved(4)), RuleViolation)
    assert Enrolment.objects.filter(student=cast.oleg).count() == 2
    assert Movement.objects.count() == 1


def test_a_movement_is_taken_back_once(cast):
    left = record_movement(
        student=cast.oleg, kind="departure", effective_on=dt.date(2026, 12, 3), year=cast.year, by=cast.sofia, **ORDER
    )

    def undone():
        undo_movement(movement=Movement.objects.get(pk=left.pk), by=cast.igor, **ORDER)

    assert isinstance(meanwhile(undone, undone), RuleViolation)
    assert Movement.objects.filter(undoes=left).count() == 1


@pytest.fixture
def draft(cast) -> TimetableDraft:
    """The timetable in force as a draft."""
    return copy_in_force(year=cast.year, day=TODAY, by=cast.galina)


def test_a_draft_is_accepted_once_and_not_dropped_meanwhile(cast, draft):
    def accepted():
        accept_draft(draft=draft, starts_on=dt.date(2026, 12, 7), by=cast.galina, is_whole=True, not_before=TODAY)

    lines = TimetableEntry.objects.count()
    assert isinstance(meanwhile(accepted, accepted), RuleViolation)
    assert TimetableEntry.objects.count() == lines
    with pytest.raises(RuleViolation):
        drop_draft(draft=draft, by=cast.igor)  # as the page that was opened before still has it: open
    assert TimetableDraft.objects.get().state == "accepted"


def test_two_claims_of_one_lesson_are_one_claim_and_one_answer(cast):
    lesson = cast.lesson("maths_7a", TODAY)

    def claimed(by, staff):
        claim_substitution(lesson, substitute=staff, reason="замещал", by=by)

    said = meanwhile(lambda: claimed(cast.boris, cast.boris_staff), lambda: claimed(cast.olga, cast.olga_staff))
    assert isinstance(said, RuleViolation)
    lesson.refresh_from_db()
    claim = lesson.substitution
    said = meanwhile(lambda: decline_claim(claim, by=cast.galina), lambda: confirm_claim(claim, by=cast.igor))
    assert isinstance(said, RuleViolation)
    claim.refresh_from_db()
    assert claim.state == "declined"
