"""One autumn in 7А, told in one test: a transfer, a leave with three substitutes, a new timetable, a quarantine, a
class divided anew; rows, rights, counts and hours are right on every date before and after."""

import datetime as dt
import json
import uuid
from collections import Counter

import pytest
from django.urls import reverse

from apps.lessons.actions.cover import Choice, cover_absence
from apps.lessons.actions.distance import set_distance
from apps.lessons.actions.generate import change_with_lessons, generate_lessons
from apps.lessons.models import Lesson, Substitution
from apps.lessons.queries.distance import distance_of
from apps.lessons.rules.substitutions import state_token
from apps.school.actions.groups import divide_class, lists_stamp
from apps.school.actions.movement import record_movement
from apps.school.models import GroupMembership
from apps.school.queries import course_roll
from apps.timetable.actions.entries import move_entry
from apps.timetable.models import TimetableEntry
from apps.timetable.rules.entries import EntryValues

pytestmark = pytest.mark.django_db
NOV, DEC, JAN = (2026, 11), (2026, 12), (2027, 1)


def day(month: tuple[int, int], number: int) -> dt.date:
    return dt.date(*month, number)


def names(course, on: dt.date) -> list[str]:
    return [entry.student.first_name for entry in course_roll(course) if entry.on(on)]


def dates(course) -> Counter:
    """How many lessons of the course take place a month."""
    held = Lesson.objects.filter(course=course, cancelled_at=None).values_list("held_on", flat=True)
    return Counter(one.month for one in held)


