"""The date and the kind of lessons that a page of the timetable is about."""

from django.http import Http404

from apps.core import clock
from apps.office.forms.week import WeekChoice
from apps.school.models import AcademicYear
from apps.school.queries import current_year


def needed_year() -> AcademicYear:
    """The school year; without one there is no timetable.

    Raises:
        Http404: no year was entered yet.
    """
    year = current_year(clock.today())
    if year is None:
        raise Http404
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
