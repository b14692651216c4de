"""The demo school's schedule of control works for the rest of the current term."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from apps.lessons.models import Lesson
from apps.school.models import AcademicYear, Course, SchoolClass
from apps.timetable.actions.controls import save_control
from apps.timetable.enums import ControlForm

FORMS = {"Русский язык": ControlForm.DICTATION, "Литература": ControlForm.ESSAY}
TOPICS = {"Русский язык": "Контрольный диктант за период", "Литература": "Сочинение по прочитанному"}
DAYS_APART = 2


def plan_control_works(year: AcademicYear, today: date) -> int:
    """One work in each subject of two hours and more, at most one a day in a class; returns how many."""
    made = 0
    for one in SchoolClass.objects.filter(year=year, level__gte=2).order_by("level", "letter", "pk"):
        lessons = defaultdict(list)
        ahead = Lesson.objects.filter(course__school_class=one, held_on__gt=today, cancelled_at=None)
        edges = _edges(ahead)
        for course, term_end, day, number in ahead.order_by("held_on", "number").values_list(
            "course_id", "term__ends_on", "held_on", "number"
        ):
            if day <= term_end and number not in edges[day]:
                lessons[course].append((day, number))
        taken: set[date] = set()
        for course in _courses(one):
            slot = next((slot for slot in lessons[course.pk] if _is_free(slot[0], taken)), None)
            if slot and slot[0].year == today.year:
                taken.add(slot[0])
                _save(course, *slot)
                made += 1
    return made


def _courses(school_class: SchoolClass) -> list[Course]:
    rows = Course.objects.filter(school_class=school_class, hours_per_week__gte=2).exclude(scale="none")
    names = ("Физическая культура", "Труд (технология)")
    return list(rows.exclude(subject__name__in=names).select_related("subject").order_by("subject__position", "pk"))


def _edges(lessons) -> dict[date, tuple[int, int]]:
    numbers = defaultdict(list)
    for day, number in lessons.values_list("held_on", "number"):
        numbers[day].append(number)
    return {day: (min(found), max(found)) for day, found in numbers.items()}


def _is_free(day: date, taken: set[date]) -> bool:
    return all(abs((day - other).days) >= DAYS_APART for other in taken)


def _save(course: Course, day: date, number: int) -> None:
    name = course.subject.name
    values = {
        "course": course,
        "held_on": day,
        "number": number,
        "form": FORMS.get(name, ControlForm.CONTROL),
        "topic": TOPICS.get(name, "Итоги периода"),
        "note": "",
    }
    save_control(values=values, by=None)