@pytest.mark.req("STR-17", "STR-08", "TT-03", "TT-06", "I-12", "JRN-11", "TT-02")
def test_an_autumn_in_which_everything_changes(cast, browser_of):
    generate_lessons(cast.year, by=cast.igor)
    maths, maths_7b = cast.maths_7a, cast.maths_7b
    clients = {name: browser_of(getattr(cast, name)) for name in ("anna", "boris", "vera", "olga")}

    def write(who: str, course, lesson: Lesson, pupil, text: str) -> str | int:
        """Status of one operation, or the HTTP status where the page itself is closed."""
        column = lesson.assessments.get(is_ordinary=True)
        operation = {"id": str(uuid.uuid4()), "column": f"a{column.pk}", "student": pupil.pk, "text": text, "base": 0}
        body = json.dumps({"operations": [{**operation, "comment": None, "reason": None}]})
        answer = clients[who].post(
            reverse("journal:operations", args=[course.pk]), body, content_type="application/json"
        )
        return answer.json()["results"][0]["status"] if answer.status_code == 200 else answer.status_code

    def page(who: str, course) -> str:
        return clients[who].get(reverse("journal:grid", args=[course.pk])).content.decode()

    # --- 13 November: Katya still sits in 7А, and has a grade there --------------------------------------------------
    cast.now(2026, 11, 13, 12, 0)
    friday = cast.lesson("maths_7a", day(NOV, 13))
    assert write("anna", maths, friday, cast.katya, "5") == "saved"
    autumn = dates(maths)

    # --- 16 November: the order of transfer, from the 15th -----------------------------------------------------------
    cast.now(2026, 11, 16, 9, 0)
    record_movement(
        student=cast.katya,
        kind="transfer",
        effective_on=day(NOV, 15),
        order_number="41-у",
        order_on=day(NOV, 13),
        to_class=cast.class_7b,
        by=cast.igor,
    )
    assert names(maths, day(NOV, 14)) == ["Дима", "Катя", "Олег"]
    assert names(maths, day(NOV, 15)) == ["Дима", "Олег"]
    assert names(maths_7b, day(NOV, 14)) == ["Юра"]
    assert names(maths_7b, day(NOV, 15)) == ["Катя", "Юра"]
    assert names(cast.english_2, day(NOV, 14)) == ["Катя", "Олег"]  # the place in the subgroup ends with the class
    assert names(cast.english_2, day(NOV, 16)) == ["Олег"]
    monday, tuesday_7b = cast.lesson("maths_7a", day(NOV, 16)), cast.lesson("maths_7b", day(NOV, 17))
    assert write("anna", maths, monday, cast.katya, "4") == "refused"  # I-05
    assert write("anna", maths, monday, cast.dima, "4") == "saved"
    cast.now(2026, 11, 17, 12, 0)
    assert write("boris", maths_7b, tuesday_7b, cast.katya, "3") == "saved"
    old_page = page("anna", maths)
    assert f'data-student="{cast.katya.pk}" data-version="1">5<' in old_page  # the earlier mark stays readable
    assert "В этот день ученик здесь не числился." in old_page
    assert "Ёлкина Катя" in page("boris", maths_7b)

    # --- 25 November: from 1 December algebra of Wednesday moves to Thursday, fourth lesson -------------------------
    cast.now(2026, 11, 25, 15, 0)
    entry = TimetableEntry.objects.get(course=maths, weekday=2)
    values = EntryValues(maths.pk, 3, 4, cast.anna_staff.pk, room_id=cast.room.pk)
    seen = entry.history.latest("history_id").history_id
    outcome = change_with_lessons(
        cast.year,
        lambda: move_entry(entry_id=entry.pk, values=values, starts_on=day(DEC, 1), seen=seen, by=cast.galina),
        by=cast.galina,
        first=day(DEC, 1),
        last=cast.year.ends_on,
    )
    assert (outcome.generated.created, outcome.generated.removed) == (22, 24)  # Thursdays and Wednesdays in terms 2–4
    assert not outcome.kept
    weekdays = {
        month: {
            one.weekday()
            for one in Lesson.objects.filter(course=maths, held_on__month=month).values_list("held_on", flat=True)
        }
        for month in (9, 11, 12)
    }
    assert weekdays == {9: {0, 2, 4}, 11: {0, 2, 4}, 12: {0, 3, 4}}
    assert dates(maths)[11] == autumn[11]  # November as it was, records and all
    assert dates(maths)[12] == 12  # Mondays 7 14 21 28, Thursdays 3 10 17 24, Fridays 4 11 18 25; Wednesday 30 is gone
    friday.refresh_from_db()
    assert friday.held_on == day(NOV, 13)

    # --- 30 November: Anna is on leave until 13 December; three colleagues hold her lessons -------------------------
    cast.now(2026, 11, 30, 7, 40)
    absent = Lesson.objects.filter(course=maths, held_on__range=(day(NOV, 30), day(DEC, 13)), cancelled_at=None)
    lessons = list(absent.order_by("held_on"))
    colleagues = [cast.boris_staff, cast.olga_staff, cast.vera_staff]
    free = [lesson for lesson in lessons if lesson.pk != cast.substituted.pk]
    choices = [
        Choice(lesson, seen=state_token(lesson), substitute=colleagues[number % 3], kind="same")
        for number, lesson in enumerate(free)
    ]
    absence = cover_absence(
        cast.anna_staff,
        ground="leave",
        starts_on=day(NOV, 30),
        ends_on=day(DEC, 13),
        choices=choices,
        basis="приказ № 88-к",
        by=cast.galina,
    )
    held = Substitution.objects.filter(absence=absence).order_by("lesson__held_on")
    assert [row.substitute for row in held] == [colleagues[number % 3] for number in range(len(free))]
    hours = Counter()
    for row in held:
        hours[row.substitute.last_name] += row.hours
    assert sum(hours.values()) == len(free)
    first, second = free[0], free[1]
    cast.now(first.held_on.year, first.held_on.month, first.held_on.day, 13, 0)
    assert write("boris", maths, first, cast.dima, "4") == "saved"
    assert write("boris", maths, second, cast.dima, "4") == "refused"  # another's lesson, and tomorrow's
    assert write("olga", maths, first, cast.oleg, "4") == "refused"
    cast.now(second.held_on.year, second.held_on.month, second.held_on.day, 13, 0)
    assert write("olga", maths, second, cast.dima, "5") == "saved"
    trace = second.assessments.get(is_ordinary=True).cells.get(student=cast.dima).changed_by
    assert trace == cast.olga  # under the substitute's own name (TT-06)

    # --- 7 December: a quarantine of fourteen days ------------------------------------------------------------------
    cast.now(2026, 12, 4, 16, 0)
    set_distance(
        [cast.class_7a],
        starts_on=day(DEC, 7),
        ends_on=day(DEC, 20),
        ground="quarantine",
        order_number="90-о",
        link="https://school.example/7a",
        by=cast.galina,
    )
    distance = distance_of(day(DEC, 1), day(DEC, 31))
    marked = [
        lesson.held_on.day
        for lesson in Lesson.objects.filter(course=maths, held_on__month=12).order_by("held_on")
        if distance.of_course(maths, lesson.held_on)
    ]
    assert marked == [7, 10, 11, 14, 17, 18]
    assert not any(distance.of_course(maths_7b, day(DEC, number)) for number in range(1, 31))
    assert dates(maths)[12] == 12  # a lesson at a distance is a lesson

    # --- 14 December: Anna is back, the substitutes' rights have ended by themselves --------------------------------
    cast.now(2026, 12, 16, 12, 0)
    assert write("anna", maths, cast.lesson("maths_7a", day(DEC, 14)), cast.dima, "4") == "saved"
    assert write("olga", maths, second, cast.oleg, "4") == 404
    assert page("anna", maths).count("Замена:") >= len(free)

    # --- 21 December: English is divided anew from the third term ----------------------------------------------------
    cast.now(2026, 12, 21, 15, 0)
    one, two = cast.english_1.study_group, cast.english_2.study_group
    third = cast.terms[2].starts_on
    divide_class(
        school_class=cast.class_7a,
        subject=cast.english_1.subject,
        groups=[one, two],
        chosen=[(cast.oleg.pk, one.pk), (cast.dima.pk, two.pk)],
        starts_on=third,
        seen=lists_stamp([one, two]),
        by=cast.vera,
    )
    last = third - dt.timedelta(days=1)
    assert (names(cast.english_1, last), names(cast.english_2, last)) == (["Дима"], ["Олег"])
    assert (names(cast.english_1, third), names(cast.english_2, third)) == (["Олег"], ["Дима"])
    assert not GroupMembership.objects.on(third).filter(student=cast.katya).exists()

    # --- the hours of the year agree with the plan of three lessons a week ------------------------------------------
    cast.now(2027, 1, 12, 9, 0)
    weeks = Counter(
        one.isocalendar()[:2]
        for one in Lesson.objects.filter(course=maths, cancelled_at=None).values_list("held_on", flat=True)
    )
    assert max(weeks.values()) == 3
    assert dates(maths)[9] == autumn[9]
    assert write("boris", maths, first, cast.oleg, "4") == 404
