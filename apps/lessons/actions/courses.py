"""How a course is graded: scale, division of the year, terms without grades (P-01, I-06)."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation
from apps.core.history import attributed, bulk_create_tracked, bulk_update_tracked, delete_tracked
from apps.core.seen import check_unmoved
from apps.school.models import Course

from ..models import CourseTerm, Grade, Lesson, TermGrade
from ..rules.courses import check_scale_change, check_scheme_change, check_term_grading


@transaction.atomic
def change_course(course: Course, *, values: Mapping, gradeless: Iterable[int], by, seen: str | None = None) -> Course:
    """Change scale, division of the year, kind and hours of a course, and which terms are without grades.

    Args:
        values: scale, term_scheme, kind, hours_per_week.
        gradeless: keys of the terms of the scheme in which no term grades are given.

    Raises:
        RuleViolation: grades or closed terms stand in the way.
        Conflict: somebody changed the course meanwhile.
    """
    row = Course.objects.select_related("term_scheme").get(pk=course.pk)
    check_unmoved(row, seen)
    if values["scale"] != row.scale:
        given = Grade.objects.filter(course=row).exists() or _term_grades(row).exists()
        check_scale_change(has_grades=given)
    moves = values["term_scheme"].pk != row.term_scheme_id
    if moves:
        handed_in = CourseTerm.objects.filter(course=row, handed_in_at__isnull=False).exists()
        check_scheme_change(has_term_grades=_term_grades(row).exists(), is_handed_in=handed_in)
    for name, value in values.items():
        setattr(row, name, value)
    with attributed(by=by):
        row.save()
        if moves:
            _follow_scheme(row)
        _set_gradeless(row, set(gradeless))
    return row


def _term_grades(course: Course):
    return TermGrade.objects.filter(course=course).exclude(value="")


def _follow_scheme(course: Course) -> None:
    """Lessons and term rows of the course go over to the terms of its new division of the year."""
    terms = list(course.term_scheme.terms.order_by("number"))
    lessons = list(Lesson.objects.filter(course=course).order_by("held_on", "number"))
    for lesson in lessons:
        lesson.term = next((term for term in terms if term.starts_on <= lesson.held_on <= term.ends_on), None)
        if lesson.term is None:
            day = f"{lesson.held_on:%d.%m.%Y}"
            raise RuleViolation(_("Урок %s не попадает ни в один из новых периодов.") % day)
    bulk_update_tracked(lessons, ["term"])
    delete_tracked(TermGrade.objects.filter(course=course, value="").exclude(term__in=terms))
    delete_tracked(CourseTerm.objects.filter(course=course).exclude(term__in=terms))


def _set_gradeless(course: Course, gradeless: set[int]) -> None:
    rows = {row.term_id: row for row in CourseTerm.objects.filter(course=course)}
    graded = set(_term_grades(course).values_list("term_id", flat=True))
    new, changed = [], []
    for term in course.term_scheme.terms.select_related("scheme").order_by("number"):
        row = rows.get(term.pk) or CourseTerm(course=course, term=term, is_graded=True)
        wanted = term.pk not in gradeless
        if row.pk and row.is_graded == wanted:
            continue
        if row.is_graded != wanted:
            check_term_grading(term, row, has_term_grades=term.pk in graded)
        row.is_graded = wanted
        (changed if row.pk else new).append(row)
    bulk_create_tracked(CourseTerm, new)
    bulk_update_tracked(changed, ["is_graded"])
