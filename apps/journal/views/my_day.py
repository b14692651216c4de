"""The teacher's start page."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from apps.core import clock
from apps.school.queries import norms_on
from apps.school.queries.groups import divisions_to_check, led_by

from ..permissions import staff_of
from ..queries import my_day as queries


@cache_control(no_store=True)
def my_day(request: HttpRequest) -> HttpResponse:
    """Today's lessons with what each still lacks; staff only."""
    staff = staff_of(request.user)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    today = clock.today()
    asked = divisions_to_check(led_by(staff, today), today=today, prompt=norms_on(today).group_prompt)
    return render(request, "journal/my_day.html", {"day": queries.my_day(staff), "divisions": asked})
