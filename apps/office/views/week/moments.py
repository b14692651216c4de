"""The date and the kind of lessons that a page of the timetable is about."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render

from apps.core import clock
from apps.office import permissions
from apps.office.forms.week import WeekChoice
from apps.school.models import AcademicYear
from apps.school.queries import current_year


class NoYear(Http404):
    """No school year was entered yet."""


def tells_missing_year(view):
    """The page of a school without a year says what is missing, to whoever may open the page, instead of 404."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NoYear:
            page = {"no_year": True, "may_plan": permissions.can_plan(request.user)}
            page["may_check"] = permissions.can_read_school(request.user)
            return render(request, "timetable/nothing.html", page)

    return shown


def needed_year() -> AcademicYear:
    """The school year; without one there is no timetable.

    Raises:
        NoYear: no year was entered yet.
    """
    year = current_year(clock.today())
    if year is None:
        raise NoYear
    return year


def moment_of(request, year: AcademicYear | None = None) -> dict:
    """What the address asks for; outside the year its nearest day."""
    today = clock.today()
    year = year or needed_year()
    form = WeekChoice(request.GET or None, year=year)
    chosen = form.cleaned_data if form.is_valid() else {}
    on = min(max(chosen.get("on") or today, year.starts_on), year.ends_on)
    kind = chosen.get("kind", "")
    return {
        "year": year, "on": on, "kind": kind, "today": today, "query_on": "" if on == today else f"{on}",
        "choice": WeekChoice(initial={"on": on, "kind": kind}, year=year),
    }  # fmt: skip
