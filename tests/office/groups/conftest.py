"""A class of 28, and the ways of the desk to its groups."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.school.models import Enrolment, Student
from apps.school.models.people import name_keys

YEAR_START = dt.date(2026, 9, 1)
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"


def enrol(school_class, number: int, *, starts_on=YEAR_START, last_name: str = "", sex: str = "") -> Student:
    """One more pupil of the class."""
    last = last_name or f"{LETTERS[number % len(LETTERS)]}новый{number:02}"
    names = {"last_name": last, "first_name": "Ян" if number % 2 else "Яна", "patronymic": ""}
    student = Student.objects.create(**names, **name_keys(**names), sex=sex or ("m" if number % 2 else "f"))
    Enrolment.objects.create(student=student, school_class=school_class, starts_on=starts_on)
    return student


@pytest.fixture
def class_of_28(cast) -> list[Student]:
    """7А with 28 pupils, in the order of the list."""
    for number in range(25):
        enrol(cast.class_7a, number)
    return list(Student.objects.filter(enrolments__school_class=cast.class_7a).order_by("sort_key", "pk"))


@pytest.fixture
def desk(cast, browser_of):
    """``desk(user).get("group", pk)`` and ``.post("split", class, subject, starts_on=…)`` by names of addresses."""

    class Desk:
        def __init__(self, user):
            self.client = browser_of(user)

        def get(self, name, /, *args, **data):
            return self.client.get(reverse(f"office:{name}", args=args), data)

        def post(self, name, /, *args, **data):
            return self.client.post(reverse(f"office:{name}", args=args), data)

    return Desk


def shown(response) -> str:
    """The page as text."""
    assert response.status_code == 200, response
    return response.content.decode()
