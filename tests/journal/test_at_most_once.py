"""500 operations on 500 cells, each sent three times in shuffled order by eight clients: applied exactly once."""

import json
import random
import threading
import uuid
from http.cookies import SimpleCookie

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from apps.journal.models import Operation
from apps.lessons.models import Assessment, Cell, Grade
from apps.school.models import Enrolment, Student
from apps.school.models.people import name_keys

CLIENTS, TIMES, CELLS = 8, 3, 500


def make_pupils(cast, count: int) -> list[Student]:
    pupils = []
    for number in range(count):
        name = ("Пробный", f"Ученик{number}", "")
        student = Student.objects.create(last_name=name[0], first_name=name[1], **name_keys(*name))
        Enrolment.objects.create(student=student, school_class=cast.class_7a, starts_on=cast.year.starts_on)
        pupils.append(student)
    return pupils


def make_operations(cast) -> list[dict]:
    columns = Assessment.objects.filter(
        course=cast.maths_7a, lesson__held_on__range=("2026-11-02", "2026-12-02"), is_ordinary=True
    ).order_by("pk")
    cells = [(column.pk, pupil.pk) for column in columns for pupil in make_pupils(cast, 45)]
    assert len(cells) >= CELLS
    return [
        {"id": str(uuid.uuid4()), "column": f"a{column}", "student": pupil, "text": "5432"[index % 4], "base": 0}
        for index, (column, pupil) in enumerate(cells[:CELLS])
    ]


class Sender(threading.Thread):
    """One client that sends its share in batches of different sizes and keeps the answers."""

    def __init__(self, number, cookies: SimpleCookie, url: str, operations: list[dict]):
        super().__init__()
        self.client, self.url, self.operations = Client(), url, operations
        self.client.cookies = cookies
        self.random = random.Random(number)
        self.statuses: list[str] = []
        self.error: Exception | None = None

    def run(self):
        try:
            rest = list(self.operations)
            while rest:
                size = self.random.choice([1, 2, 7, 30])
                batch, rest = rest[:size], rest[size:]
                body = json.dumps({"operations": batch})
                response = self.client.post(self.url, body, content_type="application/json")
                self.statuses += [result["status"] for result in response.json()["results"]]
        except Exception as error:  # noqa: BLE001
            self.error = error
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_every_operation_is_applied_exactly_once(cast, browser_of):
    operations = make_operations(cast)
    before = Grade.history.count()
    dice = random.Random(7)
    sendings = operations * TIMES
    dice.shuffle(sendings)
    url = reverse("journal:operations", args=[cast.maths_7a.pk])
    senders = [
        Sender(number, browser_of(cast.anna).cookies, url, sendings[number::CLIENTS]) for number in range(CLIENTS)
    ]
    connection.close()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [sender.error for sender in senders if sender.error] == []
    statuses = [status for sender in senders for status in sender.statuses]
    assert (statuses.count("saved"), statuses.count("repeated"), len(statuses)) == (
        CELLS,
        CELLS * (TIMES - 1),
        CELLS * TIMES,
    )
    assert Operation.objects.count() == CELLS
    assert Grade.history.count() - before == CELLS
    assert set(Cell.objects.values_list("version", flat=True)) == {1}
    told = {(one["column"], one["student"]): one["text"] for one in operations}
    kept = {
        (f"a{grade.cell.assessment_id}", grade.student_id): grade.value
        for grade in Grade.objects.select_related("cell")
    }
    assert kept == told
