"""Individual study plans and releases (STR-09, I-06)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.core.text import key_of
from apps.office import permissions
from apps.office.forms.plans import IndividualPlanForm, LastDayForm, PupilSearch, ReleaseForm
from apps.office.queries import individual, people
from apps.office.views.plans.load import day_within
from apps.school.actions.individual import PlanLine, end_release, release_student, save_individual_plan
from apps.school.models import IndividualPlan, Release, Student
from apps.school.queries import current_year
from apps.school.rules.plans import parse_hours

SHOWN = 20
FIELDS = ("order_number", "order_on", "starts_on", "ends_on", "note")


def _year_or_404():
    year = current_year(clock.today())
    if year is None:
        raise Http404
    return year


@never_cache
def index(request):
    """Pupils with a plan of their own, its content, and pupils released from a course."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    year = current_year(clock.today())
    day = day_within(year) if year else None
    page = {
        "year": year, "may_plan": permissions.can_plan(request.user), "today": day,
        "rows": individual.individual_plans(year, day) if year else (),
        "releases": individual.releases(year, day) if year else (),
    }  # fmt: skip
    return render(request, "office/plans/individual.html", page)


def _pupil(request, year):
    """The pupil named by the address, or None with what the search found."""
    text = request.GET.get("student", "")
    if (pk := key_of(text)) is not None:
        return get_object_or_404(Student, pk=pk), None, ()
    search = PupilSearch(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return None, search, people.students(words, None, year, day_within(year))[:SHOWN] if words else ()


@never_cache
def new(request):
    """A new plan: first the pupil, then the subjects."""
    permissions.demand_planner(request.user)
    year = _year_or_404()
    if refused := methods(request, "GET", "POST"):
        return refused
    student, search, found = _pupil(request, year)
    if student is None:
        return render(request, "office/plans/pupil_search.html", {"search": search, "found": found, "what": "plan"})
    return _edited(request, year, student, None)


@never_cache
def one(request, pk):
    """Change a plan: order, days, subjects and hours."""
    permissions.demand_planner(request.user)
    plan = get_object_or_404(IndividualPlan.objects.select_related("student", "year"), pk=pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, plan.year, plan.student, plan)


def _edited(request, year, student, plan):
    day = day_within(year)
    initial = {name: getattr(plan, name) for name in FIELDS} if plan else {"starts_on": day, "order_on": clock.today()}
    form = IndividualPlanForm(
        request.POST if request.method == "POST" else None, initial={**initial, "seen": seen_of(plan)}
    )
    typed = {}
    if request.method == "POST":
        lines, typed, is_whole = _lines(request.POST)
        if form.is_valid() and is_whole:
            values = dict(form.cleaned_data)
            seen = values.pop("seen") or None
            facts = {"student": student, "year": year, "values": values, "lines": lines, "plan": plan, "seen": seen}
            try:
                save_individual_plan(**facts, by=request.user)
            except (RuleViolation, Conflict) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("%s: индивидуальный план сохранён.") % student.short_name)
                return redirect("office:individual_plans")
    page = {
        "student": student, "plan": plan, "form": form, "school_class": individual.class_of(student, year, day),
        "lines": individual.plan_lines(student, year, day, plan=plan, typed=typed),
    }  # fmt: skip
    return render(request, "office/plans/individual_plan.html", page)


def _lines(posted) -> tuple[list[PlanLine], dict, bool]:
    """Lines with hours; everything typed by field with its fault; whether all of it could be read."""
    lines, typed, is_whole = [], {}, True
    for name, text in posted.items():
        kind, _dash, subject = name.partition("-")
        if kind not in ("hours", "course") or key_of(subject) is None:
            continue
        typed[name] = (text, "")
        if kind == "hours":
            try:
                hours = parse_hours(text)
            except RuleViolation as error:
                typed[name], is_whole = (text, str(error)), False
                continue
            course = posted.get(f"course-{subject}", "")
            if hours:
                lines.append(PlanLine(key_of(subject), hours, key_of(course)))
    return lines, typed, is_whole


@never_cache
def release(request):
    """Release a pupil from a course."""
    permissions.demand_planner(request.user)
    year = _year_or_404()
    if refused := methods(request, "GET", "POST"):
        return refused
    student, search, found = _pupil(request, year)
    if student is None:
        return render(request, "office/plans/pupil_search.html", {"search": search, "found": found, "what": "release"})
    day = day_within(year)
    courses = individual.own_courses(student, year, day)
    posted = request.POST if request.method == "POST" else None
    form = ReleaseForm(posted, courses=courses, initial={"starts_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            release_student(student=student, **form.cleaned_data, by=request.user)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s: освобождение записано.") % student.short_name)
            return redirect("office:individual_plans")
    return render(request, "office/plans/release.html", {"student": student, "form": form})


@never_cache
def finish_release(request, pk):
    """The release holds until a day."""
    permissions.demand_planner(request.user)
    row = get_object_or_404(Release.objects.select_related("student"), pk=pk)
    if refused := methods(request, "POST"):
        return refused
    form = LastDayForm(request.POST)
    if form.is_valid():
        end_release(row, last_day=form.cleaned_data["last_day"], by=request.user)
        messages.success(request, _("%s: срок освобождения изменён.") % row.student.short_name)
    else:
        messages.error(request, _("Укажите последний день освобождения."))
    return redirect("office:individual_plans")
