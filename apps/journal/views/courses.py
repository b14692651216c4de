"""The list of journal pages a person works with."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from ..permissions import oversees, staff_of
from ..queries.course_list import course_list


@cache_control(no_store=True)
def courses(request: HttpRequest) -> HttpResponse:
    """Own pages, those of the led class, and for oversight all of them with search (JRN-03, SEC-04)."""
    staff = staff_of(request.user)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    page = course_list(staff, sees_all=oversees(request.user), query=request.GET.get("q", "")[:60])
    return render(request, "journal/course_list.html", {"page": page})
