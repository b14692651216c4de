"""The schedule of control works of a period on one page: list, grid, form with warnings, workbook (TT-07)."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.downloads import format_of, table_response
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.core.seen import seen_of
from apps.core.text import key_of
from apps.office import permissions
from apps.office.exports.controls import controls_table
from apps.office.forms.controls import ControlForm, PeriodChoice
from apps.office.queries import controls
from apps.school.models import SchoolClass
from apps.school.queries import current_year, profile, term_of
from apps.timetable.actions.controls import drop_control, save_control
from apps.timetable.models import ControlWork

FIELDS = ("course", "held_on", "number", "form", "topic", "note")


def _chosen(request):
    """The year, the form of choice, the chosen term and class; 404 without a year."""
    year = current_year(clock.today())
    if year is None:
        raise Http404
    form = PeriodChoice(request.GET, year=year)
    chosen = form.cleaned_data if form.is_valid() else {}
    terms = {str(term.pk): term for term in form.terms}
    term = terms.get(chosen.get("term", "")) or term_of(form.terms, clock.today())
    return year, form, term, chosen.get("school_class")


@never_cache
def index(request):
    """Date, class, subject, topic and form of every work of the period; the staff reads it."""
    permissions.demand_timetable_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    if current_year(clock.today()) is None:
        return render(request, "timetable/controls/index.html", {"form": None})
    year, form, term, school_class = _chosen(request)
    first, last = (term.starts_on, term.ends_on) if term else (year.starts_on, year.ends_on)
    lines = controls.lines_of(year, first, last, class_pk=school_class and school_class.pk)
    classes = form.fields["school_class"].queryset
    view = "grid" if request.GET.get("view") == "grid" else "list"
    page = {
        "form": PeriodChoice(
            initial={"term": term and term.pk, "school_class": school_class}, year=year
        ),
        "term": term, "school_class": school_class, "lines": lines, "view": view, "classes": classes,
        "warned": sum(1 for line in lines if line.warnings), "may_plan": permissions.can_plan(request.user),
        "query": _query(term, school_class), "profile": profile(),
    }  # fmt: skip
    if view == "grid":
        page |= _grid(request, lines, [school_class] if school_class else classes, first, last)
    return render(request, "timetable/controls/index.html", page)


def _query(term, school_class) -> str:
    parts = [f"term={term.pk}"] if term else []
    return "&".join([*parts, *([f"school_class={school_class.pk}"] if school_class else [])])


def _grid(request, lines, classes, first: dt.date, last: dt.date) -> dict:
    """One month of the period; today's month when the period holds it."""
    months = sorted({(day.year, day.month) for day in _days(first, last)})
    asked = request.GET.get("month", "")
    today = clock.today()
    chosen = next((month for month in months if f"{month[0]}-{month[1]:02}" == asked), None)
    chosen = chosen or next((month for month in months if month == (today.year, today.month)), months[0])
    days = [day for day in _days(first, last) if (day.year, day.month) == chosen]
    shown = [line for line in lines if days[0] <= line.held_on <= days[-1]]
    return {
        "months": [(f"{one[0]}-{one[1]:02}", dt.date(*one, 1), one == chosen) for one in months],
        "grid": controls.month_grid(shown, classes, days[0], days[-1]),
    }


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]


@never_cache
def export(request):
    """The same list as a workbook, or with ``?format=csv`` as CSV."""
    permissions.demand_timetable_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    year, _form, term, school_class = _chosen(request)
    first, last = (term.starts_on, term.ends_on) if term else (year.starts_on, year.ends_on)
    lines = controls.lines_of(year, first, last, class_pk=school_class and school_class.pk)
    table = controls_table(lines)
    return table_response([table], format_of(request.GET), profile().short_name, table.name, f"{first:%Y-%m-%d}")


@never_cache
def new(request):
    """A new work: first the class, then subject and day, with the warnings beside."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = current_year(clock.today())
    if year is None:
        raise Http404
    classes = SchoolClass.objects.filter(year=year).order_by("level", "letter", "pk")
    if (pk := key_of(request.GET.get("school_class"))) is None:
        return render(request, "timetable/controls/choose.html", {"classes": classes})
    return _edited(request, get_object_or_404(classes, pk=pk), ControlWork())


@never_cache
def one(request, pk):
    """Change a planned work."""
    permissions.demand_planner(request.user)
    row = _work(pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    return _edited(request, controls.classes_of(row.course)[0], row)


def _work(pk) -> ControlWork:
    related = ("course__subject", "course__school_class__year", "course__study_group")
    return get_object_or_404(ControlWork.objects.select_related(*related), pk=pk)


def _edited(request, school_class, row):
    initial = {"seen": seen_of(row), "held_on": row.held_on or request.GET.get("day")}
    posted = request.POST if request.method == "POST" else None
    form = ControlForm(posted, instance=row, courses=controls.courses_of_class(school_class), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        seen = form.cleaned_data["seen"] if row.pk else None
        try:
            saved = save_control(values=values, work=row if row.pk else None, seen=seen, by=request.user)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, str(error))
        else:
            for said in controls.draft_warnings(saved, school_class.year):
                messages.warning(request, said)
            messages.success(request, _("%s: работа внесена в график.") % saved.course)
            return redirect(f"{reverse('timetable:controls')}?term={saved.term_id}")
    said = controls.draft_warnings(row, school_class.year) if row.pk else ()
    page = {"form": form, "school_class": school_class, "work": row if row.pk else None, "warnings": said}
    return render(request, "timetable/controls/form.html", page)


@never_cache
def check(request, pk):
    """What the norms say of the work that is being typed, as a fragment: asked while the form of a class is edited."""
    permissions.demand_planner(request.user)
    school_class = get_object_or_404(SchoolClass.objects.select_related("year"), pk=pk)
    if refused := methods(request, "GET"):
        return refused
    form = ControlForm(request.GET, courses=controls.courses_of_class(school_class))
    form.is_valid()
    known = form.cleaned_data
    said = []
    if known.get("course") and known.get("held_on"):
        draft = ControlWork(pk=key_of(request.GET.get("work")))
        draft.course, draft.held_on, draft.number = known["course"], known["held_on"], known.get("number")
        said = controls.draft_warnings(draft, school_class.year)
    return render(request, "timetable/controls/_warnings.html", {"warnings": said})


@never_cache
def drop(request, pk):
    """Take a work out of the schedule."""
    permissions.demand_planner(request.user)
    row = _work(pk)
    if refused := methods(request, "POST"):
        return refused
    drop_control(row, by=request.user)
    messages.success(request, _("%s: работа убрана из графика.") % row.course)
    return redirect("timetable:controls")
