"""Rows of subjects, study plans, load and the timetable."""

from __future__ import annotations

from django.db.models import Prefetch

from apps.office.exports import words
from apps.office.exports.shape import Listing, Scope, staff_names
from apps.office.queries import people
from apps.school.models import Course, Curriculum, CurriculumLine, Subject, TeachingAssignment
from apps.timetable.models import TimetableEntry


def subject_rows(scope: Scope) -> list[tuple]:
    """Subjects in the order of the study plan."""
    rows = Subject.objects.filter(part=scope.part) if scope.part else Subject.objects.all()
    return [
        (one.name, one.short_name, words.PARTS[one.part], one.area, words.SCALES[one.scale])
        for one in rows.order_by("position", "name", "pk")
    ]


SUBJECTS = Listing("Предметы", ("Предмет", "Кратко", "Часть", "Область", "Система оценивания"), subject_rows)


def plan_rows(scope: Scope) -> list[tuple]:
    """A row per subject and level of each plan of the year; a plan without hours has one row."""
    lines = CurriculumLine.objects.select_related("subject").order_by(
        "subject__position", "subject__name", "level", "pk"
    )
    plans = Curriculum.objects.filter(year=scope.year).prefetch_related(Prefetch("lines", lines))
    rows = []
    for plan in plans.order_by("name", "pk"):
        head = (plan.name, plan.profile, plan.levels, plan.weeks, plan.order_number)
        found = [
            (*head, line.subject.name, line.level, line.hours_per_week, words.PARTS[line.part], line.groups)
            for line in plan.lines.all()
        ]
        rows += found or [(*head, "", None, None, "", None)]
    return rows


PLANS = Listing(
    "Учебные планы",
    (
        "Учебный план", "Профиль", "Параллели плана", "Учебных недель", "Приказ", "Предмет", "Параллель",
        "Часов в неделю", "Часть", "Групп в классе",
    ),
    plan_rows,
    texts=frozenset({"Параллели плана", "Приказ"}),
)  # fmt: skip


def load_rows(scope: Scope) -> list[tuple]:
    """Who teaches what from when to when; hours without a teacher are a vacancy."""
    names = staff_names()
    courses = people.courses(scope.year, scope.today, scope.class_pk, scope.staff_pk)
    held = TeachingAssignment.objects.order_by("starts_on", "pk")
    if scope.staff_pk:
        held = held.on(scope.today).filter(staff=scope.staff_pk)
    rows = []
    for course in courses.prefetch_related(Prefetch("assignments", held, to_attr="held")):
        head, kind = (course.audience_name, course.subject.name), words.SERVICES[course.kind]
        found = [
            (*head, names[one.staff_id], one.hours_per_week, one.starts_on, one.ends_on, kind) for one in course.held
        ]
        rows += found or [(*head, words.VACANCY, course.hours_per_week or None, None, None, kind)]
    return rows


LOAD = Listing(
    "Нагрузка",
    ("Класс или группа", "Предмет", "Учитель", "Часов в неделю", "С", "По", "Вид занятий"),
    load_rows,
    texts=frozenset({"Класс или группа"}),
)


def entry_rows(scope: Scope) -> list[tuple]:
    """Lines of the weekly timetable, former and coming ones too."""
    names = staff_names()
    courses = Course.objects.select_related("subject", "school_class", "study_group")
    entries = TimetableEntry.objects.filter(course__year=scope.year).select_related("room")
    entries = entries.prefetch_related(Prefetch("course", courses))
    rows = []
    for one in entries.order_by("starts_on", "weekday", "number", "pk"):
        rows.append((
            words.WEEKDAYS[one.weekday], one.number, one.course.audience_name, one.course.subject.name,
            names[one.teacher_id], names.get(one.second_teacher_id, ""), one.room.name if one.room_id else "",
            words.WEEKS[one.week], one.starts_on, one.ends_on,
        ))  # fmt: skip
    return rows


ENTRIES = Listing(
    "Расписание",
    ("День", "Урок", "Класс или группа", "Предмет", "Учитель", "Второй учитель", "Кабинет", "Неделя", "С", "По"),
    entry_rows,
    texts=frozenset({"Класс или группа", "Кабинет", "Неделя"}),
)
