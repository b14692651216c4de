"""The teacher's start page."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from ..permissions import staff_of
from ..queries import my_day as queries


@cache_control(no_store=True)
def my_day(request: HttpRequest) -> HttpResponse:
    """Today's lessons with what each still lacks; staff only."""
    staff = staff_of(request.user)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return render(request, "journal/my_day.html", {"day": queries.my_day(staff)})
