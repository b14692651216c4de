"""The page of one course: how it is graded, by which terms, who teaches it (P-01, I-06)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.lessons.actions.courses import change_course
from apps.lessons.models import CourseTerm
from apps.office import permissions
from apps.office.forms.plans import CourseForm
from apps.office.views.plans.load import back_of
from apps.school.models import Course, Term
from apps.school.rules.plans import hours_text


@never_cache
def one(request, pk):
    """Scale, terms, terms without grades and kind of lessons; the deputy changes them."""
    permissions.demand_reader(request.user)
    related = ("year", "subject", "school_class", "study_group", "term_scheme")
    course = get_object_or_404(Course.objects.select_related(*related), pk=pk)
    if request.method == "POST":
        permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = _form(request, course)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        gradeless, seen = [int(term) for term in values.pop("gradeless")], values.pop("seen")
        try:
            change_course(course, values=values, gradeless=gradeless, seen=seen, by=request.user)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s: сохранено.") % course)
            return redirect("office:course", pk)
    gradeless = CourseTerm.objects.filter(course=course, is_graded=False).select_related("term__scheme")
    page = {
        "course": course, "form": form, "back": back_of(course), "may_plan": permissions.can_plan(request.user),
        "assignments": course.assignments.select_related("staff").order_by("starts_on", "pk"),
        "gradeless": [row.term for row in gradeless.order_by("term__number")],
    }  # fmt: skip
    return render(request, "office/plans/course.html", page)


def _form(request, course):
    """Terms of the present division; those of a newly chosen one are there once it was saved."""
    terms = Term.objects.filter(scheme=course.term_scheme_id).select_related("scheme").order_by("number")
    off = CourseTerm.objects.filter(course=course, is_graded=False)
    initial = {
        "scale": course.scale, "term_scheme": course.term_scheme_id, "kind": course.kind, "seen": seen_of(course),
        "hours_per_week": hours_text(course.hours_per_week), "gradeless": list(off.values_list("term_id", flat=True)),
    }  # fmt: skip
    return CourseForm(request.POST if request.method == "POST" else None, course=course, terms=terms, initial=initial)
