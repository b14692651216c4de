"""Building a timetable by the program FET, times when teachers cannot teach, the timetable as files."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import Conflict, RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import build as building
from apps.office.exports import timetable
from apps.office.exports.fet import fet_file
from apps.office.forms.drafts import BuildForm, TeacherChoice
from apps.office.queries.building import build_problem, places_of
from apps.office.queries.unavailable import parse_places, teachers_with_places, unavailable_page
from apps.office.tasks import build_timetable
from apps.school.queries import current_year, profile
from apps.timetable.actions.unavailable import set_unavailable
from apps.timetable.queries.drafts import lines_in_force, lines_of_draft
from apps.timetable.rules.building import Limits, problems_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "fet": "application/xml",
}


def _year():
    """The year and the nearest day of it; 404 while there is none."""
    year = current_year(clock.today())
    if year is None:
        raise Http404
    return year, min(max(clock.today(), year.starts_on), year.ends_on)


@never_cache
def build(request):
    """What would be placed and by which limits; POST queues the building."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year, day = _year()
    form = BuildForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                job = building.start_build(
                    year=year, day=day, limits=form.limits(), minutes=form.cleaned_data["minutes"], by=request.user
                )
                transaction.on_commit(lambda: build_timetable.delay(job.pk), robust=True)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            return redirect("timetable:draft", job.draft_id)
    problem = build_problem(year, day, Limits())
    page = {
        "form": form, "year": year, "tab": "drafts", "may_plan": True, "problem": problem,
        "wrong": problems_of(problem), "missing": "" if building.program() else building.how_to_install(),
    }  # fmt: skip
    return render(request, "timetable/drafts/build.html", page)


@never_cache
def stop(request, pk):
    """End the building; what is placed so far stays in the draft."""
    draft = permissions.draft_for_planning(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    if hasattr(draft, "build"):
        building.stop_build(job=draft.build)
    return redirect("timetable:draft", pk)


@never_cache
def export(request, kind):
    """The timetable of the year as a file: XLSX and CSV with all dates, FET as it is today."""
    permissions.demand_planner(request.user)
    if kind not in TYPES:
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    year, day = _year()
    if kind == "fet":
        return _file(_fet(year, day, lines_in_force(year, day)), kind)
    rows = timetable.lines_of_year(year)
    return _file(timetable.workbook(rows) if kind == "xlsx" else timetable.csv(rows), kind)


@never_cache
def export_draft(request, pk, kind):
    """A draft as a file."""
    draft = permissions.draft_for_planning(request.user, pk)
    if kind not in TYPES:
        raise Http404
    if refused := methods(request, "GET"):
        return refused
    if kind == "fet":
        _now, day = _year()
        return _file(_fet(draft.year, day, lines_of_draft(draft)), kind, f"-{pk}")
    rows = timetable.lines_of_draft(draft)
    return _file(timetable.workbook(rows) if kind == "xlsx" else timetable.csv(rows), kind, f"-{pk}")


def _fet(year, day, lines) -> bytes:
    problem = build_problem(year, min(max(day, year.starts_on), year.ends_on), Limits())
    return fet_file(problem, school=profile().short_name, places=places_of(problem, lines))


def _file(content: bytes, kind: str, mark: str = "") -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, f"{timetable.SHEET}{mark}.{kind}")}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


@never_cache
def unavailable(request):
    """When a teacher cannot teach; POST writes the ticked places of the week."""
    permissions.demand_planner(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year, day = _year()
    form = TeacherChoice(request.POST or request.GET or None, day=day)
    staff = form.cleaned_data["staff"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and staff:
        places, seen = parse_places(request.POST.getlist("place")), parse_places(request.POST.get("seen", "").split())
        try:
            set_unavailable(year=year, staff=staff, places=places, seen=seen, by=request.user)
            messages.success(request, _("Сохранено: %s.") % staff.full_name)
        except Conflict as error:
            messages.error(request, str(error))
        return redirect(f"{reverse('timetable:unavailable')}?staff={staff.pk}")
    page = {
        "form": form, "staff": staff, "page": unavailable_page(year, staff) if staff else None,
        "others": teachers_with_places(year), "tab": "unavailable", "may_plan": True,
    }  # fmt: skip
    return render(request, "timetable/drafts/unavailable.html", page)
