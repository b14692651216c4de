"""The terms of a course together with its own rows of them."""

from django.db.models import FilteredRelation, Q

from apps.core.compiled import Compiled
from apps.core.memo import remembered
from apps.school.models import Term

_terms = Compiled(
    lambda scheme, course: (
        Term.objects.filter(scheme_id=scheme)
        .order_by("number")
        .annotate(course_term=FilteredRelation("course_terms", condition=Q(course_terms__course_id=course)))
        .select_related("scheme", "course_term__handed_in_by", "course_term__accepted_by")
    ),
    int,
    int,
)


@remembered
def terms_of_course(scheme_id: int, course_id: int) -> list[Term]:
    """Terms of a scheme in order, each with the course's ``course_term`` (or None); one query."""
    terms = _terms(scheme_id, course_id)
    for term in terms:
        term.__dict__.setdefault("course_term", None)  # the join sets nothing where there is no row
    return terms
