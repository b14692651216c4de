"""Rows of classes, study groups and their lists."""

from __future__ import annotations

from django.db.models import Prefetch

from apps.office.exports import words
from apps.office.exports.shape import Listing, Scope, staff_names
from apps.office.queries import people
from apps.school.models import GroupMembership, SchoolClass, StudyGroup


def class_rows(scope: Scope) -> list[tuple]:
    """Classes of the year with the class teachers of the day."""
    names = staff_names()
    return [
        (
            one.name, one.level, names[one.leaders[-1].staff_id] if one.leaders else "", one.shift, one.days_per_week,
            one.room.name if one.room_id else "",
        )
        for one in people.classes(scope.year, scope.today)
    ]  # fmt: skip


CLASSES = Listing(
    "Классы",
    ("Класс", "Параллель", "Классный руководитель", "Смена", "Дней в неделе", "Кабинет"),
    class_rows,
    people=True,
    texts=frozenset({"Класс", "Кабинет"}),
)


def group_rows(scope: Scope) -> list[tuple]:
    """Study groups of the year, the ended ones too, or those that the page shows."""
    classes = Prefetch("classes", SchoolClass.objects.order_by("level", "letter", "pk"))
    groups = StudyGroup.objects.filter(year=scope.year)
    if scope.only is not None:
        groups = groups.filter(pk__in=scope.only)
    groups = groups.select_related("subject").prefetch_related(classes)
    return [
        (
            one.name, one.subject.name if one.subject_id else "", words.GROUPS[one.kind],
            ", ".join(each.name for each in one.classes.all()), one.ends_on,
        )
        for one in groups.order_by("name", "pk")
    ]  # fmt: skip


GROUPS = Listing(
    "Группы",
    ("Группа", "Предмет", "Вид", "Классы", "Действует по"),
    group_rows,
    texts=frozenset({"Группа", "Классы"}),
)


def membership_rows(scope: Scope) -> list[tuple]:
    """Who is in which group from when to when."""
    rows = GroupMembership.objects.filter(study_group__year=scope.year).select_related("study_group", "student")
    return [
        (
            row.study_group.name, row.student.file_no, row.student.full_name, row.student.birth_on, row.starts_on,
            row.ends_on,
        )
        for row in rows.order_by("study_group__name", "study_group_id", "student__sort_key", "starts_on", "pk")
    ]  # fmt: skip


MEMBERSHIPS = Listing(
    "Состав групп",
    ("Группа", "Личное дело №", "Ученик", "Дата рождения", "С", "По"),
    membership_rows,
    people=True,
    texts=frozenset({"Группа", "Личное дело №"}),
)
