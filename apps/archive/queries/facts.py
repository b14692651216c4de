"""The sealed facts: each row's values and the history row that said so last (decision 15)."""

import datetime as dt

from django.db import models
from django.db.models import Max

from apps.archive.queries.material import Material, lessons_of
from apps.archive.queries.volume import to_plain
from apps.attendance.models import Absence
from apps.homework.models import Homework
from apps.lessons.models import Assessment, Grade, Lesson, Move, Substitution, TermGrade

#: Names under which the models stand in the JSON.
MODELS: dict[str, type[models.Model]] = {
    model._meta.label_lower: model
    for model in (Lesson, Substitution, Move, Assessment, Grade, Absence, Homework, TermGrade)
}


def values_of(row, fields) -> dict:
    """Plain values of a row or of a history row, by column name."""
    return {name: to_plain(_plain(getattr(row, name))) for name in fields}


def _plain(value):
    """Values without a JSON form as text; moments in UTC, so that both databases agree."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, (bool, int, str, dt.date, dt.time)) or value is None:
        return value
    return str(value)


def tracked_fields(model) -> list[str]:
    """Column names that the model's history keeps."""
    return [field.attname for field in model.history.model.tracked_fields]


def facts_of(material: Material) -> list[dict]:
    """Every fact of the volume, two queries per model."""
    course_ids = [course.pk for course in material.courses]
    term_ids = sorted({term.pk for term in material.own_terms.values()})
    facts = []
    for name, rows in scope(course_ids, term_ids).items():
        model = MODELS[name]
        fields = tracked_fields(model)
        latest = dict(
            model.history.filter(id__in=rows.values("pk")).values_list("id").annotate(Max("history_id")).order_by()
        )
        for row in rows.order_by("pk"):
            facts.append({"model": name, "pk": row.pk, "history": latest.get(row.pk), "values": values_of(row, fields)})
    return facts


def scope(course_ids, term_ids) -> dict[str, models.QuerySet]:
    """Per model the rows that belong to the volume of these courses and terms."""
    lessons = lessons_of(course_ids, term_ids)
    return {
        Lesson._meta.label_lower: lessons,
        Substitution._meta.label_lower: Substitution.objects.filter(lesson__in=lessons),
        Move._meta.label_lower: Move.objects.filter(lesson__in=lessons),
        Assessment._meta.label_lower: Assessment.objects.filter(lesson__in=lessons),
        Grade._meta.label_lower: Grade.objects.filter(cell__assessment__lesson__in=lessons),
        Absence._meta.label_lower: Absence.objects.filter(lesson__in=lessons),
        Homework._meta.label_lower: Homework.objects.filter(lesson__in=lessons),
        TermGrade._meta.label_lower: TermGrade.objects.filter(course_id__in=course_ids, term_id__in=term_ids),
    }
