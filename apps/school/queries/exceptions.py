"""What makes a roll other than the list of the class: individual plans and forms of study, in one query."""

from django.db.models import Q, Value

from apps.core.compiled import Compiled
from apps.core.memo import remembered

from .own_plans import OwnPlans, own_plans, plan_rows
from .study_forms import StudyForms, form_rows, forms_of


def _query(year: int):
    plans = plan_rows(Q(year_id=year)).order_by()
    fields = ("pk", "student_id", "starts_on", "ends_on")
    return plans.values_list(*fields, "lines__subject_id", "lines__course_id", Value("")).union(
        form_rows().order_by().values_list(*fields, Value(0), Value(0), "mode"), all=True
    )


_of_year = Compiled(_query, int)


@remembered
def exceptions_of_year(year_pk: int) -> tuple[OwnPlans, StudyForms]:
    """Plans of a school year and forms of study; one query, two where a plan sends somebody into another course.

    Only a form of study has a mode: that tells the two kinds of rows apart.
    """
    plans, forms = [], []
    for *row, mode in sorted(_of_year(year_pk), key=lambda row: (row[2], row[0])):
        if mode:
            forms.append((row[1], mode, row[2], row[3]))
        else:
            plans.append(tuple(row))
    return own_plans(plans), forms_of(forms)
